"""The Quality tab: how well the last evaluation went, and on what."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

from ui.changes import Changes
from ui.chrome import HIDDEN, Chrome
from ui.quality_table import quality_html
from ui.seam import Answerer
from ui.words import words_in


def build_quality(
    youju: Answerer, chrome: Chrome, changes: Changes, tab: gr.Tab, home: Path | None
) -> None:
    """Lay out the content of ``tab``; called inside it. ``home`` is the index folder."""

    def tell(language: str) -> str:
        return quality_html(youju, home, words_in(language))

    with gr.Row():
        again = chrome.make(
            gr.Button,
            lambda words: {"value": words.quality.refresh},
            size="sm",
            scale=0,
            min_width=90,
            elem_id="yj-quality-refresh",
        )
    shown = gr.HTML(tell("zh"), elem_id="yj-quality", js_on_load=None)
    # The file may be new whenever somebody looks.
    gr.on(
        [again.click, tab.select, chrome.language.change],
        tell,
        chrome.language,
        shown,
        **HIDDEN,
        queue=False,
    )
    changes.follow(lambda language: [tell(language)], [chrome.language], [shown])
