"""Single documents added to an index and removed from it, without the files of the others.

What the live generation holds (documents, passages, vectors) is taken over as it is; the work
is that of the new documents alone. Readers keep the old generation until the new one is whole.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from index.contents import (
    DEFAULT_MAX_TOKENS,
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
from index.load import MAX_BYTES, MAX_CHARS, read_source
from index.renew import BuildReport, Progress, Recipe, renew, silent
from index.reuse import Cut, Previous
from index.store.generation import writer_lock
from index.store.layout import CURRENT
from index.store.reading import read_current
from index.told import parse_told
from index.uploads import Upload, drop, is_upload, keep


def preview(
    upload: Upload,
    gazetteer: Gazetteer,
    *,
    max_bytes: int = MAX_BYTES,
    max_chars: int = MAX_CHARS,
) -> Document:
    """The document that ``upload`` would become; nothing is kept. Raises ``DocumentError``."""
    text = read_source(upload.source, max_bytes=max_bytes, max_chars=max_chars)
    return parse_told(text, upload.told, path=upload.source.name, gazetteer=gazetteer)


def add_documents(
    home: Path,
    uploads: Sequence[Upload],
    *,
    embedder: Embedder | None = None,
    max_bytes: int = MAX_BYTES,
    max_chars: int = MAX_CHARS,
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
        previous, cuts, recipe = _opened(home, embedder)
        cutter = Cutter(recipe.gazetteer, recipe.embedder, recipe.settings, max_bytes, max_chars)
        new: list[Cut] = []
        for done, upload in enumerate(uploads):
            notify(Progress("read", done, len(uploads)))
            new.append(cutter.cut(upload.source, "", upload.told))
            _refuse_copy(new[-1].document, [*cuts, *new[:-1]])
        kept = keep(home, uploads, [cut.document.path for cut in cuts])
        try:
            new = [
                replace(cut, source_sha256=source_sha256(source))
                for cut, source in zip(new, kept, strict=True)
            ]
            # In the order in which ``youju index`` finds them, which then has nothing to do.
            ordered = [cut for cut in cuts if not is_upload(cut.document.path)]
            ordered += sorted(
                (cut for cut in [*cuts, *new] if is_upload(cut.document.path)),
                key=lambda cut: cut.document.path,
            )
            known = [cut.key for cut in cuts]
            return renew(home, ordered, recipe, previous, known, notify=notify, started=started)
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
        previous, cuts, recipe = _opened(home, embedder)
        if unknown := set(ids) - {cut.document.id for cut in cuts}:
            raise UsageError(
                f"索引里没有这份资料（{'、'.join(sorted(unknown))}）。", "它可能已被删除，请刷新。"
            )
        left = [cut for cut in cuts if cut.document.id not in ids]
        if not left:
            raise UsageError(
                "这是最后一份资料，删除后就没有可以查找的内容了。", "请先加入别的资料再删除它。"
            )
        report = renew(
            home,
            left,
            recipe,
            previous,
            [cut.key for cut in cuts],
            notify=progress or silent,
            started=started,
        )
        # The generation first: a file without its document is merely indexed again.
        with suppress(OSError):
            drop(home, [cut.document.path for cut in cuts if cut.document.id in ids])
        return report


def _opened(home: Path, embedder: Embedder | None) -> tuple[Previous | None, list[Cut], Recipe]:
    """The live generation, its documents as they are to be used, and what made them."""
    if not (home / CURRENT).exists():
        embedder = embedder or load_embedder()
        settings = chunk_settings(embedder, DEFAULT_MAX_TOKENS)
        return None, [], Recipe(embedder, settings, Gazetteer())
    name, contents = read_current(home)
    previous = Previous(name, contents)
    embedder = embedder or load_embedder(previous.manifest.model.name)
    settings = chunk_settings(embedder, previous.manifest.chunking.max_tokens)
    gazetteer = contents.gazetteer
    stored = previous.cuts(model_record(embedder), settings, gazetteer_sha256(gazetteer))
    if stored:
        return previous, list(stored.values()), Recipe(embedder, settings, gazetteer)
    # Another model, or another way of cutting: the stored texts are cut anew.
    sources = {record.id: record.source_sha256 for record in previous.manifest.documents}
    cuts = [
        Cut(document, chunk_document(document, embedder, settings), sources[document.id])
        for document in contents.documents
    ]
    return previous, cuts, Recipe(embedder, settings, gazetteer)


def _refuse_copy(document: Document, others: Sequence[Cut]) -> None:
    """Two copies of one text would stand as two witnesses."""
    for other in others:
        if other.document.sha256 == document.sha256:
            raise DocumentError(
                f"{Path(document.path).name} 的内容与已有的《{other.document.title}》完全相同。",
                "不需要再加一次。",
            )
