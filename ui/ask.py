"""The Ask tab: a chat on the left, the evidence for an answer on the right."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from ui.ask_page import AskPage
from ui.changes import Changes
from ui.chrome import HIDDEN, Chrome
from ui.endpoint import LIMITED
from ui.evidence import empty_panel
from ui.seam import EXTRACTIVE, Answerer
from ui.words import EN, ZH, Words

_LISTEN = """
for (const kind of ["drop", "add", "auto", "retry"])
  window.youju.listen(kind, (value) => trigger("again", { kind, value }));
for (const kind of ["like", "dislike"])
  window.youju.listen(kind, (value) => trigger("vote", { kind, value }));
window.youju.listen("show", (value) => {
  trigger("show", { value });
  // Below the chat on a phone.
  if (element.getBoundingClientRect().top > innerHeight * 0.8) element.scrollIntoView();
});
"""
_CONFIRM = f"""(language, ...given) => {{
  given[given.length - 1] = confirm(
    language === "en" ? {json.dumps(EN.ask.sure)} : {json.dumps(ZH.ask.sure)}
  );
  return [language, ...given];
}}"""
_OPENED = "() => window.youju.opened()"
_DOWNLOAD = "(file) => window.youju.download(file)"


def build_ask(
    youju: Answerer,
    chrome: Chrome,
    tab: gr.Tab,
    changes: Changes,
    *,
    engine: str = "extractive",
    examples: Sequence[str] | None = None,
    home: Path | None = None,
) -> None:
    """Lay out the tab's content; called inside ``tab``."""
    page = AskPage(youju, engine=engine, examples=examples, home=home)
    browser = gr.BrowserState(None, storage_key="youju-browser", secret="youju")
    current = gr.State("")
    file = gr.JSON(visible=False)
    sure = gr.Checkbox(visible=False)
    with gr.Row(elem_id="yj-columns"):
        with gr.Column(scale=3, min_width=320, elem_id="yj-talk"):
            with gr.Row(elem_id="yj-tools"):
                past = chrome.make(
                    gr.Dropdown,
                    lambda words: {"label": words.ask.past},
                    choices=[],
                    value=None,
                    show_label=False,
                    container=False,
                    elem_id="yj-past",
                    scale=3,
                    min_width=150,
                )
                new = _button(chrome, lambda words: words.ask.new, "yj-new")
                markdown = _button(chrome, lambda words: words.ask.export_markdown, "yj-markdown")
                word = _button(chrome, lambda words: words.ask.export_word, "yj-word")
                delete = _button(chrome, lambda words: words.ask.delete, "yj-delete")
            chat = chrome.make(
                gr.Chatbot,
                page.empty_chat,
                elem_id="yj-chat",
                show_label=False,
                allow_tags=False,
                sanitize_html=True,
                latex_delimiters=[],
                buttons=[],
                feedback_options=None,
                group_consecutive_messages=False,
                autoscroll=False,
                layout="bubble",
            )
            with gr.Row(equal_height=True, elem_id="yj-asking"):
                box = chrome.make(
                    gr.Textbox,
                    lambda words: {
                        "label": words.ask.question,
                        "placeholder": words.ask.placeholder,
                    },
                    elem_id="yj-question",
                    show_label=False,
                    container=False,
                    lines=1,
                    max_lines=6,
                    autofocus=True,
                    scale=8,
                    min_width=140,
                )
                send = chrome.make(
                    gr.Button,
                    lambda words: {"value": words.ask.send},
                    variant="primary",
                    elem_id="yj-send",
                    min_width=72,
                    scale=1,
                )
            notice = gr.HTML("", elem_id="yj-notice", js_on_load=None)
            with gr.Accordion(ZH.ask.only, open=False, elem_id="yj-only") as limited:
                only = chrome.make(
                    gr.Dropdown,
                    lambda words: {"label": words.ask.only_which},
                    choices=list(youju.districts),
                    value=[],
                    multiselect=True,
                    container=False,
                    elem_id="yj-districts",
                )
            fluent = chrome.make(
                gr.Checkbox,
                lambda words: {"label": words.ask.fluent},
                value=engine != EXTRACTIVE,
                visible=engine != EXTRACTIVE,
                container=False,
                elem_id="yj-fluent",
            )
        with gr.Column(scale=2, min_width=320, elem_id="yj-side"):
            panel = gr.HTML(empty_panel(), elem_id="yj-evidence", js_on_load=_LISTEN)

    who = [chrome.language, browser, current]
    shown = [box, chat, panel, notice, current, past]
    asking: dict[str, Any] = {"outputs": shown, **HIDDEN, **LIMITED}
    at_once: dict[str, Any] = {**HIDDEN, "queue": False}
    asked = gr.on(
        [box.submit, send.click],
        page.ask,
        inputs=[box, only, fluent, *who],
        trigger_mode="once",  # Enter pressed twice asks once; what is typed meanwhile stays
        **asking,
    )
    chosen = chat.example_select(page.ask_example, inputs=[only, fluent, *who], **asking)
    again = panel.again(page.ask_again, inputs=[fluent, *who], **asking)
    panel.show(page.show, inputs=who, outputs=panel, **at_once)
    panel.vote(page.vote, inputs=who, outputs=chat, **at_once)
    stop: dict[str, Any] = {"cancels": [asked, chosen, again]}
    new.click(page.begin, inputs=who, outputs=shown, **stop, **at_once)
    past.input(page.reopen, inputs=[past, *who], outputs=shown, **stop, **at_once)
    delete.click(page.delete, inputs=[*who, sure], outputs=shown, js=_CONFIRM, **stop, **at_once)
    for button, kind in ((markdown, "md"), (word, "docx")):
        button.click(page.exporter(kind), inputs=who, outputs=[file, notice], **at_once).then(
            None, inputs=file, js=_DOWNLOAD, **at_once
        )
    gr.on(
        [only.change, chrome.language.change],
        page.only_label,
        inputs=[chrome.language, only],
        outputs=limited,
        **at_once,
    )
    chrome.language.change(page.redraw, inputs=who, outputs=[chat, panel], **at_once)
    chrome.opened.then(
        page.open, inputs=[chrome.language, browser], outputs=[browser, *shown], **at_once
    ).then(None, js=_OPENED, **at_once)
    for event in (chrome.opened.then, tab.select):
        event(page.refresh, chrome.language, [chat, only], **at_once)
    changes.follow(page.refresh, [chrome.language], [chat, only])


def _button(chrome: Chrome, label: Any, name: str) -> gr.Button:
    def wording(words: Words) -> dict[str, Any]:
        return {"value": label(words)}

    return chrome.make(gr.Button, wording, size="sm", min_width=64, scale=0, elem_id=name)
