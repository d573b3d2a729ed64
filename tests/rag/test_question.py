"""What a question asks for, and what it takes from the questions before it."""

from __future__ import annotations

import pytest

from rag.period import UNDATED, Mood, Years
from rag.question import Question, understand
from rag.wording import Kind
from tests.rag.corpus import corpus

WUHAN = corpus("江岸区", "武昌区", "洪山区", speakers={"林远舟": ("江岸区",)})
PROVINCES = corpus("湖南省", "贵州省", base_year=2026)


def ask(text: str, *before: str) -> Question:
    return understand(text, WUHAN, [(question, "") for question in before])


def ask_province(text: str, *before: str) -> Question:
    return understand(text, PROVINCES, [(question, "") for question in before])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("江岸区要建设多少个科创园区？", "fact"),
        ("江岸区区委书记是谁？", "fact"),
        ("江岸区有哪些主导产业？", "list"),
        ("哪些区提到了RCEP？", "which"),
        ("有哪几个区要建大学城？", "which"),
        ("比较江岸区和武昌区的旧改", "compare"),
        ("江岸区和武昌区的就业目标分别是多少？", "compare"),
        ("江岸区和江汉区的园区各有多少个？", "compare"),
        ("各区的就业目标分别是多少？", "compare"),
        ("概括江岸区的民生工作", "summary"),
        ("江岸区怎么推进城市更新？", "summary"),
    ],
)
def test_kinds(text: str, kind: Kind) -> None:
    assert ask(text).kind == kind


@pytest.mark.parametrize(
    ("text", "dimension"),
    [
        ("江岸区要建设多少个科创园区？", "count"),
        ("江岸区引进多少家企业？", "count"),
        ("江岸区投资多少亿元？", "money"),
        ("江岸区新增就业多少万人？", "people"),
        ("江岸区增长百分之几？", "percent"),
        ("GDP增速是多少？", "percent"),
        ("江岸区总面积是多少平方米？", "area"),
        ("江岸区办第几届文化节？", "ordinal"),
        ("新馆什么时候建成？", "year"),
        ("地铁线有多少公里？", "length"),
    ],
)
def test_dimensions(text: str, dimension: str) -> None:
    question = ask(text)
    assert question.numeric
    assert dimension in question.dimensions


@pytest.mark.parametrize(
    "text", ["江岸区投资多少亿元？", "江岸区增长百分之几？", "面积是多少平方米？"]
)
def test_a_question_in_one_kind_of_unit_wants_no_other(text: str) -> None:
    assert not ask(text).dimensions & {"count", "year", "ordinal"}


@pytest.mark.parametrize(
    "text", ["江岸区有哪些主导产业？", "概括江岸区的工作", "哪些区提到了RCEP？"]
)
def test_no_figure_asked_for(text: str) -> None:
    question = ask(text)
    assert not question.numeric
    assert question.dimensions == frozenset()


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("湖南省2026年GDP增长目标是多少？", "target"),
        ("湖南计划新增就业多少人？", "target"),
        ("湖南去年GDP增长多少？", "result"),
        ("湖南完成了多少投资？", "result"),
        ("湖南2030年要达到多少？", "target"),
        ("湖南有哪些产业？", "any"),
    ],
)
def test_moods(text: str, mood: Mood) -> None:
    assert ask_province(text).mood == mood


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("湖南省2026年GDP增长目标是多少？", (2026, 2026)),
        ("湖南去年GDP增长多少？", (2025, 2025)),
        ("湖南今年GDP目标是多少？", (2026, 2026)),
        ("湖南过去五年GDP增长多少？", (2021, 2025)),
        ("湖南未来五年的目标是什么？", (2026, 2030)),
        ("湖南有哪些产业？", None),
    ],
)
def test_periods(text: str, years: Years | None) -> None:
    assert ask_province(text).years == years


def test_what_this_year_means_is_up_to_the_documents() -> None:
    assert ask("江岸区今年新增就业多少？").years == (UNDATED, UNDATED)
    earlier = corpus("湖南省", base_year=2020)
    assert understand("湖南去年GDP增长多少？", earlier).years == (2019, 2019)


@pytest.mark.parametrize(
    ("text", "kept", "gone"),
    [
        ("请问江岸区要建设多少个科创园区？", ["科创园区"], ["江岸", "请问", "多少"]),
        ("哪些区提到了RCEP？", ["RCEP"], ["哪些", "区", "提到"]),
        ("林远舟书记说老旧小区要改造多少个？", ["老旧小区", "改造"], ["林远舟", "书记", "多少"]),
        ("比较江岸区和武昌区的旧改", ["旧改"], ["比较", "江岸", "武昌"]),
        ("概括武昌区的医疗情况", ["医疗"], ["概括", "武昌", "情况"]),
    ],
)
def test_topics(text: str, kept: list[str], gone: list[str]) -> None:
    topic = ask(text).topic
    assert all(word in topic for word in kept)
    assert not any(word in topic for word in gone)


def test_times_are_no_topic() -> None:
    topic = ask_province("湖南省2026年城镇新增就业目标是多少？").topic
    assert "城镇新增就业" in topic
    assert not any(word in topic for word in ("2026", "年", "湖南", "多少"))


