"""Answers from tables: the cells of a row that tell what is asked, weighed like any sentence.

A row alone (松山区 4800 7500) says nothing: it is judged as the sentence that it makes with the
names of its columns (松山区新建日光温室4800亩), by the very measures that judge running text, and
told in the words of header and row.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.document import Chunk, Document
from index.searchable import Index
from index.tables import Table
from rag.candidate import Candidate
from rag.cells import Line, lines_of, shortened, tables_of
from rag.fit import FIGURE, NO_FIGURE
from rag.match import Topic
from rag.numbers import quantities
from rag.period import Timing, document_year, timeline, years_named
from rag.question import Question
from rag.records import Cells, Evidence
from rag.retrieve import Hit
from rag.row_choice import GROWTH, Choice, choice_of
from rag.select import CHUNK_SHARE, CONTEXT_AROUND, LENGTH_COST, Selector

MOST_LINES, MOST_TOLD = 16, 12
"""Rows of a table that are weighed, those nearest to the topic in words, and rows told together."""
ADDS = 0.1
"""What a further column must add to the topic covered to be told too."""
AS_GOOD = 0.02
"""By how much the scores of two columns may differ that the question does not tell apart."""
ASPECT = 0.3
"""What it is worth that a column is of the kind asked for: who, when, how much."""
EXTRA, MOST_EXTRA = 0.02, 0.2
"""The cost of each character of a row's name that the question does not have, and the most."""
NAMED, NAMED_BEFORE = 0.15, 0.4
"""The share of what names the matter that the label of a row must have for the question to be about
that row, and the share of the topic before where a follow-up names no other."""
WHOLE_TABLE = 0.8
"""The share that a table must have of it to be told row by row."""
SHORT = 30
"""Characters of a cell from which on it is running text of its own."""
_NO_FIGURES = frozenset({"year", "bare", "ordinal"})
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
_EVERY_COLUMN = re.compile("哪些|各项|分别|各是|全部|都|情况|怎么|如何|什么")


@dataclass(frozen=True, slots=True)
class _Told:
    """A row with the columns of it that are told, and what that is worth."""

    line: Line
    columns: tuple[int, ...]
    candidate: Candidate


