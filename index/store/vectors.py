"""Nearest passages by inner product: exact while that is fast, by inverted lists beyond.

Vectors lie on the disk in the order of their ids. A large store also holds lists of ids, one
for each centroid of a k-means clustering (an inverted file: Sivic and Zisserman, "Video
Google", 2003; FAISS trains it). A search reads the lists nearest to the query first and
compares the query with the vectors themselves, so every score is exact, until it has compared
as many as were found, when the index was built, to be enough for the recall wanted.
"""

from __future__ import annotations

import json

import faiss
import numpy as np
from numpy.typing import NDArray

from index.ranking import Ids, Scores, ranked
from index.store.blocks import CheckedFile

# One query runs on one thread anyway; more would only spin beside the embedding model's own.
faiss.omp_set_num_threads(1)

VECTORS, CENTROIDS, LISTS, SPANS, TUNING = (
    "vectors.f4",
    "centroids.f4",
    "lists.i4",
    "lists.i8",
    "tuning.json",
)
CLUSTER_FILES = (CENTROIDS, LISTS, SPANS, TUNING)

EXACT = 60_000
"""Vectors, or vectors a filter leaves, that are all compared: about 4 ms at 384 dimensions when
they lie side by side, 12 ms when they do not."""
FILTERED = 40_000
"""Of those, how many a filter may leave scattered."""


class VectorStore:
    """Unit vectors by id ``0 … n - 1``, ``(n, dimension)``; searched as the module says."""

    def __init__(self, files: dict[str, CheckedFile], dimension: int) -> None:
        self._file = files[VECTORS]
        self._width = 4 * dimension
        if self._file.size % self._width:
            raise ValueError(f"{VECTORS} 的长度不是 {dimension} 维向量的整数倍")
        self._rows = self._file.mapped("<f4").reshape(-1, dimension)
        self._lists: _Lists | None = None
        if CENTROIDS in files:
            self._lists = _Lists(files, dimension, len(self))

    def __len__(self) -> int:
        return len(self._rows)

    def vectors(self, ids: Ids) -> NDArray[np.float32]:
        """Return the vectors of ``ids`` in that order, ``(n, dimension)``.

        Raises ``KeyError`` when an id is not stored.
        """
        wanted = np.asarray(ids, np.int64)
        if len(wanted) and not 0 <= wanted.min() <= wanted.max() < len(self):
            raise KeyError("an id is not stored")
        self._file.verify_rows(wanted, self._width)
        found: NDArray[np.float32] = self._rows[wanted]
        return found

    def search(
        self, vector: NDArray[np.float32], k: int, within: Ids | None = None
    ) -> tuple[Ids, Scores]:
        """Return ids and inner products of the ``k`` nearest, best first, equal ones by id.

        ``vector`` has shape ``(dimension,)``. ``within`` limits the search itself, so ``k``
        results come back whenever that many ids are allowed and stored.
        """
        query = np.ascontiguousarray(vector, np.float32)
        allowed = None
        if within is not None:
            allowed = np.unique(np.asarray(within, np.int64))
            allowed = allowed[(allowed >= 0) & (allowed < len(self))]
        if k <= 0 or not len(self) or (allowed is not None and not len(allowed)):
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        if allowed is not None and (self._lists is None or len(allowed) <= FILTERED):
            ids = allowed
        elif self._lists is not None:
            ids = self._lists.near(query, k, allowed)
        else:
            return best(np.arange(len(self), dtype=np.int64), self._scores_of_all(query), k)
        return best(ids, self._scores(query, ids), k)

    def exact(self, vector: NDArray[np.float32], k: int) -> tuple[Ids, Scores]:
        """As ``search`` with every vector compared, whatever it takes."""
        query = np.ascontiguousarray(vector, np.float32)
        return best(np.arange(len(self), dtype=np.int64), self._scores_of_all(query), k)

    def _scores(self, query: NDArray[np.float32], ids: Ids) -> Scores:
        self._file.verify_rows(ids, self._width)
        scores, ids = np.empty(len(ids), np.float32), np.ascontiguousarray(ids, np.int64)
        faiss.fvec_inner_products_by_idx(  # type: ignore[attr-defined]
            faiss.swig_ptr(scores),
            faiss.swig_ptr(query),
            faiss.swig_ptr(self._rows),
            faiss.swig_ptr(ids),
            query.shape[0],
            1,
            len(ids),
        )
        return scores

    def _scores_of_all(self, query: NDArray[np.float32]) -> Scores:
        self._file.verify()
        scores = np.empty(len(self), np.float32)
        faiss.fvec_inner_products_ny(  # type: ignore[attr-defined]
            faiss.swig_ptr(scores),
            faiss.swig_ptr(query),
            faiss.swig_ptr(self._rows),
            query.shape[0],
            len(self),
        )
        return scores


class _Lists:
    """Ids by cluster, and how many have to be compared."""

    def __init__(self, files: dict[str, CheckedFile], dimension: int, size: int) -> None:
        self._centroids = files[CENTROIDS].array("<f4").reshape(-1, dimension)
        self._ids = files[LISTS].array("<i4")
        self._spans = files[SPANS].array("<i8")
        self._compared = int(json.loads(files[TUNING].read(0, files[TUNING].size))["compared"])
        if len(self._ids) != size or len(self._spans) != len(self._centroids) + 1:
            raise ValueError("向量的分组与向量的数目不一致")
        self._size = size

    def near(self, query: NDArray[np.float32], k: int, allowed: Ids | None) -> Ids:
        """The ids in the lists nearest to ``query``, at least as many as have to be compared."""
        return near(
            self._centroids @ query, self._ids, self._spans, max(self._compared, 4 * k), allowed
        )


def near(
    closeness: Scores,
    ids: NDArray[np.int32],
    spans: NDArray[np.int64],
    enough: int,
    allowed: Ids | None = None,
) -> Ids:
    """The ids, of those ``allowed`` if given, in the lists of greatest ``closeness``, list by list
    until they are ``enough``; list ``n`` is ``ids[spans[n]:spans[n + 1]]``."""
    order = np.argsort(-closeness, kind="stable")
    mask = None
    if allowed is not None:
        mask = np.zeros(len(ids), np.bool_)
        mask[allowed] = True
    sizes = np.diff(spans)[order]
    found: list[NDArray[np.int32]] = []
    count, first, step = 0, 0, enough
    while count < enough and first < len(order):
        reached = np.cumsum(sizes[first:])
        last = first + int(np.searchsorted(reached, step)) + 1
        for number in order[first:last]:
            own = ids[spans[number] : spans[number + 1]]
            own = own if mask is None else own[mask[own]]
            found.append(own)
            count += len(own)
        first, step = last, step * 2
    return np.concatenate(found).astype(np.int64)


def best(ids: Ids, scores: Scores, k: int) -> tuple[Ids, Scores]:
    """The ``k`` best of parallel arrays, by falling score, then rising id; fast for many."""
    if k < len(scores):
        kept = scores >= np.partition(scores, -k)[-k]
        ids, scores = ids[kept], scores[kept]
    return ranked(ids, scores, k)
