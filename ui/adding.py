"""The lower half of the Documents tab: files chosen, checked, corrected and added."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from index.document import Document
from index.errors import UsageError, YoujuError
from index.uploads import Upload
from ui.chrome import HIDDEN, Chrome
from ui.document_table import job_html
from ui.live import LiveLibrary
from ui.markup import alert, escape
from ui.reader import reader_html
from ui.scratch import sweep
from ui.staged import Staged, discard, stage, told
from ui.words import Words, words_in

_LOOK_EVERY = 0.15
"""Seconds between two looks at how far a change has come."""
CHANGING: dict[str, Any] = {"concurrency_limit": 8, "concurrency_id": "documents"}
_FIELDS = 5
"""Fields of one file: title, districts, whole, date, speaker."""
_MOST_PARTS = 30
"""Parts of a document named before it is added."""


def build_adding(
    library: LiveLibrary, chrome: Chrome, status: gr.HTML, table: gr.HTML, tell: Callable[..., str]
) -> None:
    """Lay out choosing and checking files. ``tell`` makes the table of documents anew."""
    waiting = gr.State([])
    chrome.make(
        gr.HTML,
        lambda words: {
            "value": f"<h2>{escape(words.documents.add_head)}</h2>"
            f"<p>{escape(words.documents.choose)}</p>"
        },
        elem_classes="yj-head",
        js_on_load=None,
    )
    files = chrome.make(
        gr.File,
        lambda words: {"label": words.documents.choose},
        file_count="multiple",
        type="filepath",
        show_label=False,
        height=130,
        elem_id="yj-files",
    )

    def take(
        chosen: list[str] | None, staged: list[Staged], language: str
    ) -> tuple[list[Staged], None]:
        sweep()
        return [*staged, *stage(library, chosen or [], words_in(language))], None

    files.upload(take, [files, waiting, chrome.language], [waiting, files], **HIDDEN, **CHANGING)

    def check(staged: list[Staged], language: str) -> None:
        words = words_in(language)
        if not staged:
            return
        good = [file for file in staged if file.document is not None]
        gr.HTML(
            f'<h3 class="yj-check">{escape(words.documents.preview_head)}</h3>',
            elem_classes="yj-head",
            js_on_load=None,
        )
        fields: list[gr.components.Component] = []
        for file in staged:
            fields += _card(library, file, staged, waiting, words)
        if not good:
            return
        add = gr.Button(words.documents.add.format(len(good)), variant="primary", elem_id="yj-add")

        def begin(*values: Any) -> Iterator[tuple[Any, str, Any]]:
            try:
                uploads = [
                    _upload(file, values[n * _FIELDS : (n + 1) * _FIELDS], words)
                    for n, file in enumerate(good)
                ]
                library.add(uploads)
            except YoujuError as error:
                yield gr.skip(), alert(words.documents.failed.format(error)), gr.skip()
                return
            yield from (
                ([] if done else gr.skip(), line, tell(language) if done else gr.skip())
                for line, done in progress(library, words)
            )

        add.click(begin, fields, [waiting, status, table], **HIDDEN, **CHANGING)

    gr.render(inputs=[waiting, chrome.language], triggers=[waiting.change, chrome.language.change])(
        check
    )


def progress(library: LiveLibrary, words: Words) -> Iterator[tuple[str, bool]]:
    """The line for the change going on until it has ended, and whether it has, and well."""
    shown = ""
    while True:
        job = library.job
        line = job_html(job, words)
        ended = job is None or not job.running
        if line != shown or ended:
            shown = line
            yield line, job is not None and job.stage == "done"
        if ended:
            return
        time.sleep(_LOOK_EVERY)


def _upload(file: Staged, values: tuple[Any, ...], words: Words) -> Upload:
    title, districts, whole, date, speaker = values
    if not Path(file.path).exists():
        raise UsageError(words.documents.nothing_chosen)
    said = told(
        file,
        words,
        title=str(title or ""),
        districts=[str(name) for name in districts or []],
        whole=bool(whole),
        date=str(date or ""),
        speaker=str(speaker or ""),
    )
    return Upload(file.path, file.name, said)


def _card(
    library: LiveLibrary, file: Staged, staged: list[Staged], waiting: gr.State, words: Words
) -> list[gr.components.Component]:
    """One file: what was found, fields to correct it, its text; the fields are returned."""
    said = words.documents
    fields: list[gr.components.Component] = []
    with gr.Column(elem_classes="yj-staged"):
        with gr.Row(equal_height=True):
            gr.HTML(_facts(file, words), js_on_load=None, scale=8)
            leave = gr.Button(said.leave_out, size="sm", scale=0, min_width=90)
        if document := file.document:
            key = str(file.path)
            found = list(document.districts)
            with gr.Row():
                title = gr.Textbox(
                    document.title, label=said.field_title, interactive=True, key=f"{key} title"
                )
                districts = gr.Dropdown(
                    choices=list(dict.fromkeys([*found, *library.districts])),
                    value=[] if file.mixed else found,
                    multiselect=True,
                    allow_custom_value=True,
                    interactive=True,
                    label=said.field_other_districts if file.mixed else said.field_districts,
                    key=f"{key} districts",
                )
            whole = gr.Checkbox(
                False,
                label=said.field_whole,
                visible=file.mixed,
                interactive=True,
                key=f"{key} whole",
            )
            with gr.Row():
                date = gr.Textbox(
                    document.date, label=said.field_date, interactive=True, key=f"{key} date"
                )
                speaker = gr.Textbox(
                    "", label=said.field_speaker, interactive=True, key=f"{key} speaker"
                )
            with gr.Accordion(said.cleaned, open=False):
                gr.HTML(
                    f'<div class="yj-cleaned" tabindex="0">{reader_html(document, 0, 0, words)}'
                    "</div>",
                    js_on_load=None,
                )
            fields = [title, districts, whole, date, speaker]

    def drop() -> list[Staged]:
        discard(file.path)
        return [other for other in staged if other is not file]

    leave.click(drop, None, waiting, **HIDDEN, **CHANGING)
    return fields


def _facts(file: Staged, words: Words) -> str:
    said = words.documents
    name = f"<strong>{escape(file.name)}</strong>"
    if file.document is None:
        return f"{name}{alert(file.error)}"
    document = file.document
    facts = said.facts.format(characters=f"{len(document.text):,}", sections=len(document.sections))
    places = "、".join(document.districts)
    found = said.found_districts.format(places) if places else said.found_none
    parts = _parts(document, words) if file.mixed else ""
    return f'{name}<p class="yj-facts">{escape(facts)} · {escape(found)}</p>{parts}'


def _parts(document: Document, words: Words) -> str:
    """Which part is whose, by its heading."""
    lines = [
        f"<li><b>{escape('、'.join(section.districts) or words.documents.none)}</b>"
        f"{escape(section.heading)}</li>"
        for section in document.sections[:_MOST_PARTS]
    ]
    if len(document.sections) > _MOST_PARTS:
        lines.append("<li>……</li>")
    return f'<ul class="yj-sections">{"".join(lines)}</ul>'
