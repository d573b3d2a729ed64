"""What the cells of a row are worth as an answer, by the measures that judge running text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from index.districts import short_name
from index.document import Chunk, Document
from index.searchable import Index
from rag.candidate import Candidate
from rag.cells import Line, shortened
from rag.fit import FIGURE, NO_FIGURE
from rag.match import Topic
from rag.numbers import quantities
from rag.period import Mood, Timing, document_year, timeline, years_named
from rag.question import Question
from rag.records import Cells, Evidence
from rag.select import CHUNK_SHARE, CONTEXT_AROUND, LENGTH_COST, Selector

ADDS = 0.1
"""The share of the topic that a column must have for the question to ask for it."""
ASPECT = 0.3
"""What it is worth that a column is of the kind asked for: who, when, how much."""
EXTRA, MOST_EXTRA = 0.02, 0.2
"""The cost of each character of a row's name that the question does not have, and the most."""
_TARGET = re.compile("目标|计划|预期|任务|预计|拟")
_RESULT = re.compile("完成|实际|实绩|实现|现状")
_ASPECTS = (
    (
        re.compile("谁|哪一?个?(?:家|部门|单位|局|委)|什么(?:部门|单位)|牵头|负责|责任|归.{0,4}管"),
        re.compile("牵头|责任|负责|主管|承办|实施(?:单位|主体)|(?<!计量)单位$|部门"),
    ),
    (
        re.compile("什么时候|何时|哪[天月]|几月|时限|时间|截止|期限|多久|之前"),
        re.compile("时限|时间|期限|日期|进度|时序|截止"),
    ),
    (
        re.compile("多少钱|标准|(?:补[贴助]?|奖励?|给|花|投)多少|资金|投资|预算"),
        re.compile("标准|金额|资金|投[资入]|预算|(?:补[贴助]|奖励|经费)额?$"),
    ),
    (
        re.compile("[在到去]哪|哪里|哪儿|地[点址]|位置"),
        re.compile("地[点址]|位置|选址|受理|窗口|办理|经办"),
    ),
)
"""How it is asked for what some columns tell, and how these are called."""


def _mood(told: str) -> Mood:
    target, result = bool(_TARGET.search(told)), bool(_RESULT.search(told))
    return "any" if target == result else ("target" if target else "result")


@dataclass(frozen=True, slots=True)
class ToldRow:
    """A row with the columns of it that are told, and what that is worth."""

    line: Line
    columns: tuple[int, ...]
    candidate: Candidate


