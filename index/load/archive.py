"""What a Word file, which is an archive, would unpack to: judged before any of it is parsed."""

from __future__ import annotations

import io
import zipfile

from index.errors import DocumentError
from index.limits import MEGABYTE

_UNPACKED = 512 * MEGABYTE
"""All parts together, pictures too."""
_MARKUP = 32 * MEGABYTE
"""The parts that are XML: of real text, some 2 million characters; about what fits into the memory
of the reading process once parsed."""
_RATIO, _HARMLESS = 300, MEGABYTE
"""How many times smaller a part that is XML may be packed, beyond a size that does no harm. Text
reaches 10, a paragraph repeated thousands of times 140, empty tables 215, one letter 1000."""


def refuse_bomb(data: bytes, name: str) -> None:
    """Raise ``DocumentError`` when the archive ``data`` holds much more than its size lets expect,
    or more text than can be read; ``zipfile.BadZipFile``, ``ValueError``, ``OSError``
    or ``NotImplementedError`` when it is no archive, or of a kind to come. Sizes are those it claims: more cannot be read from it.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        if unpacked <= _HARMLESS:
            return
        markup = [part for part in parts if _is_markup(archive, part)]
    size = sum(part.file_size for part in markup)
    if unpacked > _UNPACKED or any(map(_is_packed_too_small, markup)):
        raise DocumentError(
            f"{name} 解压后大得不合常理，没有读取。", "请用 Word 打开确认，另存为 .docx 后再试。"
        )
    if size > _MARKUP:
        raise DocumentError(
            f"{name} 里的文字和格式解压后有 {size / MEGABYTE:.1f} MB，"
            f"上限是 {_MARKUP // MEGABYTE} MB。",
            "请把它拆成几个文件，或另存为 .txt 后再试。",
        )


def _is_packed_too_small(part: zipfile.ZipInfo) -> bool:
    return part.file_size > max(_HARMLESS, _RATIO * part.compress_size)


def _is_markup(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a part is XML, by how it begins; its name says nothing. One that cannot be opened
    may be."""
    try:
        with archive.open(part) as file:
            begins = file.read(64)
    except Exception:
        return True
    return begins.lstrip(b"\xef\xbb\xbf\xff\xfe\0\t\r\n ")[:1] in (b"<", b"")
