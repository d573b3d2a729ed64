"""The Documents tab: what is indexed, to be read, added to and removed from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from index.errors import YoujuError
from ui.adding import CHANGING, build_adding, progress
from ui.changes import Changes
from ui.chrome import HIDDEN, Chrome
from ui.document_table import confirm_html, documents_html
from ui.live import LiveLibrary
from ui.markup import alert
from ui.pressed import pressed_value
from ui.seam import Answerer
from ui.words import words_in

_CONFIRMING = """
window.youju.listen("remove", (value) => trigger("remove", { value }));
window.youju.listen("removed", (value) => trigger("removed", { value }));
watch("value", () => {
  const dialog = element.querySelector("dialog");
  if (dialog) window.youju.openDialog(dialog, () => { props.value = ""; });
});
"""


def build_documents(youju: Answerer, chrome: Chrome, changes: Changes) -> None:
    """Lay out the tab's content; called inside its ``gr.Tab``."""

    def tell(language: str) -> str:
        return documents_html(youju, words_in(language))

    status = gr.HTML("", elem_id="yj-job", js_on_load=None)
    table = gr.HTML(tell("zh"), elem_id="yj-library", js_on_load=None)
    chrome.language.change(tell, chrome.language, table, **HIDDEN, queue=False)
    changes.follow(lambda language: [tell(language)], [chrome.language], [table])
    if isinstance(youju, LiveLibrary):
        _add_removal(youju, chrome, status, table)
        build_adding(youju, chrome, status, table, tell)


def _add_removal(library: LiveLibrary, chrome: Chrome, status: gr.HTML, table: gr.HTML) -> None:
    confirm = gr.HTML("", elem_id="yj-confirm", js_on_load=_CONFIRMING)

    def ask(pressed: gr.EventData, language: str) -> tuple[str, str]:
        words = words_in(language)
        document = library.documents.get(pressed_value(pressed))
        if document is None:
            return "", alert(words.documents.gone)
        return confirm_html(document, words), ""

    def remove(pressed: gr.EventData, language: str) -> Iterator[tuple[str, Any]]:
        words = words_in(language)
        try:
            library.remove([pressed_value(pressed)])
        except YoujuError as error:
            yield alert(words.documents.failed.format(error)), gr.skip()
            return
        for line, done in progress(library, words):
            yield line, documents_html(library, words) if done else gr.skip()

    confirm.remove(ask, chrome.language, [confirm, status], queue=False, **HIDDEN)
    confirm.removed(remove, chrome.language, [status, table], **HIDDEN, **CHANGING)
