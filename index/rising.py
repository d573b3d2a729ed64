"""Rising lists of whole numbers in nearly as few bits as can be (Elias-Fano: Vigna, "Quasi-succinct
indices", WSDM 2013).

Of a list of ``n`` numbers up to ``top`` each keeps its low bits, about ``log2(top / n)``, as they are; the
rest, which rises slowly, is told by ones among zeros: one for each number, at its place plus its
high part. That is about two bits a number beside the low ones.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint8]
"""Zeros and ones, a byte each."""

_POWERS = 1 << np.arange(63, dtype=np.int64)


def low_bits(lengths: NDArray[np.int64], tops: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many low bits the numbers of each list keep."""
    most = (tops + 1) // np.maximum(lengths, 1)
    return np.maximum(np.frexp(most.astype(np.float64))[1].astype(np.int64) - 1, 0)


def bit_lengths(lengths: NDArray[np.int64], tops: NDArray[np.int64]) -> NDArray[np.int64]:
    """Bits of each list, 0 for an empty one."""
    low = low_bits(lengths, tops)
    return np.where(lengths > 0, lengths * (low + 1) + (tops >> low), 0)


def encode(
    bits: Bits,
    starts: NDArray[np.int64],
    values: NDArray[Any],
    lengths: NDArray[np.int64],
    tops: NDArray[np.int64],
) -> None:
    """Write lists into ``bits``, zeros before, each at its start; ``values`` are theirs, list after
    list, none falling within one."""
    low = low_bits(lengths, tops)
    first = np.cumsum(lengths) - lengths
    rank = np.arange(len(values)) - np.repeat(first, lengths)
    shift = np.repeat(low, lengths)
    bits[np.repeat(starts, lengths) + (values >> shift) + rank] = 1
    places = np.repeat(starts + lengths + (tops >> low), lengths) + rank
    step = np.repeat(lengths, lengths)
    for bit in range(int(low.max(initial=0))):
        own = np.flatnonzero(shift > bit)
        bits[places[own] + bit * step[own]] = values[own] >> bit & 1


def decode(bits: Bits, length: int, top: int) -> NDArray[np.int64]:
    """The ``length`` numbers of a list that begins ``bits``."""
    if not length:
        return np.zeros(0, np.int64)
    low = max(((top + 1) // length).bit_length() - 1, 0)
    end = length + (top >> low)
    # Of truth values NumPy finds the true ones far faster than numbers that are not zero.
    found: NDArray[np.int64] = np.flatnonzero(bits[:end].view(np.bool_))
    found -= np.arange(length)
    if low:
        planes = bits[end : end + low * length].reshape(low, length)
        found = (found << low) + _POWERS[:low] @ planes
    return found
