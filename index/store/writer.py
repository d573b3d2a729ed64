"""A generation written document by document, in memory that does not grow with them."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.contents import Recipe, gazetteer_sha256, indexed_text, model_record, text_key
from index.document import Chunk, Document
from index.inverting import Inverter
from index.lexical_files import write_lexical
from index.store import layout
from index.store.blocks import block_checksums
from index.store.catalogue import CatalogueWriter
from index.store.codes import encode
from index.store.deflated import LineWriter, TextWriter
from index.store.manifest import FileRecord, Manifest, now
from index.store.packed import pack
from index.store.quantized import RAW_VECTORS, centre_of, quantize
from index.store.records import (
    CHUNKS,
    CHUNKS_EACH,
    DOCUMENT_KEYS,
    DOCUMENTS,
    TEXTS,
    chunk_row,
    document_key,
    document_row,
)

_ASKED = 256
"""Chunks whose first sentences stand for questions when a large index is tuned."""
_LONGEST_ASKED = 40


class GenerationWriter:
    """Writes into ``folder``, an empty one; use it in a ``with`` and call ``finish``."""

    def __init__(self, folder: Path, recipe: Recipe) -> None:
        self._folder = folder
        self._recipe = recipe
        self._model = model_record(recipe.embedder)
        self._open = ExitStack()
        self._catalogue = CatalogueWriter()
        self._chunks_each, self._document_keys = array("i"), array("Q")
        self._text_keys = array("Q")
        self._asked = _Asked()
        self.chunks = self._characters = 0
        """Chunks written so far."""

    def __enter__(self) -> GenerationWriter:
        opened, folder = self._open.enter_context, self._folder
        self._texts = opened(closing(TextWriter(folder, TEXTS)))
        self._documents = opened(closing(LineWriter(folder, DOCUMENTS)))
        self._chunks = opened(closing(LineWriter(folder, CHUNKS)))
        self._vectors = opened((folder / RAW_VECTORS).open("wb"))
        self._lexical = Inverter(folder / "inverted-passages")
        self._document_lexical = Inverter(folder / "inverted-documents")
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @property
    def documents(self) -> int:
        """Documents written so far."""
        return len(self._document_keys)

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
        at = self._texts.end
        own = range(first, first + len(chunks))
        self._documents.add(document_row(document, source_sha256, at, own))
        self._texts.add(document.text)
        for chunk in numbered:
            self._chunks.add(chunk_row(chunk, at))
            self._asked.add(chunk)
        self.chunks += len(chunks)
        self._vectors.write(np.ascontiguousarray(vectors, "<f4").tobytes())
        self._chunks_each.append(len(chunks))
        self._document_keys.append(document_key(document.id))
        self._characters += len(document.text)
        self._catalogue.add(document, numbered)
        found_by = [indexed_text(document, chunk) for chunk in numbered]
        self._text_keys.extend(map(text_key, found_by))
        self._lexical.add(found_by)
        self._document_lexical.add([document.text])

    def finish(self) -> Manifest:
        """Write what remains, the manifest last, and return it."""
        self._texts.finish()
        self._documents.finish()
        self._chunks.finish()
        self._open.close()
        each = np.array(self._chunks_each, np.int64)
        passages, documents = self._lexical.finish(), self._document_lexical.finish()
        owners = np.repeat(np.arange(len(each), dtype=np.int32), each)
        folders = self._folder / layout.LEXICAL, self._folder / layout.DOCUMENT_LEXICAL
        write_lexical(passages, documents, owners, folders)
        passages.remove()
        documents.remove()
        self._catalogue.write(self._folder)
        np.array(self._text_keys, "<u8").tofile(self._folder / layout.TEXT_KEYS)
        np.array(self._document_keys, "<u8").tofile(self._folder / DOCUMENT_KEYS)
        (self._folder / CHUNKS_EACH).write_bytes(pack(each))
        gazetteer = json.dumps(self._recipe.gazetteer.to_json(), ensure_ascii=False, indent=1)
        (self._folder / layout.GAZETTEER).write_bytes(gazetteer.encode("utf-8", "surrogatepass"))
        encode(self._folder, self._model.dimension, self._questions)
        quantize(self._folder, centre_of(self._recipe.embedder))
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

    def _questions(self) -> NDArray[np.float32]:
        return np.stack([self._recipe.embedder.embed_query(text) for text in self._asked.texts])


class _Asked:
    """Questions such as may be asked: sentences of passages from all over, no more than twice
    ``_ASKED`` however many pass."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._step = 1

    def add(self, chunk: Chunk) -> None:
        if chunk.id % self._step == 0:
            self.texts.append(max(chunk.text.split("。")[:2], key=len)[:_LONGEST_ASKED])
            if len(self.texts) == 2 * _ASKED:
                self.texts = self.texts[::2]
                self._step *= 2


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
