"""Files in, a new generation out; what has not changed is neither parsed nor embedded again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
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
    indexed_texts,
    model_record,
)
from index.districts import Gazetteer
from index.embed import Embedder, load_embedder
from index.errors import DocumentError, IndexUnreadable
from index.load import MAX_BYTES, MAX_CHARS, Source, find_sources, read_source
from index.parse import parse_document
from index.reuse import Cut, Previous
from index.store.generation import write_generation, writer_lock
from index.store.layout import current_name
from index.store.manifest import ChunkSettings
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
    max_bytes: int = MAX_BYTES,
    max_chars: int = MAX_CHARS,
    progress: Callable[[Progress], None] | None = None,
) -> BuildReport:
    """Index the documents at ``paths`` (files and folders) into the index folder ``out``.

    The index afterwards holds these documents and no others. Without ``model`` or
    ``embedder`` an existing index keeps its model. ``rebuild`` uses nothing of the existing
    index; a damaged one is rebuilt anyway, with a warning. When nothing changed, nothing is
    written. ``max_bytes`` and ``max_chars`` limit one file and its text.

    Raises ``DocumentError`` when no document at all can be read, ``ModelError``,
    ``IndexLocked``, ``IndexUnreadable`` for an index of a newer schema, ``UsageError`` when
    ``out`` cannot be written. The existing index then stays as it is.
    """
    started = perf_counter()
    notify = progress or _silent
    warnings: list[str] = []
    sources = find_sources(paths)
    gazetteer = Gazetteer.from_toml(_district_files(paths))
    with writer_lock(out):
        previous = None if rebuild else _previous(out, warnings)
        if embedder is None:
            embedder = load_embedder(model or (previous.manifest.model.name if previous else None))
        maker = model_record(embedder)
        settings = chunk_settings(embedder, max_tokens)
        known = previous.cuts(maker, settings, gazetteer_sha256(gazetteer)) if previous else {}
        reader = _Reader(gazetteer, embedder, settings, max_bytes, max_chars)
        cuts = _read_all(sources, known, reader, notify, warnings)

        parts = [(cut.document, cut.chunks) for cut in cuts]
        texts = indexed_texts(parts)
        vectors = previous.vectors(maker) if previous else {}
        new = list(dict.fromkeys(text for text in texts if text not in vectors))
        embedding = perf_counter()
        vectors |= _embed(new, cuts, embedder, notify)
        embedding = perf_counter() - embedding

        if previous and [cut.key for cut in cuts] == list(known):
            generation = previous.generation
        else:
            notify(Progress("write", len(cuts), len(cuts), len(new), len(new)))
            contents = assemble(
                parts,
                np.array([vectors[t] for t in texts], np.float32).reshape(-1, maker.dimension),
                model=maker,
                settings=settings,
                gazetteer=gazetteer,
                source_sha256={cut.document.id: cut.source_sha256 for cut in cuts},
            )
            generation = write_generation(out, contents)

    before = previous.paths if previous else frozenset()
    now = {cut.document.path for cut in cuts}
    unchanged = sum(cut.key in known for cut in cuts)
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


@dataclass(frozen=True, slots=True)
class _Reader:
    """Everything that decides how a file becomes chunks."""

    gazetteer: Gazetteer
    embedder: Embedder
    settings: ChunkSettings
    max_bytes: int
    max_chars: int

    def cut(self, source: Source, digest: str) -> Cut:
        """Parse and cut one file. Raises ``DocumentError``."""
        text = read_source(source, max_bytes=self.max_bytes, max_chars=self.max_chars)
        document = parse_document(text, path=source.name, gazetteer=self.gazetteer)
        return Cut(document, chunk_document(document, self.embedder, self.settings), digest)


def _read_all(
    sources: Sequence[Source],
    known: Mapping[tuple[str, str], Cut],
    reader: _Reader,
    notify: Callable[[Progress], None],
    warnings: list[str],
) -> list[Cut]:
    """Cut every source that can be read; the others go to ``warnings``, or if none can, to
    a ``DocumentError``."""
    cuts: list[Cut] = []
    for done, source in enumerate(sources):
        notify(Progress("read", done, len(sources)))
        try:
            digest = _source_sha256(source)
            cuts.append(known.get((source.name, digest)) or reader.cut(source, digest))
        except DocumentError as error:
            warnings.append(f"已跳过 {source.name}：{error}")
    if not cuts:
        raise DocumentError("没有一篇文档可以读取。", " ".join(warnings))
    return cuts


def _source_sha256(source: Source) -> str:
    try:
        with source.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DocumentError(
            f"打不开 {source.name}（{error.strerror}）。", "请检查它的读取权限。"
        ) from error


def _embed(
    texts: list[str],
    cuts: Sequence[Cut],
    embedder: Embedder,
    notify: Callable[[Progress], None],
) -> dict[str, NDArray[np.float32]]:
    """Return the vector of each text."""
    if not texts:
        return {}

    def show(done: int) -> None:
        notify(Progress("embed", len(cuts), len(cuts), done, len(texts)))

    show(0)
    return dict(zip(texts, embedder.embed_passages(texts, progress=show), strict=True))


def _previous(out: Path, warnings: list[str]) -> Previous | None:
    """Open the live generation; without one, or with a damaged one, everything is made anew."""
    if current_name(out) is None:
        return None
    try:
        return Previous(*read_current(out))
    except NewerSchema:
        raise
    except IndexUnreadable as error:
        warnings.append(f"原有索引不能用，已全部重建：{error.message}")
        return None


def _district_files(paths: Sequence[Path]) -> list[Path]:
    """The ``districts.toml`` of each folder given, and of the folder of each file given."""
    folders = [path if path.is_dir() else path.parent for path in paths]
    files = dict.fromkeys((folder / DISTRICTS_FILE).resolve() for folder in folders)
    return [file for file in files if file.is_file()]


def _silent(_: Progress) -> None:
    """Report to nobody."""
