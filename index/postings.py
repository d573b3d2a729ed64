"""Which texts have a term and how often: lists on the disk, and those of documents from those of
their passages."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.latest import Latest
from index.ranking import Ids
from index.rising import bit_lengths, decode, encode, find, pick
from index.store.blocks import CheckedFile
from index.store.packed import pack, unpack

POSTINGS, REPEATS = "postings.b", "repeats.v"
MOST_COUNTED = np.iinfo(np.uint16).max
SUMMED = 4096
"""Passages that have a term, up to which its documents are worked out from them: 0.1 ms."""
_CACHED = 1 << 22
"""Postings that are kept decoded, 6 bytes each: characters come back question after question."""
_LONG = 1 << 15
"""Texts up to which a list is decoded sooner than looked into."""
_SPARSE = 16
"""How many times the texts asked about a list must have for the same."""

Owner = TypeVar("Owner", np.int32, np.int64)
Postings: TypeAlias = tuple[NDArray[np.int32], NDArray[np.uint16]]
"""Texts, rising, and how often each has the term, at least once."""
Found: TypeAlias = tuple[NDArray[np.bool_], NDArray[np.uint16]]
"""Which of some texts have a term, and how often those that do."""


class Lists(Protocol):
    """The postings of terms by their numbers."""

    def length(self, number: int) -> int:
        """How many texts have term ``number``."""

    def of(self, number: int) -> Postings:
        """The postings of term ``number``; not to be changed."""

    def among(self, number: int, ids: Ids) -> Found:
        """Which of the texts ``ids`` have term ``number``, and how often."""


class PostingsWriter:
    """Writes lists one after the other, texts and counts both as rising numbers: the counts summed
    up, less one for each text. Terms that no text repeats have no counts."""

    def __init__(self, folder: Path, size: int) -> None:
        self._folder, self._top = folder, size - 1
        self._file = (folder / POSTINGS).open("wb")
        self._repeats: list[NDArray[np.int64]] = []
        self._rest = np.zeros(0, np.uint8)

    def add(
        self, ids: NDArray[np.int32], counts: NDArray[np.uint16], lengths: NDArray[np.int64]
    ) -> None:
        """Take lists of these ``lengths``; those of length 0 take no room."""
        more = counts.astype(np.int64) - 1
        ends = np.cumsum(lengths)
        total = np.concatenate([[0], np.cumsum(more)])
        repeats = total[ends] - total[ends - lengths]
        counted = np.where(repeats > 0, lengths, 0)
        tops = np.full(len(lengths), self._top)
        for_texts, for_counts = bit_lengths(lengths, tops), bit_lengths(counted, repeats)
        starts = len(self._rest) + np.cumsum(for_texts + for_counts) - for_texts - for_counts
        bits = np.zeros(len(self._rest) + int((for_texts + for_counts).sum()), np.uint8)
        bits[: len(self._rest)] = self._rest
        encode(bits, starts, ids.astype(np.int64), lengths, tops)
        summed = total[1:] - np.repeat(total[ends - lengths], lengths)
        told = np.repeat(repeats > 0, lengths)
        encode(bits, starts + for_texts, summed[told], counted, repeats)
        whole = len(bits) - len(bits) % 8
        np.packbits(bits[:whole]).tofile(self._file)
        self._rest = bits[whole:]
        self._repeats.append(repeats)

    def finish(self) -> None:
        """Write what remains."""
        np.packbits(self._rest).tofile(self._file)
        self._file.close()
        repeats = np.concatenate([np.zeros(0, np.int64), *self._repeats])
        (self._folder / REPEATS).write_bytes(pack(repeats))


class StoredLists:
    """The lists of these ``lengths`` that a ``PostingsWriter`` wrote for ``size`` texts."""

    def __init__(
        self, files: dict[str, CheckedFile], size: int, lengths: NDArray[np.int64]
    ) -> None:
        self.lengths = lengths
        self._file, self._top = files[POSTINGS], size - 1
        self._repeats = unpack(files[REPEATS].whole())
        if len(self._repeats) != len(lengths):
            raise ValueError("倒排表与它的目录不一致")
        counted = np.where(self._repeats > 0, lengths, 0)
        sizes = bit_lengths(lengths, np.full(len(lengths), self._top))
        self._ends = np.cumsum(sizes + bit_lengths(counted, self._repeats))
        self._for_counts = self._ends - bit_lengths(counted, self._repeats)
        if self._file.size != -(-(int(self._ends[-1]) if len(lengths) else 0) // 8):
            raise ValueError("倒排表与它的目录不一致")
        self._kept = _kept()

    def length(self, number: int) -> int:
        """As ``Lists.length``."""
        return int(self.lengths[number])

    def of(self, number: int) -> Postings:
        """As ``Lists.of``."""
        return self._kept.get_or_make(number, self._read)

    def among(self, number: int, ids: Ids) -> Found:
        """As ``Lists.among``; most of a long list stays packed."""
        length = int(self.lengths[number])
        if length <= _LONG or len(ids) * _SPARSE > length or number in self._kept:
            return _among(self.of(number), ids)
        packed, start = self._packed(number)
        found, places = find(packed, start, length, self._top, ids)
        repeats = int(self._repeats[number])
        if not repeats:
            return found, np.ones(len(places), np.uint16)
        start += self._counts_at(number)
        before, own = pick(
            packed, start, length, repeats, np.stack([np.maximum(places - 1, 0), places])
        )
        before[places == 0] = 0
        return found, (own - before + 1).astype(np.uint16)

    def _read(self, number: int) -> Postings:
        length, repeats = int(self.lengths[number]), int(self._repeats[number])
        packed, start = self._packed(number)
        bits = np.unpackbits(packed)[start:]
        ids = decode(bits, length, self._top).astype(np.int32, copy=False)
        if not repeats:
            return ids, np.ones(length, np.uint16)
        counts = decode(bits[self._counts_at(number) :], length, repeats)
        counts[1:] -= counts[:-1].copy()
        counts += 1
        return ids, counts.astype(np.uint16)

    def _packed(self, number: int) -> tuple[NDArray[np.uint8], int]:
        """The bytes with a list's bits, and which bit is its first."""
        start = int(self._ends[number - 1]) if number else 0
        first, last = start // 8, -(-int(self._ends[number]) // 8)
        return np.frombuffer(self._file.read(first, last), np.uint8), start - 8 * first

    def _counts_at(self, number: int) -> int:
        """Where in the bits of a list those of its counts begin."""
        start = int(self._ends[number - 1]) if number else 0
        return int(self._for_counts[number]) - start


