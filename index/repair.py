"""A damaged index, or one of an earlier format, made whole from what it holds itself.

The files it was made from are not needed and not looked at. Of the documents, the newest list that
can be trusted counts; a text that is lost there is looked for in the generations before.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from time import perf_counter

from index.contents import (
    DEFAULT_MAX_TOKENS,
    Recipe,
    chunk_document,
    chunk_settings,
    model_record,
)
from index.districts import Gazetteer
from index.embed import Embedder, load_embedder
from index.errors import IndexUnreadable, UsageError
from index.renew import Progress, renew, silent
from index.reuse import Cut, WorkFolder
from index.store import layout
from index.store.generation import writable, writer_lock
from index.store.manifest import ModelRecord
from index.store.reading import NewerSchema, live_name, read_generation, verify_generation
from index.store.stored import StoredDocuments


@dataclass(frozen=True, slots=True)
class Repair:
    """What was wrong and what became of it; all texts are Chinese.

    ``found`` is empty for a whole index, which is left alone. ``done`` says how it was made
    whole, ``generation`` is the live one afterwards, with so many ``documents``. ``lost`` names
    what could not be saved.
    """

    found: str
    done: str
    generation: str
    documents: int
    lost: tuple[str, ...] = ()


def repair_index(
    home: Path,
    *,
    embedder: Embedder | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Repair:
    """Make the index folder ``home`` whole; nothing in it but generations is touched.

    Raises ``IndexUnreadable`` when there is no index, when one of a newer schema is met, or when
    nothing of it can be saved, which then stays as it is; ``IndexLocked``, ``ModelError``, and
    ``UsageError`` when the folder cannot be read or written.
    """
    if not layout.generation_names(home):
        live_name(home)  # says what there is instead
    try:
        with writer_lock(home):
            return _repaired(home, embedder, progress or silent)
    except PermissionError as error:
        raise UsageError(
            f"读不了索引文件 {error.filename}：{error.strerror}。", "请检查它的权限，再运行一次。"
        ) from error


def _repaired(home: Path, embedder: Embedder | None, notify: Callable[[Progress], None]) -> Repair:
    live = layout.current_name(home)
    problem = _problem(home, live)
    if problem is None:
        assert live is not None
        return Repair("", "", live, _size(home, live))
    newest_first = layout.generation_names(home)[::-1]
    for at, name in enumerate(newest_first):
        missed = [f"{newest_first[0]} 里比 {name} 新的增删和改动"] if at else []
        if name != live and _problem(home, name) is None:
            with writable(home):
                layout.replace_file(home / layout.CURRENT, f"{name}\n")
            done = f"{name} 这一代是完好的，已改用它。"
            return Repair(problem.message, done, name, _size(home, name), tuple(missed))
        generations = [StoredDocuments(home / layout.GENERATIONS / n) for n in newest_first[at:]]
        saved = _Saved(generations)
        if saved.documents:
            generation = _rebuild(home, saved, embedder, notify)
            return Repair(
                found=problem.message,
                done=f"已用 {name} 里存的资料重建，没有用到原来的文件。",
                generation=generation,
                documents=len(saved.documents),
                lost=(*missed, *saved.lost),
            )
    raise IndexUnreadable(
        f"索引 {home} 修不好，里面存的资料也读不出来：{problem.message}",
        f"请找到原来的文件，运行 youju index --rebuild --out {home} [文档路径] 重新建立；"
        f"网页上传的还在 {home / layout.UPLOADS}，会一起编入。",
    )


def _problem(home: Path, name: str | None) -> IndexUnreadable | None:
    """What is wrong with a generation; with ``None`` for a name, with ``CURRENT``."""
    try:
        name = live_name(home) if name is None else name
        verify_generation(home, name)
        read_generation(home, home / layout.GENERATIONS / name)
    except NewerSchema:
        raise
    except IndexUnreadable as error:
        if isinstance(error.__cause__, PermissionError):
            raise
        return error
    return None


def _size(home: Path, name: str) -> int:
    return read_generation(home, home / layout.GENERATIONS / name).manifest.documents


class _Saved:
    """What ``generations``, the newest first, still hold of the documents in the first of them."""

    def __init__(self, generations: Sequence[StoredDocuments]) -> None:
        self.generations = generations
        self.documents: list[tuple[StoredDocuments, tuple[int, int]]] = []
        """Where each document is found, in order."""
        self.lost: list[str] = []
        newest = generations[0]
        for place in newest.places():
            row = newest.row(place)
            if newest.document(row) is not None:
                self.documents.append((newest, place))
            elif same := self._earlier.get(row["id"]):
                self.documents.append(same)
            elif other := self._earlier.get(row["path"]):
                self.documents.append(other)
                self.lost.append(f"{row['path']} 的新内容，已用较早的一版代替")
            else:
                self.lost.append(f"{row['path']}《{row['title']}》")

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The place names; without those of ``districts.toml`` when they are lost."""
        found = [g.gazetteer for g in self.generations]
        if found[0] is None:
            self.lost.append("districts.toml 里的地名：请再运行一次 youju index")
        return next((gazetteer for gazetteer in found if gazetteer is not None), Gazetteer())

    def cuts(self, recipe: Recipe) -> Iterator[Cut]:
        """The documents, cut anew."""
        for stored, place in self.documents:
            row = stored.row(place)
            document = stored.document(row)
            if document is None:
                raise OSError(errno.EIO, "读到的内容前后不一样", str(stored.folder))
            chunks = chunk_document(document, recipe.embedder, recipe.settings)
            yield Cut(document, chunks, stored.source_sha256(row))

    @cached_property
    def _earlier(self) -> dict[str, tuple[StoredDocuments, tuple[int, int]]]:
        """Documents of the generations before, by id (the same text) and by path."""
        found: dict[str, tuple[StoredDocuments, tuple[int, int]]] = {}
        for stored in self.generations[1:]:
            for place in stored.places():
                row = stored.row(place)
                if stored.document(row) is not None:
                    for key in (row["id"], row["path"]):
                        found.setdefault(key, (stored, place))
        return found


def _rebuild(
    home: Path, saved: _Saved, embedder: Embedder | None, notify: Callable[[Progress], None]
) -> str:
    """Publish what was saved; the name of the new generation."""
    started = perf_counter()
    model = next((g.model for g in saved.generations if g.model), None)
    chunking = next((g.chunking for g in saved.generations if g.chunking), None)
    embedder = embedder or load_embedder(model.name if model else None)
    settings = chunk_settings(embedder, chunking.max_tokens if chunking else DEFAULT_MAX_TOKENS)
    recipe = Recipe(embedder, settings, saved.gazetteer)
    _keep_vectors(home, saved.generations[0], model_record(embedder))
    report = renew(
        home,
        saved.cuts(recipe),
        recipe,
        None,
        [],
        expected=len(saved.documents),
        notify=notify,
        warnings=[],
        started=started,
    )
    return report.generation


def _keep_vectors(home: Path, stored: StoredDocuments, model: ModelRecord) -> None:
    """Put the vectors of a generation, if they are whole and of this model, where a run finds those
    of one that was cut short: they take hours to compute for a million passages."""
    if stored.model != model:
        return
    with writable(home):
        work = WorkFolder(home, model)
        for keys, vectors in stored.vectors(model.dimension):
            work.add(keys.tolist(), vectors)
