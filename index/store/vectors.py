"""Nearest passages by inner product: exact while that is fast, by short codes beyond.

Vectors lie on the disk in the order of their ids. A large store also holds codes of them (see
``index.store.codes``). A search asks the codes for the best few thousand and compares those by
the vectors themselves, so every score is exact; how many makes up for what codes blur was
found by trial when the index was built.
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

VECTORS, CODES, TUNING = "vectors.f4", "codes.faiss", "tuning.json"

EXACT = 60_000
"""Vectors that are all compared: about 3 ms at 384 dimensions."""
FILTERED = 40_000
"""Vectors a filter may leave, lying scattered, that are all compared: about 8 ms."""


class VectorStore:
    """Unit vectors by id ``0 … n - 1``, ``(n, dimension)``; searched as the module says."""

    def __init__(self, files: dict[str, CheckedFile], dimension: int) -> None:
        self._file = files[VECTORS]
        self._width = 4 * dimension
        if self._file.size % self._width:
            raise ValueError(f"{VECTORS} 的长度不是 {dimension} 维向量的整数倍")
        self._rows = self._file.mapped("<f4").reshape(-1, dimension)
        self._codes: _Codes | None = None
        if CODES in files:
            self._codes = _Codes(files[CODES], files[TUNING])
            if len(self._codes) != len(self):
                raise ValueError("编码与向量的数目不一致")

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
            allowed = _rising(np.asarray(within, np.int64))
            low, high = np.searchsorted(allowed, [0, len(self)])
            allowed = allowed[low:high]
        if k <= 0 or not len(self) or (allowed is not None and not len(allowed)):
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        if allowed is not None and (self._codes is None or len(allowed) <= FILTERED):
            ids = allowed
        elif self._codes is not None:
            ids = self._codes.near(query, k, allowed)
        else:
            return ranked(np.arange(len(self), dtype=np.int64), self._scores_of_all(query), k)
        return ranked(ids, self._scores(query, ids), k)

    def exact(self, vector: NDArray[np.float32], k: int) -> tuple[Ids, Scores]:
        """As ``search`` with every vector compared, whatever it takes."""
        query = np.ascontiguousarray(vector, np.float32)
        return ranked(np.arange(len(self), dtype=np.int64), self._scores_of_all(query), k)

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


class _Codes:
    """Codes of all vectors, and how many of the best have to be compared."""

    def __init__(self, codes: CheckedFile, tuning: CheckedFile) -> None:
        # Checked before FAISS sees them: it trusts what it reads.
        data = codes.array("u1")
        self._index = faiss.deserialize_index(data)
        self._compared = int(json.loads(tuning.read(0, tuning.size))["compared"])

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def near(self, query: NDArray[np.float32], k: int, allowed: Ids | None) -> Ids:
        """The ids of those nearest by code, of ``allowed`` if given: as many as have to be
        compared, or nearly."""
        share = 1.0 if allowed is None else len(allowed) / len(self)
        wanted = min(round(max(self._compared, 4 * k) / share), len(self))
        found = self._index.search(query[None, :], wanted)[1][0]
        ids = np.sort(found[found >= 0]).astype(np.int64)
        if allowed is None or share == 1.0:
            return ids
        mask = np.zeros(len(self), np.bool_)
        mask[allowed] = True
        ids = ids[mask[ids]]
        # Where the filter leaves less near the question than elsewhere, all it leaves counts.
        return ids if len(ids) >= 4 * k else allowed


def _rising(ids: Ids) -> Ids:
    """``ids`` in order, each once; they mostly are already, and a million are slow to sort."""
    return ids if bool((ids[1:] > ids[:-1]).all()) else np.unique(ids)
