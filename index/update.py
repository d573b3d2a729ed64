"""Single documents added to an index and removed from it, without the files of the others.

What the live generation holds (documents, passages, vectors) is taken over as it is; only the
vectors of new documents are computed. All files are written anew, so the work is still in
proportion to the whole index: nothing noticeable for thousands of passages, minutes for a
million. Readers keep the old generation until the new one is whole.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from index.contents import (
    DEFAULT_MAX_TOKENS,
    Recipe,
    chunk_document,
    chunk_settings,
    gazetteer_sha256,
    model_record,
)
from index.cutting import Cutter, source_sha256
from index.districts import Gazetteer
from index.document import Document
from index.embed import Embedder, load_embedder
from index.errors import DocumentError, UsageError
from index.limits import DEFAULT_LIMITS, Limits
from index.load import read_source
from index.renew import BuildReport, Progress, renew, silent
from index.reuse import Cut, Previous, Stored
from index.store.generation import writer_lock
from index.store.layout import CURRENT
from index.store.reading import read_current
from index.told import parse_told
from index.uploads import Upload, drop, is_upload, keep


def preview(
    upload: Upload,
    gazetteer: Gazetteer,
    *,
    limits: Limits = DEFAULT_LIMITS,
) -> Document:
    """The document that ``upload`` would become; nothing is kept. Raises ``DocumentError``."""
    text = read_source(upload.source, limits)
    return parse_told(text, upload.told, path=upload.source.name, gazetteer=gazetteer)


def add_documents(
    home: Path,
    uploads: Sequence[Upload],
    *,
    embedder: Embedder | None = None,
    limits: Limits = DEFAULT_LIMITS,
    progress: Callable[[Progress], None] | None = None,
) -> BuildReport:
    """Keep ``uploads`` in the index folder ``home`` and add their documents to its index.

    Without an index there, one is begun. Either all are added or nothing changes. Raises
    ``DocumentError`` for a file that cannot be read or whose content is there already,
    ``UsageError`` when a name is taken or the folder cannot be written, ``IndexUnreadable``
    when the index is damaged, ``IndexLocked`` when another process is writing.
    """
    started = perf_counter()
    notify = progress or silent
    if not uploads:
        raise UsageError("没有选择要加入的文件。", "请先选择文件。")
    with writer_lock(home):
        library = _Library(home, embedder)
        recipe = library.recipe
        cutter = Cutter(recipe.gazetteer, recipe.embedder, recipe.settings, limits)
        new: list[Cut] = []
        for done, upload in enumerate(uploads):
            notify(Progress("read", done, len(uploads)))
            new.append(cutter.cut(upload.source, "", upload.told))
            _refuse_copy(new[-1].document, library.stored, new[:-1])
        kept = keep(home, uploads, [stored.path for stored in library.stored])
        try:
            new = [
                replace(cut, source_sha256=source_sha256(source))
                for cut, source in zip(new, kept, strict=True)
            ]
            return library.renew(library.stored, new, notify, started)
        except BaseException:
            drop(home, [source.name for source in kept])
            raise


def remove_documents(
    home: Path,
    ids: Collection[str],
    *,
    embedder: Embedder | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> BuildReport:
    """Remove the documents ``ids`` from the index, and their files if they are kept in ``home``.

    A file elsewhere is not touched: ``youju index`` takes it in again as long as it is there.
    Raises ``UsageError`` for an unknown id and when no document would be left, else as
    ``add_documents`` does.
    """
    started = perf_counter()
    with writer_lock(home):
        library = _Library(home, embedder)
        if unknown := set(ids) - {stored.id for stored in library.stored}:
            raise UsageError(
                f"索引里没有这份资料（{'、'.join(sorted(unknown))}）。", "它可能已被删除，请刷新。"
            )
        left = [stored for stored in library.stored if stored.id not in ids]
        if not left:
            raise UsageError(
                "这是最后一份资料，删除后就没有可以查找的内容了。", "请先加入别的资料再删除它。"
            )
        report = library.renew(left, [], progress or silent, started)
        # The generation first: a file without its document is merely indexed again.
        with suppress(OSError):
            drop(home, [stored.path for stored in library.stored if stored.id in ids])
        return report


class _Library:
    """The live generation, its documents, and what makes the next one of them."""

    def __init__(self, home: Path, embedder: Embedder | None) -> None:
        self._home = home
        self.stored: list[Stored] = []
        self._previous: Previous | None = None
        if not (home / CURRENT).exists():
            embedder = embedder or load_embedder()
            settings = chunk_settings(embedder, DEFAULT_MAX_TOKENS)
            self.recipe = Recipe(embedder, settings, Gazetteer())
            return
        name, contents = read_current(home)
        self._previous = Previous(name, contents)
        self.stored = self._previous.stored
        embedder = embedder or load_embedder(contents.manifest.model.name)
        settings = chunk_settings(embedder, contents.manifest.chunking.max_tokens)
        self.recipe = Recipe(embedder, settings, contents.gazetteer)

    def renew(
        self,
        stored: Sequence[Stored],
        new: Sequence[Cut],
        notify: Callable[[Progress], None],
        started: float,
    ) -> BuildReport:
        """Publish ``stored`` and ``new``, in the order in which ``youju index`` finds them, which
        then has nothing to do."""
        ordered: list[Stored | Cut] = [s for s in stored if not is_upload(s.path)]
        uploads: list[Stored | Cut] = [s for s in stored if is_upload(s.path)]
        uploads.extend(new)
        ordered += sorted(uploads, key=_path)
        same = self._previous is not None and self._previous.same(
            model_record(self.recipe.embedder),
            self.recipe.settings,
            gazetteer_sha256(self.recipe.gazetteer),
        )
        return renew(
            self._home,
            (s if isinstance(s, Cut) else self._cut(s, same) for s in ordered),
            self.recipe,
            self._previous,
            [s.key for s in self.stored] if same else [],
            expected=len(ordered),
            notify=notify,
            warnings=[],
            started=started,
        )

    def _cut(self, stored: Stored, same: bool) -> Cut:
        """A stored document as it was cut; cut anew for another model or another way of cutting."""
        assert self._previous is not None
        if same:
            return self._previous.cut(stored)
        document = self._previous.document(stored)
        chunks = chunk_document(document, self.recipe.embedder, self.recipe.settings)
        return Cut(document, chunks, stored.source_sha256)


def _path(document: Stored | Cut) -> str:
    return document.key[0]


def _refuse_copy(document: Document, stored: Sequence[Stored], new: Sequence[Cut]) -> None:
    """Two copies of one text would stand as two witnesses."""
    titles = {s.sha256: s.title for s in stored} | {
        c.document.sha256: c.document.title for c in new
    }
    if (title := titles.get(document.sha256)) is not None:
        raise DocumentError(
            f"{Path(document.path).name} 的内容与已有的《{title}》完全相同。",
            "不需要再加一次。",
        )
