"""Tables found in text: layouts, headers, units, places of rows, and spans that are verbatim."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from index.document import Document
from index.load.convert import docx_to_text, html_to_text
from index.tables import Table, find_tables

MARKDOWN = """各县区任务如下：

| 县区 | 造林（亩） | 打井（眼） |
|---|---|---|
| 甲 | 120 | 3 |
| 乙 | 90 | 0 |

以上任务年底验收。"""


def only_table(text: str) -> tuple[str, Table]:
    cleaned = Document.from_text(text).text
    found = find_tables(cleaned)
    assert len(found) == 1
    return cleaned, found[0]


def cells(text: str, table: Table) -> list[list[str]]:
    return [[text[a:b] for a, b in row.cells] for row in table.rows]


def test_markdown_rows_below_a_rule() -> None:
    text, table = only_table(MARKDOWN)
    assert table.columns == ("县区", "造林（亩）", "打井（眼）")
    assert table.units == ("", "亩", "眼")
    assert cells(text, table) == [["甲", "120", "3"], ["乙", "90", "0"]]
    assert text[slice(*table.above)] == "各县区任务如下："


def test_cells_apart_by_blanks_or_tabs_with_a_column_of_units() -> None:
    for gap in ("\t", "　　", "    "):
        lines = ("产品 单位 产量 增长（%）", "小麦 万吨 128.3 2.4", "棉花 万吨 9.6 -1.8")
        rows = "\n".join(line.replace(" ", gap) for line in lines)
        text, table = only_table(f"全年农业生产平稳。\n表1　2025年主要产品产量\n{rows}\n全年增长。")
        assert table.unit_column == 1
        assert cells(text, table)[1] == ["棉花", "万吨", "9.6", "-1.8"]
        assert table.values == (2, 3)


def test_the_unit_told_above_and_serial_numbers() -> None:
    text, table = only_table(
        "投资计划表\n单位：亿元\n序号 | 项目 | 投资\n1 | 大桥 | 12.5\n2 | 码头 | 7"
    )
    assert table.unit == "亿元"
    assert table.unit_line and text[slice(*table.unit_line)] == "单位：亿元"
    assert text[slice(*table.above)] == "投资计划表\n单位：亿元"
    assert table.columns[table.label] == "项目"
    assert table.values == (2,)


def test_two_header_rows_are_read_as_one() -> None:
    _, table = only_table(
        "任务表\n县区 | 造林 | | 打井\n | 2025年 | 2026年 |\n甲 | 1 | 2 | 3\n乙 | 4 | 5 |"
    )
    assert table.columns == ("县区", "造林2025年", "造林2026年", "打井")
    assert len(table.rows) == 2


def test_merged_and_empty_cells_of_word_files_and_pages_keep_their_columns() -> None:
    from docx import Document as Word

    word = Word()
    word.add_paragraph("表1 县区任务表。")
    grid = [["县区", "造林", "", "打井"], ["", "2025年", "2026年", ""], ["甲", "1", "", "3"]]
    table = word.add_table(rows=3, cols=4)
    for at, row in enumerate(grid):
        for column, words in enumerate(row):
            table.cell(at, column).text = words
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 3).merge(table.cell(1, 3))
    stored = io.BytesIO()
    word.save(stored)
    page = (
        "<p>表1 县区任务表。</p><table><tr><th rowspan=2>县区</th><th colspan=2>造林</th>"
        "<th rowspan=2>打井</th></tr><tr><th>2025年</th><th>2026年</th></tr>"
        "<tr><td>甲</td><td>1</td><td></td><td>3</td></tr></table>"
    )
    for source in (docx_to_text(stored.getvalue(), "a.docx"), html_to_text(page.encode(), "a")):
        text, found = only_table(source)
        assert found.columns == ("县区", "造林2025年", "造林2026年", "打井")
        assert cells(text, found) == [["甲", "1", "", "3"]]


def test_running_text_forms_menus_and_addresses_are_no_tables() -> None:
    for text in (
        "申报对象 | 小微企业\n补贴标准 | 每户2000元\n申报时间 | 5月1日至6月30日",
        "首页 | 政务公开 | 办事服务\n会议强调，要抓好春耕生产。",
        "联系人：市农牧局 白音图 电话 5550137\n地址：新城大街 8号 邮编 024000",
        "今年 我们 将 建设 3 个 园区\n明年 我们 将 建设 5 个 园区。",
    ):
        assert not find_tables(Document.from_text(text).text)


def test_headers_that_come_back_are_no_running_titles() -> None:
    part = "表{0}　第{0}类\n指标　单位　数量\n甲{0}　万人　1{0}\n乙{0}　万人　2{0}\n"
    text = "统计如下。\n" + "".join(part.format(n) for n in range(1, 5))
    assert len(find_tables(Document.from_text(text).text)) == 4


def test_a_row_belongs_to_the_place_that_names_it() -> None:
    document = Document.from_text(
        "# 赤峰市任务分解\n\n任务如下：\n\n| 旗县区 | 造林（亩） |\n|---|---|\n| 松山区 | 12 |\n"
        "| 宁城县 | 30 |\n| 合计 | 42 |\n",
        title="赤峰市任务分解",
    )
    told = {document.text[s.start : s.end]: s.districts for s in document.sections}
    assert told["| 松山区 | 12 |"] == ("松山区",)
    assert told["| 宁城县 | 30 |"] == ("宁城县",)
    assert told["| 合计 | 42 |"] == ("赤峰市",)


WORD = st.text(alphabet="甲乙丙丁东西南北山水", min_size=1, max_size=6)
FIGURE = st.decimals(0, 99999, places=1).map(str)


@given(
    st.lists(WORD, min_size=2, max_size=5, unique=True),
    st.lists(st.tuples(WORD, FIGURE, FIGURE, FIGURE, FIGURE), min_size=2, max_size=6),
    st.sampled_from(["| {} |", "{}"]),
    st.booleans(),
)
def test_every_cell_span_reproduces_its_cell(
    names: list[str], rows: list[tuple[str, ...]], frame: str, ruled: bool
) -> None:
    width = len(names)
    grid = [tuple(names), *(row[:width] for row in rows)]
    lines = [frame.format(" | ".join(row)) for row in grid]
    if ruled:
        lines.insert(1, frame.format(" | ".join(["---"] * width)))
    text = "上面的话。\n" + "\n".join(lines) + "\n下面的话。"
    (table,) = find_tables(text)
    assert [tuple(text[a:b] for a, b in row.cells) for row in table.rows] == grid[1:]
    assert [text[a:b] for a, b in table.header[0].cells] == names


@given(st.text(alphabet="|甲1 \n-。", max_size=120))
def test_any_text_is_read_without_error_and_spans_stay_in_their_lines(text: str) -> None:
    for table in find_tables(text):
        for row in (*table.header, *table.rows):
            assert "\n" not in text[row.start : row.end]
            assert all(row.start <= a <= b <= row.end for a, b in row.cells)
            assert len(row.cells) == len(table.columns)
