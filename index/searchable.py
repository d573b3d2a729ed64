"""The front door to a finished index: documents, chunks and both ways of searching them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from index.contents import (
    DEFAULT_MAX_TOKENS,
    Contents,
    assemble,
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
from index.store.reading import read_current


class Index:
    """A searchable index, read-only and safe to share between threads.

    ``chunks[i].id == i``; every method that takes or gives chunk ids means these positions.
    """

    def __init__(
        self, contents: Contents, *, embedder: Embedder | None = None, generation: str = ""
    ) -> None:
        self.generation = generation
        self.manifest: Manifest = contents.manifest
        self.documents: Mapping[str, Document] = MappingProxyType(
            {document.id: document for document in contents.documents}
        )
        self.chunks: Sequence[Chunk] = contents.chunks
        self.gazetteer: Gazetteer = contents.gazetteer
        self.lexical: LexicalIndex = contents.lexical
        self.document_lexical: LexicalIndex = contents.document_lexical
        self._vectors = contents.vectors
        self._embedder = embedder
        self._loading = Lock()

    @classmethod
    def open(
        cls, folder: Path | str, *, model: str | None = None, embedder: Embedder | None = None
    ) -> Index:
        """Open the live generation of an index folder, every file checked.

        No model is loaded until ``embedder`` is first used, or at all when a loaded one is
        given. Raises ``IndexUnreadable`` when the index is missing, damaged, of a newer
        schema, or made with another model than ``model`` or ``embedder``.
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
        """Index ``documents`` in memory; nothing is written.

        The same document given twice counts once. Raises ``DocumentError`` without any
        document, ``ModelError`` when the default model cannot be loaded.
        """
        unique = {document.id: document for document in documents}
        if not unique:
            raise DocumentError("没有可以建立索引的文档。", "请至少提供一篇文档。")
        embedder = load_embedder() if embedder is None else embedder
        settings = chunk_settings(embedder, max_tokens)
        cut = [(d, chunk_document(d, embedder, settings)) for d in unique.values()]
        contents = assemble(
            cut,
            embedder.embed_passages(indexed_texts(cut)),
            model=model_record(embedder),
            settings=settings,
            gazetteer=Gazetteer() if gazetteer is None else gazetteer,
            source_sha256={},
        )
        return cls(contents, embedder=embedder)

    @property
    def embedder(self) -> Embedder:
        """The model that made this index, loaded on first use.

        Raises ``ModelError`` when it cannot be loaded, ``IndexUnreadable`` when the model of
        that name is no longer the one that made the vectors.
        """
        with self._loading:
            if self._embedder is None:
                loaded = load_embedder(self.manifest.model.name)
                _check_model(loaded, self.manifest)
                self._embedder = loaded
            return self._embedder

    @cached_property
    def districts(self) -> tuple[str, ...]:
        """Canonical names of the districts in the corpus, in order of first appearance."""
        return tuple(dict.fromkeys(n for d in self.documents.values() for n in d.districts))

    @cached_property
    def _chunks_of(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for chunk in self.chunks:
            for name in chunk.districts:
                places.setdefault(name, []).append(chunk.id)
        return places

    @cached_property
    def document_positions(self) -> Ids:
        """The position of each chunk's document in ``documents``, ``(chunks,)``."""
        positions = {name: number for number, name in enumerate(self.documents)}
        return np.array([positions[chunk.document_id] for chunk in self.chunks], np.int64)

    @cached_property
    def unattributed_ids(self) -> Ids:
        """The ids of all chunks that are about no district, rising."""
        return np.array([chunk.id for chunk in self.chunks if not chunk.districts], np.int64)

    def chunk_ids(self, districts: Collection[str]) -> Ids:
        """Return the ids of all chunks about any of ``districts`` (canonical), rising."""
        found = {number for name in districts for number in self._chunks_of.get(name, ())}
        return np.array(sorted(found), np.int64)

    def dense(
        self, query_vector: NDArray[np.float32], k: int, within: Ids | None = None
    ) -> tuple[Ids, Scores]:
        """Return ids and cosines of the ``k`` chunks nearest to a unit vector ``(dimension,)``.

        Best first, equal ones by id. ``within`` (chunk ids) restricts before the best are
        taken.
        """
        return self._vectors.search(query_vector, k, within)

    def vectors(self, ids: Ids) -> NDArray[np.float32]:
        """Return the unit vectors of chunks, ``(len(ids), dimension)``."""
        return self._vectors.vectors(ids)


def _check_model(embedder: Embedder, manifest: Manifest) -> None:
    """Raise ``IndexUnreadable`` unless ``embedder`` is the model that made the vectors."""
    made, given = manifest.model, model_record(embedder)
    if made != given:
        raise IndexUnreadable(
            f"索引由向量模型 {made.name}（版本 {made.revision}，{made.dimension} 维）建立，"
            f"现在用的是 {given.name}（版本 {given.revision}，{given.dimension} 维）。",
            "请换回原来的模型，或运行 youju index --rebuild [文档路径] 重新建立索引。",
        )
