"""What is indexed, as a table; the question before a removal; how far a change has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath

from index.document import Document
from index.uploads import is_upload
from ui.job import Job
from ui.live import LiveLibrary, steady
from ui.markup import alert, escape
from ui.reader import read_button
from ui.seam import Answerer
from ui.words import Words

_NAMED = 6
"""Districts or speakers named in a cell; of more, the first few and how many."""


def documents_html(youju: Answerer, words: Words) -> str:
    """Every document with what is known of it, and how to read and remove it."""
    said = words.documents
    library = steady(youju)
    documents = library.documents.values()
    if not documents:
        return f'<p class="yj-empty">{escape(said.empty)}</p>'
    index = getattr(library, "index", None)
    chunks = Counter(chunk.document_id for chunk in index.chunks) if index else Counter()
    removable = isinstance(youju, LiveLibrary)
    summary = said.summary.format(
        documents=len(documents),
        districts=len(library.districts),
        characters=f"{sum(len(d.text) for d in documents):,}",
        chunks=f"{sum(chunks.values()):,}",
    )
    heads = (said.title, said.districts, said.speaker, said.date, said.characters, said.chunks)
    columns = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    rows = "".join(_row(d, chunks[d.id], removable, words) for d in documents)
    note = "" if removable else f'<p class="yj-empty">{escape(said.read_only)}</p>'
    return (
        f'<p class="yj-summary">{escape(summary)}</p>{note}<div class="yj-wide">'
        f'<table class="yj-table yj-documents"><thead><tr>{columns}<td></td></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def confirm_html(document: Document, words: Words) -> str:
    """The question before a removal, as a dialog that begins on the harmless answer."""
    said = words.documents
    name = document.title or said.untitled
    what = (
        said.removes_upload
        if is_upload(document.path)
        else said.removes_other.format(document.path)
    )
    return (
        f'<dialog class="yj-confirm" aria-label="{escape(said.ask_remove.format(name))}">'
        f"<h2>{escape(said.ask_remove.format(name))}</h2><p>{escape(what)}</p>"
        f'<form method="dialog"><button class="yj-close" autofocus>{escape(said.cancel)}</button>'
        f'<button class="yj-close yj-danger" name="yj-removed" value="{escape(document.id)}">'
        f"{escape(said.yes_remove)}</button></form></dialog>"
    )


def job_html(job: Job | None, words: Words) -> str:
    """A line for a change of the documents: how far it has come or how it ended."""
    if job is None:
        return ""
    said = words.documents
    names = escape(_listed([f"《{name}》" for name in job.names], words))
    if job.stage == "failed":
        return alert(said.failed.format(job.error))
    if job.stage == "done":
        sentence = said.added if job.kind == "add" else said.removed
        return f'<p class="yj-done" role="status">{sentence.format(names)}</p>'
    doing = said.adding if job.kind == "add" else said.removing
    stage = said.stages[job.stage].format(done=job.done, total=job.total)
    share = f' value="{job.done}" max="{job.total}"' if job.total else ""
    return (
        f'<p class="yj-doing" role="status"><span>{doing.format(names)}：{escape(stage)}</span>'
        f"<progress{share}></progress></p>"
    )


def _row(document: Document, chunks: int, removable: bool, words: Words) -> str:
    said = words.documents
    name = document.title or said.untitled
    title = read_button(document.id, 0, 0, words, label=name, title=said.read.format(name))
    file = escape(PurePosixPath(document.path).name if document.path else "")
    badge = f'<span class="yj-badge">{escape(said.uploaded)}</span>'
    speakers = list(dict.fromkeys(s.speaker for s in document.sections if s.speaker))
    remove = (
        f'<button type="button" class="yj-link" name="yj-remove" value="{escape(document.id)}" '
        f'aria-label="{escape(said.remove)}《{escape(name)}》">{escape(said.remove)}</button>'
    )
    return (
        f'<tr><th scope="row">{title}<small>{badge if is_upload(document.path) else ""}{file}'
        f"</small></th>"
        f'<td data-head="{escape(said.districts)}">'
        f"{escape(_listed(document.districts, words) or said.none)}</td>"
        f'<td data-head="{escape(said.speaker)}">{escape(_listed(speakers, words))}</td>'
        f'<td data-head="{escape(said.date)}" class="yj-figure">{escape(document.date)}</td>'
        f'<td data-head="{escape(said.characters)}" class="yj-figure">{len(document.text):,}</td>'
        f'<td data-head="{escape(said.chunks)}" class="yj-figure">{chunks}</td>'
        f"<td>{remove if removable else ''}</td></tr>"
    )


def _listed(names: Sequence[str], words: Words) -> str:
    listed = "、".join(names[:_NAMED])
    if len(names) <= _NAMED:
        return listed
    return listed + words.documents.and_more.format(len(names))
