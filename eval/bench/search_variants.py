"""FAISS's index types, each built and asked alike, to be set beside the product's own search.

The settings are those usual for the size; where one trades recall for time, it is raised step by
step until the recall wanted is reached on questions that are not those measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter

import faiss
import numpy as np
from numpy.typing import NDArray

from index.ranking import Ids

Vectors = NDArray[np.float32]
WANTED = 0.99
_STEPS = (16, 32, 64, 128, 256, 512, 1024)
_HNSW_LINKS = 32


@dataclass(frozen=True, slots=True)
class Variant:
    """An index that is ready: ``search(query, k)`` gives the ids of the nearest, best first."""

    name: str
    search: Callable[[Vectors, int], Ids]
    build_seconds: float
    bytes: int


def faiss_variants(
    rows: Vectors, questions: Vectors, truth: list[set[int]], k: int
) -> Iterator[Variant]:
    """Build FAISS's index types over ``rows`` ``(n, dimension)`` one after the other; each is gone
    when the next is asked for. ``questions`` with their ``truth`` set the depth of search."""
    count, dimension = rows.shape
    lists = max(1, 1 << round(np.log2(2 * np.sqrt(count))))
    metric = faiss.METRIC_INNER_PRODUCT
    # Bytes of a vector or code, and of its links or its id, beside the factory's word for it.
    flat, id_bytes, links = 4 * dimension, 8, 4 * (2 * _HNSW_LINKS + 2) + 8
    pairs = dimension // 2
    kinds = {
        "FAISS Flat": ("Flat", flat),
        "FAISS SQ8": ("SQ8", dimension),
        "FAISS IVF": (f"IVF{lists},Flat", flat + id_bytes),
        "FAISS IVF-SQ8": (f"IVF{lists},SQ8", dimension + id_bytes),
        "FAISS IVF-PQ": (f"IVF{lists},PQ{pairs}x4fs", pairs // 2 + id_bytes),
        "FAISS HNSW": (f"HNSW{_HNSW_LINKS},Flat", flat + links),
        "FAISS HNSW-SQ8": (f"HNSW{_HNSW_LINKS},SQ8", dimension + links),
    }
    for name, (key, each) in kinds.items():
        if count < 39 * lists and "IVF" in key:
            continue  # too few to train the lists on
        started = perf_counter()
        index = faiss.index_factory(dimension, key, metric)
        sample = np.linspace(0, count - 1, min(count, 48 * lists)).astype(np.int64)
        index.train(np.ascontiguousarray(rows[sample]))
        for start in range(0, count, 1 << 15):
            index.add(np.ascontiguousarray(rows[start : start + (1 << 15)]))
        seconds = perf_counter() - started
        depth = _deep_enough(index, questions, truth, k)
        label = f"{name}（{depth}）" if depth else name
        yield Variant(label, _searcher(index), seconds, each * count)
        del index


def _searcher(index: faiss.Index) -> Callable[[Vectors, int], Ids]:
    def search(query: Vectors, k: int) -> Ids:
        return np.asarray(index.search(query[None, :], k)[1][0], np.int64)

    return search


def _deep_enough(index: faiss.Index, questions: Vectors, truth: list[set[int]], k: int) -> int:
    """Set the least depth that reaches ``WANTED``, or the greatest there is, and return it."""
    space = faiss.ParameterSpace()
    depth = 0
    inner = faiss.downcast_index(index)
    for depth in _STEPS:
        if isinstance(inner, faiss.IndexHNSW):
            inner.hnsw.efSearch = depth
        elif isinstance(inner, faiss.IndexIVF):
            space.set_index_parameter(index, "nprobe", depth)
        else:
            return 0
        found = index.search(questions, k)[1]
        if recall(found, truth) >= WANTED + 0.002:
            break
    return depth


def nearest(rows: Vectors, questions: Vectors, k: int) -> list[set[int]]:
    """The ids of the ``k`` of all ``rows`` nearest to each question."""
    found = faiss.knn(questions, rows, k, metric=faiss.METRIC_INNER_PRODUCT)[1]
    return [set(row.tolist()) for row in found]


def recall(found: NDArray[np.int64], truth: list[set[int]]) -> float:
    """The share of ``truth`` that is in the rows of ``found``."""
    hits = sum(len(set(row.tolist()) & own) for row, own in zip(found, truth, strict=True))
    return hits / max(1, sum(map(len, truth)))
