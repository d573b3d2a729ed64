"""Districts in the order of their figures, for 哪个区最多 and the like."""

from __future__ import annotations

import re
from collections import Counter

from rag.candidate import Candidate
from rag.numbers import Quantity, quantities
from rag.question import Question
from rag.select import Selector

_LOW_END = frozenset("低小少慢短")
_ALL_RANKED = re.compile(
    "前[二两三四五六\\d]|排[序列]|排名(?!第|首|最)|怎么排|依次|由?从?[高大多]到[低小少]|由?从?[低小少]到[高大多]|各[是有为多]|分别"
)
"""Questions about the whole order (前三, 从高到低), not only about its end."""
MOST_RANKED = 5


def ranked_by_figure(
    question: Question, selector: Selector, groups: dict[str, list[Candidate]]
) -> dict[str, list[Candidate]]:
    """The district at the asked end of the scale, with those that equal it; or if the order is asked
    for the first ``MOST_RANKED``, best first.

    A range counts by its middle. Districts without a figure of the kind asked for are left
    out (see ``without_figure``); the order of equal ones is kept.
    """
    figures = {name: _figure(question, selector, name, own[0]) for name, own in groups.items()}
    known = {name: figure for name, figure in figures.items() if figure is not None}
    sign = 1 if question.superlative in _LOW_END else -1
    value = {name: sign * (figure.low + figure.high) for name, figure in known.items()}
    ordered = sorted(known, key=value.__getitem__)
    if not _ALL_RANKED.search(question.text):
        ordered = [name for name in ordered if value[name] == value[ordered[0]]]
    return {name: groups[name] for name in ordered[:MOST_RANKED]}


def without_figure(
    question: Question, selector: Selector, groups: dict[str, list[Candidate]]
) -> list[str]:
    """The districts that cannot be ranked: no evidence, no fitting figure, or one of
    another kind than most have."""
    figures = {
        name: _figure(question, selector, name, own[0]) if own else None
        for name, own in groups.items()
    }
    kinds = Counter(figure.dimension for figure in figures.values() if figure)
    usual = kinds.most_common(1)[0][0] if kinds else ""
    return [n for n, figure in figures.items() if figure is None or figure.dimension != usual]


def _figure(
    question: Question, selector: Selector, district: str, best: Candidate
) -> Quantity | None:
    """The figure of the part of the quote that is most about the topic: 新增学位3.2万个 and not
    新建学校21所 before it. Of 由820亿元增加到1768亿元 it is what it has become."""
    wanted = question.dimensions
    topic, quote = selector.topic, best.evidence.quote
    parts = re.split("[，、；。]", quote[slice(*selector.told_of(quote, district))])
    parts.sort(key=lambda part: -topic.coverage(topic.mask(part.lower())))
    for part in parts:
        found = [
            q
            for q in quantities(part)
            if (q.dimension in wanted if wanted else q.dimension not in {"year", "bare"})
        ]
        if found:
            return found[-1] if len(found) > 1 and re.search("[从由].*到", part) else found[0]
    return None
