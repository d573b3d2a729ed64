"""Answers from tables: the cells of a row that tell what is asked, weighed like any sentence.

A row alone (松山区 4800 7500) says nothing: it is judged as the sentence that it makes with the
names of its columns (松山区新建日光温室4800亩), by the very measures that judge running text, and
told in the words of header and row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.document import Chunk, Document
from index.searchable import Index
from index.tables import Table
from rag.candidate import Candidate
from rag.cell_weights import ADDS, CellWeigher, ToldRow
from rag.cells import Line, lines_of, tables_of
from rag.match import Topic
from rag.numbers import quantities
from rag.period import document_year, years_named
from rag.question import Question
from rag.retrieve import Hit
from rag.row_choice import GROWTH, MOST, Choice, choice_of, extreme_column
from rag.select import Selector

MOST_ROWS = 500
"""Rows of a table that are all looked at; of a longer one, those of the passages found."""
MOST_LINES, MOST_TOLD = 16, 12
"""Rows of a table that are weighed, those nearest to the topic in words, and rows told together."""
AS_GOOD = 0.02
"""By how much the scores of two columns may differ that the question does not tell apart."""
NAMED, NAMED_BEFORE = 0.15, 0.4
"""The share of what names the matter that the label of a row must have for the question to be about
that row, and the share of the topic before where a follow-up names no other."""
WHOLE_TABLE = 0.8
"""The share that a table must have of it to be told row by row."""
SHORT = 30
"""Characters of a cell from which on it is running text of its own."""
_NO_FIGURES = frozenset({"year", "bare", "ordinal"})
_JOINED = re.compile("[和与及跟、]")
_EVERY_COLUMN = re.compile("哪些|各项|分别|各是|全部|都|情况|怎么|如何|什么")


class TableReader:
    """Finds what tables tell of one question."""

    def __init__(self, index: Index, question: Question, selector: Selector) -> None:
        self._index = index
        self._question = question
        self._selector = selector
        self._topic: Topic = selector.topic
        self._weigher = CellWeigher(index, question, selector)
        self._choices: dict[tuple[str, int], Choice | None] = {}

    def candidates(self, hits: Sequence[Hit], district: str = "") -> list[Candidate]:
        """What the tables of the documents of ``hits`` tell of ``district`` (of any place where it
        is empty), best first, one candidate a row or a choice of rows."""
        found: list[ToldRow] = []
        for document_id in dict.fromkeys(hit.chunk.document_id for hit in hits):
            document = self._index.documents[document_id]
            near = [hit.chunk for hit in hits if hit.chunk.document_id == document_id]
            for table in tables_of(document):
                found += self._told(document, table, near, district)
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

    def _told(
        self, document: Document, table: Table, near: Sequence[Chunk], district: str
    ) -> list[ToldRow]:
        lines = lines_of(document, table)
        if len(lines) > MOST_ROWS:
            found = [x for x in lines if any(c.start <= x.row.start < c.end for c in near)]
            own = [line for line in found if self._is_of(document, line, district)]
            return self._by_name(document, own, whole=False)
        if not lines:
            return []
        key = document.id, table.start
        if key not in self._choices:
            self._choices[key] = choice_of(self._question, self._topic, lines)
        choice = self._choices[key]
        own = [line for line in lines if self._is_of(document, line, district)]
        if choice is None:
            return self._by_name(document, own)
        if not any(self._is_of(document, line, district) for line in choice.lines):
            # 赤峰有哪四家: the rows of the places inside the one that is named.
            named = self._question.kind != "which"
            inner = self._index.gazetteer.inside(district, self._index.districts) if named else ()
            own = [x for x in lines if any(self._is_of(document, x, name) for name in inner)]
        chosen = [line for line in choice.lines if line in own]
        told = [
            self._weigher.weigh(document, line, choice.columns_of(line), choice.words)
            for line in chosen
        ]
        return self._together(told)

    def _by_name(
        self, document: Document, own: Sequence[Line], *, whole: bool = True
    ) -> list[ToldRow]:
        """The rows that the question names, each weighed for itself; all of them together where it
        names none and they are the ``whole`` table."""
        named = [line for line in own if self._is_named(document, line)]
        if not named and whole and len(own) <= MOST_TOLD:
            if MOST.search(self._question.text):
                return []
            told = [t for x in own if (t := self._unnamed(document, x))]
            return self._all_rows(document, told)
        # 粮食总产量 is not what is asked for beside 油菜籽总产量, whatever that row leaves open.
        labels = {x.row.start: self._weigher.mask(x.label) for x in named}
        named = [x for x in named if not _is_outdone(labels[x.row.start], labels.values())]
        named.sort(key=lambda line: -self._topic.coverage(labels[line.row.start]))
        told = [t for line in named[:MOST_LINES] if (t := self._best(document, line))]
        return self._each_named(document, sorted(told, key=lambda t: -t.candidate.score))

    def _each_named(self, document: Document, told: list[ToldRow]) -> list[ToldRow]:
        """``told``, best first; where the question names several rows (玉米和水稻), these together."""
        together: list[ToldRow] = []
        covered = 0
        for row in told:
            own = self._weigher.mask(row.line.name) & ~covered
            if not together or (
                own.bit_count() > 1 and self._topic.share(self._topic.core, own) >= NAMED
            ):
                together.append(row)
                covered |= row.candidate.mask
        if len(together) < 2:
            return told
        first, *others = together
        words = " ".join(row.line.name for row in others)
        joined = self._weigher.weigh(document, first.line, first.columns, words)
        return self._together([joined, *others]) + [t for t in told if t not in together]

    def _is_of(self, document: Document, line: Line, district: str) -> bool:
        own = self._weigher.chunk(document, line.row.start).districts
        return not district or district in own

    def _is_named(self, document: Document, line: Line) -> bool:
        """Whether the question names a row: by the place that it is of, or by its label, not
        counting words that a column has too; or a row that sums up places."""
        place = self._weigher.chunk(document, line.row.start).districts
        if place != self._weigher.chunk(document, line.table.start).districts:
            return True
        last = self._weigher.chunk(document, line.table.rows[0].start).districts
        if line.is_whole:
            return last != place or "计" in self._question.text
        others = self._weigher.mask(" ".join((*line.table.columns, line.above)))
        own = self._weigher.mask(f"{line.label} {self._weigher.short(line.name)}") & ~others
        if own.bit_count() > 1 and self._topic.share(self._topic.core, own) >= NAMED:
            return True
        context = self._selector.context
        return context.coverage(context.mask(line.label.lower())) >= NAMED_BEFORE

    def _all_rows(self, document: Document, told: list[ToldRow]) -> list[ToldRow]:
        """Rows of which the question names none, told together if it is the table it asks for: what
        names the matter stands in the names of the columns, above the table or in the title."""
        told = [t for t in told if t.columns == told[0].columns]
        if len(told) < 2:
            return []
        line, chunk = told[0].line, told[0].candidate.evidence.chunk
        columns = [line.table.columns[at] for at in (line.table.label, *told[0].columns)]
        short = map(self._weigher.short, columns)
        words = " ".join((*columns, *short, line.above, document.title, chunk.heading))
        if self._topic.share(self._topic.core, self._weigher.mask(words)) < WHOLE_TABLE:
            return []
        return self._together(told)

    def _unnamed(self, document: Document, line: Line) -> ToldRow | None:
        """One of the rows of a table that is asked for as a whole: with the columns asked for, or
        alone where only what there is is asked for."""
        label = self._weigher.mask(line.label)
        if self._question.numeric or any(
            self._weigher.names(line, at, label) for at in line.columns
        ):
            best = self._best(document, line)
            return best and self._weigher.weigh(document, line, best.columns, whole=True)
        return self._weigher.weigh(document, line, ())

    def _together(self, told: Sequence[ToldRow]) -> list[ToldRow]:
        """Rows told in one answer: one candidate, the others along with it."""
        if not told:
            return []
        first, *others = told[:MOST_TOLD]
        cells = first.candidate.evidence.cells
        assert cells is not None
        cells = replace(cells, others=tuple(t.candidate.evidence for t in others))
        evidence = replace(first.candidate.evidence, cells=cells)
        return [replace(first, candidate=replace(first.candidate, evidence=evidence))]

    def _best(self, document: Document, line: Line) -> ToldRow | None:
        """A row with the columns that the question asks for."""
        if (at := extreme_column(self._question, line)) is not None:
            return self._weigher.weigh(document, line, (at,))
        if self._weigher.is_left_open(line):
            return None
        columns = self._weigher.timely(line, line.columns, document_year(document))
        label = self._weigher.mask(line.label)
        named = {at: self._weigher.names(line, at, label) for at in columns}
        single = [self._weigher.weigh(document, line, (at,)) for at in columns]
        if self._question.numeric and any(t.candidate.quantity for t in single):
            grown = GROWTH.search(self._question.text)
            joined = _JOINED.search(self._topic.text)  # 项目数和投资
            single = [
                t
                for t in single
                if t.candidate.quantity
                or (grown and GROWTH.search(line.table.columns[t.columns[0]]))
                or (joined and named[t.columns[0]])
            ]
        if self._question.where or self._question.person:
            single = [t for t in single if self._weigher.asks_for(line, t.columns[0])]
        if not single:
            return None
        if len(single) > 1 and not any(named[t.columns[0]] for t in single):
            if not self._question.numeric and _EVERY_COLUMN.search(self._question.text):
                return self._weigher.weigh(document, line, tuple(columns))
            if self._question.numeric and len(line.columns) > 1 and not label:
                return self._weigher.weigh(document, line, tuple(t.columns[0] for t in single))
        best = max(single, key=lambda t: (t.candidate.score, -t.columns[0]))
        told = [best.columns[0]]
        covered = self._weigher.named_by(line, best.columns[0])
        for other in sorted(single, key=lambda t: -t.candidate.score):
            at = other.columns[0]
            own = self._weigher.named_by(line, at)
            gain = self._weigher.share(own & ~covered)
            alike = (
                other.candidate.mask == best.candidate.mask
                and best.candidate.score - other.candidate.score <= AS_GOOD
                and (not self._question.numeric or years_named(line.table.columns[at], 0))
            )
            if at not in told and ((named[at] and gain >= ADDS) or alike):
                told.append(at)
                covered |= own
        return best if len(told) == 1 else self._weigher.weigh(document, line, tuple(sorted(told)))


def _is_outdone(mask: int, others: Iterable[int]) -> bool:
    """Whether one of ``others`` covers all that ``mask`` does and more."""
    return any(mask | other == other != mask for other in others)
