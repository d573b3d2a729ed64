from __future__ import annotations

import math

import pytest

from eval.gold import GoldQuote, GoldSpan
from eval.retrieval import quote_ranks, relevant_chunks, retrieval_scores
from index.document import Chunk

# Ten chunks of ten characters each in one document, two districts in turn.
CHUNKS = [
    Chunk(i, "d", ("市北区" if i % 2 else "市南区",), "", "", "字" * 10, 10 * i, 10 * i + 10)
    for i in range(12)
]


def quote(*spans: tuple[int, int]) -> GoldQuote:
    return GoldQuote("", tuple(GoldSpan("d", start, end, ("市北区",)) for start, end in spans))


def test_the_scores_of_a_ranking_by_hand() -> None:
    gold = [quote((30, 38)), quote((70, 76))]
    ranking = [CHUNKS[5], CHUNKS[3], CHUNKS[0], CHUNKS[7]]
    assert quote_ranks(ranking, gold) == (2, 4)
    scores = retrieval_scores(ranking, gold, relevant_chunks(CHUNKS, gold), ["市北区"])
    assert scores["recall@1"] == 0
    assert scores["recall@3"] == 0.5
    assert scores["recall@5"] == scores["recall@10"] == 1
    assert scores["mrr@10"] == 0.5
    gain = 1 / math.log2(3) + 1 / math.log2(5)
    assert scores["ndcg@10"] == pytest.approx(gain / (1 + 1 / math.log2(3)))
    assert scores["document@1"] == scores["district@1"] == scores["district@10"] == 1


def test_what_lies_beyond_ten_does_not_count() -> None:
    gold = [quote((110, 118))]
    scores = retrieval_scores(CHUNKS, gold, [CHUNKS[11]], ["市北区", "崂山区"])
    assert scores["recall@10"] == scores["mrr@10"] == scores["ndcg@10"] == 0
    assert scores["document@10"] == 1
    assert scores["district@1"] == 0
    assert scores["district@10"] == 0.5


def test_nothing_found_scores_nothing() -> None:
    gold = [quote((0, 8))]
    scores = retrieval_scores([], gold, [CHUNKS[0]], [])
    assert {v for v in scores.values() if v is not None} == {0.0}
    assert scores["district@1"] is None


def test_any_place_of_a_quote_will_do() -> None:
    assert quote_ranks([CHUNKS[9]], [quote((0, 8), (90, 98))]) == (1,)


def test_the_ceiling_covers_all_quotes_as_early_as_it_can() -> None:
    both = quote((40, 48))
    gold = [quote((20, 28)), both, quote((42, 50))]
    ordered = relevant_chunks(CHUNKS, gold)
    assert [chunk.id for chunk in ordered] == [4, 2]


def test_a_quote_cut_by_chunks_belongs_to_the_larger_part() -> None:
    assert [c.id for c in relevant_chunks(CHUNKS, [quote((7, 17))])] == [1]
    assert [c.id for c in relevant_chunks(CHUNKS, [quote((5, 15))])] == [0, 1]
