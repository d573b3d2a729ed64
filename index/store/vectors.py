"""Nearest passages by inner product: exact while that is fast, by short codes beyond.

Vectors lie on the disk in the order of their ids, a byte a dimension (see
``index.store.quantized``). A large store also holds codes of them (see ``index.store.codes``). A search
asks the codes for the best few thousand and compares those by the vectors themselves; how many
makes up for what codes blur was found by trial when the index was built.
"""

from __future__ import annotations

import json

import faiss
import numpy as np
from numpy.typing import NDArray

from index.ranking import Ids, Scores, ranked
from index.store.blocks import CheckedFile
from index.store.quantized import CENTRE, LARGEST, VECTORS, restored, row_type

# One query runs on one thread anyway; more would only spin beside the embedding model's own.
faiss.omp_set_num_threads(1)

CODES, TUNING = "codes.faiss", "tuning.json"

EXACT = 60_000
"""Vectors that are all compared: about 3 ms at 384 dimensions."""
FILTERED = 40_000
"""Vectors a filter may leave, lying scattered, that are all compared: about 8 ms."""
_AT_ONCE = 1 << 10
"""Vectors turned into floats at once; as many as stay in the processor's cache."""


class VectorStore:
    """Unit vectors by id ``0 … n - 1``, ``(n, dimension)``; searched as the module says."""

    def __init__(self, files: dict[str, CheckedFile], dimension: int) -> None:
        self._file = files[VECTORS]
        row = row_type(dimension)
        self._width = row.itemsize
        if self._file.size % self._width:
            raise ValueError(f"{VECTORS} 的长度不是 {dimension} 维向量的整数倍")
        self._rows = self._file.mapped(row)
        self._centre = files[CENTRE].array("<f2").astype(np.float32)
        if len(self._centre) != dimension:
            raise ValueError(f"{CENTRE} 不是 {dimension} 维")
        self._codes: _Codes | None = None
        if CODES in files:
            self._codes = _Codes(files[CODES], files[TUNING])
            if len(self._codes) != len(self):
                raise ValueError("编码与向量的数目不一致")

    def __len__(self) -> int:
        return len(self._rows)

    def vectors(self, ids: Ids) -> NDArray[np.float32]:
        """Return the vectors of ``ids`` in that order, ``(n, dimension)``, as ``search`` knows them.

        Raises ``KeyError`` when an id is not stored.
        """
        wanted = np.asarray(ids, np.int64)
        if len(wanted) and not 0 <= wanted.min() <= wanted.max() < len(self):
            raise KeyError("an id is not stored")
        self._file.verify_rows(wanted, self._width)
        return restored(self._rows[wanted], self._centre)

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
            ids = np.arange(len(self), dtype=np.int64)
            return ranked(ids, self._scores(query, None), k)
        return ranked(ids, self._scores(query, ids), k)

    def exact(self, vector: NDArray[np.float32], k: int) -> tuple[Ids, Scores]:
        """As ``search`` with every vector compared, whatever it takes."""
        query = np.ascontiguousarray(vector, np.float32)
        return ranked(np.arange(len(self), dtype=np.int64), self._scores(query, None), k)

    def _scores(self, query: NDArray[np.float32], ids: Ids | None) -> Scores:
        """Inner products with the vectors of ``ids``, or all, in that order.

        The query is made whole numbers too, as large as keeps all sums below 2 ** 24, where
        float32 adds exactly: equal vectors have equal scores whatever is compared beside them.
        """
        if ids is None:
            self._file.verify()
        else:
            self._file.verify_rows(ids, self._width)
        norm = max(float(np.linalg.norm(query)), 1e-9)
        longest = LARGEST * np.sqrt(len(query))
        factor = np.float32((0.99 * 2**24 / longest - np.sqrt(len(query))) / norm)
        whole = np.rint(query * factor)
        scores = np.empty(len(self) if ids is None else len(ids), np.float32)
        parts = np.empty((min(_AT_ONCE, len(scores)), len(query)), np.float32)
        for start in range(0, len(scores), _AT_ONCE):
            own = slice(start, start + _AT_ONCE)
            rows = self._rows[own] if ids is None else self._rows[ids[own]]
            count = len(rows)
            np.copyto(parts[:count], rows["parts"])
            np.dot(parts[:count], whole, out=scores[start : start + count])
            scores[start : start + count] *= rows["scale"].astype(np.float32) / factor
        return scores + self._centre @ query


class _Codes:
    """Codes of all vectors, and how many of the best have to be compared."""

    def __init__(self, codes: CheckedFile, tuning: CheckedFile) -> None:
        # Checked before FAISS sees them: it trusts what it reads.
        data = codes.array("u1")
        self._index = faiss.deserialize_index(data)
        self._compared = int(json.loads(tuning.whole())["compared"])

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
