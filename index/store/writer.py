"""A generation written document by document, in memory that does not grow with them."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from index.contents import Recipe, gazetteer_sha256, indexed_text, model_record, text_key
from index.document import Chunk, Document
from index.inverting import Inverter
from index.store import layout
from index.store.blocks import block_checksums
from index.store.catalogue import CatalogueWriter
from index.store.codes import encode
from index.store.manifest import FileRecord, Manifest, now
from index.store.records import (
    CHUNK_DOCUMENTS,
    CHUNK_STARTS,
    CHUNKS,
    DOCUMENT_KEYS,
    DOCUMENT_PLACES,
    DOCUMENT_STARTS,
    DOCUMENTS,
    TEXTS,
    document_key,
    encode_chunk,
    encode_document,
)
from index.store.vectors import VECTORS

_ASKED = 256
"""Chunks whose first sentences stand for questions when a large index is tuned."""


class GenerationWriter:
    """Writes into ``folder``, an empty one; use it in a ``with`` and call ``finish``."""

    def __init__(self, folder: Path, recipe: Recipe) -> None:
        self._folder = folder
        self._recipe = recipe
        self._model = model_record(recipe.embedder)
        self._open = ExitStack()
        self._catalogue = CatalogueWriter()
        self._document_starts, self._chunk_starts = array("q", [0]), array("q", [0])
        self._chunk_documents, self._document_keys = array("i"), array("Q")
        self._text_keys = array("Q")
        self._text_end = self._characters = 0

    def __enter__(self) -> GenerationWriter:
        self._texts, self._documents, self._chunks, self._vectors = (
            self._file(name) for name in (TEXTS, DOCUMENTS, CHUNKS, VECTORS)
        )
        self._lexical = Inverter(self._folder / layout.LEXICAL)
        self._document_lexical = Inverter(self._folder / layout.DOCUMENT_LEXICAL)
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @property
    def documents(self) -> int:
        """Documents written so far."""
        return len(self._document_keys)

    @property
    def chunks(self) -> int:
        """Chunks written so far."""
        return len(self._chunk_documents)

    def add(
        self,
        document: Document,
        chunks: Sequence[Chunk],
        vectors: NDArray[np.float32],
        source_sha256: str = "",
    ) -> None:
        """Write one document with its chunks, in order, and their vectors ``(n, dimension)``.

        ``source_sha256`` is the digest of its file, if it had one.
        """
        if vectors.shape != (len(chunks), self._model.dimension):
            raise ValueError(f"vectors of shape {vectors.shape} for {len(chunks)} chunks")
        first = self.chunks
        numbered = [replace(chunk, id=first + n) for n, chunk in enumerate(chunks)]
        line, text = encode_document(
            document, source_sha256, self._text_end, range(first, first + len(chunks))
        )
        self._documents.write(line)
        self._document_starts.append(self._document_starts[-1] + len(line))
        self._texts.write(text)
        for chunk, start in zip(numbered, _byte_starts(document.text, numbered), strict=True):
            line = encode_chunk(chunk, self._text_end, start)
            self._chunks.write(line)
            self._chunk_starts.append(self._chunk_starts[-1] + len(line))
            self._chunk_documents.append(self.documents)
        self._vectors.write(np.ascontiguousarray(vectors, "<f4").tobytes())
        self._document_keys.append(document_key(document.id))
        self._text_end += len(text)
        self._characters += len(document.text)
        self._catalogue.add(document, numbered)
        found_by = [indexed_text(document, chunk) for chunk in numbered]
        self._text_keys.extend(map(text_key, found_by))
        self._lexical.add(found_by)
        self._document_lexical.add([document.text])

    def finish(self) -> Manifest:
        """Write what remains, the manifest last, and return it."""
        self._open.close()
        self._lexical.finish()
        self._document_lexical.finish()
        self._catalogue.write(self._folder)
        order = np.argsort(np.array(self._document_keys, "<u8"), kind="stable")
        for name, values, dtype in (
            (DOCUMENT_STARTS, self._document_starts, "<i8"),
            (CHUNK_STARTS, self._chunk_starts, "<i8"),
            (CHUNK_DOCUMENTS, self._chunk_documents, "<i4"),
            (layout.TEXT_KEYS, self._text_keys, "<u8"),
            (DOCUMENT_KEYS, np.array(self._document_keys, "<u8")[order], "<u8"),
            (DOCUMENT_PLACES, order, "<i4"),
        ):
            np.asarray(values).astype(dtype).tofile(self._folder / name)
        gazetteer = json.dumps(self._recipe.gazetteer.to_json(), ensure_ascii=False, indent=1)
        (self._folder / layout.GAZETTEER).write_bytes(gazetteer.encode("utf-8", "surrogatepass"))
        encode(self._folder, self._model.dimension, self._questions)
        manifest = Manifest(
            created=now(),
            model=self._model,
            chunking=self._recipe.settings,
            gazetteer_sha256=gazetteer_sha256(self._recipe.gazetteer),
            documents=self.documents,
            chunks=self.chunks,
            characters=self._characters,
            files=_checksums(self._folder),
        )
        text = manifest.model_dump_json(indent=1).encode("utf-8")
        (self._folder / layout.MANIFEST).write_bytes(text)
        # The manifest vouches for the other files, this for the manifest (``sha256sum -c`` reads it).
        line = f"{hashlib.sha256(text).hexdigest()}  {layout.MANIFEST}\n"
        (self._folder / layout.MANIFEST_SHA256).write_text(line, encoding="utf-8")
        return manifest

    def _file(self, name: str) -> BinaryIO:
        return self._open.enter_context((self._folder / name).open("wb"))

    def _questions(self) -> NDArray[np.float32]:
        """Vectors of questions such as may be asked: sentences of passages from all over."""
        numbers = np.linspace(0, self.chunks - 1, min(_ASKED, self.chunks)).astype(np.int64)
        asked = []
        with (
            (self._folder / CHUNKS).open("rb") as chunks,
            (self._folder / TEXTS).open("rb") as texts,
        ):
            for number in np.unique(numbers).tolist():
                chunks.seek(self._chunk_starts[number])
                start, end = json.loads(chunks.readline())["text"]
                texts.seek(start)
                text = texts.read(end - start).decode("utf-8", "surrogatepass")
                asked.append(max(text.split("。")[:2], key=len)[:_LONGEST_ASKED])
        return np.stack([self._recipe.embedder.embed_query(text) for text in asked])


_LONGEST_ASKED = 40


def _byte_starts(text: str, chunks: Sequence[Chunk]) -> Iterator[int]:
    """Where each chunk begins in ``text``, in bytes; chunks come in order."""
    at = start = 0
    for chunk in chunks:
        if chunk.start < at:
            at = start = 0
        start += len(text[at : chunk.start].encode("utf-8", "surrogatepass"))
        at = chunk.start
        yield start


def _checksums(folder: Path) -> dict[str, FileRecord]:
    """Write the checksums of all blocks of all files, and return those of the files."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    blocks = [block_checksums(path) for path in paths]
    np.concatenate(blocks).tofile(folder / layout.CHECKSUMS)
    files = {path.relative_to(folder).as_posix(): _file_record(path) for path in paths}
    return {**files, layout.CHECKSUMS: _file_record(folder / layout.CHECKSUMS)}


def _file_record(path: Path) -> FileRecord:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return FileRecord(sha256=digest, bytes=path.stat().st_size)
