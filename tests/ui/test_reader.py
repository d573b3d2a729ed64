"""Whole documents with a span marked."""

from __future__ import annotations

import re

import pytest

from index.document import Document
from tests.ui.fakes import HOSTILE, QUOTE, SEED, FakeYouju
from ui.markup import plain
from ui.reader import AT_MOST, _asked_for, read_button, reader_html
from ui.words import EN, ZH


def marks(markup: str) -> list[str]:
    return [plain(found) for found in re.findall("<mark>(.*?)</mark>", markup)]


def long_document() -> Document:
    lines = "\n".join(f"第{n}行的内容。" for n in range(60_000))
    return Document("long", "长文", "long.txt", lines, (), "0" * 64)


def test_the_whole_document_with_the_span_marked() -> None:
    start = SEED.text.index(QUOTE)
    shown = reader_html(SEED, start, start + len(QUOTE))
    assert marks(shown) == [QUOTE]
    assert SEED.text.replace("\n", "") in plain(shown)
    assert "西海岸新区 · 市南区 · 崂山区" in shown


def test_headings_are_headings() -> None:
    text = "## 总题\n正文。\n\n#### 市南区： 题目\n又一段。"
    shown = reader_html(Document("d", "题", "d.txt", text, (), "0" * 64), 19, 22)
    assert "<h3>总题</h3><p>正文。</p>" in shown
    assert "<h5>市南区<mark>： 题</mark>目</h5><p>又一段。</p>" in shown


def test_a_span_over_several_lines_is_marked_in_each() -> None:
    source = Document("d", "题", "d.txt", "甲乙丙\n\n丁戊", (), "0" * 64)
    assert marks(reader_html(source, 1, 6)) == ["乙丙", "丁"]


@pytest.mark.parametrize("span", [(0, 0), (5, 5), (-1, 3), (3, 10**6), (9, 2)])
def test_spans_outside_the_document_mark_nothing(span: tuple[int, int]) -> None:
    assert marks(reader_html(SEED, *span)) == []


def test_of_a_very_long_document_the_part_around_the_span_is_shown() -> None:
    source = long_document()
    start = source.text.index("第50000行")
    shown = reader_html(source, start, start + 8)
    assert marks(shown) == ["第50000行的"]
    assert len(shown) < 3 * AT_MOST
    assert shown.count(f"共 {len(source.text)} 字。") == 2
    assert "<p>第0行的内容。</p>" in reader_html(source)
    end = len(source.text)
    assert marks(reader_html(source, end - 3, end)) == ["内容。"]


def test_everything_foreign_is_text() -> None:
    hostile = Document("d", HOSTILE, "d.txt", f"## {HOSTILE}\n{HOSTILE}", (), "0" * 64)
    shown = reader_html(hostile, 5, 20)
    assert "<script" not in shown
    assert "<img" not in shown
    assert '"' not in read_button('x" onclick="y', 1, 2).split('value="')[1].split('">')[0]


def test_what_the_page_asks_for_is_not_trusted() -> None:
    library = FakeYouju()
    assert "yj-document" in _asked_for(library, "0 5 d1", ZH)
    assert "Untitled" not in _asked_for(library, "0 5 d1", EN)
    for value in ("0 5 gone", "x", "", "-1 5 d1"):
        assert "已经不在索引里" in _asked_for(library, value, ZH)
