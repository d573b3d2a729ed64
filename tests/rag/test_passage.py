"""Running a clause on to the passage around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import Chunk, Document
from index.embed import HashEmbedder
from index.searchable import Index
from index.sentences import clause_spans, sentence_spans
from rag.passage import (
    extended,
    trimmed,
    whole_sentence,
    with_cause,
    with_growth,
    with_list,
    with_speaker,
)
from rag.records import Evidence
from tests.rag.corpus import wuhan_document

DOCUMENT = wuhan_document()
CHUNKS = Index.from_documents([DOCUMENT], embedder=HashEmbedder(32)).chunks
CLAUSES = [
    (chunk, *clause)
    for chunk in CHUNKS
    for sentence in sentence_spans(DOCUMENT.text, chunk.start, chunk.end)
    for clause in clause_spans(DOCUMENT.text, *sentence)
]


def evidence(words: str) -> Evidence:
    start = DOCUMENT.text.index(words)
    chunk = next(c for c in CHUNKS if c.start <= start < c.end)
    return Evidence(chunk, start, start + len(words), words, 0.7)


def test_a_passage_begins_with_its_sentence_and_runs_on() -> None:
    passage = extended(DOCUMENT, evidence("新增停车泊位5200个"), 100)
    assert passage.quote.startswith("围绕民生改善，江岸区计划改造老旧小区45个")
    assert "新增就业3.6万人以上" in passage.quote
    assert passage.score == 0.7


def test_a_passage_ends_with_its_paragraph() -> None:
    passage = extended(DOCUMENT, evidence("新增停车泊位5200个"), 2000)
    assert "传承历史文脉" not in passage.quote
    assert "\n" not in passage.quote


@given(st.sampled_from(CLAUSES), st.integers(1, 300))
def test_a_passage_holds_its_clause_and_is_verbatim(
    clause: tuple[object, int, int], limit: int
) -> None:
    _, start, end = clause
    start, end = trimmed(DOCUMENT.text, start, end)
    chunk = next(c for c in CHUNKS if c.start <= start < c.end)
    given_evidence = Evidence(chunk, start, end, DOCUMENT.text[start:end], 0.5)
    passage = extended(DOCUMENT, given_evidence, limit)
    assert DOCUMENT.text[passage.start : passage.end] == passage.quote
    assert passage.start <= start < end <= passage.end
    assert chunk.start <= passage.start < passage.end <= chunk.end
    assert "\n" not in passage.quote
    assert passage.chunk == chunk


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("改造45个，", "改造45个"),
        ("改造45个；、 ", "改造45个"),
        ("“好。”", "“好。”"),
        ("甲，乙", "甲，乙"),
        ("，；", ""),
    ],
)
def test_trimmed(text: str, kept: str) -> None:
    start, end = trimmed(text, 0, len(text))
    assert text[start:end] == kept


def document(text: str) -> tuple[Document, Chunk]:
    made = Document.from_text(text, title="某市的成绩单")
    return made, Chunk(0, made.id, (), "", "", made.text, 0, len(made.text))


def quoting(text: str, words: str) -> tuple[Document, Evidence]:
    made, chunk = document(text)
    start = made.text.index(words)
    return made, Evidence(chunk, start, start + len(words), words, 0.5)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("外贸总额达到300亿元，同比增长5.6%，再创新高。", "外贸总额达到300亿元，同比增长5.6%"),
        ("外贸总额达到300亿元、下降2%。", "外贸总额达到300亿元、下降2%"),
        ("外贸总额达到300亿元，财政收入增长5.6%。", "外贸总额达到300亿元"),
    ],
)
def test_the_growth_of_a_figure(text: str, quote: str) -> None:
    assert with_growth(*quoting(text, "外贸总额达到300亿元")).quote == quote


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("“就怕没有土。”科技局局长周某说，今年孵化团队。", "“就怕没有土。”科技局局长周某说"),
        ("周某表示，“就怕没有土。”大家笑了。", "周某表示，“就怕没有土。”"),
        ("“就怕没有土。”大家都笑了。", "“就怕没有土。”"),
    ],
)
def test_who_says_it(text: str, quote: str) -> None:
    made, evidence = quoting(text, "“就怕没有土。”")
    passage = with_speaker(made, evidence)
    assert passage.quote == quote
    assert made.text[passage.start : passage.end] == passage.quote


LISTED = "滨江片区重点发展夜游经济，做强音乐、戏剧、美术产业，办好“江滩之夜”。"


@pytest.mark.parametrize(
    ("text", "words", "more"),
    [
        (
            "把人数压到4500人。他说，下调是为减少干扰。明年再看。",
            "人数压到4500人",
            "。他说，下调是为减少干扰",
        ),
        (
            "把人数压到4500人，目的只有一个，少扰民。明年再看。",
            "人数压到4500人",
            "，目的只有一个，少扰民",
        ),
        ("把人数压到4500人。为了方便游客，另修步道。", "人数压到4500人", ""),
        ("因为鸟多，把人数压到4500人。原因大家都懂。", "因为鸟多，把人数压到4500人", ""),
    ],
)
def test_the_reason_behind_it(text: str, words: str, more: str) -> None:
    made, evidence = quoting(text, words)
    assert with_cause(made, evidence).quote == words + more


def test_a_short_sentence_is_quoted_whole() -> None:
    made, evidence = quoting(f"前一句话。{LISTED}后一句话。", "做强音乐、戏剧、美术产业")
    assert whole_sentence(made, evidence, 150).quote == LISTED.rstrip("。")


def test_of_a_long_sentence_only_the_clause_beside_that_lists() -> None:
    made, evidence = quoting(LISTED, "办好“江滩之夜”")
    passage = whole_sentence(made, evidence, 30)
    assert passage.quote == "做强音乐、戏剧、美术产业，办好“江滩之夜”"
    made, evidence = quoting(LISTED, "滨江片区重点发展夜游经济")
    passage = whole_sentence(made, evidence, 30)
    assert passage.quote == "滨江片区重点发展夜游经济，做强音乐、戏剧、美术产业"


def test_what_would_be_too_long_stays_as_it_is() -> None:
    made, evidence = quoting(LISTED, "办好“江滩之夜”")
    assert whole_sentence(made, evidence, 10) == evidence


def test_evidence_across_sentences_stays_as_it_is() -> None:
    made, evidence = quoting("建成绿道。办好音乐节。", "建成绿道。办好音乐节")
    assert whole_sentence(made, evidence, 150) == evidence


@pytest.mark.parametrize(
    ("text", "words", "quote"),
    [
        (
            "面临不少困难：用地偏紧、人手不足。别的话。",
            "面临不少困难",
            "面临不少困难：用地偏紧、人手不足",
        ),
        (
            "实施四个一批，即改一批、拆一批、建一批、绿一批。",
            "实施四个一批",
            "实施四个一批，即改一批、拆一批、建一批、绿一批",
        ),
        ("实施四个一批，成效明显。", "实施四个一批", "实施四个一批"),
    ],
)
def test_what_explains_itself_is_run_on(text: str, words: str, quote: str) -> None:
    assert with_list(*quoting(text, words)).quote == quote
