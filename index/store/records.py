"""Documents and chunks as JSON Lines (UTF-8, one object a line)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from index.document import Chunk, Document, Section


def encode_documents(documents: Iterable[Document]) -> bytes:
    """Return one line for each document, its text included."""
    return _lines(
        {
            "id": d.id,
            "title": d.title,
            "path": d.path,
            "sha256": d.sha256,
            "date": d.date,
            "sections": [
                [s.heading, s.districts, s.speaker, s.role, s.start, s.end] for s in d.sections
            ],
            "original_offsets": d.original_offsets,
            "text": d.text,
        }
        for d in documents
    )


def decode_documents(data: bytes) -> tuple[Document, ...]:
    """Inverse of ``encode_documents``; ``ValueError``, ``KeyError`` or ``TypeError`` if not."""
    return tuple(
        Document(
            id=row["id"],
            title=row["title"],
            path=row["path"],
            text=row["text"],
            sections=tuple(
                Section(heading, tuple(districts), *rest)
                for heading, districts, *rest in row["sections"]
            ),
            sha256=row["sha256"],
            date=row["date"],
            original_offsets=tuple((at, original) for at, original in row["original_offsets"]),
        )
        for row in _rows(data)
    )


def encode_chunks(chunks: Iterable[Chunk]) -> bytes:
    """Return one line for each chunk, in the order of their ids.

    Neither id (the line's number) nor text (a stretch of its document) is repeated, so they
    cannot contradict what they are taken from.
    """
    return _lines(
        {
            "document_id": c.document_id,
            "start": c.start,
            "end": c.end,
            "districts": c.districts,
            "speaker": c.speaker,
            "heading": c.heading,
        }
        for c in chunks
    )


def decode_chunks(data: bytes, documents: Sequence[Document]) -> tuple[Chunk, ...]:
    """Inverse of ``encode_chunks``, the texts cut from ``documents``.

    Raises ``ValueError``, ``KeyError`` or ``TypeError`` for data that is something else.
    """
    texts = {document.id: document.text for document in documents}
    return tuple(
        Chunk(
            id=number,
            document_id=row["document_id"],
            districts=tuple(row["districts"]),
            speaker=row["speaker"],
            heading=row["heading"],
            text=texts[row["document_id"]][row["start"] : row["end"]],
            start=row["start"],
            end=row["end"],
        )
        for number, row in enumerate(_rows(data))
    )


def _lines(rows: Iterable[dict[str, Any]]) -> bytes:
    text = "".join(json.dumps(r, ensure_ascii=False, separators=(",", ":")) + "\n" for r in rows)
    # A file name that is not UTF-8 reaches us with lone surrogates.
    return text.encode("utf-8", "surrogatepass")


def _rows(data: bytes) -> list[dict[str, Any]]:
    # Parsed as one array: several times faster than line by line.
    rows: list[dict[str, Any]] = json.loads(b"[%s]" % data.rstrip(b"\n").replace(b"\n", b","))
    return rows
