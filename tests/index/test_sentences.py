"""Sentence and clause boundaries: numbers and quotations whole, nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import (
    CLOSING,
    LONGEST_QUOTATION,
    Span,
    clause_spans,
    is_question,
    sentence_spans,
)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def clauses(text: str) -> list[str]:
    return [text[start:end] for start, end in clause_spans(text, 0, len(text))]


@pytest.mark.parametrize(
    "parts",
    [
        ["全年增长5.8%。", "投资12.5亿元！", "真的吗？！", "是的……。"],
        ["增长8.5", "增长3"],
        ["“江山就是人民，人民就是江山。”", "武侯区这样说。"],
        ["他说：“要干。要快干。”", "大家鼓掌。"],
        ["“甲。”，他说。", "“乙！”、“丙！”", "都好。"],
        ["他引用“‘甲。’和乙”。", "完。"],
        ["（见附件。）附后。", "完。"],
        ["《怎么办？》一书出版。", "完。"],
        ["”开头多了一个引号。", "完。"],
        ["“没有结尾的引号。完。"],
        ["半句没有句号"],
    ],
)
def test_sentences(parts: list[str]) -> None:
    text = ("\n" if parts[0][-1].isalnum() else "").join(parts)
    assert sentences(text) == parts


def test_white_space_belongs_to_no_sentence() -> None:
    assert sentences("\n　甲。 乙。\n\n丙 \n") == ["甲。", "乙。", "丙"]
    assert sentences("") == sentences(" \n ") == []


def test_a_part_of_a_text() -> None:
    text = "甲。乙丙。丁。"
    assert sentence_spans(text, 2, 5) == [(2, 5)]
    assert sentence_spans(text, 3, 6) == [(3, 5), (5, 6)]
    assert sentence_spans("好。”乙。", 2) == [(2, 5)], "what stands before is not looked at"


@pytest.mark.parametrize(
    "parts",
    [
        ["增长5.8%，", "投资1,234.5亿元；", "就业：", "8万人。"],
        ["比例缩小到1.8:1，", "会议上午8：30开始。"],
        ["收入比收窄至2：1以内。"],
        ["聚焦“稳就业，稳物价”，", "抓好（一期，二期）。"],
        ["他说，", "“好。”"],
        ["a, ", "b;", "c"],
    ],
)
def test_clauses(parts: list[str]) -> None:
    assert clauses("".join(parts)) == [part.strip() for part in parts]


def test_an_endless_quotation_is_not_waited_for() -> None:
    inside = "建设成都。" * (LONGEST_QUOTATION // 5)
    found = sentences(f"“{inside}武侯区。”完。")
    assert "".join(found) == f"“{inside}武侯区。”完。"
    assert len(found) > 2
    assert sentences("“建设成都。武侯区。”完。") == ["“建设成都。武侯区。”", "完。"]


PIECES = ["成都", "8.5", "1,000", "2：1", *"。！？，；：、“”‘’（）《》 \n.", "\u3000", "\r", "……"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


def check(text: str, spans: list[Span]) -> None:
    positions = [position for span in spans for position in span]
    assert positions == sorted(positions), "in order, not overlapping"
    assert all(start < end for start, end in spans)
    covered = {i for start, end in spans for i in range(start, end)}
    assert {i for i, char in enumerate(text) if not char.isspace()} <= covered
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)


def cut_numbers(text: str, spans: list[Span]) -> list[str]:
    return [
        text[end - 2 : end + 1]
        for _, end in spans
        if 1 < end < len(text)
        and text[end - 2].isdigit()
        and text[end].isdigit()
        and text[end - 1] in ".,:："
    ]


@given(st.one_of(TEXTS, st.text(max_size=80)))
def test_every_character_is_in_one_sentence_and_one_clause(text: str) -> None:
    spans = sentence_spans(text)
    check(text, spans)
    assert not any("\n" in text[start:end] for start, end in spans)
    parts = [clause for start, end in spans for clause in clause_spans(text, start, end)]
    check(text, parts)
    assert cut_numbers(text, spans) == cut_numbers(text, parts) == []
    for start, end in spans:
        inside = clause_spans(text, start, end)
        assert inside[0][0] == start
        assert inside[-1][1] == end


@given(
    st.lists(st.sampled_from(["成都", "建设", "5.8%", "，", "。", "！"]), min_size=1, max_size=12)
)
def test_a_closing_quotation_mark_stays_with_its_sentence(words: list[str]) -> None:
    text = f"他说：“好{''.join(words)}。”随后离开。"
    found = sentences(text)
    assert found == [text.removesuffix("随后离开。"), "随后离开。"]
    assert not any(part[0] in CLOSING for part in clauses(text))


@pytest.mark.parametrize(
    ("sentence", "asks"),
    [("今年的目标怎么定？", True), ("“谁来办?”", True), ("今年办成三件事。", False), ("", False)],
)
def test_questions(sentence: str, asks: bool) -> None:
    assert is_question(sentence) == asks
