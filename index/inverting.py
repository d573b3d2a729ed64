"""Texts in, their terms sorted out, in memory that does not grow with the texts.

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

from index.postings import MOST_COUNTED, Postings
from index.terms import KEY_BITS, term_keys

_IDS, _COUNTS = "ids.i4", "counts.u2"
_TEXT_BITS = 64 - KEY_BITS
_MOST_TEXTS = 1 << _TEXT_BITS
"""Texts of a segment: their number within it and a term's key fill 64 bits."""
_MOST_CHARACTERS = 3 << 20
"""Characters of a segment; each is about two postings of eight bytes, held a few times over."""


class Inverter:
    """Takes texts one by one, keeps their postings in ``folder``, and then gives them term by
    term. A text's id is its place in the order of arrival."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        self._texts: list[str] = []
        self._characters = 0
        self._segments: list[_Segment] = []
        self._sizes = [np.zeros(0, np.int64)]
        self._base = 0

    def add(self, texts: Iterable[str]) -> None:
        """Take more texts."""
        for text in texts:
            self._texts.append(text)
            self._characters += len(text)
            if len(self._texts) == _MOST_TEXTS or self._characters >= _MOST_CHARACTERS:
                self._flush()

    def finish(self) -> Inverted:
        """What was taken."""
        self._flush()
        return Inverted(self._folder, self._segments, np.concatenate(self._sizes))

    def _flush(self) -> None:
        if not self._texts:
            return
        keys, texts = term_keys(self._texts)
        own = np.bincount(texts.astype(np.int64), minlength=len(self._texts))
        self._sizes.append(own)
        packed = keys << np.uint64(_TEXT_BITS) | texts
        packed.sort()
        starts = np.flatnonzero(np.diff(packed, prepend=~packed[:1] if len(packed) else 0))
        counts = np.minimum(np.diff(starts, append=len(packed)), MOST_COUNTED)
        packed = packed[starts]
        terms = packed >> np.uint64(_TEXT_BITS)
        ids = (packed & np.uint64(_MOST_TEXTS - 1)).astype(np.int64) + self._base
        first = np.flatnonzero(np.diff(terms, prepend=~terms[:1] if len(terms) else 0))
        folder = self._folder / str(len(self._segments))
        folder.mkdir()
        ids.astype("<i4").tofile(folder / _IDS)
        counts.astype("<u2").tofile(folder / _COUNTS)
        offsets = np.append(first, len(terms))
        self._segments.append(_Segment(folder, terms[first].astype(np.int64), offsets))
        self._base += len(self._texts)
        self._texts, self._characters = [], 0


class _Segment:
    """One sorted segment: its terms in memory, its postings on the disk."""

    def __init__(self, folder: Path, terms: NDArray[np.int64], offsets: NDArray[np.int64]) -> None:
        self.terms, self.offsets = terms, offsets
        self._folder = folder

    def read(self, start: int, stop: int) -> Postings:
        ids = np.fromfile(self._folder / _IDS, "<i4", stop - start, offset=4 * start)
        return ids, np.fromfile(self._folder / _COUNTS, "<u2", stop - start, offset=2 * start)


class Inverted:
    """The postings of all texts; ``sizes`` are the terms each text has, ``(texts,)``, ``terms`` the
    keys of all terms, rising."""

    def __init__(self, folder: Path, segments: list[_Segment], sizes: NDArray[np.int64]) -> None:
        self._folder, self._segments = folder, segments
        self.sizes = sizes
        none = np.zeros(0, np.int64)
        self.terms = np.unique(np.concatenate([none, *(s.terms for s in segments)]))

    def lengths(self, terms: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many texts have each of ``terms``, rising keys with all those of the texts."""
        found = np.zeros(len(terms), np.int64)
        for segment in self._segments:
            found[np.searchsorted(terms, segment.terms)] += np.diff(segment.offsets)
        return found

    def postings(self, terms: NDArray[np.int64], lengths: NDArray[np.int64]) -> Postings:
        """The postings of ``terms``, some keys in a row, of these ``lengths``, term after term."""
        free = np.cumsum(lengths) - lengths
        ids, counts = np.empty(int(lengths.sum()), "<i4"), np.empty(int(lengths.sum()), "<u2")
        for segment in self._segments:
            low = int(np.searchsorted(segment.terms, terms[0]))
            high = int(np.searchsorted(segment.terms, terms[-1], "right"))
            if low == high:
                continue
            own = np.searchsorted(terms, segment.terms[low:high])
            spans = segment.offsets[low : high + 1]
            each = np.diff(spans)
            start, stop = int(spans[0]), int(spans[-1])
            places = np.repeat(free[own] - (spans[:-1] - start), each) + np.arange(stop - start)
            ids[places], counts[places] = segment.read(start, stop)
            free[own] += each
        return ids, counts

    def remove(self) -> None:
        """Forget them."""
        shutil.rmtree(self._folder)
