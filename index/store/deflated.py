"""Texts and lines of JSON, deflated block by block: a few are read without the others.

A file ``name.z`` is one zlib stream after the other, so that a program that knows nothing else can
still read all of it; the table ``name.v`` says how long each is.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import numpy as np

from index.store.blocks import CheckedFile
from index.store.packed import pack, unpack

TEXT_BLOCK = 1 << 14
"""Characters of a block of text: 70 µs to inflate, and longer ones would be hardly smaller."""
_LINE_BLOCK = 1 << 14
"""Bytes of a block of lines, or a little more."""
_CACHED_BLOCKS = 1024
_READ = 1 << 16
Decoded = TypeVar("Decoded")
_ENCODING = "utf-16-le"
"""Of Chinese deflated a tenth smaller than UTF-8, and every character can be encoded."""


class _Writer:
    """Writes deflated blocks into ``folder/name.z`` and, at the end, ``folder/name.v``."""

    def __init__(self, folder: Path, name: str) -> None:
        self._sizes: list[int] = []
        self._table = folder / f"{name}.v"
        self._file = (folder / f"{name}.z").open("wb")

    def close(self) -> None:
        """Close the file, whatever is in it."""
        self._file.close()

    def block(self, data: bytes) -> None:
        """Write one block."""
        deflated = zlib.compress(data, 9)
        self._file.write(deflated)
        self._sizes.append(len(deflated))


class TextWriter(_Writer):
    """Takes texts one by one."""

    def __init__(self, folder: Path, name: str) -> None:
        super().__init__(folder, name)
        self._waiting: list[str] = []
        self._length = 0
        self.end = 0
        """Characters taken so far."""

    def add(self, text: str) -> None:
        """Take one text; it begins at what ``end`` was before."""
        self._waiting.append(text)
        self._length += len(text)
        self.end += len(text)
        if self._length >= TEXT_BLOCK:
            whole = "".join(self._waiting)
            full = len(whole) - len(whole) % TEXT_BLOCK
            for at in range(0, full, TEXT_BLOCK):
                self.block(whole[at : at + TEXT_BLOCK].encode(_ENCODING, "surrogatepass"))
            self._waiting = [whole[full:]]
            self._length -= full

    def finish(self) -> None:
        """Write what remains, and the table."""
        if self._length:
            self.block("".join(self._waiting).encode(_ENCODING, "surrogatepass"))
        self._table.write_bytes(pack(self._sizes))
        self.close()


class LineWriter(_Writer):
    """Takes rows one by one."""

    def __init__(self, folder: Path, name: str) -> None:
        super().__init__(folder, name)
        self._lines: list[bytes] = []
        self._bytes = 0
        self._counts: list[int] = []

    def add(self, row: dict[str, Any]) -> None:
        """Take one row."""
        text = json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"
        # A file name that is not UTF-8 reaches us with lone surrogates.
        self._lines.append(text.encode("utf-8", "surrogatepass"))
        self._bytes += len(self._lines[-1])
        if self._bytes >= _LINE_BLOCK:
            self._flush()

    def finish(self) -> None:
        """Write what remains, and the table."""
        self._flush()
        self._table.write_bytes(pack([*self._counts, *self._sizes]))
        self.close()

    def _flush(self) -> None:
        if self._lines:
            self.block(b"".join(self._lines))
            self._counts.append(len(self._lines))
        self._lines, self._bytes = [], 0


class Texts:
    """All texts of a generation as one long string."""

    def __init__(self, files: Mapping[str, CheckedFile], name: str) -> None:
        sizes = unpack(files[f"{name}.v"].whole())
        self._block = _blocks(files[f"{name}.z"], sizes, _decoded)

    def read(self, start: int, stop: int) -> str:
        """Characters ``start:stop``."""
        first, last = start // TEXT_BLOCK, -(-stop // TEXT_BLOCK)
        found = "".join(self._block(number) for number in range(first, last))
        return found[start - first * TEXT_BLOCK : stop - first * TEXT_BLOCK]


class Lines:
    """Rows by number."""

    def __init__(self, files: Mapping[str, CheckedFile], name: str) -> None:
        counts, sizes = np.split(unpack(files[f"{name}.v"].whole()), 2)
        self._ends = np.cumsum(counts)
        self._block = _blocks(files[f"{name}.z"], sizes, bytes.splitlines)

    def __len__(self) -> int:
        return int(self._ends[-1]) if len(self._ends) else 0

    def row(self, number: int) -> dict[str, Any]:
        """Row ``number``, which must be there."""
        block = int(np.searchsorted(self._ends, number, "right"))
        before = int(self._ends[block - 1]) if block else 0
        found: dict[str, Any] = json.loads(self._block(block)[number - before])
        return found


def text_of(blocks: Callable[[int], bytes], start: int, stop: int) -> str | None:
    """As ``Texts.read`` where ``blocks`` gives what is left of the deflated blocks by number;
    ``None`` when one that is needed is not as it was written, which zlib's own checksum tells."""
    first, last = start // TEXT_BLOCK, -(-stop // TEXT_BLOCK)
    try:
        found = "".join(_decoded(zlib.decompress(blocks(number))) for number in range(first, last))
    except (zlib.error, UnicodeDecodeError):
        return None
    return found[start - first * TEXT_BLOCK : stop - first * TEXT_BLOCK]


def streams(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Each zlib stream from here on: its deflated length and what is in it.

    Raises ``zlib.error`` where there is none, ``EOFError`` for one cut short.
    """
    rest = b""
    while data := rest or file.read(_READ):
        inflating, size, parts = zlib.decompressobj(), 0, []
        while data:
            parts.append(inflating.decompress(data))
            size += len(data)
            data = b"" if inflating.eof else file.read(_READ)
        if not inflating.eof:
            raise EOFError
        rest = inflating.unused_data
        yield size - len(rest), b"".join(parts)


def _blocks(
    file: CheckedFile, sizes: Any, decode: Callable[[bytes], Decoded]
) -> Callable[[int], Decoded]:
    """What reads a block of ``file`` by its number, the latest ones kept."""
    ends = np.cumsum(sizes)
    if file.size != (int(ends[-1]) if len(ends) else 0):
        raise ValueError(f"{file.path.name} 与它的目录不一致")

    @lru_cache(_CACHED_BLOCKS)
    def read(number: int) -> Decoded:
        end = int(ends[number])
        return decode(zlib.decompress(file.read(end - int(sizes[number]), end)))

    return read


def _decoded(data: bytes) -> str:
    return data.decode(_ENCODING, "surrogatepass")
