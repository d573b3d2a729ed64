"""Whether the figures of a sentence are those of what it cites: value, unit, bound and thing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.sentences import clause_spans
from rag.numbers import Quantity, quantities
from rag.verify.content import overlap, words_of
from rag.verify.passage import Told

Bound = Literal["exact", "about", "least", "most"]

_LEAST_BEFORE = re.compile(
    "(?:(?<!不)(?:超过?|高于|大于|多于)|突破|逾|不低于|不少于|不小于|至少|最少|最低)$"
)
_LEAST_AFTER = re.compile("[多余]?(?:及|\\(含\\)|（含）)?以上")
_MOST_BEFORE = re.compile(
    "(?:不超过?|不高于|不多于|不大于|(?<!不)(?:低于|少于|小于)|至多|最多|最高|不到|不足|未满)$"
)
_MOST_AFTER = re.compile("(?:及|\\(含\\)|（含）)?(?:以[下内]|之内)")
_ABOUT_BEFORE = re.compile("(?:约|大约|大概|接近|将近|近|左右)$")
_ABOUT_AFTER = re.compile("左右|上下")
_QUALIFIES = re.compile("(?:及|含)?以[上下内]|级")
_MORE = re.compile("[多余](?=[万亿个家人户件元公平项所座条名吨])")
ROUNDED = 0.06
"""How far a rounded figure may lie from the exact one, as a share of it."""
SAME_THING, RATHER_OTHER = 0.34, 0.12
"""The share of a figure's own words that must stand with it in the source, and by how much another
figure there may match them better."""
_INTERCHANGEABLE = frozenset(
    {"个", "家", "所", "座", "处", "项", "条", "支", "款", "种", "类", "名", "人", "位"}
)
_PEOPLE = frozenset({"名", "人", "位"})
_LOOSE = frozenset({"year", "ordinal"})


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity with its bound and the words it stands with: its item of a list, and its clause
    with the one before, which may name the subject."""

    quantity: Quantity
    bound: Bound
    item: str
    clause: str
    written: str


def figures(text: str) -> list[Figure]:
    """The figures of ``text`` in order, years and ordinals included."""
    spans = clause_spans(text, 0, len(text))
    found = []
    for quantity in quantities(text):
        start, end = next(
            (span for span in spans if span[0] <= quantity.start < span[1]), (0, len(text))
        )
        a, b = _item(text, start, end, quantity)
        before = max((span[0] for span in spans if span[1] <= start), default=start)
        found.append(
            Figure(
                quantity,
                _bound(text, quantity),
                item=text[a : quantity.start] + " " + text[quantity.end : b],
                clause=text[before:end],
                written=text[quantity.start : quantity.end],
            )
        )
    return found


def wrong_figures(
    sentence: str,
    told: Sequence[Told],
    names: Iterable[str],
    tells_of: Callable[[Told, int], bool],
) -> list[str]:
    """The objections to the figures of ``sentence`` against the sentences it cites.

    ``names`` (places, people) say nothing of what a figure measures; ``tells_of(source, at)`` says
    whether a source is about the place that what stands at ``at`` is told of.
    """
    known = [(source, figure) for source in told for figure in figures(source.text)]
    labels = [
        (s, f)
        for s in {t.passage.number: t for t in told}.values()
        for f in figures(s.passage.label)
    ]
    return [
        reason
        for figure in figures(sentence)
        if (
            reason := _objection(
                figure,
                sentence,
                [(t, f) for t, f in known if tells_of(t, figure.quantity.start)],
                labels,
                tuple(names),
            )
        )
    ]


def _objection(
    figure: Figure,
    sentence: str,
    known: Sequence[tuple[Told, Figure]],
    labels: Sequence[tuple[Told, Figure]],
    names: tuple[str, ...],
) -> str:
    if figure.quantity.dimension == "year" and figure.quantity.low in range(1900, 2100):
        return ""  # a date, judged with the times
    same = [(t, f) for t, f in known if _same(figure, f)]
    if not same:
        if any(_same(figure, f) for _, f in labels):
            return ""
        return f"数字 {figure.written} 不在引文中"
    same = [(t, f) for t, f in same if _has_others(figure, f)]
    if not same:
        return f"引文中的 {figure.written} 是另一件事的数字"
    bounded = [(t, f) for t, f in same if _bounds_agree(figure, f)]
    if not bounded:
        return f"{figure.written} 的界限（超过、不到、约……）与引文不同"
    words = words_of(f"{figure.item}", names)
    if figure.quantity.dimension in _LOOSE or not words:
        return ""
    around = words_of(sentence, names)
    best = max(_likeness(words, around, f, t) for t, f in bounded)
    others = [
        _likeness(words, around, f, t)
        for t, f in known
        if f.quantity.dimension == figure.quantity.dimension and not _same(figure, f)
    ]
    if best < SAME_THING:
        return f"引文中的 {figure.written} 说的不是这件事"
    if others and max(others) - best >= RATHER_OTHER:
        return f"引文中的 {figure.written} 是另一件事的数字"
    return ""


