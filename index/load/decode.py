"""Bytes in, text out: the encodings Chinese text files come in, and what is no text at all."""

from __future__ import annotations

import codecs
import re

from index.errors import DocumentError

_MAGIC = {
    b"%PDF-": "PDF 文件，请把扩展名改为 .pdf",
    b"PK\x03\x04": "Word 文档或压缩包，Word 文档请把扩展名改为 .docx，压缩包请先解压",
    b"\xd0\xcf\x11\xe0": "旧版 Office 文件，请另存为 .docx",
    b"{\\rtf": "RTF 文件，请另存为 .docx 或 .txt",
    b"\x89PNG": "图片，请先做文字识别(OCR)",
    b"\xff\xd8\xff": "图片，请先做文字识别(OCR)",
    b"GIF8": "图片，请先做文字识别(OCR)",
    b"\x1f\x8b": "压缩包，请先解压",
    b"Rar!": "压缩包，请先解压",
    b"7z\xbc\xaf": "压缩包，请先解压",
}
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SAMPLE = 65_536
"""Characters looked at when the share of control characters is measured."""
_CONTROL_SHARE = 0.02
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_SAVE_AS_UTF8 = "请用编辑器打开它，另存为 UTF-8 编码的文本后再试。"


def decode_text(data: bytes, name: str) -> str:
    """Decode a text file: byte order mark, else UTF-8, else GB18030, always strictly.

    ``name`` is only used in messages. Raises ``DocumentError`` for binary content and for
    text that no encoding fits.
    """
    return _decode(data, name, declared=None)


def decode_html(data: bytes, name: str) -> str:
    """Decode an HTML file: as ``decode_text``, but before GB18030 try the charset it declares."""
    match = _DECLARED.search(data[:4096])
    return _decode(data, name, declared=match[1].decode("ascii", "replace") if match else None)


def _decode(data: bytes, name: str, declared: str | None) -> str:
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            raise DocumentError(f"{name} 不是文本文件。", f"它的内容其实是{kind}。")
    bom = next((encoding for mark, encoding in _BOMS.items() if data.startswith(mark)), None)
    if bom is None and b"\0" in data:
        raise _binary(name)
    encodings = [bom] if bom else ["utf-8", declared or "gb18030", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except (UnicodeError, LookupError):
            if encoding == "utf-8":
                _refuse_damaged_utf8(data, name)
            continue
        sample = text[:_SAMPLE]
        if "\0" in text or len(_CONTROL.findall(sample)) > _CONTROL_SHARE * len(sample):
            raise _binary(name)
        return text
    raise DocumentError(
        f"{name} 的文字编码认不出来：不是 UTF-8，也不是 GB18030（GBK、GB2312）。", _SAVE_AS_UTF8
    )


def _refuse_damaged_utf8(data: bytes, name: str) -> None:
    """Raise when ``data`` is UTF-8 but for a few bytes: as GB18030 it would be read as nonsense."""
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    if foreign > 3 * damaged:
        line = text.count("\n", 0, text.index("\ufffd")) + 1
        raise DocumentError(
            f"{name} 是 UTF-8 编码，但第 {line} 行有 {damaged} 处字节损坏，可能在复制时被截断。",
            "请重新取得这个文件，或" + _SAVE_AS_UTF8.removeprefix("请"),
        )


def _binary(name: str) -> DocumentError:
    return DocumentError(
        f"{name} 不是文本文件，里面是二进制内容。",
        "请换成文本、网页、Word(.docx) 或 PDF 文件；若是没有标记的 UTF-16 文本，请另存为 UTF-8。",
    )
