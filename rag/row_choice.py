"""Which rows of a table a question is about when it does not name them: those on the right side of
a bound, those without any, those that another cell marks (牵头单位是市民政局的), the largest."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.bounds import Bound, bound
from rag.cells import Line, shortened
from rag.match import Topic
from rag.numbers import quantities
from rag.question import Question

_WHICH = re.compile("哪|谁|什么(?!时候)|有几|最[高低大小多少快慢长短]的[^，。？]{0,8}[？?]?$")
_NONE = re.compile(
    "不用|不必|不需要?|无需|没有?(?:任务|指标|安排|新建|建|要)|(?:为|是)(?:0|零)的?|未安排|零任务"
)
MOST = re.compile(
    "(?:最|排名?第一|居首|第一|数得?着)(?P<low>[少小低慢短轻末])?|(?P<last>垫底|倒数第一|末位)"
)
_FIRST = re.compile("前(?P<few>[一二三四五六七八九十\\d]+)(?:名|位|个|家)")
_FALLEN = re.compile("下降|减少|负增长|下滑|降了|跌")
GROWTH = re.compile("增[长速幅]|涨|同比|升降|±")
_NUMBER = re.compile(r"[-+\d.,%—–]+")
_MARKS = re.compile("[、，；/ ]")
LEAST_NAMED = 0.12
"""The share of a topic that the name of a column must have for the column to be asked for."""
LONGEST_MARK = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """Rows chosen by one of their columns, in the order they are told in. ``words`` are those of
    the question that they were chosen by, so that these are true of each row."""

    lines: tuple[Line, ...]
    columns: tuple[int, ...]
    words: str

    def columns_of(self, line: Line) -> tuple[int, ...]:
        """The columns that are told of a row."""
        return tuple(at for at in self.columns if line.cell(at)) or tuple(line.columns[:1])


def choice_of(question: Question, topic: Topic, lines: Sequence[Line]) -> Choice | None:
    """The rows of a table that ``question`` describes rather than names; none of them where
    it describes some and none fits, ``None`` where it describes none."""
    text = question.text
    if any(len(x.name) > 1 and x.name in text for x in lines):
        return None
    parts = [line for line in lines if not line.is_whole]
    if not _WHICH.search(text):
        return _by_mark(question, topic, parts)
    found = bound(text)
    if found and (at := _asked(topic, parts, limit=found[0])) is not None:
        limit, start, end = found
        return Choice(
            tuple(
                line for line in parts if any(limit.allows(q) for q in quantities(line.value(at)))
            ),
            (at,),
            text[start:end],
        )
    if (none := _NONE.search(text)) and (at := _asked(topic, parts)) is not None:
        return _by_amount(parts, at, lambda amount: amount == 0, none.group())
    if (fallen := _FALLEN.search(text)) and (at := _asked(topic, parts, growth=True)) is not None:
        return _by_amount(parts, at, lambda amount: amount < 0, fallen.group())
    if (most := MOST.search(text)) and (at := _asked(topic, parts)) is not None:
        amounts = [a for line in parts if (a := line.amount(at)) is not None]
        extreme = min(amounts) if most["low"] or most["last"] else max(amounts)
        return _by_amount(parts, at, lambda amount: amount == extreme, most.group())
    if (first := _FIRST.search(text)) and (at := _asked(topic, parts)) is not None:
        ranked = sorted((a for line in parts if (a := line.amount(at)) is not None), reverse=True)
        few = quantities(f"{first['few']}个")
        least = ranked[: int(few[0].low)][-1] if few and ranked else 0.0
        return _by_amount(parts, at, lambda amount: amount >= least, first.group())
    return _by_mark(question, topic, parts)


def extreme_column(question: Question, line: Line) -> int | None:
    """The column of a row with the largest or smallest figure where that is asked for and all
    columns are of one kind, as those of places are; else ``None``."""
    most = MOST.search(question.text)
    amounts = {at: a for at in line.columns if (a := line.amount(at)) is not None}
    alike = len({line.unit(at) for at in amounts}) == 1 and len(amounts) == len(line.columns)
    if not most or not _WHICH.search(question.text) or not alike or len(amounts) < 2:
        return None
    low = most["low"] or most["last"]
    return min(amounts, key=lambda at: amounts[at] if low else -amounts[at])


def _by_amount(
    lines: Sequence[Line], at: int, chosen: Callable[[float], bool], words: str
) -> Choice:
    fitting = (x for x in lines if (amount := x.amount(at)) is not None and chosen(amount))
    return Choice(tuple(fitting), (at,), words)


def _asked(
    topic: Topic, lines: Sequence[Line], *, growth: bool = False, limit: Bound | None = None
) -> int | None:
    """The column of figures that a question asks for by its name, or the only one there is, of those
    that ``limit`` may be a bound on: 70亿 is none on a number of projects."""
    if not lines:
        return None
    columns = lines[0].table.columns
    figures = [
        at
        for at in lines[0].table.values
        if sum(line.amount(at) is not None for line in lines) * 2 > len(lines)
    ]
    if limit:
        figures = [
            at
            for at in figures
            if any(limit.compares(q) for line in lines for q in quantities(line.value(at)))
        ]
    if growth:
        return next((at for at in figures if GROWTH.search(columns[at])), None)
    weights = {at: topic.coverage(topic.mask(columns[at].lower())) for at in figures}
    best = max(figures, key=lambda at: (weights[at], -at), default=None)
    if best is None or (weights[best] < LEAST_NAMED and len(figures) > 1):
        return None
    return best


def _by_mark(question: Question, topic: Topic, lines: Sequence[Line]) -> Choice | None:
    """The rows that have a word of the question in a cell other than their name."""
    for at in lines[0].table.values if lines else ():
        marks = [_mark(line.cell(at), question.text) for line in lines]
        chosen = [line for line, mark in zip(lines, marks, strict=True) if mark]
        if chosen and len(chosen) < len(lines):
            columns = lines[0].table.columns
            others = [
                c
                for c in lines[0].table.values
                if c != at and topic.coverage(topic.mask(columns[c].lower())) >= LEAST_NAMED
            ]
            words = " ".join(dict.fromkeys(filter(None, marks)))
            return Choice(tuple(chosen), tuple(sorted([at, *others])), words)
    return None


def _mark(cell: str, text: str) -> str:
    """The first of the words of a cell that stands in ``text``, without 市 before it if need be."""
    for word in _MARKS.split(cell):
        if 2 <= len(word) <= LONGEST_MARK and not _NUMBER.fullmatch(word):
            if word in text:
                return word
            if len(word) > 3 and word[0] in "省市州县区" and word[1:] in text:
                return word[1:]
            if (short := shortened(word, text)) and short[-1] == word[-1]:
                return short
    return ""
