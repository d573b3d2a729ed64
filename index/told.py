"""What people say of a file in a small TOML file beside it: ``报告.pdf.toml`` for ``报告.pdf``.

A text can say so itself, in its front matter; a Word file, a PDF and a page cannot.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from index.districts import Gazetteer
from index.document import Document
from index.errors import DocumentError
from index.limits import TOLD_BYTES
from index.parse import parse_document
from index.toml_table import parse_table, read_bounded

ENDING = ".toml"


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a document; what is empty is read from the document itself.

    ``districts`` are those of the parts whose own heading names none, or with ``whole`` of the
    whole document, whatever its headings name.
    """

    title: str = ""
    districts: tuple[str, ...] = ()
    whole: bool = False
    speaker: str = ""
    date: str = ""


NOTHING_TOLD = Told()


def sidecar(path: Path) -> Path:
    """The file that says something of the file at ``path``."""
    return path.with_name(path.name + ENDING)


def has_sidecar(path: Path) -> bool:
    """Whether an ordinary file says something of the file at ``path``; a pipe would never end."""
    try:
        return sidecar(path).is_file()
    except OSError:
        return False  # a name so long that no longer one can stand beside it


def told_bytes(path: Path) -> bytes:
    """The content of the file beside the one at ``path``; empty, without one.

    Raises ``DocumentError`` when it is too large or cannot be opened.
    """
    beside = sidecar(path)
    try:
        return read_bounded(beside, TOLD_BYTES) if has_sidecar(path) else b""
    except (OSError, ValueError) as error:
        raise _wrong(beside, str(error)) from error


def read_told(path: Path) -> Told:
    """What is said of the file at ``path``; nothing, without a file beside it.

    Raises ``DocumentError`` naming what is wrong there.
    """
    beside = sidecar(path)
    try:
        table = parse_table(told_bytes(path))
    except ValueError as error:
        raise _wrong(beside, str(error)) from error
    kinds = {field.name: type(getattr(NOTHING_TOLD, field.name)) for field in fields(Told)}
    told: dict[str, Any] = {}
    for key, value in table.items():
        if key not in kinds:
            raise _wrong(beside, f"未知的键 {key}")
        if kinds[key] is tuple:
            if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
                raise _wrong(beside, f"{key} 应为名称的列表")
            told[key] = tuple(value)
        elif not isinstance(value, kinds[key]):
            raise _wrong(beside, f"{key} 的值不对：{value!r}")
        else:
            told[key] = value
    return Told(**told)


def encode_told(told: Told) -> str:
    """``told`` as TOML; ``read_told`` reads it back. Empty when nothing is said."""
    lines = []
    for field in fields(Told):
        value = getattr(told, field.name)
        if value:
            # What JSON writes is TOML too, but for one character that it leaves bare.
            written = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
            lines.append(f"{field.name} = {written}\n")
    return "".join(lines)


def parse_told(text: str, told: Told, *, path: str, gazetteer: Gazetteer) -> Document:
    """Parse ``text`` as ``parse_document`` does, keeping to what is told of it."""
    document = parse_document(
        text, title=told.title, path=path, districts=told.districts, gazetteer=gazetteer
    )
    names = tuple(dict.fromkeys(gazetteer.canonical(name) or name for name in told.districts))
    sections = tuple(
        replace(
            section,
            districts=names if told.whole else section.districts,
            speaker=section.speaker or told.speaker,
        )
        for section in document.sections
    )
    return replace(document, sections=sections, date=told.date or document.date)


def _wrong(beside: Path, why: str) -> DocumentError:
    return DocumentError(
        f"说明文件 {beside.name} 无法读取：{why}。",
        "可写的键有 title、districts、whole、speaker、date；不需要它就把它删掉。",
    )
