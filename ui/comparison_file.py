"""A comparison as a file for a spreadsheet: CSV or xlsx, one line a quote, with its source."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from rag.records import Citation
from ui.comparison import Comparison
from ui.markup import one_direction

_HEADS = (
    "地区",
    "原文",
    "数字",
    "标号",
    "讲话人",
    "小标题",
    "资料",
    "起（第几字）",
    "止（第几字）",
    "资料编号",
)
_WIDTHS = (14, 80, 14, 8, 12, 40, 36, 12, 12, 16)
_NOT_MENTIONED = "未提及"
_FORMULA = re.compile(r"^\s*[=+\-@＝＋－＠]")
"""What a spreadsheet would take for a formula, which may fetch and run things."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|%#\s]+')
_LONGEST_CELL = 32_767

Value = str | int


@dataclass(frozen=True, slots=True)
class Table:
    """Heads and lines, ready to be written."""

    topic: str
    lines: tuple[tuple[Value, ...], ...]

    @classmethod
    def of(cls, comparison: Comparison) -> Table:
        """The lines of ``comparison``: one for each quote, one for a district without any."""
        written = {(f.district, f.number): f.written for f in comparison.figures}
        lines: list[tuple[Value, ...]] = []
        for row in comparison.rows:
            if not row.citations:
                lines.append((_text(row.district), _NOT_MENTIONED, *[""] * (len(_HEADS) - 2)))
            lines += [
                _line(row.district, citation, written.get((row.district, citation.number), ""))
                for citation in row.citations
            ]
        return cls(_text(comparison.topic), tuple(lines))


def as_csv(table: Table) -> bytes:
    """UTF-8 with the mark by which Excel knows it, and lines as RFC 4180 has them."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEADS)
    writer.writerows([[_harmless(value) for value in line] for line in table.lines])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(table: Table) -> bytes:
    """A workbook of one sheet; every text is stored as text, never as a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "对照"
    book.properties.title = table.topic
    book.properties.creator = "有据"
    for column, (head, width) in enumerate(zip(_HEADS, _WIDTHS, strict=True), 1):
        cell = sheet.cell(1, column, head)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E7E5E4")
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, line in enumerate(table.lines, 2):
        for column, value in enumerate(line, 1):
            entry = sheet.cell(number, column)
            entry.value = value if isinstance(value, int) else value[:_LONGEST_CELL]
            if isinstance(value, str):
                entry.data_type = "s"  # whatever it looks like
            entry.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.freeze_panes = "B2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def file_stem(topic: str) -> str:
    """A file name for ``topic``, without an ending."""
    return f"对照_{_UNFIT.sub('_', one_direction(topic)).strip('._')[:40] or '主题'}"


def _line(district: str, citation: Citation, written: str) -> tuple[Value, ...]:
    return (
        _text(district),
        _text(citation.quote),
        _text(written),
        citation.number,
        _text(citation.speaker),
        _text(citation.heading),
        _text(citation.title),
        citation.start + 1,
        citation.end,
        citation.document_id,
    )


def _text(foreign: str) -> str:
    """Without control characters, which neither format may hold, and nothing reordered."""
    return _CONTROL.sub("", one_direction(foreign))


def _harmless(value: Value) -> Value:
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value
