"""Whether the figures of a sentence are those of what it cites: value, unit, bound and thing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from rag.numbers import Quantity, quantities
from rag.verify.content import overlap, words_of
from rag.verify.figures import Figure, figures
from rag.verify.passage import Told

_QUALIFIES = re.compile("(?:及|含)?以[上下内]|级")
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
    bounded = [(t, f) for t, f in bounded if not f.per or not figure.per or f.per == figure.per]
    if not bounded:
        return f"引文中的 {figure.written} 不是{figure.per}的"
    bounded = [(t, f) for t, f in bounded if {figure.turn, f.turn} != {"up", "down"}]
    if not bounded:
        return f"引文中的 {figure.written} 是反方向的变化"
    words = words_of(figure.item, names)
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
    if all(_is_of_a_neighbour(figure, f, t, [g for s, g in known if s is t]) for t, f in bounded):
        return f"引文中的 {figure.written} 是另一件事的数字"
    return ""


def _is_of_a_neighbour(
    mine: Figure, matched: Figure, source: Told, there: Sequence[Figure]
) -> bool:
    """Whether the words that tell a figure of the source from the one beside it are the other's
    in the sentence: 硕士每月800元，博士每月1500元 as 硕士每月1500元."""
    words = words_of(mine.item) - words_of(source.passage.label)
    own = words_of(matched.item)
    for other in there:
        if other.quantity.dimension != mine.quantity.dimension or _same(mine, other):
            continue
        its = words_of(other.item)
        if not (words - own) & its:
            continue
        if other.part and not matched.part:
            return True  # a part of the matched figure is named, the whole is given
        if overlap(words_of(matched.alone) - words_of(other.alone), words) < 0.5:
            return True
    return False


def _has_others(mine: Figure, other: Figure) -> bool:
    """Whether the figures that qualify a figure (十亿元以上项目40个) qualify it in the source too."""
    there = quantities(other.item)
    own = [q for q in quantities(mine.item) if _QUALIFIES.match(mine.item, q.end)]
    return all(any(q.same_value(o) for o in there) for q in own)


def _likeness(words: frozenset[str], around: frozenset[str], figure: Figure, source: Told) -> float:
    """How much a figure of the source stands with the same words, 0..1: its item counts with the
    heading, which is true of every figure under it, and what its sentence says about all of them."""
    item = words_of(f"{source.passage.label} {figure.item}", ())
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
