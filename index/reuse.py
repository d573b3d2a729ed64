"""What the generation before can spare the next one: documents, chunks and vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.contents import Contents, indexed_text
from index.document import Chunk, Document
from index.store.manifest import ChunkSettings, ModelRecord


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


class Previous:
    """The live generation of an index, asked what of it still holds."""

    def __init__(self, generation: str, contents: Contents) -> None:
        self.generation = generation
        self.manifest = contents.manifest
        self.paths = frozenset(record.path for record in self.manifest.documents)
        self._contents = contents

    def cuts(
        self, model: ModelRecord, settings: ChunkSettings, gazetteer_sha256: str
    ) -> dict[tuple[str, str], Cut]:
        """Return the stored documents by path and file digest, to be used as they are.

        Empty when anything that shapes chunks has changed: the model (it counts the tokens),
        the settings, or the place names.
        """
        same = (model, settings, gazetteer_sha256) == (
            self.manifest.model,
            self.manifest.chunking,
            self.manifest.gazetteer_sha256,
        )
        if not same:
            return {}
        chunks: dict[str, list[Chunk]] = {}
        for chunk in self._contents.chunks:
            chunks.setdefault(chunk.document_id, []).append(chunk)
        cuts = [
            Cut(document, chunks.get(document.id, []), record.source_sha256)
            for document, record in zip(
                self._contents.documents, self.manifest.documents, strict=True
            )
        ]
        return {cut.key: cut for cut in cuts}

    def vectors(self, model: ModelRecord) -> dict[str, NDArray[np.float32]]:
        """Return the stored vectors by indexed text; empty if ``model`` is not their maker.

        A passage that only moved, or whose neighbours were edited, keeps its vector.
        """
        if model != self.manifest.model:
            return {}
        rows = self._contents.vectors.vectors(np.arange(len(self._contents.chunks)))
        documents = {document.id: document for document in self._contents.documents}
        return {
            indexed_text(documents[chunk.document_id], chunk): row
            for chunk, row in zip(self._contents.chunks, rows, strict=True)
        }
