"""One file in, its document cut into passages out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from index.contents import chunk_document
from index.districts import Gazetteer
from index.embed import Embedder
from index.errors import DocumentError
from index.limits import Limits
from index.load import Source, read_source
from index.reuse import Cut
from index.store.manifest import ChunkSettings
from index.told import Told, parse_told, read_told, told_bytes


@dataclass(frozen=True, slots=True)
class Cutter:
    """Everything that decides how a file becomes chunks."""

    gazetteer: Gazetteer
    embedder: Embedder
    settings: ChunkSettings
    limits: Limits

    def cut(self, source: Source, digest: str, told: Told | None = None) -> Cut:
        """Parse and cut one file; without ``told``, what a file beside it says is kept to.

        Raises ``DocumentError``.
        """
        text = read_source(source, self.limits)
        told = read_told(source.path) if told is None else told
        document = parse_told(text, told, path=source.name, gazetteer=self.gazetteer)
        return Cut(document, chunk_document(document, self.embedder, self.settings), digest)


def source_sha256(source: Source) -> str:
    """Digest of a file, and of what is told of it beside it. Raises ``DocumentError``."""
    try:
        with source.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
        digest.update(told_bytes(source.path))
    except OSError as error:
        raise DocumentError(
            f"打不开 {source.name}（{error.strerror}）。", "请检查它的读取权限。"
        ) from error
    return digest.hexdigest()
