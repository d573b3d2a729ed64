"""What was worked out before and still holds: documents, chunks and vectors."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from shutil import rmtree
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from index.document import Chunk, Document
from index.store import layout
from index.store.manifest import ChunkSettings, ModelRecord
from index.store.quantized import RAW_VECTORS
from index.store.reading import Contents


@dataclass(frozen=True, slots=True)
class Cut:
    """A document and its chunks, with the digest of the file it came from."""

    document: Document
    chunks: Sequence[Chunk]
    source_sha256: str

    @property
    def key(self) -> tuple[str, str]:
        """Path and file digest: the same key means the same file, unchanged."""
        return self.document.path, self.source_sha256


@dataclass(frozen=True, slots=True)
class Stored:
    """What is remembered of a stored document without reading it."""

    position: int
    id: str
    path: str
    title: str
    sha256: str
    source_sha256: str
    chunks: range

    @property
    def key(self) -> tuple[str, str]:
        """As ``Cut.key``."""
        return self.path, self.source_sha256


class Previous:
    """The live generation of an index, asked what of it still holds."""

    def __init__(self, generation: str, contents: Contents) -> None:
        self.generation = generation
        self.manifest = contents.manifest
        self._contents = contents

    @cached_property
    def stored(self) -> list[Stored]:
        """All documents, in order."""
        rows = map(self._contents.records.row, range(len(self._contents.records.documents)))
        return [
            Stored(
                position=position,
                id=row["id"],
                path=row["path"],
                title=row["title"],
                sha256=row["sha256"],
                source_sha256=row["source_sha256"],
                chunks=range(*row["chunks"]),
            )
            for position, row in enumerate(rows)
        ]

    def same(self, model: ModelRecord, settings: ChunkSettings, gazetteer_sha256: str) -> bool:
        """Whether the stored documents can be used as they are: nothing that shapes chunks has
        changed, neither the model (it counts the tokens) nor settings nor place names."""
        return (model, settings, gazetteer_sha256) == (
            self.manifest.model,
            self.manifest.chunking,
            self.manifest.gazetteer_sha256,
        )

    def cut(self, stored: Stored) -> Cut:
        """Read a stored document as it was cut."""
        records = self._contents.records
        chunks = records.chunks[stored.chunks.start : stored.chunks.stop]
        return Cut(self.document(stored), chunks, stored.source_sha256)

    def document(self, stored: Stored) -> Document:
        """Read a stored document."""
        return self._contents.records.documents[stored.position]

    def vectors(self, keys: Sequence[int]) -> Mapping[int, NDArray[np.float32]]:
        """The stored vectors of those texts of ``keys`` that have one; a passage that only
        moved, or whose neighbours were edited, keeps its vector."""
        order, known = self._by_key
        if not len(known):
            return {}
        wanted = np.array(keys, np.uint64)
        places = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
        found = np.flatnonzero(known[places] == wanted)
        rows = self._contents.vectors.vectors(order[places[found]])
        return {keys[at]: row for at, row in zip(found.tolist(), rows, strict=True)}

    @cached_property
    def _by_key(self) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
        keys = self._contents.text_keys.array("<u8")
        order = np.argsort(keys, kind="stable")
        return order, keys[order]


class WorkFolder:
    """Vectors computed by this run and by one that was cut short, until they are published."""

    def __init__(self, root: Path, model: ModelRecord) -> None:
        self._folder = root / layout.WORK
        self._dimension = model.dimension
        maker = self._folder / "model.json"
        said = json.dumps(model.model_dump(), ensure_ascii=False)
        if not maker.is_file() or maker.read_text("utf-8", "replace") != said:
            self.remove()
            self._folder.mkdir()
            maker.write_text(said, encoding="utf-8")
        self._keys, self._vectors = self._folder / layout.TEXT_KEYS, self._folder / RAW_VECTORS
        self._rows: dict[int, int] = {}
        if self._keys.is_file() and self._vectors.is_file():
            # A killed run may have written half a vector, or vectors without their keys.
            count = min(self._keys.stat().st_size // 8, self._vectors.stat().st_size // self._width)
            keys = np.fromfile(self._keys, "<u8", count)
            self._rows = {int(key): row for row, key in enumerate(keys)}
            for file, width in ((self._keys, 8), (self._vectors, self._width)):
                with file.open("r+b") as cut:
                    cut.truncate(count * width)
            self._count = count
        else:
            self._keys.write_bytes(b"")
            self._vectors.write_bytes(b"")
            self._count = 0
        self.found = len(self._rows)

    @property
    def _width(self) -> int:
        return 4 * self._dimension

    def __enter__(self) -> WorkFolder:
        self._reader = self._vectors.open("rb")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._reader.close()
        if kind is None or not self._rows:
            self.remove()

    def vectors(self, keys: Iterable[int]) -> Mapping[int, NDArray[np.float32]]:
        """The vectors of those texts of ``keys`` that have one here."""
        found = {}
        for key in keys:
            if (row := self._rows.get(key)) is not None:
                self._reader.seek(row * self._width)
                found[key] = np.frombuffer(self._reader.read(self._width), "<f4")
        return found

    def add(self, keys: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Keep the vectors of the texts ``keys``, ``(n, dimension)``."""
        with self._vectors.open("ab") as file:
            file.write(np.ascontiguousarray(vectors, "<f4").tobytes())
        layout.sync(self._vectors)
        with self._keys.open("ab") as file:
            file.write(np.array(keys, "<u8").tobytes())
        for key in keys:
            self._rows[key] = self._count
            self._count += 1

    def remove(self) -> None:
        """Forget everything."""
        rmtree(self._folder, ignore_errors=True)
