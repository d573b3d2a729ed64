"""The Ask tab: a chat on the left, the evidence for the last answer on the right."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from index.errors import UsageError, YoujuError
from ui.chrome import HIDDEN, Chrome
from ui.endpoint import LIMITED, UNEXPECTED, checked
from ui.evidence import empty_panel, evidence_panel
from ui.examples import example_questions
from ui.markup import escape
from ui.messages import Message, answer_message, error_message, question_message, to_pairs, turns
from ui.seam import Answerer

_log = logging.getLogger(__name__)

Shown = tuple[str, list[Message], str | dict[str, Any], str]
"""What the question box, the chat, the evidence panel and the notice show."""
Ask = Callable[[str, list[Message], list[str] | None], Iterator[Shown]]


def build_ask(
    youju: Answerer,
    chrome: Chrome,
    *,
    engine: str = "extractive",
    examples: Sequence[str] | None = None,
    home: Path | None = None,
) -> None:
    """Lay out the tab's content; called inside its ``gr.Tab``."""
    questions = list(example_questions(youju) if examples is None else examples)
    with gr.Row(elem_id="yj-columns"):
        with gr.Column(scale=3, min_width=320):
            chat = gr.Chatbot(
                elem_id="yj-chat",
                label="对话",
                show_label=False,
                allow_tags=False,
                sanitize_html=True,
                latex_delimiters=[],
                buttons=[],
                feedback_options=None,
                group_consecutive_messages=False,
                placeholder=_welcome(youju),
            )
            with gr.Row(equal_height=True):
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
                    min_width=60,
                    scale=1,
                )
                clear = chrome.make(
                    gr.Button, lambda words: {"value": words.ask.clear}, min_width=60, scale=1
                )
            notice = gr.HTML("", elem_id="yj-notice", js_on_load=None)
            chosen = chrome.make(
                gr.Dropdown,
                lambda words: {"label": words.ask.districts},
                choices=list(youju.districts),
                value=[],
                multiselect=True,
                elem_id="yj-districts",
            )
            samples = chrome.make(
                gr.Dataset,
                lambda words: {"label": words.ask.examples},
                components=[box],
                samples=[[question] for question in questions],
                elem_id="yj-examples",
                visible=bool(questions),
            )
        with gr.Column(scale=2, min_width=320):
            panel = gr.HTML(empty_panel(), elem_id="yj-evidence", js_on_load=None)

    ask = _asker(youju, engine)
    shown = [box, chat, panel, notice]

    asked = gr.on(
        [box.submit, send.click],
        ask,
        inputs=[box, chat, chosen],
        outputs=shown,
        **HIDDEN,
        **LIMITED,
    )
    sampled = samples.click(
        lambda sample, history, districts: (yield from ask(sample[0], history, districts)),
        inputs=[samples, chat, chosen],
        outputs=shown,
        **HIDDEN,
        **LIMITED,
    )
    gr.on(
        [clear.click, chat.clear],
        lambda: ("", [], empty_panel(), ""),
        outputs=shown,
        cancels=[asked, sampled],
        queue=False,
        **HIDDEN,
    )


def _welcome(youju: Answerer) -> str:
    if not youju.documents:
        return "还没有可以查找的资料。请先运行 youju index 建立索引。"
    districts = youju.districts
    names = "、".join(districts[:8]) + ("等" if len(districts) > 8 else "")
    covered = f"，覆盖 {len(districts)} 个地区：{names}" if districts else ""
    return f"<div>资料共 {len(youju.documents)} 份{escape(covered)}。请提问。</div>"


def _asker(youju: Answerer, engine: str) -> Ask:
    def ask(text: str, history: list[Message], districts: list[str] | None) -> Iterator[Shown]:
        try:
            question = checked(text)
        except UsageError as error:
            yield text, history, gr.skip(), f'<p role="alert">{escape(str(error))}</p>'
            return
        shown = [*history, question_message(question)]
        yield "", shown, gr.skip(), ""
        try:
            answer = youju.answer(
                question,
                history=to_pairs(history),
                districts=tuple(districts) if districts else None,
                engine=engine,
            )
        except YoujuError as error:
            yield "", [*shown, error_message(str(error))], empty_panel(), ""
            return
        except Exception:
            _log.exception("no answer to %r", question)
            yield "", [*shown, error_message(UNEXPECTED)], empty_panel(), ""
            return
        turn = turns(shown)
        reply = answer_message(answer, youju, turn)
        yield "", [*shown, reply], evidence_panel(answer, youju, turn), ""

    return ask
