"""One topic, district by district: what each says of it, in its own words, or nothing."""

from __future__ import annotations

import os
import re
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from index.terms import tokenize
from rag.numbers import Quantity, quantities
from rag.records import Citation
from ui.seam import Answerer

MOST_QUOTES = 3
"""Quotes shown of one district."""
LONG_QUOTE = 60
"""Characters from which on a quote is cut down to its sentences about the topic."""
_AT_ONCE = min(os.cpu_count() or 1, 4)
"""Districts asked about at the same time; the model leaves Python's lock while it runs."""
_ABOUT = 0.6
"""What a clause must have of the topic's words for its figure to be the topic's, measured by the
clause that has most."""
_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？\n]*[”’』」]*")
_CLAUSE = re.compile(r"[^，、；。！？\n]+")
_ASKED_UNIT = re.compile(r"(?:多少|几)万?亿?([\u4e00-\u9fff%％])")
_NO_MEASURE = frozenset({"year", "bare", "ordinal", "time"})
_NO_UNITS = frozenset({"大", "级", "届", "期", "版", "点", "强", "A", "轮"})
"""What stands after a number without counting anything: 二十大, 4A, 三级."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity that a district gives for the topic, as written and by value.

    A range counts by its middle. ``number`` is that of the citation it stands in.
    """

    district: str
    written: str
    value: float
    unit: str
    number: int


@dataclass(frozen=True, slots=True)
class Row:
    """What is said of the topic in one district; no citations where it is not mentioned."""

    district: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """A topic over districts. Citations are numbered through the whole table.

    ``figures`` are of one unit and of at least two districts, or there are none.
    """

    topic: str
    rows: tuple[Row, ...]
    figures: tuple[Figure, ...]
    milliseconds: float

    @property
    def mentioned(self) -> int:
        """How many districts say something."""
        return sum(bool(row.citations) for row in self.rows)


def compare(youju: Answerer, topic: str, districts: Sequence[str] = ()) -> Comparison:
    """Ask about ``topic`` in each of ``districts`` (all when none is given) by itself.

    Raises ``UsageError`` for a topic that cannot be asked about or an unknown district.
    """
    started = time.perf_counter()
    names = list(districts or youju.districts)
    rows: list[Row] = []
    number = 0
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        answers = pool.map(lambda name: youju.answer(topic, districts=[name]), names)
        for name, answer in zip(names, answers, strict=True):
            kept: dict[tuple[str, int, int], Citation] = {}
            for citation in answer.citations[:MOST_QUOTES]:
                own = focused(citation, topic)
                kept.setdefault((own.document_id, own.start, own.end), own)
            cited = tuple(replace(c, number=number + n) for n, c in enumerate(kept.values(), 1))
            number += len(cited)
            rows.append(Row(name, cited))
    milliseconds = 1000 * (time.perf_counter() - started)
    return Comparison(topic, tuple(rows), figures_of_one_unit(topic, rows), milliseconds)


def focused(citation: Citation, topic: str) -> Citation:
    """A long quote cut down to its first sentences about ``topic``, still word for word."""
    if len(citation.quote) <= LONG_QUOTE:
        return citation
    wanted = _words(topic)
    parts = [match.span() for match in _SENTENCE.finditer(citation.quote)]
    shares = [_share(wanted, citation.quote[start:end]) for start, end in parts]
    best = max(shares, default=0.0)
    if best == 0:
        return citation
    first = shares.index(best)
    last = first
    while last + 1 < len(parts) and shares[last + 1] == best:
        last += 1
    start = parts[first][0]
    quote = citation.quote[start : parts[last][1]].rstrip("。；\n")
    start += len(quote) - len(quote.lstrip())
    quote = quote.lstrip()
    return replace(
        citation,
        quote=quote,
        start=citation.start + start,
        end=citation.start + start + len(quote),
    )


def figures_of_one_unit(topic: str, rows: Sequence[Row]) -> tuple[Figure, ...]:
    """One figure a district, all in the unit that the topic asks for or most districts use."""
    wanted = _words(topic)
    told = {row.district: _told(wanted, row) for row in rows}
    least = _ABOUT * max((share for own in told.values() for share, _ in own), default=0.0)
    figures = {
        district: [figure for share, figure in own if share >= least and share > 0]
        for district, own in told.items()
    }
    # Of units as frequent as each other, the one that stands first counts.
    units = Counter(
        unit for own in figures.values() for unit in dict.fromkeys(figure.unit for figure in own)
    )
    asked = _ASKED_UNIT.search(topic)
    if asked and units[_unit(asked[1])]:
        unit = _unit(asked[1])
    else:
        unit = max(units, key=lambda name: units[name], default="")
    found = [
        next(figure for figure in own if figure.unit == unit)
        for own in figures.values()
        if any(figure.unit == unit for figure in own)
    ]
    return tuple(found) if len(found) >= 2 else ()


def _told(wanted: frozenset[str], row: Row) -> list[tuple[float, Figure]]:
    """Every figure of a row with how much of the topic its clause has, most first."""
    found: list[tuple[float, Figure]] = []
    for citation in row.citations:
        for clause in _CLAUSE.finditer(citation.quote):
            share = _share(wanted, clause[0])
            found += [
                (
                    share,
                    Figure(
                        row.district,
                        clause[0][quantity.start : quantity.end],
                        (quantity.low + quantity.high) / 2,
                        _unit(quantity.unit),
                        citation.number,
                    ),
                )
                for quantity in _measures(clause[0])
            ]
    found.sort(key=lambda pair: -pair[0])
    return found


def _measures(clause: str) -> list[Quantity]:
    return [
        q
        for q in quantities(clause)
        if q.unit and q.unit not in _NO_UNITS and q.dimension not in _NO_MEASURE
    ]


def _unit(written: str) -> str:
    return "%" if written == "％" else written


def _words(topic: str) -> frozenset[str]:
    tokens = tokenize(topic)
    return frozenset(token for token in tokens if len(token) > 1) or frozenset(tokens)


def _share(wanted: frozenset[str], text: str) -> float:
    return len(wanted & frozenset(tokenize(text))) / len(wanted) if wanted else 0.0
