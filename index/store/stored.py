"""The documents that a generation holds, whatever became of the rest of it.

Read from the list of documents and the texts alone (``documents.z`` and ``texts.z``; before schema 3
``documents.jsonl`` and ``texts.txt``), so that an index can be made anew without the files it was made
from. A list of documents is believed as a whole or not at all, texts block by block.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from index.districts import Gazetteer
from index.document import Document
from index.store import layout
from index.store.blocks import BLOCK, block_checksums
from index.store.deflated import streams, text_of
from index.store.manifest import ChunkSettings, ModelRecord
from index.store.packed import unpack
from index.store.quantized import CENTRE, RAW_VECTORS, VECTORS, restored, row_type
from index.store.records import DOCUMENTS, TEXTS, decode_document

_UNLISTED = {layout.MANIFEST, layout.MANIFEST_SHA256, layout.CHECKSUMS}
"""Files that ``checksums.u4`` does not vouch for."""
_ROWS, _TEXTS, _TEXT_SIZES = f"{DOCUMENTS}.z", f"{TEXTS}.z", f"{TEXTS}.v"
_OLD_ROWS, _OLD_TEXTS = "documents.jsonl", "texts.txt"
_AT_ONCE = 4096


class StoredDocuments:
    """The documents in ``folder``, a generation that may be damaged.

    That raises nothing: what cannot be trusted is ``None`` or empty. A file that may not be read
    is no damage, but a ``PermissionError``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        text = self._bytes(layout.MANIFEST)
        try:
            said = json.loads(text)
        except ValueError:
            said = None
        self._manifest: dict[str, Any] = said if isinstance(said, dict) else {}
        vouching = self._bytes(layout.MANIFEST_SHA256).split()[:1]
        self._latest: tuple[int, list[bytes]] = -1, []
        self._manifest_is_whole = vouching == [hashlib.sha256(text).hexdigest().encode()]

    @cached_property
    def model(self) -> ModelRecord | None:
        """The model that made the vectors."""
        try:
            return ModelRecord(**self._manifest["model"]) if self._manifest_is_whole else None
        except (KeyError, TypeError, ValidationError):
            return None

    @cached_property
    def chunking(self) -> ChunkSettings | None:
        """How the documents were cut."""
        try:
            return ChunkSettings(**self._manifest["chunking"]) if self._manifest_is_whole else None
        except (KeyError, TypeError, ValidationError):
            return None

    @cached_property
    def gazetteer(self) -> Gazetteer | None:
        """The entries of ``districts.toml``."""
        if not self.is_whole(layout.GAZETTEER):
            return None
        try:
            return Gazetteer.from_json(json.loads(self._bytes(layout.GAZETTEER)))
        except (ValueError, KeyError, TypeError):
            return None

    def is_whole(self, name: str) -> bool:
        """Whether a file is as it was written: the manifest says so or, where that is damaged
        itself, the checksums of its blocks do."""
        good = self._good_blocks(name)
        return bool(len(good)) and bool(good.all())

    def places(self) -> Iterator[tuple[int, int]]:
        """Where each document is listed; none when the list of documents is damaged."""
        if self.is_whole(_ROWS):
            at = 0
            with (self.folder / _ROWS).open("rb") as file:
                for size, block in streams(file):
                    yield from ((at, number) for number in range(len(block.splitlines())))
                    at += size
        elif self.is_whole(_OLD_ROWS):
            at = 0
            with (self.folder / _OLD_ROWS).open("rb") as lines:
                for line in lines:
                    yield at, 0
                    at += len(line)

    def row(self, place: tuple[int, int]) -> dict[str, Any]:
        """What is said of the document that is listed at ``place``; the text may be lost."""
        at, number = place
        row: dict[str, Any] = json.loads(self._rows_at(at)[number])
        return row

    def document(self, row: dict[str, Any]) -> Document | None:
        """The document of a row; ``None`` when some of its text is not as it was written."""
        text = row["text"]  # before schema 2 the text itself
        if not isinstance(text, str):
            text = (self._text if self._is_deflated else self._old_text)(*text)
        return None if text is None else decode_document(row, text)

    def vectors(self, dimension: int) -> Iterator[tuple[NDArray[np.uint64], NDArray[np.float32]]]:
        """The vectors, ``(n, dimension)``, some at a time with the digests of their texts; none when
        any is damaged."""
        name = VECTORS if self._is_deflated else RAW_VECTORS
        keys = np.frombuffer(self._bytes(layout.TEXT_KEYS), "<u8")
        centres = {CENTRE} if self._is_deflated else set()
        if not len(keys) or not all(map(self.is_whole, {name, layout.TEXT_KEYS} | centres)):
            return
        path = self.folder / name
        for start in range(0, len(keys), _AT_ONCE):
            own = slice(start, start + _AT_ONCE)
            if self._is_deflated:
                centre = np.fromfile(self.folder / CENTRE, "<f2").astype(np.float32)
                yield keys[own], restored(np.memmap(path, row_type(dimension), "r")[own], centre)
            else:
                yield keys[own], np.memmap(path, "<f4", "r").reshape(-1, dimension)[own]

    def source_sha256(self, row: dict[str, Any]) -> str:
        """The digest of the file that a row's document came from; empty if it is not known."""
        return str(row.get("source_sha256") or self._sources.get(row["id"], ""))

    @cached_property
    def _sources(self) -> dict[str, str]:
        """Before schema 2 the manifest had the digests, by the ids of documents."""
        listed = self._manifest.get("documents")
        if not isinstance(listed, list) or not self._manifest_is_whole:
            return {}
        return {own["id"]: own["source_sha256"] for own in listed}

    @property
    def _is_deflated(self) -> bool:
        """Whether this is of schema 3 or later."""
        return (self.folder / _ROWS).exists()

    def _rows_at(self, at: int) -> list[bytes]:
        """The lines of the block that begins at byte ``at``, or before schema 3 the one line."""
        if self._latest[0] != at:
            with (self.folder / (_ROWS if self._is_deflated else _OLD_ROWS)).open("rb") as file:
                file.seek(at)
                rows = next(streams(file))[1].splitlines() if self._is_deflated else [next(file)]
            self._latest = at, rows
        return self._latest[1]

    def _text(self, start: int, stop: int) -> str | None:
        def block(number: int) -> bytes:
            if number + 1 >= len(self._text_ends) or not (self.folder / _TEXTS).exists():
                return b""
            begin, end = self._text_ends[number : number + 2].tolist()
            with (self.folder / _TEXTS).open("rb") as file:
                file.seek(begin)
                return file.read(end - begin)

        return text_of(block, start, stop)

    def _old_text(self, start: int, stop: int) -> str | None:
        blocks = self._old_text_blocks[start // BLOCK : -(-stop // BLOCK)]
        if len(blocks) < -(-stop // BLOCK) - start // BLOCK or not blocks.all():
            return None
        with (self.folder / _OLD_TEXTS).open("rb") as texts:
            texts.seek(start)
            return texts.read(stop - start).decode("utf-8", "surrogatepass")

    @cached_property
    def _text_ends(self) -> NDArray[np.int64]:
        """0 and where each block of text ends: the table says it and, if that is lost, the texts."""
        sizes: Sequence[int] = []
        if self.is_whole(_TEXT_SIZES):
            sizes = unpack(self._bytes(_TEXT_SIZES)).tolist()
        elif self.is_whole(_TEXTS):
            with (self.folder / _TEXTS).open("rb") as file:
                sizes = [size for size, _ in streams(file)]
        return np.cumsum([0, *sizes], dtype=np.int64)

    @cached_property
    def _old_text_blocks(self) -> NDArray[np.bool_]:
        return self._good_blocks(_OLD_TEXTS)

    def _good_blocks(self, name: str) -> NDArray[np.bool_]:
        """Which blocks of a file are as they were written; none when it is gone."""
        try:
            actual = block_checksums(self.folder / name)
            with (self.folder / name).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except PermissionError:
            raise
        except OSError:
            return np.zeros(0, np.bool_)
        if digest == self._listed(name, "sha256"):
            return np.ones(len(actual), np.bool_)
        expected = self._checksums(name)
        good = np.zeros(max(len(actual), len(expected)), np.bool_)
        both = min(len(actual), len(expected))
        good[:both] = actual[:both] == expected[:both]
        return good

    def _checksums(self, name: str) -> NDArray[np.uint32]:
        """The checksums of a file's blocks, which lie behind those of the files before it."""
        data = self._bytes(layout.CHECKSUMS)
        checksums = np.frombuffer(data, "<u4", len(data) // 4)
        start = 0
        for path in sorted(path for path in self.folder.rglob("*") if path.is_file()):
            own = path.relative_to(self.folder).as_posix()
            if own in _UNLISTED:
                continue
            listed = self._listed(own, "bytes")
            size = listed if isinstance(listed, int) else path.stat().st_size
            end = start - (-size // BLOCK)
            if own == name:
                return checksums[start:end]
            start = end
        return checksums[:0]

    def _listed(self, name: str, key: str) -> object:
        """What the manifest, perhaps damaged, says of a file."""
        try:
            return self._manifest["files"][name][key]
        except (KeyError, TypeError):
            return None

    def _bytes(self, name: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except PermissionError:
            raise
        except OSError:
            return b""
