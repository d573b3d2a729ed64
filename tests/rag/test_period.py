"""Which years a text speaks of, and whether as a target or a result."""

from __future__ import annotations

import pytest

from index.document import Document
from rag.period import UNDATED, Mood, Timing, Years, document_year, mood_of, timeline, years_named
from tests.rag.corpus import province_documents, wuhan_document


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2025年完成投资", (2025, 2025)),
        ("二〇二六年的目标", (2026, 2026)),
        ("到2030年建成", (2030, 2030)),
        ("23年底建成", (2023, 2023)),
        ("今年新增就业", (2026, 2026)),
        ("年内开工", (2026, 2026)),
        ("去年增长", (2025, 2025)),
        ("过去一年", (2025, 2025)),
        ("前年完成", (2024, 2024)),
        ("明年建成", (2027, 2027)),
        ("“十四五”时期", (2021, 2025)),
        ("“十五五”期间", (2026, 2030)),
        ("“十四五”收官之年", (2025, 2025)),
        ("“十五五”开局之年", (2026, 2026)),
        ("过去五年", (2021, 2025)),
        ("五年来", (2021, 2025)),
        ("未来五年", (2026, 2030)),
        ("今后五年", (2026, 2030)),
    ],
)
def test_periods(text: str, years: Years) -> None:
    assert years_named(text, 2026) == [years]


@pytest.mark.parametrize(
    "text", ["比2020年增长5%", "较上年提高", "从2020年的3个", "三年内达到", "未来", "增长5%", ""]
)
def test_comparisons_and_durations_are_no_period(text: str) -> None:
    assert years_named(text, 2026) == []


def test_without_a_known_year_relative_periods_differ_and_are_no_real_year() -> None:
    last, this, real = years_named("去年、今年和2024年", UNDATED)
    assert last == (UNDATED - 1, UNDATED - 1)
    assert this == (UNDATED, UNDATED)
    assert real == (2024, 2024)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2025年，某县完成生产总值538亿元。2026年，产量力争达到45万辆。到2030年再翻一番。", 2026),
        ("去年实现生产总值3120亿元，今年新增学位1.6万个。", UNDATED),
        ("2023年计划完成10处养老服务中心。", 2023),
        ("2025年增长5%，2026年增长6%，展望2035年远景。", 2026),
    ],
)
def test_the_year_of_an_untitled_document(text: str, year: int) -> None:
    assert document_year(Document.from_text(text)) == year


def test_several_periods_in_order() -> None:
    assert years_named("2026年和2025年相比", 2026) == [(2026, 2026), (2025, 2025)]


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("力争增长5%", "target"),
        ("预期目标为5%左右", "target"),
        ("确保完成时间不变，争取提前", "any"),
        ("增长目标是5%", "target"),
        ("同比增长3%", "result"),
        ("位居全国第一", "result"),
        ("已建成3个园区", "result"),
        ("产业发展", "any"),
        ("", "any"),
    ],
)
def test_moods(text: str, mood: Mood) -> None:
    assert mood_of(text) == mood


@pytest.mark.parametrize(
    ("title", "text", "year"),
    [
        ("2026年湖南省政府工作报告", "经济增长。", 2026),
        ("湖南省政府工作报告", "2024年1月20日在大会上\n\n经济增长。", 2024),
        ("湖南省政府工作报告", "经济增长。", UNDATED),
    ],
)
def test_the_year_of_a_document(title: str, text: str, year: int) -> None:
    assert document_year(Document.from_text(text, title=title)) == year


def timing_of(document: Document, words: str) -> Timing:
    at = document.text.index(words)
    return next(timing for start, end, timing in timeline(document) if start <= at < end)


@pytest.mark.parametrize(
    ("words", "years", "mood"),
    [
        ("湖南省地区生产总值增长5.3%", (2025, 2025), "result"),
        ("粮食总产量达到618亿斤", (2025, 2025), "result"),
        ("地区生产总值年均增长5.1%", (2021, 2025), "result"),
        ("高新技术企业数量由8600家", (2021, 2025), "result"),
        ("地区生产总值增长5.5%左右", (2026, 2026), "target"),
        ("新增专精特新", (2026, 2026), "target"),
    ],
)
def test_when_the_sentences_of_a_report_take_place(words: str, years: Years, mood: Mood) -> None:
    assert timing_of(province_documents()[0], words) == Timing(years, mood)


def test_a_text_without_years_tells_none() -> None:
    rows = timeline(wuhan_document())
    assert {timing.years for _, _, timing in rows} == {None}


def test_a_recalled_year_ends_with_its_sentence() -> None:
    document = Document.from_text(
        "## 2026年工作安排\n\n2016年，园区挂牌成立。今年要推进园区扩容，引进企业20家。",
        title="2026年汉阳区政府工作报告",
    )
    assert timing_of(document, "挂牌").years == (2016, 2016)
    assert timing_of(document, "引进企业").years == (2026, 2026)


