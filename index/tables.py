"""Tables in cleaned text: which lines are rows, what their columns are called, in which unit.

Cleaning leaves a row as one line: ``| 甲 | 乙 |`` in Markdown, ``甲 | 乙`` from Word and web pages,
``甲 乙`` where blanks or tabs lay between the cells. Rows are lines one below the other with the
same number of cells. Everything is kept as spans of the text, so that it can be quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.sentences import Span

MOST_COLUMNS = 40
_MARK = "|"
_RULE = frozenset("|-:— ")
_VALUE = re.compile(
    r"[-+−－≥≤＞＜><约近超]{0,2}\d[\d,.]*(?!\d*年(?:[^\d]|$))|[-—－–/／〇]+$|[无零]$"
)
"""How a cell begins that holds a figure or nothing; 2025年 is a time."""
_UNIT = re.compile(r"(?:计量|数量)?单位[:：]\s*(?P<unit>[^\s）)，,；;|]{1,12})")
_UNIT_COLUMN = re.compile("(?:计量|数量|指标)?单位")
_IN_BRACKETS = re.compile(r"[（(]\s*(?:单位[:：])?\s*(?P<unit>[^（）()]{1,12})\s*[）)]")
_SERIAL = re.compile(r"序\s?号|编\s?号|№|No\.?|#|排\s?[名序]", re.IGNORECASE)
_SERIAL_CELL = re.compile(r"[（(]?[\d一二三四五六七八九十]{1,4}[)）.、]?")
_SENTENCE = re.compile("[。；！？]")
_HEADS = re.compile(
    "(?:内容|说明|标准|要求|单位|时[间限]|备注|任务|情况|职责|名称|目标|措施|金额|对象|条件|部门|结果|电话"
    "|地[址点]|数量|指标|举措|范围|方式)(?:[（(][^（）()]*[）)])?$"
)
"""How columns of words are called, other than by a figure's name."""
_TITLE = re.compile(r"附?表\s?[\d一二三四五六七八九十]")
_LEAST_BLANK = 3
"""Lines that cells apart only by blanks must have in common to be a table."""
_LONGEST_ABOVE = 90
"""Characters that a line above a table may have to say what the table is of."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; ``cells`` are the spans of its cells, empty ones of length 0."""

    start: int
    end: int
    cells: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its header rows, its rows, and what stands above it.

    ``columns`` are the names of the columns, those of two header rows joined; ``label`` is the
    number of the column that names the rows. ``units`` are what stands in brackets in the names
    of the columns; ``unit_column`` holds the unit of each row, -1 where there is none; ``unit`` is
    one told above for the whole table and ``unit_line`` its span. ``above`` is the span of the
    lines above.
    """

    header: tuple[Row, ...]
    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    units: tuple[str, ...]
    label: int
    unit_column: int
    unit: str
    above: Span
    unit_line: Span | None

    @property
    def start(self) -> int:
        """Where the first header row starts."""
        return self.header[0].start

    @property
    def end(self) -> int:
        """Where the last row ends."""
        return self.rows[-1].end

    @property
    def values(self) -> tuple[int, ...]:
        """The columns that tell something of the rows."""
        return tuple(
            at
            for at, name in enumerate(self.columns)
            if name and at not in (self.label, self.unit_column) and not _SERIAL.fullmatch(name)
        )


def unit_named(name: str) -> str:
    """What stands in brackets in the name of a column or row, perhaps a unit; "" for nothing."""
    found = _IN_BRACKETS.findall(name)
    return found[-1].strip() if found else ""


def is_value(cell: str) -> bool:
    """Whether a cell holds a figure, or says that there is none."""
    return _VALUE.match(cell) is not None


def find_tables(text: str) -> tuple[Table, ...]:
    """The tables of ``text`` that have a header, in order; linear in its length."""
    found: list[Table] = []
    for run, marked, ruled in _runs(text):
        if table := _table(text, run, marked, ruled):
            found.append(table)
    return tuple(found)


def _cells(text: str, start: int, end: int, framed: bool) -> tuple[Span, ...]:
    """The cells of the line ``text[start:end]``; ``framed`` says that marks stand around it too."""
    line = text[start:end]
    if _MARK not in line:
        return tuple((start + m.start(), start + m.end()) for m in re.finditer(r"\S+", line))
    marks = [start + at for at, char in enumerate(line) if char == _MARK]
    edges = marks if framed else [start - 1, *marks, end]
    return tuple(_trimmed(text, a + 1, b) for a, b in pairwise(edges))


def _runs(text: str) -> Iterator[tuple[list[Row], bool, int]]:
    """Rows one below the other with as many cells, whether marks divide them, and how many stand
    above a rule, 0 where there is none."""
    run: list[Row] = []
    marked = framed = False
    ruled = 0
    for start, end in _lines(text):
        line = text[start:end]
        has_mark = _MARK in line
        if has_mark and run and marked and not ruled and "-" in line and _RULE.issuperset(line):
            ruled = len(run)
            continue
        whole = line.startswith(_MARK) and line.endswith(_MARK)
        cells = _cells(text, start, end, framed if run else whole)
        fits = has_mark or not (_SENTENCE.search(line) or _TITLE.match(line))
        if run and not (fits and has_mark == marked and len(cells) == len(run[-1].cells)):
            if len(run) > 1:
                yield run, marked, ruled
            run, ruled = [], 0
            cells = _cells(text, start, end, whole)
        if not run:
            marked, framed = has_mark, whole
        if fits and 2 <= len(cells) <= MOST_COLUMNS:
            run.append(Row(start, end, cells))
    if len(run) > 1:
        yield run, marked, ruled


def _lines(text: str) -> Iterator[Span]:
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if start < end:
            yield start, end
        start = end + 1


def _table(text: str, run: Sequence[Row], marked: bool, ruled: int) -> Table | None:
    header = _header(text, run, ruled)
    rows = run[len(header) :]
    if not header or not rows or (not marked and not _is_even(text, header, rows)):
        return None
    if marked and not ruled and _is_a_form(text, header[0], rows):
        return None
    columns = _columns(text, header)
    unit_column = next((i for i, c in enumerate(columns) if _UNIT_COLUMN.fullmatch(c)), -1)
    label = _label(text, columns, rows, unit_column)
    above = _above(text, run[0].start)
    told = _UNIT.search(text, *above)
    units = tuple(unit_named(name) for name in columns)
    return Table(
        header=tuple(header),
        rows=tuple(rows),
        columns=columns,
        units=units,
        label=label,
        unit_column=unit_column,
        unit=told["unit"] if told else "",
        above=above,
        unit_line=told.span() if told else None,
    )


def _header(text: str, run: Sequence[Row], ruled: int) -> list[Row]:
    """The rows that name the columns: those above the rule, else the first one, and a second one
    where the first leaves columns open; none where the first row holds values itself."""
    first = [text[a:b] for a, b in run[0].cells]
    if any(map(is_value, first)) or sum(map(bool, first)) < 2:
        return []
    second = [text[a:b] for a, b in run[1].cells] if len(run) > 2 else []
    open_columns = not all(first[1:])
    if open_columns and second and not any(map(is_value, filter(None, second))):
        return list(run[:2])
    return list(run[: max(ruled, 1)])


def _columns(text: str, header: Sequence[Row]) -> tuple[str, ...]:
    """The names of the columns; a name above columns without one of their own is theirs too."""
    names = [""] * len(header[0].cells)
    for depth, row in enumerate(header):
        over = ""
        for at, (start, end) in enumerate(row.cells):
            own = text[start:end]
            over = own or (over if depth + 1 < len(header) else "")
            names[at] = names[at] if names[at] == over else names[at] + over
    return tuple(names)


def _is_even(text: str, header: Sequence[Row], rows: Sequence[Row]) -> bool:
    """Whether lines of words apart by blanks are a table: some column holds figures all along, and
    no title stands over it."""
    if len(header) + len(rows) < _LEAST_BLANK:
        return False
    width = len(rows[0].cells)
    return any(all(is_value(text[slice(*row.cells[at])]) for row in rows) for at in range(1, width))


def _is_a_form(text: str, header: Row, rows: Sequence[Row]) -> bool:
    """Whether two columns are names and what stands for each (申报对象 | 小微企业) from the first row
    on, so that this is no header."""
    if len(header.cells) != 2 or _HEADS.search(text[slice(*header.cells[1])]):
        return False
    return not all(is_value(text[slice(*row.cells[1])]) for row in rows)


def _label(text: str, columns: Sequence[str], rows: Sequence[Row], unit_column: int) -> int:
    """The column that names the rows: the first one of words that are all different, serial
    numbers left out."""
    words = [
        at
        for at, name in enumerate(columns)
        if at != unit_column and not _SERIAL.fullmatch(name) and not _is_serial(text, rows, at)
    ]
    for at in words:
        cells = [text[slice(*row.cells[at])] for row in rows]
        if all(cells) and len(set(cells)) == len(cells) and not all(map(is_value, cells)):
            return at
    return words[0] if words else 0


def _is_serial(text: str, rows: Sequence[Row], at: int) -> bool:
    return at == 0 and all(_SERIAL_CELL.fullmatch(text[slice(*row.cells[0])]) for row in rows)


def _above(text: str, start: int) -> Span:
    """The lines above a table that say what it is of: one, or two where the last tells the unit."""
    end = max(start - 1, 0)
    begin = text.rfind("\n", 0, end) + 1
    if end - begin > _LONGEST_ABOVE and not _UNIT.search(text, begin, end):
        return end, end
    told = _UNIT.search(text, begin, end)
    if told and begin and told.end() - told.start() >= (end - begin) - 4:
        over = text.rfind("\n", 0, begin - 1) + 1
        if begin - 1 - over <= _LONGEST_ABOVE:
            begin = over
    return begin, end


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start] == " ":
        start += 1
    while end > start and text[end - 1] == " ":
        end -= 1
    return start, end
