"""The best candidates read beside the question: the clause that is pointed at is quoted."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from index.document import Document
from index.embed import HashEmbedder
from rag.candidate import Candidate
from rag.judged import told_as
from rag.pointer import Pointer
from rag.relevance import Judgement
from rag.select import Selector
from rag.youju import Youju

TEXT = """石门县2026年茶产业见闻

石门县的宝贝是古茶树，登记在册的有4.7万株，由187名护茶员看管，今年新修步道13公里；还有一条老街。

县里另有护林站，去年添了旧水桶、竹梯、扫帚26个，林子里随处可见鸟巢。
"""
KEEPERS = "由187名护茶员看管"


@cache
def youju() -> Youju:
    return Youju.from_documents([Document.from_text(TEXT)], embedder=HashEmbedder(64))


def found(text: str) -> tuple[Selector, Candidate]:
    selector = Selector(youju().index, youju().understand(text))
    return selector, selector.candidates(youju().search(text), "石门县")[0]


def pointing_at(
    words: str, candidate: Candidate, weight: float = 0.9, log_odds: float = 3.0
) -> Pointer:
    """What a network would say that finds ``words`` of a candidate's sentence its answer."""
    passage = told_as(candidate)
    spans = np.array([(at, at + 1) for at in range(len(passage.text))], np.int32)
    start = passage.text.index(words)
    weights = np.full(len(spans), (1 - weight) / (len(spans) - len(words)), np.float32)
    weights[start : start + len(words)] = weight / len(words)
    return passage.pointer(Judgement(log_odds, spans, weights))


def test_what_is_read_is_the_part_of_the_sentence_under_its_heading() -> None:
    _, candidate = found("石门县登记了多少株古茶树")
    passage = told_as(candidate)
    assert passage.text.endswith("步道13公里；")
    assert told_as(candidate, whole=True).text.endswith("还有一条老街。")
    evidence = candidate.evidence
    text = youju().documents[evidence.chunk.document_id].text
    share = pointing_at(KEEPERS, candidate, 1.0).share
    at = text.index(KEEPERS)
    assert share(at, at + len(KEEPERS)) == pytest.approx(1)
    assert share(at - 10, at) == 0


def test_another_item_of_the_sentence_is_read_without_the_first() -> None:
    _, candidate = found("石门县还有几条老街")
    assert told_as(candidate).text.endswith("还有一条老街。")
    assert "13公里" not in told_as(candidate).text
    assert "13公里" in told_as(candidate, whole=True).text


def test_the_clause_that_is_pointed_at_is_quoted_and_its_figure_believed() -> None:
    selector, candidate = found("石门县安排了多少人守着古茶树")
    best = selector.pointed(candidate, pointing_at("187名", candidate))
    assert "187名护茶员" in best.evidence.quote
    assert best.quantity
    assert not candidate.quantity


def test_a_sentence_that_hardly_answers_is_left_as_it_is() -> None:
    selector, candidate = found("石门县安排了多少人守着古茶树")
    assert selector.pointed(candidate, pointing_at("187名", candidate, log_odds=-3)) is candidate


def test_the_likeliest_clause_is_quoted_without_others() -> None:
    selector, candidate = found("石门县登记了多少株古茶树")
    assert "4.7万株" in candidate.evidence.quote
    assert selector.pointed(candidate, pointing_at("4.7万株", candidate, 0.6)) is candidate


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("石门县安排了多少人守着古茶树", "13公里"),  # of another kind
        ("石门县护林站有多少个鸟巢", "26个"),  # of what another clause names
        ("石门县古茶树那里的常住人口是多少人", "187名"),  # of a measure that has a name
    ],
)
def test_a_figure_of_something_else_is_not_believed(question: str, words: str) -> None:
    selector, candidate = found(question)
    best = selector.pointed(candidate, pointing_at(words, candidate))
    assert words not in best.evidence.quote or not best.quantity


def test_of_a_question_that_asks_for_no_figure_the_words_decide() -> None:
    selector, candidate = found("石门县的宝贝是什么")
    assert selector.pointed(candidate, pointing_at("187名", candidate)) is candidate


def test_where_nothing_is_pointed_at_words_decide() -> None:
    selector, candidate = found("石门县登记了多少株古茶树")
    same = selector.pointed(candidate, Pointer(lambda _start, _end: 0.0, 3.0))
    assert same.evidence == candidate.evidence
    row = replace(candidate, spot=None)
    assert selector.pointed(row, pointing_at("187名", candidate)) is row
