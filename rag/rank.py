"""Districts in the order of their figures, for 哪个区最多 and the like."""

from __future__ import annotations

from collections import Counter

from rag.candidate import Candidate
from rag.numbers import Quantity, quantities
from rag.question import Question

_LOW_END = frozenset("低小少慢短")
MOST_RANKED = 5


def ranked_by_figure(
    question: Question, groups: dict[str, list[Candidate]]
) -> dict[str, list[Candidate]]:
    """The districts at the asked end of the scale, at most ``MOST_RANKED``, best first.

    A range counts by its middle. Districts without a figure of the kind asked for are left
    out (see ``without_figure``); the order of equal ones is kept.
    """
    figures = {name: _figure(question, own[0]) for name, own in groups.items()}
    known = {name: figure for name, figure in figures.items() if figure is not None}
    sign = 1 if question.superlative in _LOW_END else -1
    ordered = sorted(known, key=lambda name: sign * (known[name].low + known[name].high))
    return {name: groups[name] for name in ordered[:MOST_RANKED]}


def without_figure(question: Question, groups: dict[str, list[Candidate]]) -> list[str]:
    """The districts that cannot be ranked: no evidence, no fitting figure, or one of
    another kind than most have."""
    figures = {name: _figure(question, own[0]) if own else None for name, own in groups.items()}
    kinds = Counter(figure.dimension for figure in figures.values() if figure)
    usual = kinds.most_common(1)[0][0] if kinds else ""
    return [n for n, figure in figures.items() if figure is None or figure.dimension != usual]


def _figure(question: Question, best: Candidate) -> Quantity | None:
    wanted = question.dimensions
    found = quantities(best.evidence.quote)
    if "从" in best.evidence.quote[: found[0].start if found else 0]:
        found = found[1:]  # 从11万亿元提高到14万亿元: it is what it has become
    for quantity in found:
        if quantity.dimension in wanted if wanted else quantity.dimension not in {"year", "bare"}:
            return quantity
    return None