class TableReader:
    """Finds what tables tell of one question."""

    def __init__(self, index: Index, question: Question, selector: Selector) -> None:
        self._index = index
        self._question = question
        self._selector = selector
        self._topic: Topic = selector.topic
        self._chunks: dict[str, tuple[list[int], Sequence[Chunk]]] = {}
        self._choices: dict[tuple[str, int], Choice | None] = {}

    def candidates(self, hits: Sequence[Hit], district: str = "") -> list[Candidate]:
        """What the tables of the documents of ``hits`` tell of ``district`` (of any place where it
        is empty), best first, one candidate a row or a choice of rows."""
        found: list[_Told] = []
        for document_id in dict.fromkeys(hit.chunk.document_id for hit in hits):
            document = self._index.documents[document_id]
            for table in tables_of(document):
                found += self._told(document, table, district)
        found.sort(key=lambda t: (-t.candidate.score, t.line.row.start))
        return [t.candidate for t in found]

    def reads(self, hit: Hit, start: int) -> bool:
        """Whether what starts at ``start`` in the document of ``hit`` is a line of a table without
        running text in its cells, so that it is told with its header or not at all, or only says
        that the table follows."""
        document = self._index.documents[hit.chunk.document_id]
        for table in tables_of(document):
            if table.above[0] <= start < table.above[1]:
                told = quantities(document.text[slice(*table.above)])
                return all(q.dimension in _NO_FIGURES or q.unit in {"届", "次"} for q in told)
            if table.start <= start < table.end:
                rows = (*table.header, *table.rows)
                row = next((r for r in rows if r.start <= start < r.end), None)
                return row is None or all(b - a <= SHORT for a, b in row.cells)
        return False

    def _told(self, document: Document, table: Table, district: str) -> list[_Told]:
        lines = lines_of(document, table)
        if not lines:
            return []
        key = document.id, table.start
        if key not in self._choices:
            self._choices[key] = choice_of(self._question, self._topic, lines)
        choice = self._choices[key]
        own = [line for line in lines if self._is_of(document, line, district)]
        if choice is None:
            named = [line for line in own if self._is_named(document, line)]
            if not named and len(own) <= MOST_TOLD:
                return self._all_rows([t for x in own if (t := self._unnamed(document, x))])
            named.sort(key=lambda line: -self._topic.coverage(self._mask(line.label)))
            return [t for line in named[:MOST_LINES] if (t := self._best(document, line))]
        if not any(self._is_of(document, line, district) for line in choice.lines):
            inside = self._index.gazetteer.inside(district, self._index.districts)
            if not district or self._question.kind == "which":
                own = []
            else:
                own = [
                    x
                    for x in lines
                    if set(self._chunk(document, x.row.start).districts) & set(inside)
                ]
        chosen = [line for line in choice.lines if line in own]
        told = [
            self._weigh(document, line, choice.columns_of(line), choice.words) for line in chosen
        ]
        return self._together(told)

    def _is_of(self, document: Document, line: Line, district: str) -> bool:
        own = self._chunk(document, line.row.start).districts
        return not district or district in own

    def _is_named(self, document: Document, line: Line) -> bool:
        """Whether the question names a row: by the place that it is of, or by its label, not
        counting words that a column has too; or a row that sums up places."""
        place = self._chunk(document, line.row.start).districts
        if place != self._chunk(document, line.table.start).districts:
            return True
        last = self._chunk(document, line.table.rows[0].start).districts
        if line.is_whole:
            return last != place or "计" in self._question.text
        others = self._mask(" ".join((*line.table.columns, self._over(line))))
        own = self._mask(f"{line.label} {self._shortened(line.name)}") & ~others
        if own.bit_count() > 1 and self._topic.share(self._topic.core, own) >= NAMED:
            return True
        context = self._selector.context
        return context.coverage(context.mask(line.label.lower())) >= NAMED_BEFORE

    def _all_rows(self, told: list[_Told]) -> list[_Told]:
        """Rows of which the question names none, told together if it is the table it asks for."""
        told = [t for t in told if t.columns == told[0].columns]
        if len(told) < 2 or told[0].candidate.of_core < WHOLE_TABLE:
            return []
        return self._together(told)

    def _unnamed(self, document: Document, line: Line) -> _Told | None:
        """One of the rows of a table that is asked for as a whole: with the columns asked for, or
        alone where only what there is is asked for."""
        label = self._mask(line.label)
        if self._question.numeric or any(self._named(line, at, label) for at in line.columns):
            best = self._best(document, line)
            return best and self._weigh(document, line, best.columns, whole=True)
        return self._weigh(document, line, ())

    def _together(self, told: Sequence[_Told]) -> list[_Told]:
        """Rows told in one answer: one candidate, the others along with it."""
        if not told:
            return []
        first, *others = told[:MOST_TOLD]
        cells = first.candidate.evidence.cells
        assert cells is not None
        cells = replace(cells, others=tuple(t.candidate.evidence for t in others))
        evidence = replace(first.candidate.evidence, cells=cells)
        return [replace(first, candidate=replace(first.candidate, evidence=evidence))]

    def _best(self, document: Document, line: Line) -> _Told | None:
        """A row with the columns that the question asks for."""
        single = [self._weigh(document, line, (at,)) for at in line.columns]
        if self._question.numeric and any(t.candidate.quantity for t in single):
            grown = GROWTH.search(self._question.text)
            single = [
                t
                for t in single
                if t.candidate.quantity
                or (grown and GROWTH.search(line.table.columns[t.columns[0]]))
            ]
        if self._question.where or self._question.person:
            single = [t for t in single if self._is_asked(line, t.columns[0])]
        if not single:
            return None
        label = self._mask(line.label)
        named = {t.columns[0]: self._named(line, t.columns[0], label) for t in single}
        if not any(named.values()) and len(single) > 1:
            if not self._question.numeric and _EVERY_COLUMN.search(self._question.text):
                return self._weigh(document, line, tuple(line.columns))
            if self._question.numeric and len(line.columns) > 1 and not label:
                return self._weigh(document, line, tuple(t.columns[0] for t in single))
        best = max(single, key=lambda t: (t.candidate.score, -t.columns[0]))
        told = [best.columns[0]]
        covered = best.candidate.mask
        for other in sorted(single, key=lambda t: -t.candidate.score):
            at = other.columns[0]
            gain = self._share(other.candidate.mask & ~covered)
            alike = (
                other.candidate.mask == best.candidate.mask
                and best.candidate.score - other.candidate.score <= AS_GOOD
                and years_named(line.table.columns[at], 0)
            )
            if at not in told and ((named[at] and gain >= ADDS) or alike):
                told.append(at)
                covered |= other.candidate.mask
        return best if len(told) == 1 else self._weigh(document, line, tuple(sorted(told)))

    def _named(self, line: Line, at: int, label: int) -> bool:
        """Whether the question asks for a column, by its name or its kind."""
        name = line.table.columns[at]
        own = self._mask(f"{name} {self._shortened(name)}") & ~label
        return self._share(own) >= ADDS or self._is_asked(line, at)

    def _share(self, mask: int) -> float:
        """The share of the topic that ``mask`` covers, of what names the matter if that is more:
        增长 alone names none."""
        topic = self._topic
        return max(topic.share(topic.core, mask & topic.core), topic.coverage(mask))

    def _is_asked(self, line: Line, at: int) -> bool:
        name = line.table.columns[at]
        return self._is_put_up(line.cell(at)) or any(
            a.search(self._question.text) and c.search(name) for a, c in _ASPECTS
        )

    def _weigh(
        self,
        document: Document,
        line: Line,
        columns: tuple[int, ...],
        words: str = "",
        *,
        whole: bool = False,
    ) -> _Told:
        """The candidate that ``columns`` of a row make; ``words`` of the question are true of it;
        ``whole`` says that all rows are told."""
        question, topic = self._question, self._topic
        chunk = self._chunk(document, line.row.start)
        quote = line.said(columns, self._shortened)
        timing = self._timing(document, line, columns)
        fit = self._selector.fitting.judge(quote, timing, document, chunk)
        above = self._over(line)
        own = self._mask(f"{quote} {words}")
        if whole or words or not columns or len(columns) == len(line.columns) > 1:
            # What the rows tell together is what the table is of.
            own |= self._mask(f"{above} {document.title}")
        figure = fit.figure or bool(words) or self._gives_figure(line, columns)
        if figure:
            own |= self._selector.measures
        around = f"{document.title} {chunk.heading} {above} {line.beside(columns)}".lower()
        mask = own | topic.mask(around)
        coverage = self._selector.coverage(own, own | self._mask(above), topic.mask(around))
        leaning = self._selector.context.mask(f"{quote} {around}".lower())
        extra = sum(char not in question.text for char in line.label)
        placed = any(line.label.startswith(name[:2]) for name in (*chunk.districts, "全", "合计"))
        score = (
            coverage
            + fit.score
            + (FIGURE - NO_FIGURE) * (self._question.numeric and figure and not fit.figure)
            + ASPECT * any(self._is_asked(line, at) for at in columns)
            + CONTEXT_AROUND * self._selector.context.coverage(leaning)
            + CHUNK_SHARE
            - LENGTH_COST * len(quote)
            - (0.0 if placed else min(EXTRA * extra, MOST_EXTRA))
        )
        start, end = line.spans(columns)[-1]
        cells = Cells(line.shown(columns), line.spans(columns))
        return _Told(
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
            ),
        )

    def _timing(self, document: Document, line: Line, columns: Sequence[int]) -> Timing:
        """When the columns take place: as they say, or what stands above, or the section."""
        base = document_year(document)
        names = "，".join(line.table.columns[at] for at in columns)
        above = self._over(line)
        rows = timeline(document)
        at = bisect_right(rows, line.row.start, key=lambda row: row[0]) - 1
        around = rows[max(at, 0)][2] if rows else Timing(None, "any")
        named = years_named(names, base) or years_named(above, base)
        years = named[0] if named else around.years
        for told in (names, above):
            if bool(_TARGET.search(told)) != bool(_RESULT.search(told)):
                return Timing(years, "target" if _TARGET.search(told) else "result")
        return Timing(years, around.mood)

    def _over(self, line: Line) -> str:
        """What stands above a table."""
        return line.text[slice(*line.table.above)]

    def _mask(self, text: str) -> int:
        return self._topic.mask(text.lower())

    def _gives_figure(self, line: Line, columns: Sequence[int]) -> bool:
        """Whether columns that the question calls by a name of its own hold figures asked for."""
        fits = self._selector.fitting.owner.fits
        return any(
            (
                self._shortened(line.table.columns[at])
                and any(map(fits, quantities(f"{line.cell(at)}{line.unit(at)}")))
            )
            or self._is_put_up(line.cell(at))
            for at in columns
        )

    def _is_put_up(self, cell: str) -> bool:
        """Whether a cell is one of those that the question puts up for choice: 约束性还是预期性."""
        return "还是" in self._question.text and len(cell) > 1 and cell in self._question.text

    def _shortened(self, name: str) -> str:
        return shortened(name, self._topic.text)

    def _chunk(self, document: Document, start: int) -> Chunk:
        if document.id not in self._chunks:
            own = self._index.chunks_of(document)
            self._chunks[document.id] = [c.start for c in own], own
        starts, own = self._chunks[document.id]
        return own[max(bisect_right(starts, start) - 1, 0)]
