"""Words that answer for one another, read from ``synonyms.toml`` beside this file."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ASKED_ONLY = "~"
"""Marks a word that people ask with but documents do not answer with, or that would be found
inside other words (高企 in 提高企业)."""

_BEFORE, _AFTER = "要想能会可都再又还也给被把将没来去每", "了着过的到上下出进去来给"
"""Characters beside which a single one is still a word of its own: 要养, 领到."""


@cache
def _stored() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("synonyms.toml").read_text(encoding="utf-8"))


@cache
def groups() -> tuple[tuple[str, ...], ...]:
    """Groups of interchangeable words, in file order, the names of measures first."""
    return (*measures(), *(tuple(group) for group in _stored()["groups"]))


@cache
def measures() -> tuple[tuple[str, ...], ...]:
    """Those groups that each name one measure: figures of another are never an answer."""
    return tuple(tuple(group) for group in _stored()["measures"])


@cache
def everyday() -> dict[str, tuple[str, ...]]:
    """A word people ask with (病床) → the words documents have for it (床位); not the other way
    round."""
    words: dict[str, tuple[str, ...]] = {}
    for asked, told in _stored()["everyday"].items():
        words |= {word: (*words.get(word, ()), *told) for word in asked.split()}
    return words


@cache
def fields() -> dict[str, tuple[str, ...]]:
    """A field (民生) → words that speak of it (就业, 养老); not the other way round."""
    return {name: tuple(words) for name, words in _stored()["fields"].items()}


@cache
def _groups_by_word(broad: bool) -> dict[str, tuple[tuple[str, ...], ...]]:
    by_word: dict[str, tuple[tuple[str, ...], ...]] = {}
    for group in groups():
        answering = tuple(word for word in group if not word.startswith(ASKED_ONLY))
        for word in group:
            plain = word.removeprefix(ASKED_ONLY).lower()
            by_word[plain] = (*by_word.get(plain, ()), (plain, *answering))
    for word, told in [*everyday().items(), *(fields().items() if broad else ())]:
        by_word[word] = (*by_word.get(word, ()), (word, *told))
    return by_word


@cache
def _longest(broad: bool) -> int:
    return max(map(len, _groups_by_word(broad)))


@cache
def _measure_names() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(w.removeprefix(ASKED_ONLY).lower() for w in g) for g in measures())


def find_measures(text: str) -> list[tuple[str, ...]]:
    """For every measure that ``text`` names, all its names, lower-cased; a word that may mean
    either of two (钱袋子) gives the names of both."""
    named = dict.fromkeys(text[start:end].lower() for start, end, _ in find_synonyms(text))
    meant = [
        [name for group in _measure_names() if word in group for name in group] for word in named
    ]
    return [tuple(dict.fromkeys(names)) for names in meant if names]


def find_synonyms(text: str, *, broad: bool = False) -> list[tuple[int, int, tuple[str, ...]]]:
    """``(start, end, words)`` of the longest words of ``text`` that have synonyms; ``words``
    holds the word itself and every other one, lower-cased. ``broad`` counts the words that
    speak of a field (see ``fields``) too. A single character of ``everyday`` counts only where it
    is a word of its own: 养 in 要养多少, not in 养老."""
    lowered = text.lower()
    table = _groups_by_word(broad)
    longest = _longest(broad)
    found = []
    position = 0
    while position < len(lowered):
        for end in range(min(position + longest, len(lowered)), position, -1):
            hit = table.get(lowered[position:end])
            if hit and (end - position > 1 or _may_stand(lowered, position)):
                words = dict.fromkeys(w.lower() for group in hit for w in group)
                found.append((position, end, tuple(words)))
                position = end
                break
        else:
            position += 1
    return found


def _may_stand(text: str, at: int) -> bool:
    """Whether the character at ``at`` is no everyday word, or one that stands by itself."""
    beside = ((text[max(at - 1, 0) : at], _BEFORE), (text[at + 1 : at + 2], _AFTER))
    return text[at] not in everyday() or all(
        char in alone or not "\u4e00" <= char <= "\u9fff" for char, alone in beside
    )
