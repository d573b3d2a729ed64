"""Retrieval measured against gold character spans, so that re-chunking needs no new labels.

A chunk is relevant when it holds at least half of a gold quote. Definitions as in Manning,
Raghavan & Schütze, *Introduction to Information Retrieval* (2008), chapter 8; nDCG with
binary gains and logarithm base 2 (Järvelin & Kekäläinen 2002).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from eval.gold import GoldQuote
from index.document import Chunk

CUTOFFS = (1, 3, 5, 10)
DEPTH = 10
"""Passages looked at; MRR and nDCG are cut off here."""


def quote_ranks(ranking: Sequence[Chunk], gold: Sequence[GoldQuote]) -> tuple[int | None, ...]:
    """For each gold quote the rank (from 1) of the first chunk that holds it, or None."""
    return tuple(
        next((rank for rank, chunk in enumerate(ranking, 1) if quote.held_by(chunk)), None)
        for quote in gold
    )


def relevant_chunks(chunks: Sequence[Chunk], gold: Sequence[GoldQuote]) -> list[Chunk]:
    """Every chunk of the corpus that holds a gold quote, best ranking first: each next chunk
    holds the most quotes that those before it do not."""
    held = [(chunk, {i for i, q in enumerate(gold) if q.held_by(chunk)}) for chunk in chunks]
    left = [(chunk, quotes) for chunk, quotes in held if quotes]
    ordered: list[Chunk] = []
    covered: set[int] = set()
    while left:
        best = max(left, key=lambda item: (len(item[1] - covered), -item[0].id))
        left.remove(best)
        ordered.append(best[0])
        covered |= best[1]
    return ordered


def retrieval_scores(
    ranking: Sequence[Chunk],
    gold: Sequence[GoldQuote],
    relevant: Sequence[Chunk],
    districts: Sequence[str],
) -> dict[str, float | None]:
    """Scores of one ranking, each in [0, 1].

    ``relevant`` are all relevant chunks of the corpus. ``recall@k`` is the share of the gold
    quotes held by the first k chunks; ``document@1`` and ``district@1`` say whether the first
    chunk is of a gold document and about a gold district, ``district@10`` which share of the
    gold ``districts`` the first ten are about (None without gold districts).
    """
    top = ranking[:DEPTH]
    ranks = quote_ranks(top, gold)
    wanted = {chunk.id for chunk in relevant}
    hits = [rank for rank, chunk in enumerate(top, 1) if chunk.id in wanted]
    ideal = sum(_discount(rank) for rank in range(1, min(len(wanted), DEPTH) + 1))
    documents = {span.document_id for quote in gold for span in quote.spans}
    places = set(districts)
    seen = {name for chunk in top for name in chunk.districts}
    scores: dict[str, float | None] = {
        f"recall@{k}": sum(r is not None and r <= k for r in ranks) / len(ranks) for k in CUTOFFS
    }
    scores |= {
        "mrr@10": 1 / hits[0] if hits else 0.0,
        "ndcg@10": sum(map(_discount, hits)) / ideal if ideal else 0.0,
        "document@1": float(bool(top) and top[0].document_id in documents),
        "document@10": float(any(chunk.document_id in documents for chunk in top)),
        "district@1": float(bool(top and places & set(top[0].districts))) if places else None,
        "district@10": len(places & seen) / len(places) if places else None,
    }
    return scores


def _discount(rank: int) -> float:
    return 1 / math.log2(rank + 1)
