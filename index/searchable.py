"""The front door to a finished index: documents, chunks and both ways of searching them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from index.contents import (
    DEFAULT_MAX_TOKENS,
    Recipe,
    chunk_document,
    chunk_settings,
    indexed_texts,
    model_record,
)
from index.districts import Gazetteer
from index.document import Chunk, Document
from index.embed import Embedder, load_embedder
from index.errors import DocumentError, IndexUnreadable
from index.lexical import LexicalIndex
from index.ranking import Ids, Scores
from index.store.manifest import Manifest
from index.store.reading import Contents, read_current, read_generation
from index.store.records import Documents
from index.store.writer import GenerationWriter
from index.terms import han_pairs


class OtherModel(IndexUnreadable):
    """An index made with another model than the one that is to be used."""


class Index:
    """A searchable index, read-only and safe to share between threads.

    ``chunks[i].id == i``; every method that takes or gives chunk ids means these positions.
    """

    def __init__(
        self, contents: Contents, *, embedder: Embedder | None = None, generation: str = ""
    ) -> None:
        self.generation = generation
        self.manifest: Manifest = contents.manifest
        self.documents: Mapping[str, Document] = Documents(contents.records)
        self.chunks: Sequence[Chunk] = contents.records.chunks
        self.document_positions: NDArray[np.int32] = contents.records.document_positions
        """The position of each chunk's document in ``documents``, ``(chunks,)``."""
        self.districts: tuple[str, ...] = contents.catalogue.districts
        """Canonical names of the districts in the corpus, in order of first appearance."""
        self.speakers: Mapping[str, tuple[str, ...]] = contents.catalogue.speakers
        """The districts that each person speaks for."""
        self.gazetteer: Gazetteer = contents.gazetteer
        self.lexical: LexicalIndex = contents.lexical
        self.document_lexical: LexicalIndex = contents.document_lexical
        self._vectors = contents.vectors
        self._records = contents.records
        self._catalogue = contents.catalogue
        self._embedder = embedder
        self._loading = Lock()

    @classmethod
    def open(
        cls, folder: Path | str, *, model: str | None = None, embedder: Embedder | None = None
    ) -> Index:
        """Open the live generation of an index folder, everything checked before it is used.

        No model is loaded until ``embedder`` is first used, or at all when a loaded one is
        given. Raises ``IndexUnreadable`` when the index is missing, damaged, of a newer
        schema, or made with another model than ``model``; ``OtherModel`` for ``embedder``.
        """
        name, contents = read_current(Path(folder), model=model)
        if embedder is not None:
            _check_model(embedder, contents.manifest)
        return cls(contents, embedder=embedder, generation=name)

    @classmethod
    def from_documents(
        cls,
        documents: Iterable[Document],
        *,
        embedder: Embedder | None = None,
        gazetteer: Gazetteer | None = None,
        max_tokens: int = DEFAULT_MAX_TOKENS,
    ) -> Index:
        """Index ``documents``; nothing stays on the disk.

        The same document given twice counts once. Raises ``DocumentError`` without any
        document, ``ModelError`` when the default model cannot be loaded.
        """
        unique = {document.id: document for document in documents}
        if not unique:
            raise DocumentError("没有可以建立索引的文档。", "请至少提供一篇文档。")
        embedder = load_embedder() if embedder is None else embedder
        settings = chunk_settings(embedder, max_tokens)
        recipe = Recipe(embedder, settings, Gazetteer() if gazetteer is None else gazetteer)
        cut = [(d, chunk_document(d, embedder, settings)) for d in unique.values()]
        return cls.from_cut(cut, recipe)

    @classmethod
    def from_cut(cls, cut: Sequence[tuple[Document, Sequence[Chunk]]], recipe: Recipe) -> Index:
        """Index documents that are cut already, as ``from_documents`` does."""
        texts = [text for document, chunks in cut for text in indexed_texts(document, chunks)]
        vectors = recipe.embedder.embed_passages(texts)
        with TemporaryDirectory(prefix="youju-") as folder:
            with GenerationWriter(Path(folder), recipe) as writer:
                for document, chunks in cut:
                    start = writer.chunks
                    writer.add(document, chunks, vectors[start : start + len(chunks)])
                writer.finish()
            contents = read_generation(Path(folder), Path(folder))
        return cls(contents, embedder=recipe.embedder)

    @property
    def embedder(self) -> Embedder:
        """The model that made this index, loaded on first use.

        Raises ``ModelError`` when it cannot be loaded, ``OtherModel`` when the model of
        that name is no longer the one that made the vectors.
        """
        with self._loading:
            if self._embedder is None:
                loaded = load_embedder(self.manifest.model.name)
                _check_model(loaded, self.manifest)
                self._embedder = loaded
            return self._embedder

    @cached_property
    def unattributed_ids(self) -> Ids:
        """The ids of all chunks that are about no district, rising."""
        return self._catalogue.unattributed_ids

    def chunk_ids(self, districts: Collection[str]) -> Ids:
        """Return the ids of all chunks about any of ``districts`` (canonical), rising."""
        return self._catalogue.chunk_ids(districts)

    def documents_with(self, text: str) -> Iterator[Document]:
        """The documents whose text has ``text`` in it, in order, read one by one."""
        for position in self.document_lexical.containing(han_pairs(text)).tolist():
            document = self._records.documents[position]
            if text in document.text:
                yield document

    def chunks_of(self, document: Document) -> Sequence[Chunk]:
        """The chunks of a document, in order."""
        own = self._records.row(self._records.position(document.id))["chunks"]
        return self.chunks[own[0] : own[1]]

    def dense(
        self, query_vector: NDArray[np.float32], k: int, within: Ids | None = None
    ) -> tuple[Ids, Scores]:
        """Return ids and cosines of the ``k`` chunks nearest to a unit vector ``(dimension,)``.

        Best first, equal ones by id. ``within`` (chunk ids) restricts before the best are
        taken.
        """
        return self._vectors.search(query_vector, k, within)

    def exact(self, query_vector: NDArray[np.float32], k: int) -> tuple[Ids, Scores]:
        """As ``dense``, all vectors compared however many there are: what ``dense`` is measured
        against."""
        return self._vectors.exact(query_vector, k)

    def vectors(self, ids: Ids) -> NDArray[np.float32]:
        """Return the unit vectors of chunks, ``(len(ids), dimension)``."""
        return self._vectors.vectors(ids)


def _check_model(embedder: Embedder, manifest: Manifest) -> None:
    """Raise ``IndexUnreadable`` unless ``embedder`` is the model that made the vectors."""
    made, given = manifest.model, model_record(embedder)
    if made != given:
        raise OtherModel(
            f"索引由向量模型 {made.name}（版本 {made.revision}，{made.dimension} 维）建立，"
            f"现在用的是 {given.name}（版本 {given.revision}，{given.dimension} 维）。",
            "请换回原来的模型，或运行 youju index --rebuild [文档路径] 重新建立索引。",
        )
