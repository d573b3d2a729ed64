"""Files given through the page, kept inside the index folder: ``<index>/uploads/``.

They are indexed together with whatever ``youju index`` is told to index, so that a document
once given stays until it is removed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from index.errors import DocumentError, UsageError
from index.limits import TOLD_BYTES
from index.load import ENDINGS, Source
from index.load.sources import printable
from index.store import layout
from index.told import NOTHING_TOLD, Told, encode_told, sidecar

PREFIX = f"{layout.UPLOADS}/"
"""What the paths of kept files begin with, so that they never meet those of other sources."""
_LONGEST_NAME = 200
"""Bytes of a file name; file systems end at 255, and a sidecar's name is longer."""
_UNFIT = re.compile(r'[/\\:*?"|\ufffd]')
_HIDING = re.compile(r"^[.~$\s]+")
"""How the names of hidden files and of the locks of open Word documents begin, which are passed
over when indexing."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is to be kept under ``name``, with what is told of it."""

    path: Path
    name: str
    told: Told = NOTHING_TOLD

    @property
    def source(self) -> Source:
        """The file as a source, under the path its document will have."""
        return Source(self.path, PREFIX + file_name(self.name))


def file_name(given: str) -> str:
    """A name that any file system takes, as near as possible to the one a browser gave.

    Raises ``DocumentError`` for a format that cannot be read.
    """
    base = PurePosixPath(given.replace("\\", "/")).name
    name = _UNFIT.sub("_", printable(base)).strip()
    ending = PurePosixPath(name).suffix.lower()
    if ending not in ENDINGS:
        raise DocumentError(
            f"{name or '这个文件'} 的格式不支持。",
            f"能读的格式有：{'、'.join(ENDINGS)}。请先转换成其中一种。",
        )
    stem = _HIDING.sub("", name[: -len(ending)]) or "未命名"
    while len(stem.encode()) + len(ending) > _LONGEST_NAME:
        stem = stem[:-1]
    return stem + name[-len(ending) :]


def is_upload(path: str) -> bool:
    """Whether a document's ``path`` says that its file is kept here."""
    return path.startswith(PREFIX)


def kept_sources(home: Path) -> list[Source]:
    """The files kept in the index folder ``home``, by name."""
    folder = home / layout.UPLOADS
    if not folder.is_dir():
        return []
    return [
        Source(file, PREFIX + printable(file.name))
        for file in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if file.suffix.lower() in ENDINGS
        and not file.name.startswith(".")
        and file.is_file()
        and not file.is_symlink()
    ]


def with_kept(sources: Sequence[Source], home: Path) -> list[Source]:
    """``sources`` and then the files kept in ``home``, every name and every file once."""
    kept = kept_sources(home)
    files = {source.path.resolve() for source in kept}
    names = {source.name for source in kept}
    others = [
        replace(source, name=printable(source.path)) if source.name in names else source
        for source in sources
        if source.path.resolve() not in files
    ]
    return [*others, *kept]


def keep(home: Path, uploads: Sequence[Upload], indexed: Collection[str] = ()) -> list[Source]:
    """Copy the files into ``home``, all or none, and return them as they are kept.

    ``indexed`` are the paths of the documents there are: the very same file left over from an
    attempt that was cut short is taken as new. Raises ``UsageError`` when a name is taken or the folder cannot be written.
    """
    folder = home / layout.UPLOADS
    kept: list[Source] = []
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        for upload in uploads:
            source = replace(upload.source, path=folder / file_name(upload.name))
            left = source.name not in indexed and source not in kept
            if source.path.exists() and not (left and _same(source.path, upload.path)):
                raise UsageError(
                    f"已经有一份名为 {source.path.name} 的资料。",
                    "请换一个文件名；若要替换原来的，请先把它删除。",
                )
            kept.append(source)
            if told := encode_told(upload.told):
                if len(told.encode("utf-8", "replace")) > TOLD_BYTES:
                    raise UsageError(
                        f"为 {source.path.name} 填写的内容太长，上限是 {TOLD_BYTES // 1024} KB。",
                        "请缩短标题、地区或讲话人。",
                    )
                layout.replace_file(sidecar(source.path), told)
            _copy(upload.path, source.path)
        layout.sync(folder)
    except BaseException as error:
        drop(home, [source.name for source in kept])
        if isinstance(error, OSError):
            raise UsageError(
                f"无法保存上传的文件：{error.strerror or error}。", "请检查磁盘空间和权限。"
            ) from error
        raise
    return kept


def drop(home: Path, paths: Sequence[str]) -> None:
    """Delete the kept files of the documents at ``paths``; those that are not kept here stay."""
    for path in paths:
        if is_upload(path):
            file = home / layout.UPLOADS / PurePosixPath(path).name
            file.unlink(missing_ok=True)
            sidecar(file).unlink(missing_ok=True)


def _same(one: Path, other: Path) -> bool:
    return one.stat().st_size == other.stat().st_size and one.read_bytes() == other.read_bytes()


def _copy(source: Path, target: Path) -> None:
    """Copy so that under its name the target is whole or is not there."""
    temporary = target.with_name(f"{layout.UNFINISHED}{os.getpid()}")
    try:
        temporary.write_bytes(source.read_bytes())
        layout.sync(temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
