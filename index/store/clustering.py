"""Vectors in, the inverted lists of a large ``VectorStore`` out, and how deep to read them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.store.vectors import CENTROIDS, EXACT, LISTS, SPANS, TUNING, VECTORS, near

RECALL, NEIGHBOURS = 0.995, 10
"""The share of the ``NEIGHBOURS`` nearest that a search has to find on the sample; a little more
than the 0.99 that is promised of other questions."""
_SEED = 20240229
_TRAINED_ON = 48
"""Vectors a centroid is trained on."""
_ROUNDS = 8
_SCANNED = 1 << 15
"""Vectors in memory at once."""
_FEWEST_COMPARED = 2048


def cluster(folder: Path, dimension: int, questions: Callable[[], NDArray[np.float32]]) -> None:
    """Write the lists of the vectors in ``folder``, if they are too many to compare them all.

    ``questions`` gives unit vectors ``(m, dimension)`` like those that will be asked; with them
    the number of comparisons is found that ``RECALL`` takes on these very vectors.
    """
    rows = np.memmap(folder / VECTORS, "<f4", "r").reshape(-1, dimension)
    if len(rows) <= EXACT:
        return
    queries = questions()
    count = 1 << round(np.log2(2 * np.sqrt(len(rows))))
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(_cores())
    try:
        centroids = _train(rows, count)
        quantizer = faiss.IndexFlatIP(dimension)
        quantizer.add(centroids)
        owner = np.concatenate([quantizer.search(part, 1)[1][:, 0] for part in _parts(rows)])
        ids = np.argsort(owner, kind="stable").astype("<i4")
        spans = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=count))])
        truth = _exact(rows, queries)
    finally:
        faiss.omp_set_num_threads(threads)
    compared, recall = _tuned(truth, queries @ centroids.T, ids, spans)
    centroids.astype("<f4").tofile(folder / CENTROIDS)
    ids.tofile(folder / LISTS)
    spans.astype("<i8").tofile(folder / SPANS)
    said = {"compared": compared, "recall": round(recall, 4), "queries": len(queries)}
    (folder / TUNING).write_text(json.dumps(said), encoding="utf-8")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _train(rows: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """Centroids ``(count, dimension)`` of a sample, of unit length."""
    sample = np.linspace(0, len(rows) - 1, min(len(rows), _TRAINED_ON * count)).astype(np.int64)
    means = faiss.Kmeans(
        rows.shape[1],
        count,
        niter=_ROUNDS,
        seed=_SEED,
        spherical=True,
        min_points_per_centroid=1,
        max_points_per_centroid=_TRAINED_ON,
    )
    means.train(np.ascontiguousarray(rows[np.unique(sample)], np.float32))
    return np.asarray(means.centroids, np.float32)


def _parts(rows: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    for start in range(0, len(rows), _SCANNED):
        yield np.ascontiguousarray(rows[start : start + _SCANNED], np.float32)


def _exact(rows: NDArray[np.float32], queries: NDArray[np.float32]) -> list[set[int]]:
    """The ids of the nearest of all ``rows`` to each query."""
    ids = np.zeros((len(queries), 0), np.int64)
    scores = np.zeros((len(queries), 0), np.float32)
    for number, part in enumerate(_parts(rows)):
        own, found = faiss.knn(queries, part, NEIGHBOURS, metric=faiss.METRIC_INNER_PRODUCT)
        ids = np.hstack([ids, found + number * _SCANNED])
        scores = np.hstack([scores, own])
    top = np.argsort(-scores, axis=1, kind="stable")[:, :NEIGHBOURS]
    return [set(row.tolist()) for row in np.take_along_axis(ids, top, axis=1)]


def _tuned(
    truth: list[set[int]],
    closeness: NDArray[np.float32],
    ids: NDArray[np.int32],
    spans: NDArray[np.int64],
) -> tuple[int, float]:
    """The fewest comparisons that reach ``RECALL``, to a quarter, and the recall reached."""
    compared = _FEWEST_COMPARED
    while True:
        hits = 0
        for close, wanted in zip(closeness, truth, strict=True):
            # A list more or less changes what is found; the vectors need not be compared, as
            # whatever is among the nearest of all is among the nearest of these.
            hits += len(wanted & set(near(close, ids, spans, compared).tolist()))
        recall = hits / max(1, sum(map(len, truth)))
        if recall >= RECALL or compared >= len(ids):
            return compared, recall
        compared = compared * 5 // 4
