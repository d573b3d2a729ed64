"""Running a clause on to the passage around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embed import HashEmbedder
from index.searchable import Index
from index.sentences import clause_spans, sentence_spans
from rag.passage import extended, trimmed
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
