"""Hybrid retrieval: dense and BM25 candidates, fused by standardised scores."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.document import Chunk
from index.searchable import Index
from rag.question import Question
from rag.synonyms import find_measures, find_synonyms

Mode = Literal["hybrid", "dense", "lexical"]
Ids = NDArray[np.int64]

DENSE_SHARE = 0.4
"""Weight of the dense half; the rest is BM25's."""
DOCUMENT_SHARE = 0.5
"""What a standard deviation of a whole document's BM25 score adds to its chunks: of passages
that match alike, the one in a document about the matter is meant."""
PRESENCE_SHARE = 0.2
"""The same for how much of the question the document has at all: one that says 复工 often is no
match for one that has 复工 and 餐饮 once."""
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
    document_terms: str


def make_query(index: Index, question: Question) -> Query:
    """Turn a question into what is searched for, synonyms added.

    Among the documents of one district that is the topic alone: its name, the year and the
    question words say nothing there. Elsewhere the question is taken as it stands.
    """
    topic = f"{question.topic} {question.context}".strip() or question.text
    restricted = bool(question.scope) or question.everywhere or question.kind == "which"
    restricted = restricted and not len(index.unattributed_ids)
    text = topic if restricted else f"{question.text} {question.context}".strip()
    vector = index.embedder.embed_query(topic.replace(" ", "") if restricted else text)
    if not restricted:
        return Query(vector, widened(text), widened(topic))
    return Query(vector, *(widened(t, everyday=True, broad=question.broad) for t in (text, topic)))


def widened(text: str, *, everyday: bool = False, broad: bool = False) -> str:
    """``text`` followed by the other names of the measures in it, and where ``everyday`` is true
    by the synonyms of all its words; ``broad`` as in ``find_synonyms``.

    Among all documents everyday synonyms lead astray more often than they help: on 658 questions
    about 599 policy papers they cost a point of document hit@1.
    """
    if everyday:
        groups = [group for _, _, group in find_synonyms(text, broad=broad)]
    else:
        groups = find_measures(text)
    return " ".join([text, *dict.fromkeys(word for group in groups for word in group)])


def searched(index: Index, districts: Collection[str]) -> Ids:
    """The chunks a question about ``districts`` may be answered from: theirs, and those of no
    district or of a place around or within it, which must then name it themselves (see
    ``rag.select``)."""
    ancestors = {name: index.gazetteer.ancestors(name) for name in index.districts}
    around = {a for name in districts for a in index.gazetteer.ancestors(name)}
    related = [n for n in index.districts if n in around or not ancestors[n].isdisjoint(districts)]
    return np.union1d(index.chunk_ids([*districts, *related]), index.unattributed_ids)


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
    fused = fuse(cosine, index.lexical.scores(query.terms, ids))
    if len(index.documents) > 1:
        documents = index.document_lexical
        about = DOCUMENT_SHARE * _standardised(documents.scores(query.document_terms))
        about += PRESENCE_SHARE * _standardised(documents.presence(query.document_terms))
        fused = fused + about[index.document_positions[ids]]
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
