"""Comparing districts: rows, quotes cut to the topic, figures of one unit, and the table."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from rag.records import Answer, Citation
from rag.youju import Youju
from tests.ui.fakes import HOSTILE, FakeYouju, citation, document
from ui.comparison import Comparison, Row, compare, figures_of_one_unit, focused
from ui.comparison_file import Table, as_csv, as_xlsx, file_stem
from ui.comparison_table import comparison_html
from ui.topics import topics
from ui.words import EN, ZH

LONG = (
    "每年新建学校20所，让孩子就近入学；深入实施城市更新行动，改造老旧小区30个，惠及居民；"
    "加强生态保护，建设公园，让市民推窗见绿。"
)


@dataclass
class OneQuoteEach(FakeYouju):
    """Answers for each district with the whole section that is about it."""

    def answer(
        self,
        question: str,
        *,
        history: Sequence[tuple[str, str]] = (),
        districts: Collection[str] | None = None,
        engine: str = "extractive",
    ) -> Answer:
        (name,) = districts or ("",)
        for source in self.documents.values():
            for section in source.sections:
                quote = source.text[section.start : section.end]
                if name in section.districts and question[:2] in quote:
                    cited = (citation(source, quote, district=name),)
                    return Answer(question, "answered", quote, citations=cited)
        return Answer(question, "refused", "资料中未提及。")


def library(*parts: tuple[str, str], title: str = "报告") -> OneQuoteEach:
    source = document(*parts, title=title)
    return OneQuoteEach({source.id: source})


def test_one_row_a_district_and_nothing_where_there_is_nothing() -> None:
    youju = library(
        ("市南区", "城市更新投资80亿元"), ("市北区", "发展教育"), ("崂山区", "城市更新投资25亿元")
    )
    found = compare(youju, "城市更新")
    assert [(row.district, len(row.citations)) for row in found.rows] == [
        ("市南区", 1),
        ("市北区", 0),
        ("崂山区", 1),
    ]
    assert [c.number for row in found.rows for c in row.citations] == [1, 2]
    assert found.mentioned == 2
    assert [(f.district, f.written, f.value, f.unit, f.number) for f in found.figures] == [
        ("市南区", "80亿元", 80e8, "元", 1),
        ("崂山区", "25亿元", 25e8, "元", 2),
    ]
    only = compare(youju, "城市更新", ["崂山区"])
    assert [row.district for row in only.rows] == ["崂山区"]
    assert only.figures == ()


def test_a_long_quote_is_cut_to_its_topic_word_for_word() -> None:
    source = document(("市南区", LONG))
    cut = focused(citation(source, LONG), "城市更新")
    assert cut.quote == "深入实施城市更新行动，改造老旧小区30个，惠及居民"
    assert source.text[cut.start : cut.end] == cut.quote
    assert focused(citation(source, LONG), "火星移民").quote == LONG
    short = citation(source, "每年新建学校20所")
    assert focused(short, "城市更新") is short


def rows(*quotes: str) -> list[Row]:
    found = []
    for number, quote in enumerate(quotes, 1):
        source = document((f"第{number}区", quote))
        found.append(Row(f"第{number}区", (citation(source, quote, number=number),)))
    return found


@pytest.mark.parametrize(
    ("topic", "quotes", "written"),
    [
        ("城市更新", ("城市更新8个单元", "城市更新22个单元"), ["8个", "22个"]),
        (
            "推进多少个重点项目",
            ("投资20亿元的5个重点项目", "投资9亿元的7个重点项目"),
            ["5个", "7个"],
        ),
        ("城市更新", ("城市更新8个单元", "城市更新投资5亿元"), []),
        ("城市更新", ("城市更新8个单元", "新建学校22个，推进城市更新"), []),
        ("主导产业", ("做强4大主导产业", "做强3大主导产业"), []),
        ("城市更新", ("城市更新始于2023年", "城市更新始于2024年"), []),
        ("城市更新", ("城市更新30公里8个90处", "城市更新10处5个20公里"), ["30公里", "20公里"]),
        ("就业", ("新增就业5％", "新增就业3%"), ["5％", "3%"]),
    ],
)
def test_figures_are_of_one_unit_and_about_the_topic(
    topic: str, quotes: tuple[str, ...], written: list[str]
) -> None:
    assert [figure.written for figure in figures_of_one_unit(topic, rows(*quotes))] == written


def hostile() -> Comparison:
    text = f"城市更新{HOSTILE}\u202e0002"
    return compare(library(("市南区", text), title=f"{HOSTILE}\u202e"), "城市更新")


def test_foreign_text_is_plain_in_the_table() -> None:
    html = comparison_html(hostile(), ZH).replace('href="data:', "")
    assert "<script" not in html
    assert "<img" not in html
    assert "href=" not in html
    assert "\u202e" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "[点我](http://example.com)" in html


def test_marks_lead_to_the_quote_and_missing_is_said() -> None:
    youju = library(("市南区", "城市更新投资80亿元"), ("市北区", "发展教育"))
    html = comparison_html(compare(youju, "城市更新"), ZH)
    assert 'name="yj-read" value="0 10 d1"' in html
    assert ">[1]</button>" in html
    assert html.count("未提及</td>") == 1
    assert "2 个地区中 1 个谈到，1 个未提及" in html
    assert "Not mentioned" in comparison_html(compare(youju, "城市更新"), EN)
    assert "请换一个说法" in comparison_html(compare(youju, "火星移民"), ZH)


def test_the_longest_bar_is_full() -> None:
    youju = library(("市南区", "城市更新投资80亿元"), ("崂山区", "城市更新投资20亿元"))
    html = comparison_html(compare(youju, "城市更新"), ZH)
    assert "width:100.0%" in html
    assert "width:25.0%" in html


def test_csv_is_for_excel_and_runs_nothing() -> None:
    quotes = [
        "=HYPERLINK(1)城市",
        "+1城市",
        "-1城市",
        "@城市",
        "\t=城市",
        "＝城市",
        '城市,\n"更新"',
    ]
    found = Comparison("城市", tuple(rows(*quotes)), (), 1.0)
    data = as_csv(Table.of(found))
    assert data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert lines[0][:2] == ["地区", "原文"]
    assert [line[1] for line in lines[1:]] == [f"'{q}" for q in quotes[:-1]] + [quotes[-1]]
    nothing = list(
        csv.reader(
            io.StringIO(
                as_csv(Table.of(compare(library(("市北区", "发展教育")), "城市"))).decode(
                    "utf-8-sig"
                )
            )
        )
    )
    assert nothing[1][:2] == ["市北区", "未提及"]


def test_xlsx_holds_text_only() -> None:
    from openpyxl import load_workbook

    long = "=城市" + "长" * 40_000
    found = Comparison(
        "=1+1", tuple(rows("=HYPERLINK(1)城市", "#N/A", "城\x00市\x1f", long)), (), 1.0
    )
    sheet = load_workbook(io.BytesIO(as_xlsx(Table.of(found)))).active
    assert sheet is not None
    column = [cell for (cell,) in sheet.iter_rows(min_row=2, min_col=2, max_col=2)]
    assert [cell.data_type for cell in column] == ["s"] * 4
    assert [cell.value for cell in column][:3] == ["=HYPERLINK(1)城市", "#N/A", "城市"]
    assert sheet["D2"].value == 1
    table = Table.of(hostile())
    assert "\u202e" not in str(table.lines)
    assert as_xlsx(table)


def test_file_names_are_plain() -> None:
    assert file_stem("城市更新") == "对照_城市更新"
    assert file_stem('../a\\b:c*?"<>|\u202e\n') == "对照_a_b_c_\ufffd"
    assert file_stem("///") == "对照_主题"


def test_over_the_real_documents(seed_index: Path) -> None:
    youju = Youju.open(seed_index)
    assert "城市更新" in topics(youju)
    found = compare(youju, "各区要推进多少个重点项目？")
    assert {f.district: f.written for f in found.figures} == {
        "西海岸新区": "101个",
        "市南区": "134个",
    }
    cited: list[Citation] = [c for row in found.rows for c in row.citations]
    assert cited
    for c in cited:
        assert youju.documents[c.document_id].text[c.start : c.end] == c.quote
    assert found.milliseconds < 5000
