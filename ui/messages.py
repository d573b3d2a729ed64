"""Chat messages: how questions, answers and errors look, and the way back to plain history.

Every message is one ``<div>`` of escaped text. An answer is followed by notes (scope, time,
engine), each a ``<div class="yj-note …">``; escaped text holds no ``<``, so the first note
marks the end of what was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rag.records import Answer, ScopedDistrict
from ui.markup import escape, escape_lines, plain
from ui.seam import Library

Message = dict[str, Any]
"""A message in Gradio's form: ``role`` and ``content``."""

_NOTE = '<div class="yj-note'
_ERROR = '<div class="yj-error">'
_MARK = re.compile(r"\[(\d{1,3})\](?=(?:\[\d{1,3}\])*(?:<br>|$))")
"""Marks stand at the end of a line; brackets inside a line belong to the source."""
_LISTED = 5
"""Districts named one by one in a status line; of more, the first few and how many."""
_ENGINES = {"extractive": "原文摘取"}


def card_id(turn: int, number: int) -> str:
    """The element id of citation ``number`` of the ``turn``-th question of a conversation."""
    return f"yj-{turn}-{number}"


def question_message(question: str) -> Message:
    """What the person asked."""
    return {"role": "user", "content": f'<div class="yj-question">{escape_lines(question)}</div>'}


def error_message(text: str) -> Message:
    """A sentence in place of an answer; it never becomes part of the history."""
    return {"role": "assistant", "content": f"{_ERROR}{escape_lines(text)}</div>"}


def answer_message(answer: Answer, library: Library, turn: int) -> Message:
    """An answer or a refusal with its notes underneath."""
    notes: list[str] = []
    if answer.reason and answer.reason not in answer.text:
        notes.append(_note("reason", answer.reason))
    if answer.status != "answered" and not all(d in answer.text for d in library.districts):
        notes.append(_note("covered", f"资料覆盖的地区：{'、'.join(library.districts)}"))
    notes.append(_note("status", status_line(answer, library)))
    body = f'<div class="yj-answer yj-{answer.status}">{_with_marks(answer, turn)}</div>'
    return {"role": "assistant", "content": body + "".join(notes)}


def status_line(answer: Answer, library: Library) -> str:
    """What was searched, how long it took and what answered."""
    return (
        f"检索范围：{_scope(answer.scope, library)}（{len(library.documents)} 份文件）"
        f" · 耗时 {_milliseconds(answer.timings_ms)} ms"
        f" · 引擎：{_ENGINES.get(answer.engine, answer.engine)}"
    )


def to_pairs(history: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Gradio's history as (question, answer) pairs; notes, errors and open questions left out."""
    pairs: list[tuple[str, str]] = []
    question: str | None = None
    for message in history:
        markup = _text_of(message.get("content"))
        if message.get("role") == "user":
            question = plain(markup)
        elif question is not None:
            if not markup.startswith(_ERROR):
                pairs.append((question, plain(markup.split(_NOTE, 1)[0])))
            question = None
    return pairs


def turns(history: Sequence[Mapping[str, Any]]) -> int:
    """How many questions have been asked so far."""
    return sum(message.get("role") == "user" for message in history)


def _text_of(content: object) -> str:
    """Content as the page sends it (a list of blocks) or as a client does (a string)."""
    if isinstance(content, str):
        return content
    if isinstance(content, Mapping):
        text = content.get("text", "")
        return text if isinstance(text, str) else ""
    if isinstance(content, Sequence):
        return "".join(_text_of(block) for block in content)
    return ""


def _with_marks(answer: Answer, turn: int) -> str:
    """The answer's text, its marks made links to the cards beside the chat."""
    known = {citation.number for citation in answer.citations}

    def link(match: re.Match[str]) -> str:
        number = int(match[1])
        if number not in known:
            return match[0]
        return f'<a class="yj-mark" href="#{card_id(turn, number)}">{match[0]}</a>'

    return _MARK.sub(link, escape_lines(answer.text))


def _note(kind: str, text: str) -> str:
    return f'{_NOTE} yj-{kind}">{escape(text)}</div>'


def _scope(scope: Sequence[ScopedDistrict], library: Library) -> str:
    if not scope or any(district.found_by == "corpus" for district in scope):
        return f"全部 {len(library.districts)} 个地区"
    listed = "、".join(_scoped(district) for district in scope[:_LISTED])
    return listed if len(scope) <= _LISTED else f"{listed}等 {len(scope)} 个地区"


def _scoped(district: ScopedDistrict) -> str:
    if district.found_by == "history":
        return f"{district.name}（承接上文）"
    if district.found_by in ("alias", "speaker", "region") and district.matched:
        return f"{district.name}（“{district.matched}”）"
    return district.name


def _milliseconds(timings: Mapping[str, float]) -> int:
    return round(timings["total"] if "total" in timings else sum(timings.values()))
