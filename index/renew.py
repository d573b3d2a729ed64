"""The last steps to a new generation: vectors that are missing, then everything written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.contents import assemble, indexed_texts, model_record
from index.districts import Gazetteer
from index.embed import Embedder
from index.reuse import Cut, Previous
from index.store.generation import write_generation
from index.store.manifest import ChunkSettings


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build has come. ``chunks_total`` counts the chunks that need embedding and is
    0 while documents are still being read."""

    stage: Literal["read", "embed", "write"]
    documents_done: int
    documents_total: int
    chunks_done: int = 0
    chunks_total: int = 0


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. Counts are of documents unless named otherwise.

    ``chunks_per_second`` is the speed of embedding alone, 0 when nothing was embedded.
    ``warnings`` are Chinese sentences naming each file that was left out and what to do.
    ``generation`` is the live generation afterwards.
    """

    documents: int
    added: int
    changed: int
    removed: int
    unchanged: int
    embedded_chunks: int
    chunks: int
    seconds: float
    chunks_per_second: float
    warnings: tuple[str, ...]
    generation: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """What makes a generation out of documents, apart from the documents."""

    embedder: Embedder
    settings: ChunkSettings
    gazetteer: Gazetteer


def renew(
    out: Path,
    cuts: Sequence[Cut],
    recipe: Recipe,
    previous: Previous | None,
    known: Sequence[tuple[str, str]],
    *,
    notify: Callable[[Progress], None],
    warnings: Sequence[str] = (),
    started: float,
) -> BuildReport:
    """Make ``cuts`` the live generation of ``out``; call it inside ``writer_lock``.

    ``known`` are the keys of the documents that ``previous`` could spare as they are; when
    they are all there is, in that order, nothing is written. ``started`` is when the work
    began, for the report.
    """
    maker = model_record(recipe.embedder)
    parts = [(cut.document, cut.chunks) for cut in cuts]
    texts = indexed_texts(parts)
    vectors = previous.vectors(maker) if previous else {}
    new = list(dict.fromkeys(text for text in texts if text not in vectors))
    embedding = perf_counter()
    vectors |= _embed(new, len(cuts), recipe.embedder, notify)
    embedding = perf_counter() - embedding

    if previous and [cut.key for cut in cuts] == list(known):
        generation = previous.generation
    else:
        notify(Progress("write", len(cuts), len(cuts), len(new), len(new)))
        contents = assemble(
            parts,
            np.array([vectors[t] for t in texts], np.float32).reshape(-1, maker.dimension),
            model=maker,
            settings=recipe.settings,
            gazetteer=recipe.gazetteer,
            source_sha256={cut.document.id: cut.source_sha256 for cut in cuts},
        )
        generation = write_generation(out, contents)

    before = previous.paths if previous else frozenset()
    now = {cut.document.path for cut in cuts}
    unchanged = sum(cut.key in set(known) for cut in cuts)
    return BuildReport(
        documents=len(cuts),
        added=len(now - before),
        changed=len(now & before) - unchanged,
        removed=len(before - now),
        unchanged=unchanged,
        embedded_chunks=len(new),
        chunks=len(texts),
        seconds=perf_counter() - started,
        chunks_per_second=len(new) / embedding if new else 0.0,
        warnings=tuple(warnings),
        generation=generation,
    )


def silent(_: Progress) -> None:
    """Report to nobody."""


def _embed(
    texts: list[str], documents: int, embedder: Embedder, notify: Callable[[Progress], None]
) -> dict[str, NDArray[np.float32]]:
    """Return the vector of each text."""
    if not texts:
        return {}

    def show(done: int) -> None:
        notify(Progress("embed", documents, documents, done, len(texts)))

    show(0)
    return dict(zip(texts, embedder.embed_passages(texts, progress=show), strict=True))
