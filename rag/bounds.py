"""The bound that a question puts on a figure: 增速超过6%的, 不到一千亿的."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rag.numbers import Quantity, quantities

_OVER = re.compile(
    "(?:(?<![不没])超过?了?|突破了?|[越跨迈]过|(?<!不)高[于过]|(?<!不)[大多]于|不[低少小]于|至少|(?<![不没超])[过破]了?|(?<![以之])上了?|敢定)$"
)
_UNDER = re.compile(
    "(?:(?<!不)低于|(?<!不)[少小]于|不[到足满]|未达到?|没有?[到过上]|没有|没超过?|不[超高]过|不[高大多]于)$"
)
_STRICT = re.compile("(?<![不没])超|(?<!不)[多大高低少小]于|不到|不足|不满")
_ABOVE = re.compile("(?:及|和|或|含)?(?:以上|往上|之上|更[高多大]|[打出]头|大关)")
_BELOW = re.compile(
    "(?:及|和|或)?(?:以[下内]|之[下内]|更[低少小])|(?:都|还|也)(?:不到|没到|没有|不足|不够)"
)
_LARGE = frozenset({"money", "mass", "people", "trips", "count", "power", "bare"})
_TIMES = frozenset({"year", "time", "ordinal"})
_AGES = frozenset({"岁", "周岁"})
_LASTING = frozenset({"天", "小时", "分钟", "工作日", "个工作日", "个小时"})
_FAR = 1000.0
"""How many times as large a figure may be as a bound on it, or as small."""
_WITHIN = re.compile("[之以]?内")
"""After how long something takes: 100天内."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure must be at least ``limit``, or at most where ``least`` is false; ``strict`` says
    that the limit itself will not do (多于15个)."""

    limit: Quantity
    least: bool
    strict: bool = False

    @property
    def dimensions(self) -> frozenset[str]:
        """The units that the figure may have; a bare 一千亿 may be of money, people, …"""
        dimension = self.limit.dimension
        return frozenset({dimension}) if dimension != "bare" else _LARGE

    def compares(self, figure: Quantity) -> bool:
        """Whether ``figure`` is of the same kind as the limit and of a size that is told with it."""
        figure, limit = _plain(figure), _plain(self.limit)
        near = limit.low / _FAR <= figure.low <= limit.low * _FAR
        return (near or not limit.low) and self._is_same_kind(figure)

    def _is_same_kind(self, figure: Quantity) -> bool:
        return figure.dimension == "bare" or figure.dimension in self.dimensions

    def allows(self, figure: Quantity) -> bool:
        """Whether ``figure`` is of the same kind as the limit and on the right side of it."""
        figure, limit = _plain(figure), _plain(self.limit)
        if not self._is_same_kind(figure) or (self.strict and figure.low == limit.low):
            return False
        return figure.low >= limit.low if self.least else figure.high <= limit.high


def _plain(quantity: Quantity) -> Quantity:
    """七成 as 70%."""
    if quantity.unit != "成":
        return quantity
    return replace(quantity, low=10 * quantity.low, high=10 * quantity.high, unit="%")


def bound(text: str) -> tuple[Bound, int, int] | None:
    """The bound that ``text`` puts on a figure and where it stands there, if any."""
    for quantity in quantities(text):
        takes = quantity.unit in _LASTING and _WITHIN.match(text, quantity.end)
        if quantity.dimension in _TIMES and quantity.unit not in _AGES and not takes:
            continue
        start, end = quantity.start, quantity.end
        under, over = _UNDER.search(text[:start]), _OVER.search(text[:start])
        below, above = takes or _BELOW.match(text, end), _ABOVE.match(text, end)
        word, after = under or over, below or above
        if word or after:
            least = not (under or below)
            stretch = (word.start() if word else start, after.end() if after else end)
            strict = word is not None and not after and bool(_STRICT.search(word.group()))
            return Bound(quantity, least, strict), *stretch
    return None
