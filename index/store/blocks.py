"""Files read in part, and never believed before what is read has been checked.

The generation's ``checksums.u32`` holds the CRC-32 of every block of every file (zlib's: 3 GB/s
on one core), so that a large index opens without being read, and still a damaged byte can
change no answer. CRC-32 is for damage; the SHA-256 of whole files is in the manifest.
"""

from __future__ import annotations

import mmap
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

BLOCK = 1 << 16
"""Bytes with a checksum of their own."""


def block_checksums(path: Path) -> NDArray[np.uint32]:
    """The CRC-32 of each block of a file, the last one perhaps shorter."""
    with path.open("rb") as file:
        found = [zlib.crc32(block) for block in iter(lambda: file.read(BLOCK), b"")]
    return np.array(found, "<u4")


class CheckedFile:
    """A file of known size and checksums, open for reading, safe to share between threads.

    ``damaged`` makes the error that is raised for a block that is not as it was written. With
    ``keep`` the file is checked and read at once, stays in memory and is closed; else it is closed
    with the last reference to this object or to an array ``mapped`` from it.
    """

    def __init__(
        self,
        path: Path,
        size: int,
        checksums: NDArray[np.uint32],
        damaged: Callable[[Path, str], Exception],
        *,
        keep: bool = False,
    ) -> None:
        self.path = path
        self.size = size
        self._checksums = checksums
        self._damaged = damaged
        self._good = np.zeros(len(checksums), np.bool_)
        self._kept: bytes | None = None
        self._pages: mmap.mmap | None = None
        self._descriptor = os.open(path, os.O_RDONLY)
        try:
            actual = os.fstat(self._descriptor).st_size
            if actual != size:
                raise damaged(path, f"应有 {size} 字节，实有 {actual} 字节")
            if keep:
                self._kept = self.read(0, size)
        except BaseException:
            self._close()
            raise
        if keep:
            self._close()

    def __del__(self) -> None:
        if getattr(self, "_descriptor", -1) >= 0:
            self._close()

    def _close(self) -> None:
        os.close(self._descriptor)
        self._descriptor = -1

    def verify(self, start: int = 0, stop: int | None = None) -> None:
        """Check the blocks of bytes ``start:stop`` that have not been checked yet."""
        stop = self.size if stop is None else stop
        first, last = start // BLOCK, -(-stop // BLOCK)
        if not self._good[first:last].all():
            self._check(first + np.flatnonzero(~self._good[first:last]))

    def verify_rows(self, rows: NDArray[np.int64], width: int) -> None:
        """Check the blocks of ``rows``, each of ``width`` bytes."""
        starts, ends = rows * width // BLOCK, ((rows + 1) * width - 1) // BLOCK
        if not (self._good[starts].all() and self._good[ends].all()):
            needed = np.zeros(len(self._good), np.bool_)
            needed[starts] = needed[ends] = True
            self._check(np.flatnonzero(needed & ~self._good))

    def read(self, start: int, stop: int) -> bytes:
        """Bytes ``start:stop``. They are copied, and so count for memory only while in use."""
        if not 0 <= start <= stop <= self.size:
            raise self._damaged(self.path, f"没有字节 {start}–{stop}")
        if self._kept is not None:
            return self._kept[start:stop]
        self.verify(start, stop)
        data = os.pread(self._descriptor, stop - start, start)
        while len(data) < stop - start:  # one call reads 2 GB at most
            more = os.pread(self._descriptor, stop - start - len(data), start + len(data))
            if not more:
                raise self._damaged(self.path, "读不完整")
            data += more
        return data

    def whole(self) -> bytes:
        """All of it."""
        return self.read(0, self.size)

    def array(self, dtype: DTypeLike, start: int = 0, stop: int | None = None) -> NDArray[Any]:
        """Entries ``start:stop`` of a file that is an array of ``dtype``, copied and checked."""
        width = np.dtype(dtype).itemsize
        stop = self.size // width if stop is None else stop
        if self._kept is not None:
            return np.frombuffer(self._kept, dtype, stop - start, start * width)
        return np.frombuffer(self.read(start * width, stop * width), dtype)

    def mapped(self, dtype: DTypeLike) -> NDArray[Any]:
        """The whole array in place, NOT checked: call ``verify`` for what is to be used."""
        if self._kept is not None or not self.size:
            return self.array(dtype)
        self._pages = mmap.mmap(self._descriptor, 0, prot=mmap.PROT_READ)
        return np.frombuffer(self._pages, dtype)

    def release(self) -> None:
        """Let go of the memory that ``mapped`` arrays have come to use; they stay as they are, and
        what is asked for again comes from the system's cache."""
        if self._pages is not None and hasattr(mmap, "MADV_DONTNEED"):
            self._pages.madvise(mmap.MADV_DONTNEED)

    def _check(self, blocks: NDArray[np.int64]) -> None:
        for block in blocks.tolist():
            data = os.pread(self._descriptor, BLOCK, block * BLOCK)
            if zlib.crc32(data) != self._checksums[block]:
                raise self._damaged(self.path, "内容被改动过，与校验和不符")
            self._good[block] = True
