"""The words on the page in the language chosen.

Every component with words of its own is made through ``Chrome.make``, which remembers it;
``connect`` makes all of them follow the switch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import gradio as gr
from gradio.events import Dependency

from ui.words import CHINESE, ENGLISH, ZH, Words, words_in

Wording = Callable[[Words], Mapping[str, Any]]
"""Properties of a component in given words: ``lambda words: {"label": words.ask.question}``."""
_Block = TypeVar("_Block", bound=gr.blocks.Block)

HIDDEN: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
"""What every event of the page itself passes to Gradio."""
_AT_ONCE: dict[str, Any] = {**HIDDEN, "queue": False}
_KEPT_LANGUAGE = f'kept => kept === "{ENGLISH}" ? "{ENGLISH}" : "{CHINESE}"'
_PAGE_LANGUAGE = """language => {
  document.documentElement.lang = language === "en" ? "en" : "zh-CN";
}"""


class Chrome:
    """The language switch and all that follows it.

    ``language`` is the switch once ``place_switch`` has been called, to be an input of
    handlers whose words depend on it (``words_in(language)``). What has to be done for a page
    that was just opened is done after ``opened``, when it is known which language it is in.
    """

    language: gr.Radio
    opened: Dependency

    def __init__(self) -> None:
        self._worded: list[tuple[gr.blocks.Block, Wording]] = []

    def make(self, kind: Callable[..., _Block], wording: Wording, **fixed: Any) -> _Block:
        """``kind(**fixed)`` with the properties of ``wording``, which follow the language."""
        block = kind(**wording(ZH), **fixed)
        self._worded.append((block, wording))
        return block

    def place_switch(self, app: gr.Blocks) -> None:
        """Put the switch here; called once, inside ``app``."""
        self.language = self.make(
            gr.Radio,
            lambda words: {"label": words.frame.language},
            choices=[("中文", CHINESE), ("English", ENGLISH)],
            value=CHINESE,
            show_label=False,
            container=False,
            interactive=True,
            elem_id="yj-language",
        )
        kept = gr.BrowserState(CHINESE, storage_key="youju-language", secret="youju")
        self.language.input(None, self.language, kept, js="language => language", **_AT_ONCE)
        self.opened = app.load(None, kept, self.language, js=_KEPT_LANGUAGE, **_AT_ONCE)

    def connect(self) -> None:
        """Make everything that was made follow the switch; called once, inside the app."""
        blocks = [block for block, _ in self._worded]

        def speak(language: str) -> list[Any]:
            words = words_in(language)
            return [gr.update(**wording(words)) for _, wording in self._worded]

        self.language.change(speak, self.language, blocks, **_AT_ONCE)
        self.language.change(None, self.language, None, js=_PAGE_LANGUAGE, **_AT_ONCE)
