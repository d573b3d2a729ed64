"""Files in, a new generation out; what has not changed is neither parsed nor embedded again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.contents import (
    DEFAULT_MAX_TOKENS,
    assemble,
    chunk_document,
    chunk_settings,
    gazetteer_sha256,
    model_record,
)
from index.districts import Gazetteer
from index.embed import Embedder, load_embedder
from index.errors import DocumentError, IndexUnreadable
from index.load import Source, find_sources, read_source
from index.parse import parse_document
from index.reuse import Cut, Previous
from index.store.generation import write_generation, writer_lock
from index.store.layout import current_name
from index.store.reading import NewerSchema, read_current

DISTRICTS_FILE = "districts.toml"


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


def build_index(
    paths: Sequence[Path],
    out: Path,
    *,
    model: str | None = None,
    embedder: Embedder | None = None,
    rebuild: bool = False,
    max_tokens: int = DEFAULT_MAX_TOKENS,
    progress: Callable[[Progress], None] | None = None,
) -> BuildReport:
    """Index the documents at ``paths`` (files and folders) into the index folder ``out``.

    The index afterwards holds these documents and no others. Without ``model`` or
    ``embedder`` an existing index keeps its model. ``rebuild`` uses nothing of the existing
    index; a damaged one is rebuilt anyway, with a warning. When nothing changed, nothing is
    written.

    Raises ``DocumentError`` when no document at all can be read, ``ModelError``,
    ``IndexLocked``, ``IndexUnreadable`` for an index of a newer schema, ``UsageError`` when
    ``out`` cannot be written. The existing index then stays as it is.
    """
    started = perf_counter()
    report = progress or _silent
    warnings: list[str] = []
    sources = find_sources(paths)
    gazetteer = Gazetteer.from_toml(_district_files(paths))
    with writer_lock(out):
        previous = None if rebuild else _previous(out, warnings)
        if embedder is None:
            embedder = load_embedder(model or (previous.manifest.model.name if previous else None))
        made_by = model_record(embedder)
        settings = chunk_settings(embedder, max_tokens)
        places = gazetteer_sha256(gazetteer)
        known = previous.cuts(made_by, settings, places) if previous else {}

        cuts: dict[str, Cut] = {}
        for done, source in enumerate(sources):
            report(Progress("read", done, len(sources)))
            try:
                cut = _cut(source, known, gazetteer)
            except DocumentError as error:
                warnings.append(_left_out(source, str(error)))
                continue
            if cut.document.id in cuts:
                warnings.append(_left_out(source, "已有一篇同名且内容相同的文档。"))
                continue
            cuts[cut.document.id] = cut
