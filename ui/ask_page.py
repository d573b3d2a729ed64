"""What the Ask tab does when it is used; ``ask.py`` lays it out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from index.errors import UsageError
from ui.ask_parts import (
    notice,
    past_update,
    pressed_on,
    problem_with,
    turn_of,
)
from ui.ask_view import AskView, Shown
from ui.asking import ask
from ui.chips import districts_after
from ui.conversation import Conversation, Vote
from ui.export import exported
from ui.feedback import Feedback
from ui.history import Person
from ui.messages import chat_messages
from ui.seam import EXTRACTIVE, Answerer
from ui.words import Words, words_in


class AskPage(AskView):
    """Handlers of one app's Ask tab."""

    def __init__(
        self,
        youju: Answerer,
        *,
        engine: str,
        examples: Sequence[str] | None = None,
        home: Path | None = None,
    ) -> None:
        super().__init__(youju, examples=examples, home=home)
        self._engine = engine
        self._feedback = Feedback(home)

    # asking

    def ask(
        self,
        text: str,
        only: list[str] | None,
        fluent: bool,
        language: str,
        browser: object,
        current: str,
        request: gr.Request,
    ) -> Iterator[Shown]:
        """Answer a question; it is on the page before its answer is."""
        words = words_in(language)
        # A lone surrogate can neither be written to a file nor mean anything.
        question = (text or "").encode("utf-8", "replace").decode("utf-8").strip()
        if problem := problem_with(question, words):
            yield (gr.skip(), gr.skip(), gr.skip(), notice(problem), gr.skip(), gr.skip())
            return
        person = self._person(request, browser)
        yield from self._answered(
            person, person.open(current), question, tuple(only or ()), words, fluent=fluent
        )

    def ask_example(
        self,
        only: list[str] | None,
        fluent: bool,
        language: str,
        browser: object,
        current: str,
        chosen: gr.SelectData,
        request: gr.Request,
    ) -> Iterator[Shown]:
        """Ask an example that was pressed."""
        text = chosen.value.get("text", "") if isinstance(chosen.value, dict) else ""
        yield from self.ask(str(text), only, fluent, language, browser, current, request)

    def ask_again(
        self,
        fluent: bool,
        language: str,
        browser: object,
        current: str,
        pressed: gr.EventData,
        request: gr.Request,
    ) -> Iterator[Shown]:
        """Ask a turn's question again, as it was or about other districts."""
        person = self._person(request, browser)
        conversation = person.open(current)
        kind, numbers = pressed_on(pressed)
        turn = turn_of(conversation, numbers)
        if turn is None:
            return
        districts: tuple[str, ...] | None = turn.districts
        if kind != "retry":
            districts = districts_after(turn, kind, numbers[1] if len(numbers) > 1 else -1)
        if districts is not None:
            yield from self._answered(
                person,
                conversation,
                turn.question,
                districts,
                words_in(language),
                numbers[0] - 1,
                fluent=fluent,
            )

    def _answered(
        self,
        person: Person,
        conversation: Conversation,
        question: str,
        districts: tuple[str, ...],
        words: Words,
        at: int | None = None,
        *,
        fluent: bool,
    ) -> Iterator[Shown]:
        """The page with the question, then with its answer, sentence by sentence where a language
        model words it (``fluent``); in place of the turn ``at`` if that is the last one."""
        before = conversation.turns
        if at is not None and at == len(before) - 1:
            before = before[:at]
        waiting = chat_messages(before, words, pending=question)
        yield "", gr.update(value=waiting), gr.skip(), "", conversation.id, gr.skip()
        engine = self._engine if fluent else EXTRACTIVE
        turns = ask(self._youju, question, before=before, districts=districts, engine=engine)
        turn = next(turns)
        for later in turns:
            growing = chat_messages((*before, turn), words, growing=True)
            yield gr.skip(), gr.update(value=growing), *(gr.skip(),) * 4
            turn = later
        warning = ""
        try:
            conversation = person.update(conversation.id, lambda now: now.with_turn(turn, at))
            if at is not None:
                self._feedback.record(conversation, len(conversation.turns) - 1)
        except UsageError as error:
            warning = str(error)
        except OSError as error:
            conversation = conversation.with_turn(turn, at)
            warning = words.ask.not_kept.format(error.strerror)
        first = len(conversation.turns) == 1
        yield (
            gr.skip(),  # what is typed meanwhile stays
            gr.update(value=chat_messages(conversation.turns, words)),
            self._panel(conversation.turns, words),
            notice(warning),
            conversation.id,
            past_update(person, conversation, words) if first else gr.skip(),
        )

    # looking back

    def show(
        self,
        language: str,
        browser: object,
        current: str,
        pressed: gr.EventData,
        request: gr.Request,
    ) -> Any:
        """The evidence of one turn."""
        conversation = self._person(request, browser).open(current)
        _, numbers = pressed_on(pressed)
        if turn_of(conversation, numbers) is None:
            return gr.skip()
        return self._panel(conversation.turns, words_in(language), numbers[0])

    def vote(
        self,
        language: str,
        browser: object,
        current: str,
        pressed: gr.EventData,
        request: gr.Request,
    ) -> Any:
        """Like or dislike an answer, or take that back."""
        kind, numbers = pressed_on(pressed)
        person = self._person(request, browser)
        if kind not in ("like", "dislike") or turn_of(person.open(current), numbers) is None:
            return gr.skip()
        vote: Vote = "like" if kind == "like" else "dislike"
        at = numbers[0] - 1
        conversation = person.update(current, lambda now: now.with_vote(at, vote))
        self._feedback.record(conversation, at)
        return gr.update(value=chat_messages(conversation.turns, words_in(language)))

    def begin(self, language: str, browser: object, current: str, request: gr.Request) -> Shown:
        """A new conversation; the one that was open is kept."""
        person = self._person(request, browser)
        return self._shown(person, person.open(""), words_in(language))

    def reopen(
        self, name: str, language: str, browser: object, current: str, request: gr.Request
    ) -> Shown:
        """An earlier conversation."""
        person = self._person(request, browser)
        return self._shown(person, person.open(name), words_in(language))

    def delete(
        self, language: str, browser: object, current: str, sure: bool, request: gr.Request
    ) -> Shown:
        """Remove the open conversation for good and begin a new one."""
        person = self._person(request, browser)
        if not sure:
            return self._shown(person, person.open(current), words_in(language))
        person.delete(current)
        return self._shown(person, person.open(""), words_in(language))

    def exporter(self, kind: str) -> Callable[..., tuple[Any, str]]:
        """The handler that gives the open conversation as a file of ``kind``."""

        def export(
            language: str, browser: object, current: str, request: gr.Request
        ) -> tuple[Any, str]:
            words = words_in(language)
            conversation = self._person(request, browser).open(current)
            if not conversation.turns:
                return None, notice(words.ask.nothing_to_export)
            return exported(conversation, self._youju, kind, words), ""

        return export
