"""What a row of a table says: its cells with their columns, as a sentence and in its own words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.document import Document
from index.sentences import Span
from index.tables import Row, Table, find_tables, is_value, unit_named
from rag.numbers import quantities

_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_TOLD_BY_COLUMN = re.compile(
    r"（(?P<unit>[^（）]{1,8})）(?P<name>[^，。；（）]{0,20}：)(?P<number>-?\d[\d.,]*)(?=[，。；]|$)"
)
SHORTEST, LONGEST_NAME = 3, 30
"""Characters that a shortened name has at least, and the name itself at most."""
_BARE = re.compile(r"([-+−－≥≤＞＜><约近超]{0,2}\d[\d,.]*)(左右|以上|以下|以内)?")
"""A number without a unit, and what may follow that."""
_RATIO = re.compile("[比率]$|[强程]度$|比[重例率上]|占比|指数|系数|增[长速幅减]|同比|位次|排[名位]")
"""How a column is called whose figures are in no unit told for the whole table."""
_NOTHING = re.compile(r"[-—－–/／\s]*")
_WHOLE = re.compile(
    "(?:合\\s?计|总\\s?计|小\\s?计|共\\s?计|总\\s?数|(?:其中)?(?:全|我|本)[省市州盟县区旗国](?:合计|总计|平均)?|平均)"
)
"""How the row is called that tells of all the others together."""


@lru_cache(maxsize=512)
def tables_of(document: Document) -> tuple[Table, ...]:
    """The tables of ``document``, kept like its timeline."""
    return find_tables(document.text)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table of a document, ready to be told."""

    text: str
    table: Table
    row: Row

    def cell(self, at: int) -> str:
        """The words of a cell, "" where it says that there is nothing."""
        start, end = self.row.cells[at]
        cell = self.text[start:end]
        return "" if _NOTHING.fullmatch(cell) else cell

    @property
    def label(self) -> str:
        """What names the row."""
        return self.cell(self.table.label)

    @property
    def above(self) -> str:
        """What stands above the table."""
        return self.text[slice(*self.table.above)]

    @property
    def name(self) -> str:
        """The label without what stands in brackets."""
        return _BRACKETS.sub("", self.label) or self.label

    @property
    def is_whole(self) -> bool:
        """Whether it sums up the other rows (合计, 全市)."""
        return _WHOLE.fullmatch(self.label) is not None

    @property
    def columns(self) -> list[int]:
        """The columns that tell something in this row."""
        return [at for at in self.table.values if self.cell(at)]

    def beside(self, told: Sequence[int]) -> str:
        """The words of the row that are neither its label nor in the columns ``told``."""
        others = (at for at in self.columns if at not in told and not is_value(self.cell(at)))
        return " ".join(self.cell(at) for at in others)

    def unit(self, at: int) -> str:
        """The unit of a cell that holds a bare number, "" for any other."""
        if not _BARE.fullmatch(self.cell(at)):
            return ""
        return next((u for u in self._units(at) if _is_unit(u)), "")

    def value(self, at: int) -> str:
        """A cell with its unit: 6左右 of percents is 6%左右."""
        cell = self.cell(at)
        bare = _BARE.fullmatch(cell)
        return f"{bare[1]}{self.unit(at)}{bare[2] or ''}" if bare else cell

    def _units(self, at: int) -> tuple[str, ...]:
        """What may be the unit of a cell: that of its column, of its row, of the whole table."""
        by_row = self.cell(self.table.unit_column) if self.table.unit_column >= 0 else ""
        general = "" if _RATIO.search(self.table.columns[at]) else self.table.unit
        return self.table.units[at], by_row, unit_named(self.label), general

    def said(self, told: Sequence[int], also: Callable[[str], str] = lambda _: "") -> str:
        """The columns ``told`` as a sentence would say them: 小麦产量128.3万吨; ``also`` gives what
        else a column is called."""
        names = [_BRACKETS.sub("", self.table.columns[at]) for at in told]
        parts = [
            f"{also(name)}{name}{self.value(at)}" for at, name in zip(told, names, strict=True)
        ]
        return self.name + "，".join(parts)

    def shown(self, told: Sequence[int]) -> str:
        """The same in the words of the table alone: 小麦：产量（万吨）：128.3; the label where no
        columns are told."""
        if not told:
            return self.label
        parts = []
        for at in told:
            name, unit = self.table.columns[at], self.unit(at)
            told_so = unit in name or unit in self.label
            bracket = "" if told_so else f"（{unit}）"
            parts.append(f"{name}{bracket}：{self.cell(at)}")
        return f"{self.label}：{'，'.join(parts)}"

    def spans(self, told: Sequence[int]) -> tuple[Span, ...]:
        """Where the words of ``shown`` stand: the unit above, the header cells, the row."""
        if not told:
            return (self.row.cells[self.table.label],)
        found: list[Span] = []
        line = self.table.unit_line
        if line and any(self.unit(at) and self._is_general(at) for at in told):
            found.append(line)
        *over, last = self.table.header
        names = [[_named_by(header, at) for at in told] for header in over]
        for own in (*names, [last.cells[at] for at in told]):
            cells = [(a, b) for a, b in own if a < b]
            if cells:
                found.append((min(a for a, _ in cells), max(b for _, b in cells)))
        inner = [cell for cell in self.row.cells if cell[0] < cell[1]]
        return (*found, (inner[0][0], inner[-1][1]))

    def _is_general(self, at: int) -> bool:
        """Whether the unit of a cell is the one told above the table."""
        return not any(map(_is_unit, self._units(at)[:-1]))

    def amount(self, at: int) -> float | None:
        """The number of a cell in its smallest unit, negative where a sign says so."""
        value = self.cell(at)
        found = quantities(self.value(at))
        if not is_value(value) or len(found) != 1:
            return 0.0 if value in {"无", "零"} else None
        return -found[0].low if value[0] in "-−－" else found[0].low


