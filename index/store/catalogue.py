"""What has to be known of all documents at once, kept as a generation is written: places and
their passages, and who speaks for which."""

from __future__ import annotations

import json
from array import array
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np

from index.document import Chunk, Document
from index.ranking import Ids
from index.store.blocks import CheckedFile

CATALOGUE, PLACES = "catalogue.json", "places.i4"

_NOWHERE = ""
"""The place of passages that are about none."""


class CatalogueWriter:
    """Takes documents as they are written."""

    def __init__(self) -> None:
        self._districts: dict[str, None] = {}
        self._speakers: dict[str, dict[str, None]] = {}
        self._chunks: dict[str, array[int]] = {}

    def add(self, document: Document, chunks: Sequence[Chunk]) -> None:
        """Take one document and its chunks, whose ids rise from document to document."""
        self._districts.update(dict.fromkeys(document.districts))
        for section in document.sections:
            if section.speaker and section.districts:
                own = self._speakers.setdefault(section.speaker, {})
                own.update(dict.fromkeys(section.districts))
        for chunk in chunks:
            for name in chunk.districts or (_NOWHERE,):
                self._chunks.setdefault(name, array("i")).append(chunk.id)

    def write(self, folder: Path) -> None:
        """Write the catalogue of what was taken."""
        stored = {
            "districts": list(self._districts),
            "speakers": {name: list(own) for name, own in self._speakers.items()},
            "chunks": {name: len(ids) for name, ids in self._chunks.items()},
        }
        text = json.dumps(stored, ensure_ascii=False, separators=(",", ":"))
        (folder / CATALOGUE).write_bytes(text.encode("utf-8", "surrogatepass"))
        with (folder / PLACES).open("wb") as file:
            for ids in self._chunks.values():
                np.array(ids, "<i4").tofile(file)


class Catalogue:
    """``districts`` are canonical names in order of first appearance; ``speakers`` the districts
    that each person speaks for."""

    def __init__(self, stored: CheckedFile, places: CheckedFile) -> None:
        said = json.loads(stored.whole().decode("utf-8", "surrogatepass"))
        self.districts: tuple[str, ...] = tuple(said["districts"])
        self.speakers: dict[str, tuple[str, ...]] = {
            name: tuple(own) for name, own in said["speakers"].items()
        }
        self._places = places
        self._spans: dict[str, tuple[int, int]] = {}
        start = 0
        for name, count in said["chunks"].items():
            self._spans[name] = start, start + count
            start += count

    def chunk_ids(self, districts: Collection[str]) -> Ids:
        """The ids of all chunks about any of ``districts``, rising."""
        spans = [self._spans[name] for name in districts if name in self._spans]
        own = [self._places.array("<i4", *span) for span in spans]
        return np.unique(np.concatenate([np.zeros(0, np.int64), *own])).astype(np.int64)

    @property
    def unattributed_ids(self) -> Ids:
        """The ids of all chunks that are about no district, rising."""
        return self.chunk_ids([_NOWHERE])
