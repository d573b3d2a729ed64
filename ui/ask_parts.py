"""Small pieces of the Ask tab: what it says, and what a press on it means."""

from __future__ import annotations

import re
from typing import Any

import gradio as gr

from rag.youju import LONGEST_QUESTION
from ui.conversation import Conversation, Turn
from ui.history import Person
from ui.markup import escape
from ui.pressed import pressed_value
from ui.seam import Library
from ui.words import Words

_TITLE = 28
"""Characters of a conversation's title."""


def welcome(library: Library, words: Words) -> str:
    """What there is to ask about."""
    documents, districts, say = library.documents, library.districts, words.ask
    if not documents:
        return f"<p>{escape(say.no_documents)}</p>"
    names = "、".join(districts[:8]) + (say.and_more if len(districts) > 8 else "")
    text = say.welcome.format(documents=len(documents))
    if districts:
        text += say.welcome_covered.format(count=len(districts), names=names)
    return f'<div class="yj-welcome">{escape(text)}</div>'


def past_update(person: Person, conversation: Conversation, words: Words) -> Any:
    """The list of conversations with the open one chosen."""
    recent = person.recent()
    choices = [(t if len(t) <= _TITLE else f"{t[:_TITLE]}……", name) for t, name in recent]
    if all(name != conversation.id for _, name in choices):
        choices.insert(0, (words.ask.unasked, conversation.id))
    return gr.update(choices=choices, value=conversation.id)


def only_update(words: Words, only: list[str] | None) -> Any:
    """The label over the choice of districts, which says what is chosen also when closed."""
    return gr.update(label=" · ".join([words.ask.only, *(only or ())]))


def problem_with(question: str, words: Words) -> str:
    """Why a question cannot be asked; empty when it can."""
    if not question:
        return words.ask.no_question
    if len(question) > LONGEST_QUESTION:
        return words.ask.too_long.format(len(question), LONGEST_QUESTION)
    return ""


def notice(text: str) -> str:
    """A sentence under the question box."""
    return f'<p role="alert">{escape(text)}</p>' if text else ""


def pressed_on(event: gr.EventData) -> tuple[str, list[int]]:
    """What a button on the page says: its kind and its numbers. It is not to be trusted."""
    numbers = [int(part) for part in re.findall(r"\d{1,6}", pressed_value(event))]
    return pressed_value(event, "kind"), numbers


def turn_of(conversation: Conversation, numbers: list[int]) -> Turn | None:
    """The turn that a button's first number names, counted from one."""
    if not numbers or not 1 <= numbers[0] <= len(conversation.turns):
        return None
    return conversation.turns[numbers[0] - 1]
