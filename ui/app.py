"""The page: a title, the language switch and one tab for each thing it does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from ui.ask import build_ask
from ui.changes import Changes
from ui.chrome import Chrome
from ui.compare import build_compare
from ui.documents import build_documents
from ui.endpoint import AT_ONCE, add_endpoint
from ui.markup import escape
from ui.quality import build_quality
from ui.reader import add_reader
from ui.seam import Answerer
from ui.words import Words


def build_app(
    youju: Answerer,
    *,
    engine: str = "extractive",
    examples: Sequence[str] | None = None,
    home: Path | None = None,
) -> gr.Blocks:
    """Build the page over ``youju``; ``examples`` are taken from its documents when not given.

    ``home`` is the index folder; conversations and votes are kept under it, and nowhere
    without it. Theme and style go to ``launch()``; ``serve`` passes them.
    """
    app = gr.Blocks(title="有据", analytics_enabled=False, fill_width=True)
    with app:
        chrome = Chrome()
        changes = Changes(youju)
        with gr.Row(elem_id="yj-top", equal_height=True):
            chrome.make(gr.HTML, _title, elem_classes="yj-title", js_on_load=None, scale=8)
            chrome.place_switch(app)
        with gr.Tabs(selected="ask", elem_id="yj-tabs"):
            with chrome.make(gr.Tab, lambda words: {"label": words.frame.ask}, id="ask") as tab:
                build_ask(youju, chrome, tab, changes, engine=engine, examples=examples, home=home)
            with chrome.make(gr.Tab, lambda words: {"label": words.frame.compare}, id="compare"):
                build_compare(youju, chrome, changes)
            with chrome.make(
                gr.Tab, lambda words: {"label": words.frame.documents}, id="documents"
            ):
                build_documents(youju, chrome, changes)
            with chrome.make(
                gr.Tab, lambda words: {"label": words.frame.quality}, id="quality"
            ) as quality:
                build_quality(youju, chrome, changes, quality, home)
        add_reader(youju, chrome)
        add_endpoint(youju, engine)
        chrome.connect()
        changes.connect(chrome.opened)
    app.queue(default_concurrency_limit=AT_ONCE, max_size=256)
    return app


def _title(words: Words) -> dict[str, Any]:
    return {"value": f"<h1>{escape(words.frame.name)}</h1><p>{escape(words.frame.motto)}</p>"}
