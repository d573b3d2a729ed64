"""Files in, a new generation out; what has not changed is neither parsed nor embedded again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from time import perf_counter

from index.contents import (
    DEFAULT_MAX_TOKENS,
    Recipe,
    chunk_settings,
    gazetteer_sha256,
    model_record,
)
from index.cutting import Cutter, source_sha256
from index.districts import Gazetteer
from index.embed import Embedder, load_embedder
from index.errors import DocumentError, IndexUnreadable
from index.limits import DEFAULT_LIMITS, Limits
from index.load import Source, find_sources
from index.renew import BuildReport, Progress, renew, silent, unchanged_report
from index.reuse import Cut, Previous, Stored
from index.store.generation import writer_lock
from index.store.layout import current_name
from index.store.reading import NewerSchema, read_current
from index.uploads import with_kept

__all__ = ["BuildReport", "Progress", "build_index"]

DISTRICTS_FILE = "districts.toml"


def build_index(
    paths: Sequence[Path],
    out: Path,
    *,
    model: str | None = None,
    embedder: Embedder | None = None,
    rebuild: bool = False,
    max_tokens: int = DEFAULT_MAX_TOKENS,
    limits: Limits = DEFAULT_LIMITS,
    time_budget: float | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> BuildReport:
    """Index the documents at ``paths`` (files and folders) into the index folder ``out``.

    The index afterwards holds these documents, those kept in ``out``/uploads, and no others.
    Without ``model`` or ``embedder`` an existing index keeps its model. ``rebuild`` uses
    nothing of the existing index; a damaged one is rebuilt anyway, with a warning. When
    nothing changed, nothing is written. ``limits`` are those of one file. After ``time_budget`` seconds no more vectors are computed.

    Raises ``BudgetSpent`` when that was not enough (the next run goes on from there),
    ``DocumentError`` when no document at all can be read, ``ModelError``,
    ``IndexLocked``, ``IndexUnreadable`` for an index of a newer schema, ``UsageError`` when
    ``out`` cannot be written. The existing index then stays as it is.
    """
    started = perf_counter()
    notify = progress or silent
    warnings: list[str] = []
    sources = find_sources(paths)
    gazetteer = Gazetteer.from_toml(_district_files(paths))
    with writer_lock(out):
        previous = None if rebuild else _previous(out, warnings)
        if embedder is None:
            embedder = load_embedder(model or (previous.manifest.model.name if previous else None))
        settings = chunk_settings(embedder, max_tokens)
        recipe = Recipe(embedder, settings, gazetteer)
        same = previous is not None and previous.same(
            model_record(embedder), settings, gazetteer_sha256(gazetteer)
        )
        known = {s.key: s for s in previous.stored} if previous and same else {}
        read = _digested(with_kept(sources, out), warnings)
        if previous and [(source.name, digest) for source, digest in read] == list(known):
            return unchanged_report(previous, warnings, started)
        cutter = Cutter(gazetteer, embedder, settings, limits)
        return renew(
            out,
            _cuts(read, known, previous, cutter, notify, warnings),
            recipe,
            previous,
            list(known),
            expected=len(read),
            notify=notify,
            warnings=warnings,
            started=started,
            deadline=None if time_budget is None else started + time_budget,
        )


def _digested(sources: Sequence[Source], warnings: list[str]) -> list[tuple[Source, str]]:
    """Every source that can be read, with the digest of its file."""
    read = []
    for source in sources:
        try:
            read.append((source, source_sha256(source)))
        except DocumentError as error:
            warnings.append(f"已跳过 {source.name}：{error}")
    return read


def _cuts(
    sources: Sequence[tuple[Source, str]],
    known: Mapping[tuple[str, str], Stored],
    previous: Previous | None,
    cutter: Cutter,
    notify: Callable[[Progress], None],
    warnings: list[str],
) -> Iterator[Cut]:
    """Cut every source that can be, one by one; the others go to ``warnings``, or if none can,
    to a ``DocumentError``."""
    some = False
    for done, (source, digest) in enumerate(sources):
        notify(Progress("read", done, len(sources)))
        stored = known.get((source.name, digest))
        try:
            cut = previous.cut(stored) if previous and stored else cutter.cut(source, digest)
        except DocumentError as error:
            warnings.append(f"已跳过 {source.name}：{error}")
            continue
        some = True
        yield cut
    if not some:
        raise DocumentError("没有一篇文档可以读取。", " ".join(warnings))


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
