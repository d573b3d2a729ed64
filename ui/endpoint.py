"""``/answer`` for programs: a question in, the answer with its citations out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr
from gradio.events import api

from index.errors import UsageError, YoujuError
from rag.youju import LONGEST_QUESTION
from ui.answering import answering
from ui.seam import Answerer

AT_ONCE = 4
"""Questions answered at the same time; more wait their turn."""
LIMITED: dict[str, Any] = {"concurrency_limit": AT_ONCE, "concurrency_id": "answer"}
"""What every event that asks a question passes to Gradio."""
UNEXPECTED = (
    "出了意外，这个问题没有得到回答。请再试一次；如果仍然这样，请查看启动程序的窗口里的记录。"
)


class Unexpected(YoujuError):  # noqa: N818 - a mishap of ours; the log has the details
    """No answer, for a reason that is nobody's business but the log's."""


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


def reply(
    youju: Answerer,
    engine: str,
    question: str,
    districts: Sequence[str] | None = None,
    history: Sequence[Sequence[str]] | None = None,
) -> dict[str, Any]:
    """The answer as plain JSON. Whatever goes wrong is a ``YoujuError`` fit for the asker.

    What programs send is believed to be of no type until it has been looked at.
    """
    if not isinstance(question, str):
        raise UsageError("问题（question）应为文字。")
    asked = checked(question)
    # A single name is as clear as a list of one; taken for a list it would be characters.
    names = [districts] if isinstance(districts, str) else districts or []
    if not _are_texts(names):
        raise UsageError("地区（districts）应为地区名称的列表。")
    pairs = history or []
    if not isinstance(pairs, list | tuple) or not all(
        _are_texts(pair) and len(pair) == 2 for pair in pairs
    ):
        raise UsageError("先前的对话（history）应为 [问题, 回答] 的列表。")
    try:
        with answering("api") as seen:
            found = youju.answer(
                asked,
                history=[(pair[0], pair[1]) for pair in pairs],
                districts=tuple(names) or None,
                engine=engine,
            )
            seen.status = found.status
    except YoujuError:
        raise
    except Exception as error:
        raise Unexpected(UNEXPECTED) from error
    return found.to_dict()


def _are_texts(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)


def _endpoint(
    youju: Answerer, engine: str
) -> Callable[[str, list[str] | None, list[list[str]] | None], dict[str, Any]]:
    def answer(
        question: str,
        districts: list[str] | None = None,
        history: list[list[str]] | None = None,
    ) -> dict[str, Any]:
        """Answer a question from the indexed documents, citing the exact words.

        Args:
            question: the question, in Chinese, at most 2000 characters
            districts: names of the districts to search; those of the question when left out
            history: earlier [question, answer] pairs of the conversation, oldest first

        Returns:
            status, text, sentences, citations, scope, reason, nearest, engine, timings_ms
        """
        try:
            return reply(youju, engine, question, districts, history)
        except YoujuError as error:
            title = "出错了" if isinstance(error, Unexpected) else "无法回答"
            raise gr.Error(str(error), title=title, print_exception=False) from error

    return answer
