"""``/answer`` for programs: a question in, the answer with its citations out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import gradio as gr
from gradio.events import api

from index.errors import UsageError, YoujuError
from rag.youju import LONGEST_QUESTION
from ui.seam import Answerer

AT_ONCE = 4
"""Questions answered at the same time; more wait their turn."""
LIMITED: dict[str, Any] = {"concurrency_limit": AT_ONCE, "concurrency_id": "answer"}
"""What every event that asks a question passes to Gradio."""
UNEXPECTED = (
    "出了意外，这个问题没有得到回答。请再试一次；如果仍然这样，请查看启动程序的窗口里的记录。"
)
_log = logging.getLogger(__name__)


def add_endpoint(youju: Answerer, engine: str) -> None:
    """Offer ``/answer``; called inside the app."""
    api(_endpoint(youju, engine), api_name="answer", **LIMITED)


def checked(question: str) -> str:
    """The question without white space around it; ``UsageError`` when it cannot be asked."""
    question = question.strip()
    if not question:
        raise UsageError("请先输入问题。")
    if len(question) > LONGEST_QUESTION:
        raise UsageError(f"问题太长（{len(question)} 字），请控制在 {LONGEST_QUESTION} 字以内。")
    return question


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
            raise gr.Error(UNEXPECTED, title="出错了", print_exception=False) from error
        return found.to_dict()

    return answer
