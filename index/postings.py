"""Which texts have a term and how often: lists on the disk, and those of documents from those of
their passages."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Protocol, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.rising import bit_lengths, decode, encode
from index.store.blocks import CheckedFile
from index.store.packed import pack, unpack

POSTINGS, REPEATS = "postings.b", "repeats.v"
MOST_COUNTED = np.iinfo(np.uint16).max
SUMMED = 4096
"""Passages that have a term, up to which its documents are worked out from them: 0.1 ms."""
_CACHED = 1 << 22
"""Postings that are kept decoded, 6 bytes each: characters come back question after question."""

Owner = TypeVar("Owner", np.int32, np.int64)
Postings: TypeAlias = tuple[NDArray[np.int32], NDArray[np.uint16]]
"""Texts, rising, and how often each has the term, at least once."""


class Lists(Protocol):
    """The postings of terms by their numbers."""

    def length(self, number: int) -> int:
        """How many texts have term ``number``."""

    def of(self, number: int) -> Postings:
        """The postings of term ``number``; not to be changed."""


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
        self._counts_at = self._ends - bit_lengths(counted, self._repeats)
        if self._file.size != -(-(int(self._ends[-1]) if len(lengths) else 0) // 8):
            raise ValueError("倒排表与它的目录不一致")
        self._kept = _Kept()

    def length(self, number: int) -> int:
        """As ``Lists.length``."""
        return int(self.lengths[number])

    def of(self, number: int) -> Postings:
        """As ``Lists.of``."""
        return self._kept.get(number, self._read)

    def _read(self, number: int) -> Postings:
        length, repeats = int(self.lengths[number]), int(self._repeats[number])
        start = int(self._ends[number - 1]) if number else 0
        first, last = start // 8, -(-int(self._ends[number]) // 8)
        packed = np.frombuffer(self._file.read(first, last), np.uint8)
        bits = np.unpackbits(packed)[start - 8 * first :]
        ids = decode(bits, length, self._top).astype(np.int32)
        if not repeats:
            return ids, np.ones(length, np.uint16)
        summed = decode(bits[int(self._counts_at[number]) - start :], length, repeats)
        return ids, (np.diff(summed, prepend=0) + 1).astype(np.uint16)


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
        self._kept = _Kept()

    def length(self, number: int) -> int:
        """As ``Lists.length``."""
        return len(self.of(number)[0])

    def of(self, number: int) -> Postings:
        """As ``Lists.of``."""
        if self._is_stored[number]:
            return self._stored.of(number)
        return self._kept.get(number, self._sum)

    def _sum(self, number: int) -> Postings:
        ids, counts = self._passages.of(number)
        return summed(self._owners[ids], counts)


def summed(
    owners: NDArray[Owner], counts: NDArray[np.uint16]
) -> tuple[NDArray[Owner], NDArray[np.uint16]]:
    """The owners in a rising list, each once, and the sums of their counts."""
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    sums = np.add.reduceat(counts, starts, dtype=np.int64) if len(starts) else counts
    return owners[starts], np.minimum(sums, MOST_COUNTED).astype(np.uint16)


class _Kept:
    """Postings by number, the latest asked for as far as ``_CACHED`` allows."""

    def __init__(self) -> None:
        self._found: OrderedDict[int, Postings] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, number: int, make: Callable[[int], Postings]) -> Postings:
        with self._lock:
            found = self._found.get(number)
            if found is not None:
                self._found.move_to_end(number)
                return found
        made = make(number)
        with self._lock:
            if number not in self._found:
                self._found[number] = made
                self._size += len(made[0]) + 1
            while self._size > _CACHED and len(self._found) > 1:
                self._size -= len(self._found.popitem(last=False)[1][0]) + 1
        return made
