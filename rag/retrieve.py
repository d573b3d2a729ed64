"""Hybrid retrieval: dense and BM25 candidates, fused by standardised scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.document import Chunk
from index.searchable import Index
from rag.question import Question
from rag.synonyms import find_synonyms

Mode = Literal["hybrid", "dense", "lexical"]
Ids = NDArray[np.int64]

DENSE_SHARE = 0.5
"""Weight of the dense half; the rest is BM25's."""
CANDIDATES = 48
"""Chunks that each half proposes before fusion."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved chunk. ``score`` orders hits of one query and means nothing across
    queries; ``cosine`` is the dense similarity, -1..1."""

    chunk: Chunk
    score: float
    cosine: float = 0.0


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the two halves of retrieval see it."""

    vector: NDArray[np.float32]
    terms: str


def make_query(index: Index, question: Question) -> Query:
    """Embed the topic (with the topic it leans on) and widen it by synonyms for BM25."""
    topic = f"{question.topic} {question.context}".strip() or question.text
    words = [word for _, _, group in find_synonyms(topic) for word in group]
    vector = index.embedder.embed_query(topic.replace(" ", ""))
    return Query(vector, " ".join([topic, *dict.fromkeys(words)]))


def retrieve(
    index: Index, query: Query, k: int, *, within: Ids | None = None, mode: Mode = "hybrid"
) -> list[Hit]:
    """The ``k`` best chunks, best first; ``within`` restricts the search beforehand."""
    if mode == "lexical":
        ids, scores = index.lexical.search(query.terms, k, within)
        return [Hit(index.chunks[i], float(s)) for i, s in zip(ids, scores, strict=True)]
    dense_ids, cosines = index.dense(query.vector, max(k, CANDIDATES), within)
    if mode == "dense":
        pairs = zip(dense_ids[:k], cosines[:k], strict=True)
        return [Hit(index.chunks[i], float(s), float(s)) for i, s in pairs]
    lexical_ids, _ = index.lexical.search(query.terms, max(k, CANDIDATES), within)
    ids = np.union1d(dense_ids, lexical_ids)
    if not len(ids):
        return []
    cosine = index.vectors(ids) @ query.vector
    fused = fuse(cosine, index.lexical.scores(query.terms)[ids])
    order = np.lexsort((ids, -fused))[:k]
    return [Hit(index.chunks[ids[i]], float(fused[i]), float(cosine[i])) for i in order]


def fuse(dense: NDArray[np.float32], lexical: NDArray[np.float32]) -> NDArray[np.float64]:
    """Weighted sum of the standardised scores of the same candidates, shape ``(n,)``.

    Scores are standardised over the candidates (z-scores), since cosines and BM25 scores
    have neither a common scale nor a common zero.
    """
    return DENSE_SHARE * _standardised(dense) + (1 - DENSE_SHARE) * _standardised(lexical)


def _standardised(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    values = np.asarray(scores, np.float64)
    spread = values.std()
    return (values - values.mean()) / spread if spread > 1e-9 else np.zeros_like(values)
