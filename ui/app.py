"""The page itself: a chat on the left, the evidence for the last answer on the right."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import gradio as gr
from gradio.events import api

from index.errors import UsageError, YoujuError
from rag.youju import LONGEST_QUESTION
from ui.evidence import empty_panel, evidence_panel
from ui.examples import example_questions
from ui.markup import escape
from ui.messages import Message, answer_message, error_message, question_message, to_pairs, turns
from ui.seam import Answerer

AT_ONCE = 4
"""Questions answered at the same time; more wait their turn."""

_UNEXPECTED = (
    "出了意外，这个问题没有得到回答。请再试一次；如果仍然这样，请查看启动程序的窗口里的记录。"
)
_log = logging.getLogger(__name__)

Shown = tuple[str, list[Message], str | dict[str, Any], str]
"""What the question box, the chat, the evidence panel and the notice show."""
Ask = Callable[[str, list[Message], list[str] | None], Iterator[Shown]]


def build_app(
    youju: Answerer, *, engine: str = "extractive", examples: Sequence[str] | None = None
) -> gr.Blocks:
    """Build the page over ``youju``; ``examples`` are taken from its documents when not given.

    Theme and style go to ``launch()``; ``serve`` passes them.
    """
    questions = list(example_questions(youju) if examples is None else examples)
    app = gr.Blocks(title="有据", analytics_enabled=False, fill_width=True)
    with app:
        gr.HTML(
            "<h1>有据</h1><p>每一句回答都能在原文里查到；资料里没有的，直说没有。</p>",
            elem_classes="yj-title",
            js_on_load=None,
        )
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
                    box = gr.Textbox(
                        elem_id="yj-question",
                        label="问题",
                        show_label=False,
                        container=False,
                        placeholder="请输入问题，按回车发送",
                        lines=1,
                        max_lines=6,
                        autofocus=True,
                        scale=8,
                        min_width=140,
                    )
                    send = gr.Button("发送", variant="primary", min_width=60, scale=1)
                    clear = gr.Button("清空", min_width=60, scale=1)
                notice = gr.HTML("", elem_id="yj-notice", js_on_load=None)
                chosen = gr.Dropdown(
                    choices=list(youju.districts),
                    value=[],
                    multiselect=True,
                    label="限定地区（不选则在全部地区中查找）",
                    elem_id="yj-districts",
                )
                samples = gr.Dataset(
                    components=[box],
                    samples=[[question] for question in questions],
                    label="试试这些问题",
                    elem_id="yj-examples",
                    visible=bool(questions),
                )
            with gr.Column(scale=2, min_width=320):
                panel = gr.HTML(empty_panel(), elem_id="yj-evidence", js_on_load=None)

        ask = _asker(youju, engine)
        shown = [box, chat, panel, notice]
        hidden: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        limited: dict[str, Any] = {"concurrency_limit": AT_ONCE, "concurrency_id": "answer"}
        asked = gr.on(
            [box.submit, send.click],
            ask,
            inputs=[box, chat, chosen],
            outputs=shown,
            **hidden,
            **limited,
        )
        sampled = samples.click(
            lambda sample, history, districts: (yield from ask(sample[0], history, districts)),
            inputs=[samples, chat, chosen],
            outputs=shown,
            **hidden,
            **limited,
        )
        gr.on(
            [clear.click, chat.clear],
            lambda: ("", [], empty_panel(), ""),
            outputs=shown,
            cancels=[asked, sampled],
            queue=False,
            **hidden,
        )
        api(_endpoint(youju, engine), api_name="answer", **limited)
    app.queue(default_concurrency_limit=AT_ONCE, max_size=256)
    return app


def checked(question: str) -> str:
    """The question without white space around it; ``UsageError`` when it cannot be asked."""
    question = question.strip()
    if not question:
        raise UsageError("请先输入问题。")
    if len(question) > LONGEST_QUESTION:
        raise UsageError(f"问题太长（{len(question)} 字），请控制在 {LONGEST_QUESTION} 字以内。")
    return question


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
            yield "", [*shown, error_message(_UNEXPECTED)], empty_panel(), ""
            return
        turn = turns(shown)
        reply = answer_message(answer, youju, turn)
        yield "", [*shown, reply], evidence_panel(answer, youju, turn), ""

    return ask


def _endpoint(youju: Answerer, engine: str) -> Callable[[str, list[str] | None], dict[str, Any]]:
    def answer(question: str, districts: list[str] | None = None) -> dict[str, Any]:
        """Answer a question from the indexed documents, citing the exact words.

        Args:
            question: the question, in Chinese, at most 2000 characters
            districts: names of the districts to search; all of them when left out

        Returns:
            status, text, sentences, citations, scope, reason, nearest, engine, timings_ms
        """
        try:
            asked = checked(question)
            found = youju.answer(
                asked, districts=tuple(districts) if districts else None, engine=engine
            )
        except YoujuError as error:
            raise gr.Error(str(error), title="无法回答", print_exception=False) from error
        except Exception as error:
            _log.exception("no answer to %r", question)
            raise gr.Error(_UNEXPECTED, title="出错了", print_exception=False) from error
        return found.to_dict()

    return answer