def test_quoted_words() -> None:
    assert ask("哪些区提到了“大学之城”？").quoted == ("大学之城",)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("江岸区区委书记是谁？", "person"),
        ("武昌区为什么要建设园区？", "why"),
        ("“大学之城”是什么意思？", "meaning"),
        ("哪些区提到了RCEP？", "mention"),
    ],
)
def test_what_else_is_asked(text: str, field: str) -> None:
    asked = ask(text)
    assert getattr(asked, field)
    others = {"person", "why", "meaning", "mention"} - {field}
    assert not any(getattr(asked, other) for other in others)


def test_a_counted_group() -> None:
    assert "4大主导产业" in ask("江岸区的4大主导产业分别是什么？").counted
    assert ask("江岸区有哪些主导产业？").counted == ""


FIRST = "江岸区要建设多少个科创园区？"


@pytest.mark.parametrize("text", ["老旧小区呢？", "那它的老旧小区呢？", "那老旧小区要改造多少个？"])
def test_a_follow_up_keeps_the_district(text: str) -> None:
    question = ask(text, FIRST)
    assert question.districts == ("江岸区",)
    assert question.scope[0].found_by == "history"
    assert "老旧小区" in question.topic
    assert "园区" not in question.topic


@pytest.mark.parametrize("text", ["那武昌区呢？", "武昌呢", "换成武昌区", "那么武昌区呢？"])
def test_a_follow_up_keeps_the_topic_in_another_district(text: str) -> None:
    question = ask(text, FIRST)
    assert question.districts == ("武昌区",)
    assert question.scope[0].found_by == "name"
    assert "科创园区" in question.topic
    assert question.numeric
    assert "count" in question.dimensions


def test_history_goes_back_several_turns() -> None:
    question = ask("老旧小区呢？", FIRST, "那武昌区呢？")
    assert question.districts == ("武昌区",)
    assert "老旧小区" in question.topic
    assert "科创园区" in ask("洪山区呢？", FIRST, "那武昌区呢？").topic


@pytest.mark.parametrize("text", ["洪山区要改造多少个老旧小区？", "哪些区提到了RCEP？"])
def test_a_whole_question_takes_nothing_from_before(text: str) -> None:
    assert ask(text, FIRST) == ask(text)


def test_a_district_that_is_not_covered_is_not_replaced() -> None:
    question = ask("江汉区呢？", FIRST)
    assert question.missing == ("江汉区",)
    assert question.districts == ()


TARGET = "湖南省2026年GDP增长目标是多少？"


@pytest.mark.parametrize(
    ("text", "years", "mood"),
    [
        ("2025年呢？", (2025, 2025), "result"),
        ("去年呢？", (2025, 2025), "result"),
        ("去年实际增长多少？", (2025, 2025), "result"),
        ("过去五年呢？", (2021, 2025), "result"),
    ],
)
def test_a_follow_up_moves_to_another_year(text: str, years: Years, mood: Mood) -> None:
    question = ask_province(text, TARGET)
    assert question.districts == ("湖南省",)
    assert (question.years, question.mood) == (years, mood)
    assert "percent" in question.dimensions


def test_a_follow_up_keeps_the_year() -> None:
    question = ask_province("那贵州呢？", TARGET)
    assert question.districts == ("贵州省",)
    assert (question.years, question.mood) == ((2026, 2026), "target")
    assert ask_province("贵州呢？", TARGET, "去年呢？").years == (2025, 2025)
    assert ask_province("就业呢？", TARGET).years == (2026, 2026)


def test_a_follow_up_may_move_both() -> None:
    question = ask_province("那贵州去年呢？", TARGET)
    assert question.districts == ("贵州省",)
    assert (question.years, question.mood) == ((2025, 2025), "result")
    assert "GDP" in question.topic


@pytest.mark.parametrize(
    "text",
    [
        "江岸、武昌、洪山里哪几个提到了夜校",
        "江岸区、武昌区和洪山区谁写到了夜校？",
        "江岸、武昌，增速目标定在6%左右的是哪几家",
    ],
)
def test_which_of_the_places_named(text: str) -> None:
    assert ask(text).kind == "which"


@pytest.mark.parametrize(
    "text",
    [
        "江岸区和武昌区的夜校谁多？",
        "江岸区和武昌区，哪个区的托位更多",
        "江岸和武昌企业数谁五年净增得多？",
        "江岸区和武昌区分别有哪些园区",
    ],
)
def test_what_is_asked_of_each_place_named(text: str) -> None:
    assert ask(text).kind == "compare"


@pytest.mark.parametrize(
    "text",
    [
        "林远舟怎么讲夜校，提炼成一小段",
        "江岸区夜校那一节，浓缩成几点给我",
        "江岸区夜校的打法归拢一下",
        "江岸区的夜校，大意是什么",
        "领导要问江岸区夜校怎么干，请给个要点版",
        "江岸区在夜校规模上有什么打算",
    ],
)
def test_ways_to_ask_for_the_gist(text: str) -> None:
    asked = ask(text)
    assert (asked.kind, asked.numeric) == ("summary", False)
    assert "夜校" in asked.topic


def test_what_the_places_found_say_is_asked_for_too() -> None:
    asked = ask("哪些区写到了夜校，各自怎么提的？")
    assert (asked.kind, asked.detailed, asked.topic) == ("which", True, "夜校")


def test_a_former_value_is_not_asked_for() -> None:
    assert "两万七" not in ask("江岸区人均收入五年前是两万七，现在是多少").topic