class CellWeigher:
    """Weighs cells for one question."""

    def __init__(self, index: Index, question: Question, selector: Selector) -> None:
        self._index = index
        self._question = question
        self._selector = selector
        self._topic: Topic = selector.topic
        self._chunks: dict[str, tuple[list[int], Sequence[Chunk]]] = {}

    def weigh(
        self,
        document: Document,
        line: Line,
        columns: tuple[int, ...],
        words: str = "",
        *,
        whole: bool = False,
    ) -> ToldRow:
        """The candidate that ``columns`` of a row make; ``words`` of the question are true of it;
        ``whole`` says that all rows are told."""
        question, topic = self._question, self._topic
        chunk = self.chunk(document, line.row.start)
        quote = line.said(columns, self.short)
        timing = self._timing(document, line, columns)
        fit = self._selector.fitting.judge(quote, timing, document, chunk)
        above = line.above
        own = self.mask(f"{quote} {words}")
        if whole or words or not columns or len(columns) == len(line.columns) > 1:
            # What the rows tell together is what the table is of.
            own |= self.mask(f"{above} {document.title}")
        figure = fit.figure or bool(words) or self._gives_figure(line, columns)
        if figure:
            own |= self._selector.measures
        around = f"{document.title} {chunk.heading} {above} {line.beside(columns)}".lower()
        mask = own | topic.mask(around)
        coverage = self._selector.coverage(own, own | self.mask(above), topic.mask(around))
        leaning = self._selector.context.mask(f"{quote} {around}".lower())
        placed = line.is_whole or any(line.label[:2] == name[:2] for name in chunk.districts)
        extra = 0 if placed else sum(char not in question.text for char in line.label)
        score = (
            coverage
            + fit.score
            + (FIGURE - NO_FIGURE) * (self._question.numeric and figure and not fit.figure)
            + ASPECT * any(self.asks_for(line, at) for at in columns)
            + CONTEXT_AROUND * self._selector.context.coverage(leaning)
            + CHUNK_SHARE
            - LENGTH_COST * len(quote)
            - min(EXTRA * extra, MOST_EXTRA)
        )
        start, end = line.spans(columns)[-1]
        of_header = self.chunk(document, line.table.start).districts
        districts = of_header if of_header == chunk.districts else ()
        cells = Cells(line.shown(columns), line.spans(columns), districts)
        return ToldRow(
            line,
            columns,
            Candidate(
                evidence=Evidence(chunk, start, end, quote, score, cells),
                coverage=coverage,
                own=topic.weight(own) / (topic.whole(mask) or 1.0),
                mask=mask,
                unknown=topic.unseen(mask),
                gap=topic.missing(mask),
                quantity=figure,
                timely=fit.timely,
                only_new=fit.only_new,
                unbroken=topic.unbroken(f"{quote} {above}".lower()),
                of_head=topic.share(self._selector.head, mask),
                of_core=topic.share(topic.core, mask),
                sentence=f"{above} {words} {quote}",
                of_place=self._is_of_place(f"{chunk.heading} {above} {quote}"),
            ),
        )

    def _is_of_place(self, told: str) -> bool:
        """Whether one of the places asked about that have no documents of their own is named."""
        places = self._question.places
        return not places or any(short_name(place) in told for place in places)

    def names(self, line: Line, at: int, label: int) -> bool:
        """Whether the question asks for a column, by its name or its kind."""
        own = self.named_by(line, at) & ~label
        return self.share(own) >= ADDS or self.asks_for(line, at)

    def named_by(self, line: Line, at: int) -> int:
        """The characters of the topic that the name of a column covers."""
        name = line.table.columns[at]
        return self.mask(f"{name} {self.short(name)}")

    def share(self, mask: int) -> float:
        """The share of the topic that ``mask`` covers, of what names the matter if that is more:
        增长 alone names none."""
        topic = self._topic
        return max(topic.share(topic.core, mask & topic.core), topic.coverage(mask))

    def asks_for(self, line: Line, at: int) -> bool:
        """Whether the question asks for what a column tells, however it is called."""
        name = line.table.columns[at]
        return self._is_put_up(line.cell(at)) or any(
            a.search(self._question.text) and c.search(name) for a, c in _ASPECTS
        )

    def timely(self, line: Line, columns: Sequence[int], base: int) -> list[int]:
        """Those of ``columns`` that are of the time asked for, where the table has a column of that
        time, target or result: 2025年完成 is no answer beside 2026年目标. ``base`` is 今年."""
        names = line.table.columns
        wanted, mood = self._question.years, self._question.mood
        years = {
            at: found[0] for at in line.table.values if (found := years_named(names[at], base))
        }
        if wanted in years.values():
            columns = [at for at in columns if years.get(at, wanted) == wanted]
        moods = {at: _mood(names[at]) for at in line.table.values}
        if mood != "any" and mood in moods.values():
            columns = [at for at in columns if moods[at] in {mood, "any"}]
        return list(columns)

    def is_left_open(self, line: Line) -> bool:
        """Whether the column that the question names best is empty in a row."""
        names = line.table.columns
        named = {
            at: self.share(self.mask(f"{names[at]} {self.short(names[at])}"))
            for at in line.table.values
        }
        most = max(named.values(), default=0.0)
        return most >= ADDS and not any(named[at] == most for at in line.columns)

    def _timing(self, document: Document, line: Line, columns: Sequence[int]) -> Timing:
        """When the columns take place: as they say, or what stands above, or the section."""
        base = document_year(document)
        names = "，".join(line.table.columns[at] for at in columns)
        above = line.above
        rows = timeline(document)
        at = bisect_right(rows, line.row.start, key=lambda row: row[0]) - 1
        around = rows[max(at, 0)][2] if rows else Timing(None, "any")
        named = years_named(names, base) or years_named(above, base)
        years = named[0] if named else around.years
        mood = next((m for told in (names, above) if (m := _mood(told)) != "any"), around.mood)
        return Timing(years, mood)

    def mask(self, text: str) -> int:
        """The characters of the topic that ``text`` covers."""
        return self._topic.mask(text.lower())

    def short(self, name: str) -> str:
        """What the question calls a row or a column for short, "" for nothing."""
        return shortened(name, self._topic.text)

    def chunk(self, document: Document, start: int) -> Chunk:
        """The chunk of ``document`` that what starts at ``start`` belongs to."""
        if document.id not in self._chunks:
            own = self._index.chunks_of(document)
            self._chunks[document.id] = [c.start for c in own], own
        starts, own = self._chunks[document.id]
        return own[max(bisect_right(starts, start) - 1, 0)]

    def _gives_figure(self, line: Line, columns: Sequence[int]) -> bool:
        """Whether columns that the question calls by a name of its own hold figures asked for."""
        fits = self._selector.fitting.owner.fits
        return any(
            (self.short(line.table.columns[at]) and any(map(fits, quantities(line.value(at)))))
            or self._is_put_up(line.cell(at))
            for at in columns
        )

    def _is_put_up(self, cell: str) -> bool:
        """Whether a cell is one of those that the question puts up for choice: 约束性还是预期性."""
        return "还是" in self._question.text and len(cell) > 1 and cell in self._question.text
