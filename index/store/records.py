"""Documents and chunks as JSON Lines, read one by one when they are asked for.

JSON Lines with a table of where each line begins, rather than a database: a generation never
changes, a position is all that is ever looked up, and blocks can be checked as they are read.
Texts lie apart, so that a chunk is cut from its document without reading the whole of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, Generic, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from index.document import Chunk, Document, Section
from index.store.blocks import CheckedFile

TEXTS = "texts.txt"
DOCUMENTS, DOCUMENT_STARTS = "documents.jsonl", "documents.i8"
DOCUMENT_KEYS, DOCUMENT_PLACES = "document-keys.u8", "document-places.i4"
CHUNKS, CHUNK_STARTS, CHUNK_DOCUMENTS = "chunks.jsonl", "chunks.i8", "chunk-documents.i4"

_CACHED_DOCUMENTS = 512
_CACHED_CHUNKS = 8192

Record = TypeVar("Record")


def encode_document(
    document: Document, source_sha256: str, text_start: int, chunks: range
) -> tuple[bytes, bytes]:
    """A document as its line and its text; ``text_start`` is the text's first byte in its file."""
    text = document.text.encode("utf-8", "surrogatepass")
    row = {
        "id": document.id,
        "title": document.title,
        "path": document.path,
        "sha256": document.sha256,
        "source_sha256": source_sha256,
        "date": document.date,
        "chunks": [chunks.start, chunks.stop],
        "text": [text_start, text_start + len(text)],
        "sections": [
            [s.heading, s.districts, s.speaker, s.role, s.start, s.end] for s in document.sections
        ],
        "original_offsets": document.original_offsets,
    }
    return encode_line(row), text


def decode_document(row: Mapping[str, Any], text: str) -> Document:
    """The document of a line and its text."""
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


def encode_chunk(chunk: Chunk, text_start: int, first_byte: int) -> bytes:
    """A chunk as its line; ``first_byte`` is where it begins in its document's text, in bytes.

    Neither id (the line's number) nor text (a stretch of its document) is repeated, so they
    cannot contradict what they are taken from.
    """
    start = text_start + first_byte
    row = {
        "document_id": chunk.document_id,
        "start": chunk.start,
        "end": chunk.end,
        "text": [start, start + len(chunk.text.encode("utf-8", "surrogatepass"))],
        "districts": chunk.districts,
        "speaker": chunk.speaker,
        "heading": chunk.heading,
    }
    return encode_line(row)


def encode_line(row: dict[str, Any]) -> bytes:
    """``row`` as a line of JSON."""
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"
    # A file name that is not UTF-8 reaches us with lone surrogates.
    return text.encode("utf-8", "surrogatepass")


def document_key(document_id: str) -> int:
    """The number by which a document's line is found."""
    digest = hashlib.blake2b(document_id.encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest(), "little")


class _Lines:
    """The lines of a file by number."""

    def __init__(self, lines: CheckedFile, starts: CheckedFile) -> None:
        self._lines = lines
        self._starts = starts.array("<i8")
        if self._starts[-1] != lines.size:
            raise ValueError(f"{lines.path.name} 的行与目录不一致")

    def __len__(self) -> int:
        return len(self._starts) - 1

    def row(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(
            self._lines.read(int(self._starts[number]), int(self._starts[number + 1]))
        )
        return found


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
        texts = files[TEXTS]
        self._document_lines = _Lines(files[DOCUMENTS], files[DOCUMENT_STARTS])
        chunk_lines = _Lines(files[CHUNKS], files[CHUNK_STARTS])
        self._keys = files[DOCUMENT_KEYS].array("<u8")
        self._places = files[DOCUMENT_PLACES].array("<i4")
        self.document_positions: NDArray[np.int32] = files[CHUNK_DOCUMENTS].array("<i4")
        self.chunks: Sequence[Chunk] = _Read(
            len(chunk_lines), partial(_chunk, chunk_lines, texts), _CACHED_CHUNKS
        )
        self.documents: Sequence[Document] = _Read(
            len(self._document_lines),
            partial(_document, self._document_lines, texts),
            _CACHED_DOCUMENTS,
        )
        if not len(self._keys) == len(self._places) == len(self.documents):
            raise ValueError("文档目录与文档的数目不一致")
        if len(self.document_positions) != len(self.chunks):
            raise ValueError("片段目录与片段的数目不一致")

    def row(self, position: int) -> dict[str, Any]:
        """What is stored of a document beside its text, under the names in its line."""
        return self._document_lines.row(position)

    def position(self, document_id: str) -> int:
        """The position of a document. Raises ``KeyError`` when there is none of that id."""
        key = np.uint64(document_key(document_id))
        at = int(np.searchsorted(self._keys, key))
        if at == len(self._keys) or self._keys[at] != key:
            raise KeyError(document_id)
        return int(self._places[at])


def _document(lines: _Lines, texts: CheckedFile, position: int) -> Document:
    row = lines.row(position)
    return decode_document(row, _text(texts, row["text"]))


def _chunk(lines: _Lines, texts: CheckedFile, number: int) -> Chunk:
    row = lines.row(number)
    return Chunk(
        id=number,
        document_id=row["document_id"],
        districts=tuple(row["districts"]),
        speaker=row["speaker"],
        heading=row["heading"],
        text=_text(texts, row["text"]),
        start=row["start"],
        end=row["end"],
    )


def _text(texts: CheckedFile, span: Sequence[int]) -> str:
    return texts.read(*span).decode("utf-8", "surrogatepass")


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
