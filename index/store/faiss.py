"""Exact inner-product search over unit vectors whose ids never shift."""

from __future__ import annotations

import faiss
import numpy as np
from numpy.typing import NDArray

from index.ranking import Ids, Scores, ranked

# One query against a flat index runs on one thread anyway; more would only spin beside the
# embedding model's own.
faiss.omp_set_num_threads(1)


class VectorStore:
    """``(id, vector)`` pairs in a FAISS ``IndexIDMap2`` over ``IndexFlatIP``."""

    def __init__(self, dimension: int) -> None:
        self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        return int(self._index.d)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, ids: Ids, vectors: NDArray[np.float32]) -> None:
        """Store ``vectors`` ``(n, dimension)`` under ``ids`` ``(n,)``.

        Raises ``ValueError`` for shapes that do not fit or an id that is already taken.
        """
        if vectors.shape != (len(ids), self.dimension):
            message = f"vectors have shape {vectors.shape}, not {(len(ids), self.dimension)}"
            raise ValueError(message)
        if len(np.unique(np.concatenate([self.ids(), ids]))) < len(self) + len(ids):
            raise ValueError("an id is used twice")
        self._index.add_with_ids(np.ascontiguousarray(vectors, np.float32), ids)

    def remove(self, ids: Ids) -> int:
        """Drop ``ids`` (unknown ones are ignored) and return how many were there."""
        selector = faiss.IDSelectorBatch(np.asarray(ids, np.int64))
        return int(self._index.remove_ids(selector))

    def ids(self) -> Ids:
        """Return every stored id, in the order the vectors lie."""
        return np.asarray(faiss.vector_to_array(self._index.id_map), np.int64)

    def vectors(self, ids: Ids) -> NDArray[np.float32]:
        """Return the vectors of ``ids`` in that order, ``(n, dimension)``.

        Raises ``KeyError`` when an id is not stored.
        """
        wanted = np.asarray(ids, np.int64)
        try:
            return np.asarray(self._index.reconstruct_batch(wanted), np.float32)
        except RuntimeError as error:
            raise KeyError("an id is not stored") from error

    def search(
        self, vector: NDArray[np.float32], k: int, within: Ids | None = None
    ) -> tuple[Ids, Scores]:
        """Return ids and inner products of the ``k`` nearest, best first, equal ones by id.

        ``vector`` has shape ``(dimension,)``. ``within`` limits the search itself, so ``k``
        results come back whenever that many ids are allowed and stored.
        """
        query = np.ascontiguousarray(vector, np.float32).reshape(1, -1)
        allowed = None if within is None else np.unique(np.asarray(within, np.int64))
        most = len(self) if allowed is None else min(len(self), len(allowed))
        k = min(k, most)
        if k <= 0:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        params = None
        if allowed is not None:
            selector = faiss.IDSelectorBatch(allowed)
            # The keyword is added at run time; FAISS's stubs do not know it.
            params = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        # FAISS does not promise which of several equal scores makes the cut. Reading on until
        # the scores fall below the k-th lets our own rule decide.
        fetch = min(k + 1, most)
        while True:
            found, labels = self._index.search(query, fetch, params=params)
            scores, ids = found[0], labels[0]
            if fetch == most or ids[-1] < 0 or scores[-1] < scores[k - 1]:
                break
            fetch = min(fetch * 2, most)
        stored = ids >= 0
        return ranked(ids[stored].astype(np.int64), scores[stored], k)

    def to_bytes(self) -> bytes:
        """Return the whole store as FAISS's own binary format."""
        return bytes(faiss.serialize_index(self._index).tobytes())

    @classmethod
    def from_bytes(cls, data: bytes) -> VectorStore:
        """Read what ``to_bytes`` gave. Raises ``ValueError`` for anything else."""
        try:
            index = faiss.deserialize_index(np.frombuffer(data, np.uint8))
        except RuntimeError as error:
            raise ValueError("not a FAISS index") from error
        if not isinstance(index, faiss.IndexIDMap2):
            raise ValueError(f"a FAISS index of another kind: {type(index).__name__}")
        store = cls.__new__(cls)
        store._index = index
        return store
