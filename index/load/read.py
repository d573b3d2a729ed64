"""The raw text of one source file, whatever its format, or a clear error."""

from __future__ import annotations

import os
import stat

from index.errors import DocumentError
from index.limits import DEFAULT_LIMITS, MEGABYTE, Limits
from index.load.confined import READER
from index.load.decode import decode_text
from index.load.sources import Source

_CONVERTED = {".docx", ".pdf", ".html", ".htm"}
"""Endings of the formats that are read in a process of their own."""


def read_source(source: Source, limits: Limits = DEFAULT_LIMITS) -> str:
    """Return the text of ``source``: headings as ``#`` lines, otherwise only its own words.

    Text and Markdown files come back as they are, decoded. Raises ``DocumentError`` when
    the file cannot be opened or is no regular file, is damaged, encrypted or not of the format
    its ending says, takes too much memory to convert, holds no text, or goes beyond ``limits``.
    """
    data = _read(source, limits.bytes)
    if not data.strip():
        raise DocumentError(f"{source.name} 是空文件。", "请放入有内容的文件，或把它移走。")
    ending = source.path.suffix.lower()
    if ending in _CONVERTED:
        text = READER.read(ending, data, source.name, limits)
    else:
        text = decode_text(data, source.name)
    if not text.strip():
        raise DocumentError(f"{source.name} 里没有文字。", "请打开文件确认有文字内容，或把它移走。")
    if len(text) > limits.chars:
        raise DocumentError(
            f"{source.name} 太长：{len(text):,} 字，上限是 {limits.chars:,} 字。",
            "请把它拆成几个文件，或调大设置 max_chars。",
        )
    return text


def _read(source: Source, max_bytes: int) -> bytes:
    try:
        # A pipe put in the place of a file would make a plain open wait for ever.
        descriptor = os.open(source.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as file:
            regular = stat.S_ISREG(os.fstat(descriptor).st_mode)
            data = file.read(max_bytes + 1) if regular else b""
    except FileNotFoundError as exc:
        raise DocumentError(
            f"找不到 {source.name}。", "文件可能已被移走，请重新列出文件。"
        ) from exc
    except OSError as exc:
        raise DocumentError(
            f"打不开 {source.name}（{exc.strerror}）。", "请检查它的读取权限。"
        ) from exc
    if not regular:
        raise DocumentError(f"{source.name} 不是普通文件。", "请换成普通文件，或把它移走。")
    if len(data) > max_bytes:
        size = source.path.stat().st_size / MEGABYTE
        raise DocumentError(
            f"{source.name} 太大：{size:.1f} MB，上限是 {max_bytes / MEGABYTE:g} MB。",
            "请把它拆成几个文件，或调大设置 max_file_mb。",
        )
    return data
