"""Names inside an index folder, and the file operations that survive a power cut.

CURRENT                names the live generation
generations/000007/    one whole index, never changed once it has this name
uploads/               files given through the page, see index/uploads.py
eval/                  the last result of youju eval
work/                  vectors of an index run that was cut short
lock                   held while writing
"""

from __future__ import annotations

import os
import re
from pathlib import Path

CURRENT = "CURRENT"
GENERATIONS = "generations"
LOCK = "lock"
WORK = "work"
UPLOADS = "uploads"
LAST_RESULT = "eval/last.json"
LAST_REPORT = "eval/last.html"
UNFINISHED = ".unfinished-"
"""Prefix of a generation that is being written, or whose writer was killed."""

MANIFEST = "manifest.json"
MANIFEST_SHA256 = "manifest.sha256"
CHECKSUMS = "checksums.u4"
TEXT_KEYS = "text-keys.u8"
GAZETTEER = "gazetteer.json"
LEXICAL = "lexical"
DOCUMENT_LEXICAL = "lexical-documents"

_NAME = re.compile(r"\d{6,}")


def generation_names(root: Path) -> list[str]:
    """Return the names of the finished generations in ``root``, oldest first."""
    folder = root / GENERATIONS
    if not folder.is_dir():
        return []
    names = [p.name for p in folder.iterdir() if _NAME.fullmatch(p.name) and p.is_dir()]
    return sorted(names, key=int)


def current_name(root: Path) -> str | None:
    """Return the name in ``CURRENT``; ``None`` without the file or with nonsense in it."""
    try:
        name = (root / CURRENT).read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        return None
    return name if _NAME.fullmatch(name) else None


def rebuild_remedy(root: Path) -> str:
    """What to run when an index is damaged."""
    return (
        f"请运行 youju repair --index {root} 修复；修不好的，"
        f"运行 youju index --rebuild --out {root} [文档路径] 重新建立。"
    )


def sync(path: Path) -> None:
    """Force a file, or a folder's list of names, onto the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Force everything below ``folder``, and then itself, onto the disk."""
    for path in folder.rglob("*"):
        sync(path)
    sync(folder)


def replace_file(path: Path, text: str) -> None:
    """Put ``text`` into ``path`` so that readers find the old content or the new, never less."""
    temporary = path.with_name(f"{UNFINISHED}{path.name}")
    temporary.write_text(text, encoding="utf-8")
    sync(temporary)
    temporary.replace(path)
    sync(path.parent)