def lines_of(document: Document, table: Table) -> list[Line]:
    """The rows of a table that have a label."""
    lines = (Line(document.text, table, row) for row in table.rows)
    return [line for line in lines if line.label]


def row_read(document: Document, start: int, end: int) -> str:
    """The row of a table that ``document.text[start:end]`` lies in, as a sentence with the names of
    its columns; "" where it lies in none."""
    for table in tables_of(document):
        if table.start <= start < table.end:
            row = next((r for r in table.rows if r.start <= start < end <= r.end), None)
            line = row and Line(document.text, table, row)
            return line.said(line.columns) if line and line.label else ""
    return ""


def with_units(text: str) -> str:
    """``text`` with figures told as a table does, the unit in brackets before, told as a sentence
    would: 产量（万吨）：128.3 → 产量：128.3万吨."""
    return _TOLD_BY_COLUMN.sub(
        lambda m: f"{m['name']}{m['number']}{m['unit']}" if _is_unit(m["unit"]) else m.group(),
        text,
    )


def _named_by(header: Row, at: int) -> Span:
    """The cell of a header row that names a column: its own, or the last one before it."""
    for cell in header.cells[at::-1]:
        if cell[0] < cell[1]:
            return cell
    return header.cells[at]


@lru_cache(maxsize=1024)
def _is_unit(word: str) -> bool:
    found = quantities(f"1{word}")
    # 元/月, 公斤/公顷: what it is counted by is no part of the unit.
    ends = bool(found) and word[found[0].end - 1 :].startswith(("/", "每"))
    return bool(word and found) and (found[0].end == len(word) + 1 or (ends and found[0].end > 1))


def shortened(name: str, text: str) -> str:
    """What ``text`` calls a thing for short, "" if it does not: 改老棚 for 改造老旧棚室."""
    found = ""
    if len(name) > LONGEST_NAME:
        return found
    for start in range(len(text)):
        at = -1
        end = start
        while end < len(text) and (at := name.find(text[end], at + 1)) >= 0:
            end += 1
        if end - start >= max(SHORTEST, len(name) // 3, len(found) + 1):
            found = text[start:end]
    return "" if found in name else found
