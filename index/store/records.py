"""Documents and chunks as rows of JSON, read one by one when they are asked for.

JSON in deflated blocks rather than a database: a generation never changes, a position is all that
is ever looked up, and blocks can be checked as they are read. Texts lie apart, so that a chunk is
cut from its document without reading the whole of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from typing import Any, Generic, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from index.document import Chunk, Document, Section
from index.store.blocks import CheckedFile
from index.store.deflated import Lines, Texts
from index.store.packed import unpack

TEXTS, DOCUMENTS, CHUNKS = "texts", "documents", "chunks"
CHUNKS_EACH, DOCUMENT_KEYS = "document-chunks.v", "document-keys.u8"

_CACHED_DOCUMENTS = 512
_CACHED_CHUNKS = 8192

Record = TypeVar("Record")


def document_row(
    document: Document, source_sha256: str, text_start: int, chunks: range
) -> dict[str, Any]:
    """What is kept of a document beside its text, which begins at character ``text_start`` of all
    texts."""
    return {
        "id": document.id,
        "title": document.title,
        "path": document.path,
        "sha256": document.sha256,
        "source_sha256": source_sha256,
        "date": document.date,
        "chunks": [chunks.start, chunks.stop],
        "text": [text_start, text_start + len(document.text)],
        "sections": [
            [s.heading, s.districts, s.speaker, s.role, s.start, s.end] for s in document.sections
        ],
        "original_offsets": document.original_offsets,
    }


def decode_document(row: Mapping[str, Any], text: str) -> Document:
    """The document of a row and its text."""
    return Document(
        id=row["id"],
        title=row["title"],
        path=row["path"],
        text=text,
        sections=tuple(
            Section(heading, tuple(districts), *rest)
            for heading, districts, *rest in row["sections"]
        ),
        sha256=row["sha256"],
        date=row["date"],
        original_offsets=tuple((at, original) for at, original in row["original_offsets"]),
    )


def chunk_row(chunk: Chunk, text_start: int) -> dict[str, Any]:
    """What is kept of a chunk whose document's text begins at character ``text_start`` of all.

    Neither id (the row's number) nor text (a stretch of its document) is repeated, so they
    cannot contradict what they are taken from.
    """
    return {
        "document_id": chunk.document_id,
        "start": chunk.start,
        "end": chunk.end,
        "text": text_start + chunk.start,
        "districts": chunk.districts,
        "speaker": chunk.speaker,
        "heading": chunk.heading,
    }


def document_key(document_id: str) -> int:
    """The number by which a document's row is found."""
    digest = hashlib.blake2b(document_id.encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest(), "little")


class _Read(Sequence[Record], Generic[Record]):
    """Records by position, the latest ones kept.

    ``read`` must not hold what holds this sequence: files would stay open until the garbage
    collector found the circle.
    """

    def __init__(self, size: int, read: Callable[[int], Record], cached: int) -> None:
        self._size = size
        self._read = lru_cache(cached)(read)

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, position: int) -> Record: ...
    @overload
    def __getitem__(self, position: slice) -> list[Record]: ...
    def __getitem__(self, position: int | slice) -> Record | list[Record]:
        if isinstance(position, slice):
            return [self._read(n) for n in range(*position.indices(self._size))]
        number = int(position)
        number += self._size if number < 0 else 0
        if not 0 <= number < self._size:
            raise IndexError(f"no record {position} of {self._size}")
        return self._read(number)


class Records:
    """The documents and chunks of a generation; ``chunks[i].id == i``."""

    def __init__(self, files: Mapping[str, CheckedFile]) -> None:
        texts = Texts(files, TEXTS)
        self._document_rows = Lines(files, DOCUMENTS)
        chunk_rows = Lines(files, CHUNKS)
        self._keys = files[DOCUMENT_KEYS].array("<u8")
        self.chunks: Sequence[Chunk] = _Read(
            len(chunk_rows), partial(_chunk, chunk_rows, texts), _CACHED_CHUNKS
        )
        self.documents: Sequence[Document] = _Read(
            len(self._document_rows),
            partial(_document, self._document_rows, texts),
            _CACHED_DOCUMENTS,
        )
        counts = unpack(files[CHUNKS_EACH].whole())
        if not len(self._keys) == len(counts) == len(self.documents):
            raise ValueError("文档目录与文档的数目不一致")
        if counts.sum() != len(self.chunks):
            raise ValueError("片段目录与片段的数目不一致")
        self.document_positions = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        """The position of each chunk's document, ``(chunks,)``."""

    def row(self, position: int) -> dict[str, Any]:
        """What is stored of a document beside its text, under the names in its row."""
        return self._document_rows.row(position)

    def position(self, document_id: str) -> int:
        """The position of a document. Raises ``KeyError`` when there is none of that id."""
        order, keys = self._by_key
        key = np.uint64(document_key(document_id))
        at = int(np.searchsorted(keys, key))
        if at == len(keys) or keys[at] != key:
            raise KeyError(document_id)
        return int(order[at])

    @cached_property
    def _by_key(self) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
        order = np.argsort(self._keys, kind="stable")
        return order, self._keys[order]


def _document(rows: Lines, texts: Texts, position: int) -> Document:
    row = rows.row(position)
    return decode_document(row, texts.read(*row["text"]))


def _chunk(rows: Lines, texts: Texts, number: int) -> Chunk:
    row = rows.row(number)
    start, end, at = row["start"], row["end"], row["text"]
    return Chunk(
        id=number,
        document_id=row["document_id"],
        districts=tuple(row["districts"]),
        speaker=row["speaker"],
        heading=row["heading"],
        text=texts.read(at, at + end - start),
        start=start,
        end=end,
    )


class Documents(Mapping[str, Document]):
    """The documents of a generation by id, in their order."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def __len__(self) -> int:
        return len(self._records.documents)

    def __iter__(self) -> Iterator[str]:
        return (document.id for document in self._records.documents)

    def __getitem__(self, document_id: str) -> Document:
        document = self._records.documents[self._records.position(document_id)]
        if document.id != document_id:
            raise KeyError(document_id)
        return document
