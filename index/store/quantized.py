"""Vectors in a byte a dimension: whole numbers from -127 to 127 times a scale of each vector's own,
around a centre that all of them share.

Vectors of one model lie close together, so that without the centre the numbers would mostly say
what all have in common: inner products of unit vectors of 384 dimensions are then within 0.0015, with
it within 0.0006 of the true ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

VECTORS, CENTRE = "vectors.i1", "centre.f2"
RAW_VECTORS = "vectors.f4"
"""Vectors as the model gave them, while an index is being made."""
LARGEST = 127
_AT_ONCE = 1 << 14


def row_type(dimension: int) -> np.dtype[Any]:
    """How one vector lies in ``VECTORS``."""
    return np.dtype([("scale", "<f2"), ("parts", "i1", (dimension,))])


def restored(rows: NDArray[Any], centre: NDArray[np.float32]) -> NDArray[np.float32]:
    """The vectors of ``rows``, ``(n, dimension)``.

    Quantized again around the same centre they give the same rows, since the largest number
    is always 127 and scales have few digits: an index may be made of another any number of times
    without losing more.
    """
    found: NDArray[np.float32] = rows["parts"].astype(np.float32)
    found *= rows["scale"][:, None].astype(np.float32)
    found += centre
    return found


def quantize(folder: Path, dimension: int, centre: NDArray[np.float32] | None) -> None:
    """Turn ``RAW_VECTORS`` in ``folder`` into ``VECTORS`` and ``CENTRE``; without a given centre
    that is their mean."""
    raw = folder / RAW_VECTORS
    if centre is None:
        total, count = np.zeros(dimension), 0
        for part in parts_of(raw, dimension):
            total += part.sum(axis=0, dtype=np.float64)
            count += len(part)
        centre = (total / max(count, 1)).astype(np.float32)
    stored = centre.astype("<f2")
    stored.tofile(folder / CENTRE)
    with (folder / VECTORS).open("wb") as file:
        for part in parts_of(raw, dimension):
            file.write(_quantized(part, stored.astype(np.float32)).tobytes())
    raw.unlink()


def parts_of(raw: Path, dimension: int) -> Iterator[NDArray[np.float32]]:
    """The vectors of a file of float32, as many at a time as fit easily."""
    with raw.open("rb") as file:
        while data := file.read(4 * dimension * _AT_ONCE):
            yield np.frombuffer(data, "<f4").reshape(-1, dimension)


def _quantized(vectors: NDArray[np.float32], centre: NDArray[np.float32]) -> NDArray[Any]:
    spread = vectors - centre
    rows = np.empty(len(vectors), row_type(vectors.shape[1]))
    rows["scale"] = np.abs(spread).max(axis=1) / np.float32(LARGEST)
    scale = np.where(rows["scale"] > 0, rows["scale"], 1).astype(np.float32)
    rows["parts"] = np.clip(np.rint(spread / scale[:, None]), -LARGEST, LARGEST)
    return rows
