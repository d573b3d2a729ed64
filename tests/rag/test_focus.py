"""The clause with the figure asked for, chosen by reading the clauses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest

from index.document import Document
from index.embed import HashEmbedder
from rag.candidate import Candidate
from rag.focus import Judge, focused
from rag.question import Question
from rag.select import Selector
from rag.youju import Youju

TEXT = """石门县2026年茶产业见闻

石门县的宝贝是古茶树，登记在册的有4.7万株，由187名护茶员看管，今年新修步道13公里。
石门县还有一条老街。
"""


@cache
def youju() -> Youju:
    return Youju.from_documents([Document.from_text(TEXT)], embedder=HashEmbedder(64))


def found(text: str, relevance: float = 3.0) -> tuple[Question, list[Candidate], Selector]:
    """What is found for a question, the best sentence read but its figure not seen."""
    question = youju().understand(text)
    selector = Selector(youju().index, question)
    best, *others = selector.candidates(youju().search(text), "石门县")
    return question, [replace(best, relevance=relevance, quantity=False), *others], selector


def judge(likely: str, log_odds: float = 2.0) -> tuple[list[str], Judge]:
    """A judge that finds the clause with ``likely`` in it likely, and what it was asked about."""
    asked: list[str] = []

    def of(clauses: Sequence[str]) -> list[float]:
        asked.extend(clauses)
        return [log_odds if likely in clause else -3.0 for clause in clauses]

    return asked, of


def test_the_clause_that_is_read_as_the_answer() -> None:
    asked, of = judge("护茶员")
    best = focused(*found("石门县安排了多少人守着古茶树"), of)[0]
    assert best.evidence.quote == "由187名护茶员看管"
    assert best.quantity
    assert asked == ["由187名护茶员看管"]  # neither trees nor kilometres are people


def test_no_clause_where_none_is_likely() -> None:
    _, of = judge("护茶员", -1.0)
    question, candidates, selector = found("石门县安排了多少人守着古茶树")
    assert focused(question, candidates, selector, of) == candidates


@pytest.mark.parametrize(
    ("text", "relevance"),
    [("石门县安排了多少人守着古茶树", -1.0), ("石门县怎么守着古茶树", 3.0)],
)
def test_clauses_are_read_only_where_it_is_worth_it(text: str, relevance: float) -> None:
    asked, of = judge("护茶员")
    question, candidates, selector = found(text, relevance)
    assert focused(question, candidates, selector, of) == candidates
    assert not asked


def test_a_figure_that_the_question_tells_is_none_to_answer_with() -> None:
    asked, of = judge("4.7万株")
    question, candidates, selector = found("石门县4.7万株古茶树里，有多少株挂了牌")
    assert focused(question, candidates, selector, of) == candidates
    assert not asked