def _has_others(mine: Figure, other: Figure) -> bool:
    """Whether the figures that qualify a figure (十亿元以上项目40个) qualify it in the source too."""
    there = quantities(other.item)
    own = [q for q in quantities(mine.item) if _QUALIFIES.match(mine.item, q.end)]
    return all(any(q.same_value(o) for o in there) for q in own)


def _likeness(words: frozenset[str], around: frozenset[str], figure: Figure, source: Told) -> float:
    """How much a figure of the source stands with the same words, 0..1: its item counts, and what
    its sentence and heading say about all of them."""
    item = words_of(figure.item, ())
    clause = words_of(figure.clause, ())
    whole = words_of(f"{source.passage.label} {source.before[-60:]} {source.text}", ())
    own = overlap(words, item)
    near = overlap(words, clause)
    far = overlap(words, whole)
    return 0.6 * own + 0.25 * near + 0.15 * far if own or near else 0.34 * far


def _same(mine: Figure, other: Figure) -> bool:
    a, b = mine.quantity, other.quantity
    if not _same_unit(a, b):
        return False
    if a.same_value(b):
        return True
    if mine.bound == "exact" or a.low != a.high or b.low != b.high or a.dimension == "ordinal":
        return False
    if a.dimension != b.dimension:
        return False
    (low, high) = (a.low, b.low)
    if not high or len(_digits(low)) >= len(_digits(high)):
        return False  # a rounded figure has fewer digits
    share = low / high
    if mine.bound == "least":
        return 1 - ROUNDED * 2 <= share <= 1
    if mine.bound == "most":
        return 1 <= share <= 1 + ROUNDED * 2
    return abs(share - 1) <= ROUNDED


def _digits(value: float) -> str:
    return f"{value:.6f}".replace(".", "").strip("0")


def _same_unit(a: Quantity, b: Quantity) -> bool:
    if a.unit == b.unit or "" in {a.unit, b.unit}:
        return True
    if a.dimension in {"count", "people", "trips"} and b.dimension in {"count", "people", "trips"}:
        if (a.unit in _PEOPLE) != (b.unit in _PEOPLE):
            return "个" in {a.unit, b.unit}
        return {a.unit, b.unit} <= _INTERCHANGEABLE or "个" in {a.unit, b.unit}
    return a.dimension == b.dimension


def _bound(text: str, quantity: Quantity) -> Bound:
    before, after = text[: quantity.start].rstrip("了到至达为的 "), text[quantity.end :]
    if _MOST_BEFORE.search(before) or _MOST_AFTER.match(after):
        return "most"
    if _LEAST_BEFORE.search(before) or _LEAST_AFTER.match(after):
        return "least"
    if _ABOUT_BEFORE.search(before) or _ABOUT_AFTER.match(after):
        return "about"
    return "least" if _MORE.search(text[quantity.start : quantity.end + 1]) else "exact"


def _bounds_agree(mine: Figure, other: Figure) -> bool:
    """Whether a figure may be told with its bound where the source has another: no bound may be
    turned round, and one that sets a limit may not be dropped."""
    if mine.bound == other.bound:
        return True
    exact_there = other.bound == "exact"
    if mine.bound in {"least", "most"}:
        return exact_there and not mine.quantity.same_value(other.quantity)
    if mine.bound == "about":
        return exact_there
    return other.bound == "about"


def _item(text: str, start: int, end: int, quantity: Quantity) -> tuple[int, int]:
    """The part of a clause between the list marks around a figure, where it has words of its own."""
    begin = start
    stop = end
    for at in _marks(text, start, end):
        if at < quantity.start and len(text[at + 1 : quantity.start]) >= 2:
            begin = at + 1
        if at >= quantity.end and stop == end and quantities(text[at:end]):
            stop = at
    if len(text[begin : quantity.start].strip()) < 2 and not text[quantity.end : stop].strip():
        begin = start
    return begin, stop


def _marks(text: str, start: int, end: int) -> Iterator[int]:
    return (at for at in range(start, end) if text[at] in "、和及")
