"""Ways of searching vectors, each built and asked alike, to be set side by side.

``ours`` is the store of the product. The others are FAISS's own index types with settings that
are usual for the size; where a setting trades recall for time, it is raised step by step until
the recall wanted is reached on questions that are not those measured, as for ``ours``.
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
    kinds = {
        "FAISS IVF": f"IVF{lists},Flat",
        "FAISS IVF-SQ8": f"IVF{lists},SQ8",
        "FAISS IVF-PQ": f"IVF{lists},PQ{dimension // 4}x4fs",
        "FAISS HNSW": f"HNSW{_HNSW_LINKS},Flat",
        "FAISS HNSW-SQ8": f"HNSW{_HNSW_LINKS},SQ8",
    }
    for name, key in kinds.items():
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
        yield Variant(f"{name}（{depth}）", _searcher(index), seconds, _bytes(index))
        del index


def _searcher(index: faiss.Index) -> Callable[[Vectors, int], Ids]:
    def search(query: Vectors, k: int) -> Ids:
        return np.asarray(index.search(query[None, :], k)[1][0], np.int64)

    return search


def _deep_enough(index: faiss.Index, questions: Vectors, truth: list[set[int]], k: int) -> int:
    """Set the least depth that reaches ``WANTED``, or the greatest there is, and return it."""
    space = faiss.ParameterSpace()
    depth = 0
    for depth in _STEPS:
        inner = faiss.downcast_index(index)
        if isinstance(inner, faiss.IndexHNSW):
            inner.hnsw.efSearch = depth
        else:
            space.set_index_parameter(index, "nprobe", depth)
        found = index.search(questions, k)[1]
        if recall(found, truth) >= WANTED + 0.002:
            break
    return depth


def recall(found: NDArray[np.int64], truth: list[set[int]]) -> float:
    """The share of ``truth`` that is in the rows of ``found``."""
    hits = sum(len(set(row.tolist()) & own) for row, own in zip(found, truth, strict=True))
    return hits / max(1, sum(map(len, truth)))


def _bytes(index: faiss.Index) -> int:
    """Bytes of vectors or codes and of links, reckoned: writing an index out to count them would
    double it."""
    links = 4 * (2 * _HNSW_LINKS + 2) + 8 if isinstance(index, faiss.IndexHNSW) else 8
    return int(index.ntotal) * (int(index.sa_code_size()) + links)
