"""A model's reply, cut into sentences while it is still being written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

LONGEST_REPLY = 4000
"""Characters of a reply that are read; what comes after is babble."""
_SENTENCE = re.compile(
    r"[^\n]*?[。！？!?]+[”」』）)]*[ \t]*(?:\[\d{1,3}(?:[ \t]*[,，、][ \t]*\d{1,3})*\][ \t]*)*(?=[^\s\[”」』）)。！？!?])|[^\n]*\n"
)
_ENDED = re.compile(r"[。！？!?”」』）)\]]$")
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_LIST_MARK = re.compile(r"^(?:[-*•·]+|\d{1,2}[.、)）](?!\d)|[（(]\d{1,2}[）)]|#+|>+)\s*")
_NOISE = re.compile(r"\*\*|__|`+")


def sentences(pieces: Iterable[str]) -> Iterator[str]:
    """The sentences of a reply, each as soon as it is whole, marks included. What a model thinks
    aloud, list marks and headings are left out."""
    text, at, read, said = "", 0, 0, False
    for piece in pieces:
        text += piece
        read += len(piece)
        if read > LONGEST_REPLY:
            break
        if "<think>" in text and "</think>" not in text:
            continue
        visible = _THOUGHT.sub("", text)
        while match := _SENTENCE.match(visible, at):
            at = match.end()
            if sentence := _plain(match.group()):
                said = True
                yield sentence
    rest = _THOUGHT.sub("", text)[at:]
    for line in rest.split("\n"):
        sentence = _plain(line)
        # What breaks off in the middle is no sentence; a bare answer (8个) may be.
        if sentence and (_ENDED.search(sentence) or not said):
            said = True
            yield sentence


def _plain(sentence: str) -> str:
    return _NOISE.sub("", _LIST_MARK.sub("", sentence.strip())).strip()
