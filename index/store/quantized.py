"""Vectors in a byte a dimension: whole numbers from -127 to 127 times a scale of each vector's own,
around a centre that all of them share.

Vectors of one model lie close together, so that without the centre the numbers would mostly say
what all have in common: inner products of unit vectors of 384 dimensions were then up to 0.0015, with
it up to 0.0007 from the true ones. The centre is the model's, not that of the vectors at hand, so
that a vector is stored alike whatever it is stored with.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embed.base import Embedder

VECTORS, CENTRE = "vectors.i1", "centre.f2"
RAW_VECTORS = "vectors.f4"
"""Vectors as the model gave them, while an index is being made."""
LARGEST = 127
_AT_ONCE = 1 << 14
_ORDINARY = ("今年的工作安排", "人口", "天气很好，我们去公园。", "公司发布了新产品")
"""Texts that have little in common."""


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


def centre_of(embedder: Embedder) -> NDArray[np.float32]:
    """About where the vectors of a model lie, ``(dimension,)``: more texts would hardly
    tell better."""
    vectors = [embedder.embed_query(text) for text in _ORDINARY]
    found: NDArray[np.float32] = np.mean(vectors, axis=0, dtype=np.float32)
    return found


def quantize(folder: Path, centre: NDArray[np.float32]) -> None:
    """Turn ``RAW_VECTORS`` in ``folder`` into ``VECTORS`` around a ``centre``, and ``CENTRE``."""
    stored = centre.astype("<f2")
    stored.tofile(folder / CENTRE)
    raw = folder / RAW_VECTORS
    with raw.open("rb") as vectors, (folder / VECTORS).open("wb") as file:
        while data := vectors.read(4 * len(centre) * _AT_ONCE):
            part = np.frombuffer(data, "<f4").reshape(-1, len(centre))
            file.write(_quantized(part, stored.astype(np.float32)).tobytes())
    raw.unlink()


def _quantized(vectors: NDArray[np.float32], centre: NDArray[np.float32]) -> NDArray[Any]:
    spread = vectors - centre
    rows = np.empty(len(vectors), row_type(vectors.shape[1]))
    rows["scale"] = np.abs(spread).max(axis=1) / np.float32(LARGEST)
    scale = np.where(rows["scale"] > 0, rows["scale"], 1).astype(np.float32)
    rows["parts"] = np.clip(np.rint(spread / scale[:, None]), -LARGEST, LARGEST)
    return rows
