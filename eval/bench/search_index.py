"""Indexes of any size with the statistics of a real one, for measuring search.

Texts are sentences of the real documents in new company; vectors are mixtures of two real ones
with noise of the real covariance, so that they lie in clusters as the real ones do. Nothing is
embedded: what a text says and where its vector lies have nothing to do with each other, which
search speed does not depend on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from index.contents import Recipe
from index.document import Chunk, Document, Section, content_sha256
from index.searchable import Index
from index.sentences import sentence_spans
from index.store.generation import new_generation, writer_lock

DISTRICTS = 31
CHUNKS_PER_DOCUMENT = 80
SENTENCES_PER_CHUNK = 4
_SEED = 20240229
_NEARER, _NOISE = (0.6, 0.95), 0.35
_BUILD = "build.json"
_AT_ONCE = 100 * CHUNKS_PER_DOCUMENT


@dataclass(frozen=True, slots=True)
class Built:
    """A synthetic index and what building it took; seconds of all but embedding."""

    folder: Path
    chunks: int
    seconds: float
    bytes: int


class Synthesis:
    """Makes chunks after those of ``source``; the same number always gives the same ones."""

    def __init__(self, source: Index) -> None:
        self._source = source
        vectors = source.vectors(np.arange(len(source.chunks)))
        self._vectors = vectors
        centred = vectors - vectors.mean(axis=0)
        # The Cholesky factor of the covariance turns white noise into noise of its shape.
        covariance = np.cov(centred.T) + 1e-6 * np.eye(vectors.shape[1])
        self._shape = np.linalg.cholesky(covariance).astype(np.float32)
        self._sentences = [
            text
            for document in source.documents.values()
            for start, end in sentence_spans(document.text, 0, len(document.text))
            if 8 <= len(text := document.text[start:end].strip()) <= 120
        ]
        names = source.districts or ("某地",)
        self._districts = [names[n % len(names)] for n in range(DISTRICTS)]

    def vectors(self, count: int, part: int = 0) -> NDArray[np.float32]:
        """``count`` unit vectors, ``(count, dimension)``, others for each ``part``."""
        rng = np.random.default_rng([_SEED, part])
        one, other = rng.integers(0, len(self._vectors), (2, count))
        share = rng.uniform(*_NEARER, (count, 1)).astype(np.float32)
        noise = rng.standard_normal((count, self._vectors.shape[1]), np.float32) @ self._shape.T
        mixed = share * self._vectors[one] + (1 - share) * self._vectors[other] + _NOISE * noise
        found: NDArray[np.float32] = mixed / np.linalg.norm(mixed, axis=1, keepdims=True)
        return found

    def documents(self, chunks: int) -> Iterator[tuple[Document, list[Chunk]]]:
        """Documents of together ``chunks`` chunks, each of one district, all districts in turn."""
        rng = np.random.default_rng([_SEED, chunks])
        number = 0
        while chunks > 0:
            count = min(CHUNKS_PER_DOCUMENT, chunks)
            yield self._document(rng, number, count)
            chunks -= count
            number += 1

    def _document(
        self, rng: np.random.Generator, number: int, count: int
    ) -> tuple[Document, list[Chunk]]:
        district = self._districts[number % DISTRICTS]
        title = f"{district}工作报告第{number}号"
        chosen = rng.integers(0, len(self._sentences), (count, SENTENCES_PER_CHUNK))
        texts = ["".join(self._sentences[i] for i in row) for row in chosen]
        whole = "\n".join(texts)
        identity = f"{number:012d}"
        chunks, start = [], 0
        for text in texts:
            end = start + len(text)
            chunks.append(Chunk(0, identity, (district,), "", "工作", text, start, end))
            start = end + 1
        section = Section("工作", (district,), "", "", 0, len(whole))
        path = f"{number:06d}.txt"
        digest = content_sha256(whole)
        return Document(identity, title, path, whole, (section,), digest, "2026-01-20"), chunks


def build_synthetic(source: Index, chunks: int, folder: Path) -> Built:
    """Build, or find again, an index of ``chunks`` synthetic chunks in ``folder``."""
    said = folder / _BUILD
    if said.is_file():
        stored = json.loads(said.read_text("utf-8"))
        if stored["chunks"] == chunks:
            return Built(folder, chunks, stored["seconds"], _size(folder))
    rmtree(folder, ignore_errors=True)
    synthesis = Synthesis(source)
    recipe = Recipe(source.embedder, source.manifest.chunking, source.gazetteer)
    spent = 0.0
    with writer_lock(folder), new_generation(folder, recipe) as (writer, publish):
        rows = synthesis.vectors(0)
        for number, (document, own) in enumerate(synthesis.documents(chunks)):
            if len(rows) < len(own):
                rows = synthesis.vectors(_AT_ONCE, number)
            begun = perf_counter()
            writer.add(document, own, rows[: len(own)], document.sha256)
            spent += perf_counter() - begun
            rows = rows[len(own) :]
        begun = perf_counter()
        publish()
        spent += perf_counter() - begun
    said.write_text(json.dumps({"chunks": chunks, "seconds": spent}), encoding="utf-8")
    return Built(folder, chunks, spent, _size(folder))


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
