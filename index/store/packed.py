"""Whole numbers in few bytes: each as a varint of seven bits a byte (LEB128), all of them deflated.

For tables that are read as a whole when an index is opened; small numbers take about a byte, many
alike next to nothing.
"""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

SUFFIX = ".v"
_BITS = 7
_MORE = 1 << _BITS
_AT_ONCE = 1 << 20


def pack(values: NDArray[Any] | list[int]) -> bytes:
    """``values``, whole numbers from 0 below 2 ** 63, as bytes."""
    deflating = zlib.compressobj(9)
    numbers = np.asarray(values, np.int64)
    parts = range(0, len(numbers), _AT_ONCE)
    deflated = [deflating.compress(_varints(numbers[at : at + _AT_ONCE])) for at in parts]
    return b"".join([*deflated, deflating.flush()])


def unpack(data: bytes) -> NDArray[np.int64]:
    """The numbers that ``pack`` made ``data`` of. Raises ``ValueError`` for other bytes."""
    try:
        digits = np.frombuffer(zlib.decompress(data), np.uint8)
    except zlib.error as error:
        raise ValueError(f"压缩的数表读不出来：{error}") from error
    last = digits < _MORE
    if len(last) and not last[-1]:
        raise ValueError("压缩的数表不完整")
    ends = np.flatnonzero(last)
    values = digits[ends].astype(np.int64)
    lengths = np.diff(ends, prepend=-1)
    wide = np.flatnonzero(lengths > 1)
    ends, lengths = ends[wide], lengths[wide]
    while len(wide):  # one more digit of all numbers that have one
        ends = ends - 1
        values[wide] = values[wide] << _BITS | (digits[ends] & (_MORE - 1))
        lengths = lengths - 1
        left = lengths > 1
        wide, ends, lengths = wide[left], ends[left], lengths[left]
    return values


def _varints(values: NDArray[np.int64]) -> bytes:
    width = np.ones(len(values), np.int64)
    rest = values >> _BITS
    while rest.any():
        width += rest > 0
        rest = rest >> _BITS
    ends = np.cumsum(width)
    digits = np.zeros(int(ends[-1]) if len(ends) else 0, np.uint8)
    starts = ends - width
    for place in range(int(width.max(initial=0))):
        own = np.flatnonzero(width > place)
        digit = values[own] >> (_BITS * place) & (_MORE - 1)
        digits[starts[own] + place] = digit | np.where(width[own] > place + 1, _MORE, 0)
    return digits.tobytes()
