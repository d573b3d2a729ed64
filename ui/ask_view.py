"""What the Ask tab shows of the documents and of the person's conversations."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from ui.ask_parts import only_update, past_update, welcome
from ui.conversation import Conversation, Turn
from ui.evidence import empty_panel, evidence_panel
from ui.examples import Examples
from ui.history import Conversations, Person, is_key, new_key
from ui.messages import chat_messages
from ui.seam import Answerer
from ui.words import Words, words_in

Shown = tuple[Any, Any, Any, Any, Any, Any]
"""The question box, chat, evidence, notice, the conversation's id, the list of conversations."""


class AskView:
    """It keeps nothing of anybody: what was said is read from the person's own folder each
    time."""

    def __init__(
        self, youju: Answerer, *, examples: Sequence[str] | None = None, home: Path | None = None
    ) -> None:
        self._youju = youju
        self._examples = Examples(youju, examples)
        self._conversations = Conversations(home)

    def empty_chat(self, words: Words) -> dict[str, Any]:
        """What a chat shows before the first question: what there is to ask about."""
        return {
            "label": words.ask.chat,
            "placeholder": welcome(self._youju, words),
            "examples": [{"text": question} for question in self._examples.now()],
        }

    def open(self, language: str, browser: object, request: gr.Request) -> tuple[Any, ...]:
        """A page that was just opened: the person's latest conversation."""
        key = browser if is_key(browser) else new_key()
        person = self._person(request, key)
        latest = next((name for _, name in person.recent()), "")
        return key, *self._shown(person, person.open(latest), words_in(language))

    def refresh(self, language: str) -> tuple[Any, Any]:
        """Examples and districts as the documents are now."""
        words = words_in(language)
        return gr.update(**self.empty_chat(words)), gr.update(choices=list(self._youju.districts))

    def only_label(self, language: str, only: list[str] | None) -> Any:
        """What is written over the choice of districts."""
        return only_update(words_in(language), only)

    def redraw(
        self, language: str, browser: object, current: str, request: gr.Request
    ) -> tuple[Any, Any]:
        """The conversation in another language."""
        if not current:  # not opened yet; it will be in that language
            return gr.skip(), gr.skip()
        conversation = self._person(request, browser).open(current)
        words = words_in(language)
        return gr.update(value=chat_messages(conversation.turns, words)), self._panel(
            conversation.turns, words
        )

    # for the handlers

    def _person(self, request: gr.Request, browser: object) -> Person:
        """Whose conversations these are; without a key of its own a page has only this visit."""
        key = str(browser) if is_key(browser) else f"visit {request.session_hash}"
        return self._conversations.of(request.username, key)

    def _shown(self, person: Person, conversation: Conversation, words: Words) -> Shown:
        return (
            gr.skip(),
            gr.update(value=chat_messages(conversation.turns, words)),
            self._panel(conversation.turns, words),
            "",
            conversation.id,
            past_update(person, conversation, words),
        )

    def _panel(self, turns: Sequence[Turn], words: Words, number: int | None = None) -> str:
        """The evidence of a turn, by default of the last."""
        number = len(turns) if number is None else number
        answer = turns[number - 1].answer if turns else None
        return evidence_panel(answer, self._youju, number, words) if answer else empty_panel(words)
