"""Which files to read: paths and folders in, a stable list of sources out."""

from __future__ import annotations

import re
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import DocumentError, UsageError

ENDINGS = (".txt", ".md", ".markdown", ".html", ".htm", ".docx", ".pdf")
"""File name endings that can be read, in lower case; upper case works as well."""

_FORMATS = "、".join(ENDINGS)
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True)
class Source:
    """A file to read.

    ``name`` is what people see: the path below the folder it was found in, with ``/``
    between its parts; for a file given directly, its file name.
    """

    path: Path
    name: str


def find_sources(paths: Sequence[Path]) -> list[Source]:
    """List the readable files among ``paths``: files as given, folders with all below them.

    Order is that of ``paths``, inside a folder by name. Hidden entries and files with
    other endings are passed over in folders, links are followed only to files inside the
    same folder, and a file reached twice is listed once. Names that would be shared by two
    files are replaced by the whole path.

    Raises ``UsageError`` when ``paths`` is empty, ``DocumentError`` when a path is missing,
    a folder holds nothing readable, or a file given directly has another ending.
    """
    if not paths:
        raise UsageError("没有给出要读的文件或文件夹。", "请至少写一个路径，例如 seeds。")
    found: dict[Path, Source] = {}
    for path in paths:
        for source in _sources_at(path):
            found.setdefault(source.path.resolve(), source)
    shared = Counter(source.name for source in found.values())
    return [
        source if shared[source.name] == 1 else replace(source, name=printable(source.path))
        for source in found.values()
    ]


def printable(path: Path | str) -> str:
    """``path`` with ``/`` between its parts; what is no character (a byte of a name that is not
    UTF-8), would move a terminal's cursor or turn the text around, becomes U+FFFD."""
    return _UNPRINTABLE.sub("\ufffd", path if isinstance(path, str) else path.as_posix())


def _sources_at(path: Path) -> list[Source]:
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError) as exc:
        raise DocumentError(
            f"找不到 {printable(path)}。", "请检查路径是否写对，相对路径从当前文件夹算起。"
        ) from exc
    except OSError as exc:
        raise _no_access(path, exc) from exc
    if stat.S_ISDIR(mode):
        sources = [
            Source(file, printable(file.relative_to(path))) for file in _walk(path, path.resolve())
        ]
        if not sources:
            raise DocumentError(
                f"文件夹 {printable(path)} 里没有能读的文件。",
                f"请放入这些格式的文件：{_FORMATS}。",
            )
        return sources
    if not stat.S_ISREG(mode):
        raise DocumentError(f"{printable(path)} 不是普通文件。", "请给出文件或文件夹的路径。")
    if path.suffix.lower() not in ENDINGS:
        raise DocumentError(
            f"{printable(path)} 的格式不支持。", f"能读的格式有：{_FORMATS}。请先转换成其中一种。"
        )
    return [Source(path, printable(Path(path.name)))]


def _walk(folder: Path, root: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as exc:
        raise _no_access(folder, exc) from exc
    for entry in entries:
        if entry.name.startswith((".", "~$")):  # "~$" marks the lock file of an open document
            continue
        if entry.is_dir():
            if not entry.is_symlink():
                yield from _walk(entry, root)
        elif (
            entry.suffix.lower() in ENDINGS
            and entry.is_file()
            and entry.resolve().is_relative_to(root)
        ):
            yield entry


def _no_access(path: Path, exc: OSError) -> DocumentError:
    return DocumentError(f"打不开 {printable(path)}（{exc.strerror}）。", "请检查它的读取权限。")
