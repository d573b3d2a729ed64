"""What was asked and answered, as data: the chat on the page is drawn from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from rag.records import Answer

Vote = Literal["", "like", "dislike"]
MOST_TURNS = 100
"""Questions a conversation may have; the page draws all of them after each."""
REMEMBERED = 20
"""Turns that a follow-up may refer to."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with its answer, or with the sentence that says why there is none.

    ``districts`` are those the person chose, none when they were worked out. ``covered`` are
    the districts of the documents and ``searched`` how many documents were searched, both at
    that time, as are the checks: every quote stands in its place, every number in a quote.
    """

    question: str
    asked: str
    answer: Answer | None = None
    error: str = ""
    districts: tuple[str, ...] = ()
    covered: tuple[str, ...] = ()
    searched: int = 0
    quotes_exact: bool = False
    numbers_checked: bool = False
    vote: Vote = ""

    @property
    def scope(self) -> tuple[str, ...]:
        """The districts the answer is restricted to; none when it is about all."""
        if self.answer is None or any(d.found_by == "corpus" for d in self.answer.scope):
            return ()
        return tuple(dict.fromkeys(d.name for d in self.answer.scope))

    @property
    def others(self) -> tuple[str, ...]:
        """The covered districts outside ``scope``."""
        return tuple(name for name in self.covered if name not in self.scope)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns in order. ``id`` is made by the server and names the file it is kept in."""

    id: str
    turns: tuple[Turn, ...] = ()

    @property
    def title(self) -> str:
        """Its first question; empty before there is one."""
        return " ".join(self.turns[0].question.split()) if self.turns else ""

    def with_turn(self, turn: Turn, at: int | None = None) -> Conversation:
        """With ``turn`` at the end, or in place of the last one when ``at`` is its index."""
        kept = self.turns[:-1] if at is not None and at == len(self.turns) - 1 else self.turns
        return replace(self, turns=(*kept, turn))

    def with_vote(self, at: int, vote: Vote) -> Conversation:
        """With the vote on a turn set, or taken back when it is the one already given."""
        if not 0 <= at < len(self.turns):
            return self
        turn = self.turns[at]
        voted = replace(turn, vote="" if turn.vote == vote else vote)
        return replace(self, turns=(*self.turns[:at], voted, *self.turns[at + 1 :]))


def pairs(turns: Sequence[Turn]) -> list[tuple[str, str]]:
    """The answered questions as the history an engine takes; errors are none of it."""
    return [(t.question, t.answer.text) for t in turns if t.answer is not None][-REMEMBERED:]


_CODEC = TypeAdapter(Conversation)


def to_json(conversation: Conversation) -> str:
    """The conversation as a file's content."""
    return _CODEC.dump_json(conversation).decode("utf-8", "surrogatepass")


def from_json(text: str) -> Conversation | None:
    """The inverse of ``to_json``; ``None`` for anything else."""
    try:
        return _CODEC.validate_json(text)
    except ValidationError:
        return None
