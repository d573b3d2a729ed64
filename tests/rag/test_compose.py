"""Evidence into sentences with marks, and several answers into one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.embed import HashEmbedder
from index.searchable import Index
from rag.compose import build_sentences, cite, merge, render, status_of
from rag.records import Answer, Evidence, Sentence
from tests.rag.checks import check_answer
from tests.rag.corpus import wuhan_document

DOCUMENT = wuhan_document()
DOCUMENTS = {DOCUMENT.id: DOCUMENT}
CHUNKS = Index.from_documents([DOCUMENT], embedder=HashEmbedder(32)).chunks
PARKS, HOMES, HEALTH = "加快建设6个科创园区", "计划改造老旧小区45个", "56个大健康重点项目"


def evidence(quote: str) -> Evidence:
    start = DOCUMENT.text.index(quote)
    chunk = next(c for c in CHUNKS if c.start <= start < c.end)
    return Evidence(chunk, start, start + len(quote), quote, 1.0)


def answer(*quotes: str, status: str = "answered", reason: str = "", sure: float = 0.9) -> Answer:
    parts = [(evidence(q).chunk.districts[0], [evidence(q)]) for q in quotes]
    sentences, citations = build_sentences(parts, DOCUMENTS)
    made = Answer(
        question="问",
        status="answered",
        text=render(sentences, reason),
        sentences=sentences,
        citations=citations,
        confidence=sure,
        reason=reason,
        timings_ms={"embed": 1.0},
    )
    return made if status == "answered" else replace(made, status="partial")


def refusal(reason: str = "资料中没有收录江汉区。") -> Answer:
    return Answer(question="问", status="refused", text=reason, reason=reason, confidence=0.1)


def test_a_citation_says_where_it_stands() -> None:
    citation = cite(evidence(HEALTH), 3, DOCUMENTS)
    assert citation.number == 3
    assert citation.document_id == DOCUMENT.id
    assert citation.title == DOCUMENT.title
    assert citation.districts == ("汉阳区",)
    assert citation.speaker == "方知微"
    assert "大健康产业高地" in citation.heading
    assert DOCUMENT.text[citation.start : citation.end] == citation.quote == HEALTH


def test_sentences_name_their_district_and_carry_marks() -> None:
    parts = [("江岸区", [evidence(PARKS)]), ("汉阳区", [evidence(HEALTH)])]
    sentences, citations = build_sentences(parts, DOCUMENTS)
    assert [s.citations for s in sentences] == [(1,), (2,)]
    assert [c.number for c in citations] == [1, 2]
    for sentence, (name, (piece,)) in zip(sentences, parts, strict=True):
        assert sentence.text.startswith(name)
        assert piece.quote in sentence.text
        assert sentence.text.endswith("。")


def test_a_sentence_that_does_not_verify_is_left_out() -> None:
    right = evidence(PARKS)
    wrong = replace(right, quote=right.quote.replace("6", "7"))
    moved = replace(right, start=right.start + 1, end=right.end + 1)
    parts = [("江岸区", [wrong, moved]), ("汉阳区", [evidence(HEALTH)])]
    sentences, citations = build_sentences(parts, DOCUMENTS)
    assert [c.quote for c in citations] == [HEALTH]
    assert [s.citations for s in sentences] == [(1,)]
    assert build_sentences([("江岸区", [wrong])], DOCUMENTS) == ((), ())


def test_rendered_text() -> None:
    sentences = [Sentence("甲。", (1,)), Sentence("乙。", (2, 3))]
    assert render(sentences, "资料中未提及：丙。") == "甲。[1]\n乙。[2][3]\n资料中未提及：丙。"
    assert render(sentences) == "甲。[1]\n乙。[2][3]"
    assert render([], "没有。") == "没有。"


def test_status() -> None:
    sentences = [Sentence("甲。", (1,))]
    assert status_of(sentences, []) == "answered"
    assert status_of(sentences, ["江汉区"]) == "partial"
    assert status_of([], []) == status_of([], ["江汉区"]) == "refused"


def test_merging_one_answer_changes_nothing_but_the_question() -> None:
    one = answer(PARKS)
    assert merge("原来的问题", [one]) == replace(one, question="原来的问题")


def test_merging_two_answers() -> None:
    merged = merge("两个问题", [answer(PARKS, sure=0.9), answer(HEALTH, sure=0.6)])
    assert merged.question == "两个问题"
    assert merged.status == "answered"
    assert [c.quote for c in merged.citations] == [PARKS, HEALTH]
    assert merged.confidence == 0.6
    check_answer(merged, DOCUMENTS)


def test_a_quote_that_answers_both_parts_is_given_once() -> None:
    merged = merge("两个问题", [answer(PARKS, HOMES), answer(HOMES), answer(HEALTH)])
    assert [c.quote for c in merged.citations] == [PARKS, HOMES, HEALTH]
    assert len(merged.sentences) == 3
    check_answer(merged, DOCUMENTS)


@pytest.mark.parametrize("first", [True, False])
def test_one_part_without_an_answer(first: bool) -> None:
    parts = [answer(PARKS), refusal()] if first else [refusal(), answer(PARKS)]
    merged = merge("两个问题", parts)
    assert merged.status == "partial"
    assert [c.quote for c in merged.citations] == [PARKS]
    assert "江汉区" in merged.reason
    assert "江汉区" in merged.text
    check_answer(merged, DOCUMENTS)


def test_no_part_with_an_answer() -> None:
    merged = merge("两个问题", [refusal(), refusal("资料中未提及。")])
    assert merged.status == "refused"
    assert merged.question == "两个问题"
    assert "江汉区" in merged.text
    check_answer(merged, DOCUMENTS)
