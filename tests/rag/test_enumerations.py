"""Enumerations, leads and figures behind a mark: how far a quote is run on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import Chunk, Document
from rag.enumerations import LONGEST, enumerated
from rag.leads import below
from rag.passage import with_exact
from rag.records import Evidence


def evidence(document: Document, quote: str) -> Evidence:
    start = document.text.index(quote)
    section = next(s for s in document.sections if s.start <= start < s.end)
    chunk = Chunk(0, document.id, section.districts, "", "", quote, section.start, section.end)
    return Evidence(chunk, start, start + len(quote), quote, 1.0)


def members(text: str, quote: str) -> list[str]:
    document = Document.from_text(text, title="发展情况说明")
    found = enumerated(document, evidence(document, quote))
    assert all(document.text[e.start : e.end] == e.quote for e in found)
    return [e.quote for e in found]


def test_items_are_quoted_with_what_leads_into_them() -> None:
    text = "要下三剂药。第一剂，改品种。第二剂，建冷库。第三剂，深加工。产业才有未来。"
    assert members(text, "要下三剂药") == [
        "要下三剂药。第一剂，改品种。第二剂，建冷库。第三剂，深加工"
    ]


def test_of_a_long_enumeration_the_openings_are_quoted() -> None:
    body = "落实好各项部署" * 20
    text = f"重点抓好三项工作：\n（一）抓项目。{body}。\n（二）抓招商。{body}。\n（三）抓民生。{body}。"
    assert members(text, "重点抓好三项工作") == ["（一）抓项目", "（二）抓招商", "（三）抓民生"]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("新建学校三所。全市道路通畅。", "新建学校三所"),
        ("要抓好三项工作，成效明显。后来，一是项目。二是招商。", "成效明显"),
    ],
)
def test_no_enumeration_where_none_follows(text: str, quote: str) -> None:
    assert members(text, quote) == []


def test_a_mark_passed_is_told_with_the_figure_itself() -> None:
    text = "产值突破8000亿元，达到8126亿元，其中鞋服占47%。利润超过90亿元，企业很多。"
    document = Document.from_text(text, title="工业情况")
    run_on = with_exact(document, evidence(document, "产值突破8000亿元"))
    assert run_on.quote == "产值突破8000亿元，达到8126亿元"
    alone = evidence(document, "利润超过90亿元")
    assert with_exact(document, alone) == alone


def lead(text: str, quote: str) -> str:
    document = Document.from_text(text, title="发展情况说明")
    own = evidence(document, quote)
    found = below(document, own, 30, lambda _document, _position: own.chunk)
    return found.quote if found else ""


def test_a_line_that_only_opens_is_told_with_the_next() -> None:
    text = "加强盐湖资源综合开发。\n实施钾盐高效利用工程，推动锂盐提质。建成一批很大很大的项目，带动就业。"
    assert lead(text, "加强盐湖资源综合开发") == "实施钾盐高效利用工程，推动锂盐提质"


def test_a_paragraph_is_no_lead() -> None:
    text = f"{'全市上下一心推进各项建设，' * 5}成效明显。\n下一步再接再厉。"
    assert lead(text, "成效明显") == ""


ENUMERATION = "今年抓三件事。一是建设滨江绿道。二是改造旧厂房，引进工坊12家。三是办好音乐节。"


@pytest.mark.parametrize("words", ["建设滨江绿道", "改造旧厂房", "引进工坊12家", "三是办好音乐节"])
def test_an_item_is_quoted_with_all_the_others(words: str) -> None:
    whole = ENUMERATION.removeprefix("今年抓三件事。").rstrip("。")
    assert members(f"{ENUMERATION}\n\n另起一段。", words) == [whole]


def test_an_enumeration_within_one_sentence() -> None:
    text = "要做到三点：一是稳外贸；二是扩就业；三是强科创。此外还有别的事。"
    assert members(text, "扩就业") == ["一是稳外贸；二是扩就业；三是强科创"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("建设滨江绿道。一是稳外贸；二是扩就业。", "建设滨江绿道"),
        ("一是稳外贸；二是扩就业。另有他事。建设滨江绿道。", "建设滨江绿道"),
        ("一是稳外贸。", "稳外贸"),
        ("二是扩就业；三是强科创。", "扩就业"),
        ("第一段：一是稳外贸；二是扩就业。\n\n建设滨江绿道。", "建设滨江绿道"),
        (f"一是{'稳外贸，' * 60}二是{'扩就业，' * 60}三是强科创。", "强科创"),
        ("办好四件实事。\n一是稳外贸。二是扩就业。", "办好四件实事"),
    ],
)
def test_what_is_no_item_of_an_enumeration(text: str, words: str) -> None:
    assert members(text, words) == []


@given(st.integers(2, 5), st.integers(0, 4), st.integers(1, 90))
def test_an_enumeration_is_whole_or_left_alone(count: int, at: int, length: int) -> None:
    marks = "一二三四五"[:count]
    text = "".join(f"{mark}是推进{mark * length}。" for mark in marks)
    quoted = members(text, f"推进{marks[at % count] * length}")
    assert quoted == ([text.rstrip("。")] if len(text) <= LONGEST else [])
