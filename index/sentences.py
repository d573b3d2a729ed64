"""Sentence and clause boundaries of Chinese text, as character spans.

A boundary never falls inside a number (``8.5``), and inside a quotation or a pair of
brackets only when that pair runs on so long that waiting for its end helps nobody.
"""

from __future__ import annotations

from collections.abc import Iterator

Span = tuple[int, int]

SENTENCE_ENDS = "。！？!?"
CLAUSE_ENDS = "，；：,;"
OPENING = "“‘「『（(《〈【["
CLOSING = "”’」』）)》〉】]"
_PARTNER = dict(zip(CLOSING, OPENING, strict=True))
_AFTER_QUOTATION = SENTENCE_ENDS + CLAUSE_ENDS + CLOSING + "、"
"""A mark after a closing quotation mark: the sentence around the quotation has not ended yet."""
LONGEST_QUOTATION = 120
"""Characters a quotation or bracket may span before boundaries inside it count again."""


LONGEST_REMARK = 40
"""Characters of a remark in brackets that belongs to the sentence before it."""


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Spans of the sentences in ``text[start:end]``, surrounding white space left out.

    Line breaks end a sentence. The closing quotation mark belongs to its sentence.
    """
    return list(_spans(text, start, len(text) if end is None else end, SENTENCE_ENDS))


def is_question(sentence: str) -> bool:
    """Whether ``sentence`` asks, as the questions of an interview do."""
    return sentence.rstrip(CLOSING)[-1:] in {"？", "?"}


def clause_spans(text: str, start: int, end: int) -> list[Span]:
    """Spans of the clauses of one sentence, each with the mark that ends it."""
    return list(_spans(text, start, end, SENTENCE_ENDS + CLAUSE_ENDS))


def _spans(text: str, start: int, end: int, marks: str) -> Iterator[Span]:
    begin = start
    opened: list[tuple[str, int]] = []
    position = start
    while position < end:
        char = text[position]
        after = position + 1
        if char == "\n":
            yield from _trimmed(text, begin, position)
            begin, opened = after, []
        elif char in OPENING:
            opened.append((char, position))
        elif char in CLOSING:
            _close(opened, char)
            # A quotation that ends its own sentence ends the sentence around it.
            ended = position > begin and text[position - 1] in SENTENCE_ENDS
            goes_on = after < end and text[after] in _AFTER_QUOTATION
            if ended and not goes_on and not opened and char in "”’」』":
                yield from _trimmed(text, begin, after)
                begin = after
        elif char in marks and not _inside_number(text, position):
            while after < end and text[after] in marks:
                after += 1
            after = _after_remark(text, after, end)
            closes = after < end and text[after] in CLOSING
            if not closes and not _waits(opened, position):
                yield from _trimmed(text, begin, after)
                begin = after
        position = after
    yield from _trimmed(text, begin, end)


def _after_remark(text: str, position: int, end: int) -> int:
    """Where a remark in brackets ends that closes the line after a full stop: it belongs to the
    sentence before it (…筛查。（牵头单位：市妇联）)."""
    if text[position - 1] not in SENTENCE_ENDS or text[position : position + 1] != "（":
        return position
    close = text.find("）", position, min(position + LONGEST_REMARK, end)) + 1
    return close if close and (close >= end or text[close] == "\n") else position


def _close(opened: list[tuple[str, int]], char: str) -> None:
    for depth in range(len(opened) - 1, -1, -1):
        if opened[depth][0] == _PARTNER[char]:
            del opened[depth:]
            return


def _waits(opened: list[tuple[str, int]], position: int) -> bool:
    return bool(opened) and position - opened[0][1] < LONGEST_QUOTATION


def _inside_number(text: str, position: int) -> bool:
    return (
        text[position] in ",.:："
        and 0 < position < len(text) - 1
        and text[position - 1].isdigit()
        and text[position + 1].isdigit()
    )


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
