"""Documents in, a new generation out: missing vectors computed, everything written, published."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.contents import Recipe, indexed_texts, model_record, text_key
from index.errors import BudgetSpent
from index.reuse import Cut, Previous, WorkFolder
from index.store.generation import new_generation, writable
from index.store.writer import GenerationWriter

EMBEDDED_AT_ONCE = 4096
"""Chunks gathered before the missing vectors among them are computed. Sorted by length they fill
the model's batches without waste; more would only wait in memory."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build has come; ``chunks_total`` counts the
    chunks that need embedding, as far as the documents read let expect; it is 0 until one does."""

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


def renew(
    out: Path,
    cuts: Iterable[Cut],
    recipe: Recipe,
    previous: Previous | None,
    known: Sequence[tuple[str, str]],
    *,
    expected: int,
    notify: Callable[[Progress], None],
    warnings: list[str],
    started: float,
    deadline: float | None = None,
) -> BuildReport:
    """Make ``cuts`` the live generation of ``out``; call it inside ``writer_lock``.

    ``cuts`` may be made as they are asked for, of about ``expected`` documents, and add to
    ``warnings``. ``known`` are the keys of the documents that ``previous`` could spare as they
    are; when they are all there is, in that order, nothing changes. ``started`` is when the
    work began, for the report. At ``deadline`` (of ``perf_counter``) it stops with
    ``BudgetSpent``; like after a power cut, the next run finds the vectors computed so far.
    """
    keys: list[tuple[str, str]] = []
    with writable(out), WorkFolder(out, model_record(recipe.embedder)) as work:
        making = _Vectors(recipe, previous, work, notify, expected, deadline)
        with new_generation(out, recipe) as (writer, publish):
            for batch in _batches(cuts):
                keys += [cut.key for cut in batch]
                _write(writer, batch, making, len(keys))
            chunks = writer.chunks
            if previous and keys == list(known):
                generation = previous.generation
            else:
                done = making.embedded
                notify(Progress("write", len(keys), max(expected, len(keys)), done, done))
                generation = publish()
    before = {stored.path for stored in previous.stored} if previous else set()
    now = {path for path, _ in keys}
    kept = set(known)
    unchanged = sum(key in kept for key in keys)
    return BuildReport(
        documents=len(keys),
        added=len(now - before),
        changed=len(now & before) - unchanged,
        removed=len(before - now),
        unchanged=unchanged,
        embedded_chunks=making.embedded,
        chunks=chunks,
        seconds=perf_counter() - started,
        chunks_per_second=making.embedded / making.seconds if making.embedded else 0.0,
        warnings=tuple(warnings),
        generation=generation,
    )


def unchanged_report(previous: Previous, warnings: Sequence[str], started: float) -> BuildReport:
    """The report of a build that found everything as it was."""
    count = len(previous.stored)
    return BuildReport(
        documents=count,
        added=0,
        changed=0,
        removed=0,
        unchanged=count,
        embedded_chunks=0,
        chunks=previous.manifest.chunks,
        seconds=perf_counter() - started,
        chunks_per_second=0.0,
        warnings=tuple(warnings),
        generation=previous.generation,
    )


def silent(_: Progress) -> None:
    """Report to nobody."""


class _Vectors:
    """Finds the vectors of texts again, or computes them."""

    def __init__(
        self,
        recipe: Recipe,
        previous: Previous | None,
        work: WorkFolder,
        notify: Callable[[Progress], None],
        expected: int,
        deadline: float | None,
    ) -> None:
        self._embedder = recipe.embedder
        # Vectors of another model are of no use.
        same = previous is not None and previous.manifest.model == model_record(recipe.embedder)
        self._previous = previous if same else None
        self._work, self._notify = work, notify
        self._expected, self._deadline = expected, deadline
        self.embedded = 0
        self.seconds = 0.0

    def of(self, texts: Sequence[str], documents: int) -> NDArray[np.float32]:
        """The vectors of ``texts``, ``(n, dimension)``; ``documents`` are read so far."""
        keys = [text_key(text) for text in texts]
        found = {**self._work.vectors(keys)}
        if self._previous:
            found |= self._previous.vectors(keys)
        missing = {k: t for k, t in zip(keys, texts, strict=True) if k not in found}
        if missing:
            vectors = self._embed(list(missing.values()), documents)
            self._work.add(list(missing), vectors)
            found |= zip(missing, vectors, strict=True)
        rows = [found[key] for key in keys]
        return np.array(rows, np.float32).reshape(-1, self._embedder.dimension)

    def _embed(self, texts: list[str], documents: int) -> NDArray[np.float32]:
        if self._deadline is not None and perf_counter() > self._deadline:
            raise BudgetSpent(
                f"时间用完了：已读取 {documents} 份资料，索引还没有写完。",
                "原有的索引没有变。已算出的向量都留着，再运行同一条命令会接着做。",
            )

        so_far = self.embedded + len(texts)

        def show(done: int) -> None:
            total = max(documents, self._expected)
            now = self.embedded + done
            self._notify(
                Progress("embed", documents, total, now, round(so_far * total / documents))
            )

        show(0)
        started = perf_counter()
        vectors = self._embedder.embed_passages(texts, progress=show)
        self.seconds += perf_counter() - started
        self.embedded += len(texts)
        return vectors


def _batches(cuts: Iterable[Cut]) -> Iterator[list[Cut]]:
    batch: list[Cut] = []
    chunks = 0
    for cut in cuts:
        batch.append(cut)
        chunks += len(cut.chunks)
        if chunks >= EMBEDDED_AT_ONCE:
            yield batch
            batch, chunks = [], 0
    if batch:
        yield batch


def _write(writer: GenerationWriter, batch: list[Cut], making: _Vectors, documents: int) -> None:
    texts = [text for cut in batch for text in indexed_texts(cut.document, cut.chunks)]
    vectors = making.of(texts, documents)
    start = 0
    for cut in batch:
        end = start + len(cut.chunks)
        writer.add(cut.document, cut.chunks, vectors[start:end], cut.source_sha256)
        start = end