class SummedLists:
    """The lists of documents: as stored, or else what their passages sum up to."""

    def __init__(
        self,
        stored: StoredLists,
        is_stored: NDArray[np.bool_],
        passages: Lists,
        owners: NDArray[np.int32],
    ) -> None:
        """``is_stored`` says it of each term; ``owners`` gives the document of each passage."""
        self._stored, self._is_stored = stored, is_stored
        self._passages, self._owners = passages, owners
        self._kept = _kept()

    def length(self, number: int) -> int:
        """As ``Lists.length``."""
        return len(self.of(number)[0])

    def of(self, number: int) -> Postings:
        """As ``Lists.of``."""
        if self._is_stored[number]:
            return self._stored.of(number)
        return self._kept.get_or_make(number, self._sum)

    def among(self, number: int, ids: Ids) -> Found:
        """As ``Lists.among``."""
        if self._is_stored[number]:
            return self._stored.among(number, ids)
        return _among(self.of(number), ids)

    def _sum(self, number: int) -> Postings:
        ids, counts = self._passages.of(number)
        return summed(self._owners[ids], counts)


def _kept() -> Latest[int, Postings]:
    return Latest(_CACHED, size=lambda postings: len(postings[0]) + 1)


def summed(
    owners: NDArray[Owner], counts: NDArray[np.uint16]
) -> tuple[NDArray[Owner], NDArray[np.uint16]]:
    """The owners in a rising list, each once, and the sums of their counts."""
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    sums = np.add.reduceat(counts, starts, dtype=np.int64) if len(starts) else counts
    return owners[starts], np.minimum(sums, MOST_COUNTED).astype(np.uint16)


def _among(postings: Postings, ids: Ids) -> Found:
    """Which of ``ids`` are in a list, and the counts of those that are."""
    texts, counts = postings
    places, found = _found_in(texts, ids)
    return found, counts[places[found]]


def _found_in(texts: NDArray[np.int32], ids: Ids) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Where each of ``ids`` would stand in the rising list ``texts``, and whether it does."""
    if not len(texts):
        return np.zeros(len(ids), np.int64), np.zeros(len(ids), np.bool_)
    places = np.searchsorted(texts, ids.astype(np.int32))
    places[places == len(texts)] = 0
    return places, texts[places] == ids
