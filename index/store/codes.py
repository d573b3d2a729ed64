"""Vectors in, short codes of them out, and how many of the best by code have to be compared.

A code gives every two dimensions four bits (product quantization: Jégou, Douze and Schmid,
2011), laid out by FAISS so that a million are scored in a few milliseconds from registers
(André, Kermarrec and Le Scouarnec, "Cache locality is not enough", 2015). What the codes find is
then compared by the vectors themselves. Inverted lists found less in the same time:
questions lie far from all passages, about as far from one cluster as from the next.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.store.quantized import RAW_VECTORS
from index.store.vectors import CODES, EXACT, TUNING

RECALL, NEIGHBOURS = 0.995, 10
"""The share of the ``NEIGHBOURS`` nearest that a search has to find on the sample; a little more
than the 0.99 that is promised of other questions."""
_BITS = 4
_DIMENSIONS = 2
"""Dimensions of a vector that share ``_BITS``."""
_TRAINED_ON = 32_768
_AT_ONCE = 1 << 15
"""Vectors in memory at once."""
_FEWEST_COMPARED, _MOST_COMPARED = 500, 1 << 16


def encode(folder: Path, dimension: int, questions: Callable[[], NDArray[np.float32]]) -> None:
    """Write codes of the ``RAW_VECTORS`` in ``folder``, if they are too many to compare them all.

    ``questions`` gives unit vectors ``(m, dimension)`` like those that will be asked; with them
    the number of comparisons is found that ``RECALL`` takes on these very vectors.
    """
    rows = (
        np.memmap(folder / RAW_VECTORS, "<f4", "r").reshape(-1, dimension) if _any(folder) else None
    )
    if rows is None or len(rows) <= EXACT or dimension % (2 * _DIMENSIONS):
        return
    queries = questions()
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(_cores())
    try:
        codes = _encoded(rows)
        truth = _nearest(rows, queries)
    finally:
        faiss.omp_set_num_threads(threads)
    compared, recall = _tuned(codes, queries, truth)
    (folder / CODES).write_bytes(faiss.serialize_index(codes).tobytes())
    said = {"compared": compared, "recall": round(recall, 4), "questions": len(queries)}
    (folder / TUNING).write_text(json.dumps(said), encoding="utf-8")


def _any(folder: Path) -> bool:
    return (folder / RAW_VECTORS).stat().st_size > 0


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _encoded(rows: NDArray[np.float32]) -> faiss.IndexPQFastScan:
    codes = faiss.IndexPQFastScan(
        rows.shape[1], rows.shape[1] // _DIMENSIONS, _BITS, faiss.METRIC_INNER_PRODUCT
    )
    places = np.unique(np.linspace(0, len(rows) - 1, _TRAINED_ON).astype(np.int64))
    sample = np.ascontiguousarray(rows[places], np.float32)
    # What all vectors have in common shifts every score alike, and is no use to encode.
    mean = sample.mean(axis=0)
    codes.train(sample - mean)
    for part in _parts(rows):
        codes.add(part - mean)
    return codes


def _parts(rows: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    for start in range(0, len(rows), _AT_ONCE):
        yield np.ascontiguousarray(rows[start : start + _AT_ONCE], np.float32)


def _nearest(rows: NDArray[np.float32], queries: NDArray[np.float32]) -> list[set[int]]:
    """The ids of the nearest of all ``rows`` to each query."""
    ids = np.zeros((len(queries), 0), np.int64)
    scores = np.zeros((len(queries), 0), np.float32)
    for number, part in enumerate(_parts(rows)):
        own, found = faiss.knn(
            queries, part, min(NEIGHBOURS, len(part)), metric=faiss.METRIC_INNER_PRODUCT
        )
        ids = np.hstack([ids, found + number * _AT_ONCE])
        scores = np.hstack([scores, own])
    top = np.argsort(-scores, axis=1, kind="stable")[:, :NEIGHBOURS]
    return [set(row.tolist()) for row in np.take_along_axis(ids, top, axis=1)]


def _tuned(
    codes: faiss.IndexPQFastScan, queries: NDArray[np.float32], truth: list[set[int]]
) -> tuple[int, float]:
    """The fewest comparisons, to a fifth, that reach ``RECALL``, and the recall reached."""
    compared = _FEWEST_COMPARED
    while True:
        # Whatever is among the nearest of all is, once compared, among the nearest of these.
        found = codes.search(queries, compared)[1]
        hits = sum(len(own & set(row.tolist())) for row, own in zip(found, truth, strict=True))
        recall = hits / max(1, sum(map(len, truth)))
        if recall >= RECALL or compared >= min(_MOST_COMPARED, int(codes.ntotal)):
            return compared, recall
        compared = min(compared * 6 // 5, int(codes.ntotal))
