"""The Compare tab."""

from __future__ import annotations

import gradio as gr

from ui.chrome import Chrome
from ui.markup import escape
from ui.seam import Answerer


def build_compare(youju: Answerer, chrome: Chrome) -> None:
    """Lay out the tab's content; called inside its ``gr.Tab``."""
    chrome.make(
        gr.HTML,
        lambda words: {"value": f'<p class="yj-empty">{escape(words.compare.empty)}</p>'},
        js_on_load=None,
    )