def test_talk_outside_a_report_turns_to_this_year() -> None:
    document = Document.from_text(
        "# 江岸区委书记林远舟：奋力开局\n\n2026年，江岸怎么干？去年粮食总产量103万吨，今年不低于这个数。"
        "粮田确保7.4万亩。产值达到268亿元。"
    )
    assert timing_of(document, "粮食总产量").years == (2025, 2026)
    assert timing_of(document, "粮田确保").years == (2026, 2026)
    assert timing_of(document, "产值达到").years == (2025, 2025)


@pytest.mark.parametrize("document", [*province_documents(), wuhan_document()])
def test_every_sentence_has_one_timing(document: Document) -> None:
    rows = timeline(document)
    positions = [position for start, end, _ in rows for position in (start, end)]
    assert positions == sorted(positions)
    assert all(
        any(section.start <= start < end <= section.end for section in document.sections)
        for start, end, _ in rows
    )
    told = {i for start, end, _ in rows for i in range(start, end)}
    for section in document.sections:
        body = range(section.start, section.end)
        assert all(i in told for i in body if not document.text[i].isspace())


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("某市2025年计划执行情况与2026年计划草案的报告", 2026),
        ("四区晒出成绩单：2025年干了什么，2026年怎么干", 2026),
        ("2026年某省政府工作报告", 2026),
        ("2026年印发的到2030年的规划", 2026),
    ],
)
def test_the_year_of_a_document_with_two_in_its_title(title: str, year: int) -> None:
    assert document_year(Document.from_text("今年建设园区。", title=title)) == year


def test_the_opening_year_of_a_plan() -> None:
    assert years_named("全力推动“十五五”开好局、起好步", 2026) == [(2026, 2026)]


@pytest.mark.parametrize("text", ["连续10年提高养老金", "承包期再延长30年整省试点", "历时12年申遗"])
def test_a_span_of_years_is_no_year(text: str) -> None:
    assert years_named(text, 2026) == []


REVIEW_TITLE = "2026年汉阳区政府工作报告"


def told(*lines: str, title: str = REVIEW_TITLE) -> Document:
    return Document.from_text("\n\n".join(lines), title=title)


def test_this_year_named_first_ends_what_was_told_of_last_year() -> None:
    document = told("去年，汉阳区建成绿道15公里。新增学位2300个。今年新开工桥梁4座。招引企业20家。")
    assert timing_of(document, "新增学位").years == (2025, 2025)
    assert timing_of(document, "新开工").years == (2026, 2026)
    assert timing_of(document, "招引企业").years == (2026, 2026)


def test_this_year_named_by_its_number_ends_it_as_well() -> None:
    document = told("去年，汉阳区建成绿道15公里。2026年新开工桥梁4座。招引企业20家。")
    assert timing_of(document, "新开工").years == (2026, 2026)
    assert timing_of(document, "招引企业").years == (2026, 2026)


def test_this_year_within_a_sentence_ends_nothing() -> None:
    document = told(
        "去年，汉阳区建成绿道15公里。为把桥梁建到更好更快更强，今年打了基础。新增学位2300个。"
    )
    assert timing_of(document, "新增学位").years == (2025, 2025)


def test_another_year_that_is_merely_recalled_ends_nothing() -> None:
    document = told("去年，汉阳区建成绿道15公里。2019年园区挂牌。新增学位2300个。")
    assert timing_of(document, "挂牌").years == (2019, 2019)
    assert timing_of(document, "新增学位").years == (2025, 2025)


@pytest.mark.parametrize(
    "title",
    [
        "2025年汉阳区国民经济和社会发展统计公报",
        "2025年汉阳区财政决算",
        "2025年汉阳区经济运行情况",
        "汉阳区2025年工作总结",
        "汉阳区2025年成绩单",
    ],
)
def test_a_bulletin_tells_of_the_year_it_names(title: str) -> None:
    document = told("汉阳区建成绿道15公里，力争再建3公里。", "2019年，园区挂牌成立。", title=title)
    assert timing_of(document, "绿道") == Timing((2025, 2025), "result")
    assert timing_of(document, "挂牌").years == (2019, 2019)


@pytest.mark.parametrize("title", ["2026年汉阳区政府工作报告", "汉阳区统计公报"])
def test_other_documents_and_undated_ones_tell_no_year_of_their_own(title: str) -> None:
    assert timing_of(told("汉阳区建成绿道15公里。", title=title), "绿道").years is None


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("全年力争接待游客300万人次", [(2026, 2026)]),
        ("完成全年目标的82%", []),
        ("实现全年预期目标", []),
        ("全年接待游客300万人次", []),
    ],
)
def test_the_whole_year_is_this_one_where_it_is_aimed_at(text: str, years: list[Years]) -> None:
    assert years_named(text, 2026) == years
