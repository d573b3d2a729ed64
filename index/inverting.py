"""Texts in, the files of a ``LexicalIndex`` out, in memory that does not grow with the texts.

Postings are sorted in segments that fit in memory; the segments are then merged term by term
(block sort-based indexing, Manning, Raghavan and Schütze, "Introduction to Information
Retrieval", 4.2).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.lexical import (
    COUNTS,
    OFFSETS,
    PEAKS,
    POSTINGS,
    SIZES,
    TERMS,
    inverse_frequency,
    norms,
    weights,
)
from index.terms import KEY_BITS, term_keys

_TEXT_BITS = 64 - KEY_BITS
_MOST_TEXTS = 1 << _TEXT_BITS
"""Texts of a segment: their number within it and a term's key fill 64 bits."""
_MOST_CHARACTERS = 3 << 20
"""Characters of a segment; each is about two postings of eight bytes, held a few times over."""
_MERGED_AT_ONCE = 1 << 23
_MOST_COUNTED = np.iinfo(np.uint16).max


class Inverter:
    """Takes texts one by one and writes the index of them all into ``folder``.

    A text's id is its place in the order of arrival; the same texts give the same files.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        self._work = folder / "segments"
        self._work.mkdir()
        self._texts: list[str] = []
        self._characters = 0
        self._segments = 0
        self._sizes: list[NDArray[np.int32]] = []
        self._base = 0

    def add(self, texts: Iterable[str]) -> None:
        """Take more texts."""
        for text in texts:
            self._texts.append(text)
            self._characters += len(text)
            if len(self._texts) == _MOST_TEXTS or self._characters >= _MOST_CHARACTERS:
                self._flush()

    def finish(self) -> None:
        """Merge what was taken into the files of the index."""
        self._flush()
        none = np.zeros(0, np.int32)
        sizes = np.concatenate([none, *self._sizes])
        sizes.astype("<i4").tofile(self._folder / SIZES)
        segments = [_Segment(self._work / str(n)) for n in range(self._segments)]
        _merge(segments, sizes, self._folder)
        shutil.rmtree(self._work)

    def _flush(self) -> None:
        if not self._texts:
            return
        keys, texts = term_keys(self._texts)
        own = np.bincount(texts.astype(np.int64), minlength=len(self._texts)).astype(np.int32)
        self._sizes.append(own)
        packed = keys << np.uint64(_TEXT_BITS) | texts
        packed.sort()
        starts = np.flatnonzero(np.diff(packed, prepend=~packed[:1] if len(packed) else 0))
        counts = np.minimum(np.diff(starts, append=len(packed)), _MOST_COUNTED)
        packed = packed[starts]
        terms = packed >> np.uint64(_TEXT_BITS)
        ids = (packed & np.uint64(_MOST_TEXTS - 1)).astype(np.int64) + self._base
        first = np.flatnonzero(np.diff(terms, prepend=~terms[:1] if len(terms) else 0))
        segment = self._work / str(self._segments)
        segment.mkdir()
        terms[first].astype("<u8").tofile(segment / TERMS)
        np.append(first, len(terms)).astype("<i8").tofile(segment / OFFSETS)
        ids.astype("<i4").tofile(segment / POSTINGS)
        counts.astype("<u2").tofile(segment / COUNTS)
        self._segments += 1
        self._base += len(self._texts)
        self._texts, self._characters = [], 0


class _Segment:
    """One sorted segment: its terms in memory, its postings on the disk."""

    def __init__(self, folder: Path) -> None:
        self.terms = np.fromfile(folder / TERMS, "<u8")
        self.offsets = np.fromfile(folder / OFFSETS, "<i8")
        self._folder = folder

    def read(self, file: str, dtype: str, start: int, stop: int) -> NDArray[np.int64]:
        width = np.dtype(dtype).itemsize
        return np.fromfile(self._folder / file, dtype, stop - start, offset=start * width)


def _merge(segments: list[_Segment], sizes: NDArray[np.int32], folder: Path) -> None:
    terms = np.zeros(0, np.uint64)
    for segment in segments:
        terms = np.union1d(terms, segment.terms)
    lengths = np.zeros(len(terms), np.int64)
    for segment in segments:
        lengths[np.searchsorted(terms, segment.terms)] += np.diff(segment.offsets)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    terms.astype("<u8").tofile(folder / TERMS)
    offsets.astype("<i8").tofile(folder / OFFSETS)
    idf = np.array([inverse_frequency(len(sizes), int(n)) for n in lengths])
    norm = norms(sizes)
    with (
        (folder / POSTINGS).open("wb") as postings,
        (folder / COUNTS).open("wb") as counted,
        (folder / PEAKS).open("wb") as peaks,
    ):
        first = 0
        while first < len(terms):
            # Whole terms, as many as fit, at least one.
            most = offsets[first] + _MERGED_AT_ONCE
            last = max(int(np.searchsorted(offsets, most, "right")) - 1, first + 1)
            ids, counts = _gathered(segments, terms, offsets, first, last)
            ids.tofile(postings)
            counts.tofile(counted)
            own = weights(np.repeat(idf[first:last], lengths[first:last]), counts, norm[ids])
            starts = offsets[first:last] - offsets[first]
            np.maximum.reduceat(own, starts).astype("<f4").tofile(peaks)
            first = last


def _gathered(
    segments: list[_Segment],
    terms: NDArray[np.uint64],
    offsets: NDArray[np.int64],
    first: int,
    last: int,
) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
    """The postings of terms ``first:last`` from all segments, term after term."""
    total = int(offsets[last] - offsets[first])
    ids, counts = np.empty(total, "<i4"), np.empty(total, "<u2")
    free = offsets[first:last] - offsets[first]
    for segment in segments:
        low = int(np.searchsorted(segment.terms, terms[first]))
        high = int(np.searchsorted(segment.terms, terms[last - 1], "right"))
        if low == high:
            continue
        own = np.searchsorted(terms[first:last], segment.terms[low:high])
        spans = segment.offsets[low : high + 1]
        lengths = np.diff(spans)
        start, stop = int(spans[0]), int(spans[-1])
        places = np.repeat(free[own] - (spans[:-1] - start), lengths) + np.arange(stop - start)
        ids[places] = segment.read(POSTINGS, "<i4", start, stop)
        counts[places] = segment.read(COUNTS, "<u2", start, stop)
        free[own] += lengths
    return ids, counts
