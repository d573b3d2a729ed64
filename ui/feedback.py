"""Likes and dislikes, kept where ``youju eval`` and a person can read them.

``pairs.jsonl`` holds question–answer pairs in the form ``youju eval`` reads: answers people
liked, with their quotes as evidence. ``review.jsonl`` holds what a person has to decide about:
answers people disliked, and liked ones whose question does not say by itself what was asked
(districts chosen by hand). Each of its lines has the pair as far as it is known under ``pair``,
to be completed and moved to a file of pairs, and beside it what was answered.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.store.layout import replace_file
from rag.numbers import quantities
from rag.records import Answer
from ui.conversation import Conversation, Turn, pairs

PAIRS, REVIEW = "pairs.jsonl", "review.jsonl"
_COMPARED = re.compile("比较|对比|相比|区别|异同")
_WHICH = re.compile("哪|谁")


class Feedback:
    """The votes under an index folder; without one they go no further than the page."""

    def __init__(self, home: Path | None = None) -> None:
        self._folder = None if home is None else home / "feedback"
        self._writing = threading.Lock()

    def record(self, conversation: Conversation, at: int) -> None:
        """Write down the vote on a turn, in place of an earlier one on it; none takes it back."""
        turn = conversation.turns[at]
        if self._folder is None or turn.answer is None:
            return
        name = _name(conversation, at)
        pair = pair_of(name, turn, conversation.turns[:at])
        ready = turn.vote == "like" and not turn.districts
        with self._writing:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _put(self._folder / PAIRS, name, pair if ready else None)
            reviewed = _to_review(turn, turn.answer, pair) if turn.vote and not ready else None
            _put(self._folder / REVIEW, name, reviewed)


def pair_of(name: str, turn: Turn, before: Sequence[Turn]) -> dict[str, Any]:
    """The question–answer pair that says this answer is right."""
    answer = turn.answer
    assert answer is not None
    history = [list(pair) for pair in pairs(before)]
    pair: dict[str, Any] = {"id": name, "question": turn.question.strip()}
    if answer.status == "refused":
        pair |= {"type": "unanswerable", "answerable": False, "districts": list(turn.scope)}
    else:
        quotes = list(dict.fromkeys(citation.quote for citation in answer.citations))
        cited = dict.fromkeys(name for c in answer.citations for name in c.districts)
        pair |= {
            "type": _type(turn.question, answer, follows=bool(history)),
            "answerable": True,
            "districts": list(cited),
            "answer_contains": _facts(quotes),
            "evidence": quotes,
        }
    return pair | ({"history": history} if history else {})


def _facts(quotes: Sequence[str]) -> list[list[str]]:
    """What a right answer has to state: the amounts in each quote (80号 is none), or all of one
    without any."""
    facts: dict[str, None] = {}
    for quote in quotes:
        amounts = [
            quote[q.start : q.end].strip()
            for q in quantities(quote)
            if q.dimension not in {"bare", "ordinal"}
        ]
        facts |= dict.fromkeys(amounts or [quote])
    return [[fact] for fact in facts]


def _type(question: str, answer: Answer, *, follows: bool) -> str:
    if follows:
        return "multi_turn"
    if _COMPARED.search(question):
        return "compare"
    if _WHICH.search(question) and len({c.districts for c in answer.citations}) > 1:
        return "which"
    return "fact" if len(answer.sentences) == 1 else "list"


def _to_review(turn: Turn, answer: Answer, pair: dict[str, Any]) -> dict[str, Any]:
    """What a person needs to decide. Of a disliked answer nothing is taken for right."""
    if turn.vote == "dislike" and answer.status != "refused":
        pair = pair | {"answer_contains": [], "evidence": []}
    elif turn.vote == "dislike":
        pair = pair | {"type": "fact", "answerable": True, "answer_contains": [], "evidence": []}
    return {
        "vote": turn.vote,
        "asked": turn.asked,
        "chosen_districts": list(turn.districts),
        "status": answer.status,
        "answer": answer.text,
        "quotes": [citation.quote for citation in (answer.citations or answer.nearest)],
        "pair": pair,
    }


def _name(conversation: Conversation, at: int) -> str:
    """A name for a turn that tells nothing about whose it is."""
    return hashlib.sha256(f"{conversation.id}\n{at}".encode()).hexdigest()[:12]


def _put(path: Path, name: str, entry: dict[str, Any] | None) -> None:
    """Replace, add or remove the line of ``name``; every other line stays as it is."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        lines = []
    kept = [line for line in lines if line.strip() and f'"{name}"' not in line]
    if entry is not None:
        kept.append(json.dumps(entry, ensure_ascii=False))
    if kept or path.exists():
        replace_file(path, "".join(f"{line}\n" for line in kept))
