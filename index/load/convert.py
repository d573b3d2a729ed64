"""Word, PDF and HTML files in, their words out.

MarkItDown does the reading. Each format gets a MarkItDown that knows this one converter, so
that a damaged file is an error instead of being tried as an archive, a feed or a video
page, and nothing is ever fetched. Markdown decoration is switched off at its source rather
than removed afterwards, so that an asterisk in the text stays an asterisk.
"""

from __future__ import annotations

import io
import logging
import re
import unicodedata
import warnings
import zipfile
from functools import cache
from typing import TYPE_CHECKING, Any

from index.errors import DocumentError
from index.load.archive import refuse_bomb
from index.load.decode import decode_html
from index.load.webpage import plain_html, with_whole_rows

if TYPE_CHECKING:
    from markitdown import MarkItDown

_RAISED = "\ue000"
"""Stands around superscript text, so that footnote marks can be told from a written ``[1]``."""
_WORDS_ONLY: dict[str, Any] = {
    "strip": [
        "a",
        "b",
        "code",
        "del",
        "em",
        "i",
        "img",
        "kbd",
        "pre",
        "s",
        "samp",
        "strike",
        "strong",
        "sub",
        "u",
    ],
    "escape_asterisks": False,
    "escape_underscores": False,
    "bullets": "-",
}
_TITLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => h2:fresh"
_NOTE_MARK = re.compile(rf"{_RAISED}\[\d+\]{_RAISED}")
_NOTE_BACK_LINK = re.compile(r"^(\d+\. .*) ↑$", re.MULTILINE)
_TABLE_ROW = re.compile(r"\|(.*)\|")
_TABLE_RULE = re.compile(r"[-\s|]*")
_NO_GLYPH_NAME = re.compile(r"\(cid:\d+\)")
_MAX_UNNAMED = 0.1
"""Share of characters a PDF may leave unnamed; up to there each shows as U+FFFD."""
# Radicals that PDF writers put in place of the characters they look like.
_RADICALS = str.maketrans(
    {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    | dict(
        zip(
            "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
            "母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
            strict=True,
        )
    )
)


def docx_to_text(data: bytes, name: str) -> str:
    """Text of a .docx file; raises ``DocumentError`` when it is damaged, encrypted or would unpack
    to too much."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise DocumentError(
            f"{name} 加了密码，或是旧版 .doc 文件。", "请用 Word 打开，去掉密码后另存为 .docx。"
        )
    damaged = f"{name} 不是完好的 Word 文档。", "请用 Word 打开确认，另存为 .docx 后再试。"
    try:
        refuse_bomb(data, name)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as exc:
        raise DocumentError(*damaged) from exc
    text = _convert(data, ".docx", damaged, sup_symbol=_RAISED, style_map=_TITLES)
    text = _NOTE_BACK_LINK.sub(r"\1", _NOTE_MARK.sub("", text))
    return _table_lines(text.replace(_RAISED, ""))


def pdf_to_text(data: bytes, name: str) -> str:
    """Text layer of a PDF; raises ``DocumentError`` when there is none or it cannot be read."""
    unreadable = (
        f"{name} 加了密码。" if b"/Encrypt" in data else f"{name} 不是完好的 PDF 文件。",
        "请用阅读器打开确认，另存为不加密的 PDF 后再试。",
    )
    if b"%PDF-" not in data[:1024]:
        raise DocumentError(*unreadable)
    text = _convert(data, ".pdf", unreadable)
    unnamed = len(_NO_GLYPH_NAME.findall(text))
    words = _NO_GLYPH_NAME.sub("\ufffd", text)
    if not words.strip() or unnamed > _MAX_UNNAMED * len(words):
        raise DocumentError(
            f"{name} 没有文字层，或文字层读不出文字（多半是扫描件）。",
            "请先做文字识别(OCR)，再用识别后的文件。",
        )
    return _table_lines(words.translate(_RADICALS))


def html_to_text(data: bytes, name: str) -> str:
    """Text of an HTML page; raises ``DocumentError`` when it is not text or cannot be parsed."""
    failed = f"{name} 的网页内容无法解析。", "请在浏览器里打开，复制文字另存为 .txt 后再试。"
    html = decode_html(data, name)
    try:
        page = plain_html(html)
    except Exception as exc:
        raise DocumentError(*failed) from exc
    return _table_lines(_convert(page.encode(), ".html", failed))


def _convert(data: bytes, ending: str, failed: tuple[str, str], **options: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from markitdown import FileConversionException, StreamInfo

        try:
            result = _markitdown(ending).convert_stream(
                io.BytesIO(data),
                stream_info=StreamInfo(extension=ending, charset="utf-8"),
                **_WORDS_ONLY,
                **options,
            )
        except FileConversionException as exc:
            causes = [attempt.exc_info[1] for attempt in exc.attempts or () if attempt.exc_info]
            raise DocumentError(*failed) from next(iter(causes), exc)
        except Exception as exc:
            raise DocumentError(*failed) from exc
    return str(result.text_content)


@cache
def _markitdown(ending: str) -> MarkItDown:
    from markitdown import MarkItDown
    from markitdown.converters import DocxConverter, HtmlConverter, PdfConverter

    class WholeRows(HtmlConverter):
        def convert_string(self, html_content: str, **kwargs: Any) -> Any:
            return super().convert_string(with_whole_rows(html_content), **kwargs)

    class Docx(DocxConverter):
        def __init__(self) -> None:
            super().__init__()  # type: ignore[no-untyped-call]
            self._html_converter = WholeRows()  # what Word files go through on their way

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    reader = MarkItDown(enable_builtins=False, enable_plugins=False)
    converters = {".docx": Docx, ".pdf": PdfConverter, ".html": HtmlConverter}
    reader.register_converter(converters[ending]())
    return reader


def _table_lines(text: str) -> str:
    """Turn Markdown table rows into lines whose cells are separated by `` | ``; an empty cell stays
    one, so that the others keep their columns."""
    lines: list[str] = []
    for line in text.split("\n"):
        row = _TABLE_ROW.fullmatch(line.strip())
        if row is None:
            lines.append(line)
        elif not _TABLE_RULE.fullmatch(row[1]):
            cells = [cell.strip() for cell in f" {row[1]} ".split(" | ")]
            lines.append(" | ".join(cells) if any(cells) else "")
    return "\n".join(lines)
