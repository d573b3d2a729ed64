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

_WIDE = 1 << 31
"""What numbers of 4 bytes must stay below."""


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


def decode(bits: Bits, length: int, top: int) -> NDArray[Any]:
    """The ``length`` numbers of a list that begins ``bits``, of 4 bytes each where they fit."""
    low, end = _parts(length, top)
    # Of truth values NumPy finds the true ones far faster than numbers that are not zero.
    places = np.flatnonzero(bits[:end].view(np.bool_))
    found: NDArray[Any] = places.astype(np.int32 if length + top < _WIDE else np.int64)
    found -= np.arange(length, dtype=found.dtype)
    found <<= low
    for bit in range(low):
        plane = bits[end + bit * length : end + (bit + 1) * length]
        found |= plane.astype(found.dtype) << bit
    return found


def find(
    packed: NDArray[np.uint8], start: int, length: int, top: int, numbers: NDArray[Any]
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Which of ``numbers``, none above ``top``, are in a list that has none twice and is not empty,
    ``(n,)``, and the places in it of those that are. The list begins at bit ``start`` of ``packed``
    (as ``np.packbits`` packs); only what shares its high part with one of ``numbers`` is decoded."""
    low, end = _parts(length, top)
    upper, skipped = _upper(packed, start, end)
    # Numbers with the high part h stand between zeros h - 1 and h, and what is not a zero before a
    # zero is a number.
    high = numbers.astype(np.int64) >> low
    zeros = np.stack([high - 1, high]) + skipped
    first, stop = np.minimum(_select(~upper, zeros) - zeros, length)
    sizes = stop - first
    asked = np.repeat(np.arange(len(numbers)), sizes)
    places = np.arange(len(asked)) + np.repeat(first - (np.cumsum(sizes) - sizes), sizes)
    lows = _lows(packed, start + end, low, length, places)
    same = lows == numbers[asked] & ((1 << low) - 1)
    found = np.zeros(len(numbers), np.bool_)
    found[asked[same]] = True
    return found, places[same]


def pick(
    packed: NDArray[np.uint8], start: int, length: int, top: int, places: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The numbers at ``places``, of any shape, in the list that begins at bit ``start`` of
    ``packed``."""
    low, end = _parts(length, top)
    upper, skipped = _upper(packed, start, end)
    high = _select(upper, places) - skipped - places
    return high << low | _lows(packed, start + end, low, length, places)


def _parts(length: int, top: int) -> tuple[int, int]:
    """How many low bits a list keeps of each number, and how many bits come before them all."""
    low = max(((top + 1) // max(length, 1)).bit_length() - 1, 0)
    return low, length + (top >> low) if length else 0


def _upper(packed: NDArray[np.uint8], start: int, end: int) -> tuple[NDArray[np.uint8], int]:
    """The bytes with the ``end`` bits from ``start`` on, and how many zeros were put before them: one
    byte at least, and one behind, so that no list begins or ends without a zero."""
    upper = np.zeros(-(-(start + end) // 8) - start // 8 + 2, np.uint8)
    upper[1:-1] = packed[start // 8 : -(-(start + end) // 8)]
    upper[1] &= 0xFF >> start % 8
    return upper, 8 + start % 8


def _select(packed: NDArray[np.uint8], ranks: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where the ones of these ``ranks``, from 0, are: the ones are counted byte by byte, the right
    byte is found by bisection and the place in it in a table (select, in Vigna's paper)."""
    ends = np.cumsum(np.bitwise_count(packed), dtype=np.int64)
    byte = np.searchsorted(ends, ranks, "right")
    found: NDArray[np.int64] = 8 * byte + _FROM_END[packed[byte], ends[byte] - ranks]
    return found


def _lows(
    packed: NDArray[np.uint8], start: int, low: int, length: int, places: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The low bits of the numbers at ``places``; those of the whole list begin at ``start``."""
    found = np.zeros(places.shape, np.int64)
    for bit in range(low):
        at = start + bit * length + places
        found |= (packed[at >> 3] >> (7 - (at & 7)).astype(np.uint8) & 1).astype(np.int64) << bit
    return found


def _from_end() -> NDArray[np.int64]:
    """``[byte, n]``: the place of the ``n``-th one from the end of a byte, from 1, the first bit
    being the highest."""
    table = np.zeros((256, 9), np.int64)
    for byte in range(256):
        places = [place for place in reversed(range(8)) if byte >> (7 - place) & 1]
        table[byte, 1 : len(places) + 1] = places
    return table


_FROM_END = _from_end()
