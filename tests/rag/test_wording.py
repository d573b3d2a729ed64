"""What the words of a question ask for: a passage, a list, a figure and of what kind."""

from __future__ import annotations

import pytest

from rag.numbers import UNITS
from rag.question import Question, understand
from rag.wording import Kind
from tests.rag.corpus import corpus

WUHAN = corpus("江岸区", "武昌区", speakers={"林远舟": ("江岸区",)}, base_year=2026)


def ask(text: str) -> Question:
    return understand(text, WUHAN)


@pytest.mark.parametrize(
    "text",
    [
        "江岸区要做哪些事？",
        "江岸区养老方面要做哪些事情？",
        "江岸区有哪些安排？",
        "江岸区养老有哪些安排",
        "江岸区养老有什么新举措？",
        "江岸区在养老上要下哪些功夫",
        "江岸区养老有哪些硬招",
        "江岸区干了哪些实事",
        "江岸区养老要做到什么程度",
        "江岸区旧改要做到哪种地步",
        "江岸区养老要怎么搞",
        "江岸区养老搞些什么",
        "林远舟讲了什么？",
        "汇总江岸区的养老",
        "江岸区的养老",
    ],
)
def test_what_is_told_by_passages(text: str) -> None:
    question = ask(text)
    assert question.kind == "summary"
    assert question.quotes_passages
    assert not question.numeric


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("江岸区有哪些养老机构？", "list"),
        ("江岸区的安排里包括养老吗？", "list"),
        ("江岸区养老做没做", "fact"),
        ("江岸区是不是要建养老院", "fact"),
        ("江岸区要安排多少个养老床位？", "fact"),
        ("江岸区书记怎么定位养老", "fact"),
    ],
)
def test_what_is_told_by_clauses(text: str, kind: Kind) -> None:
    assert ask(text).kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "江岸区外贸增幅有多大",
        "江岸区外贸增速是多大？",
        "江岸区房价涨幅多大",
        "江岸区房价跌幅有多大",
        "江岸区外贸增长率为多大",
        "江岸区外贸是增是降，幅度多大",
    ],
)
def test_how_large_a_rate_is_asks_for_percent(text: str) -> None:
    question = ask(text)
    assert question.numeric
    assert "percent" in question.dimensions
    assert question.dimensions <= {"percent", "point"}


@pytest.mark.parametrize("text", ["江岸区文旅产业体量多大", "江岸区算力规模有多大"])
def test_how_large_something_is_may_be_told_in_any_unit(text: str) -> None:
    assert {"area", "count", "computing"} <= ask(text).dimensions
    assert "percent" not in ask(text).dimensions


def test_the_size_of_money_is_told_in_money() -> None:
    assert ask("江岸区外贸进出口规模多大").dimensions == {"money"}


@pytest.mark.parametrize(
    "text",
    ["江岸区的规模以上企业怎么培育", "江岸区规模以上工业怎么发展", "江岸区有哪些规模以上企业"],
)
def test_above_a_size_is_no_size(text: str) -> None:
    question = ask(text)
    assert not question.numeric
    assert question.dimensions == frozenset()


def test_above_a_size_keeps_the_unit_that_is_asked_for() -> None:
    assert "money" not in ask("江岸区规模以上工业企业有多少家").dimensions
    assert ask("江岸区规模以上工业增加值增长多少").dimensions == {"percent"}


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("江岸区有多少个停车泊位", "停车泊位"),
        ("江岸区有多少万个泊位", "泊位"),
        ("江岸区引进了多少亿元的项目", "项目"),
        ("江岸区有几家重点实验室", "重点实验室"),
        ("江岸区投资多少亿元", ""),
        ("江岸区产值多少亿元？", ""),
        ("江岸区粮食多少万吨", ""),
        ("江岸区新增多少万人", ""),
        ("江岸区修了多少平方米", ""),
    ],
)
def test_the_things_counted_are_no_unit(text: str, head: str) -> None:
    assert ask(text).head == head


@pytest.mark.parametrize(
    "unit", [u for units in UNITS.values() for u in units if u != "块" and u[0] != "千"]
)
@pytest.mark.parametrize("scale", ["", "万", "亿"])
def test_no_unit_is_a_thing_counted(unit: str, scale: str) -> None:
    assert ask(f"江岸区的总数有多少{scale}{unit}").head == ""


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("江岸区产值多少亿元", 1e8),
        ("江岸区新增多少万人", 1e4),
        ("江岸区经济总量几万亿", 1e12),
        ("江岸区坐飞机的人次破了几百万", 1e6),
        ("江岸区产值多少元", 0.0),
        ("江岸区有几个泊位", 0.0),
        ("江岸区5亿元的项目叫什么", 0.0),
    ],
)
def test_the_order_of_magnitude(text: str, scale: float) -> None:
    assert ask(text).scale == scale


def test_a_scale_without_a_unit_may_be_of_many_things() -> None:
    assert {"money", "people", "mass", "count"} <= ask("江岸区一年有多少万").dimensions
    assert ask("江岸区经济总量几万亿").dimensions == {"money"}


@pytest.mark.parametrize(
    ("text", "dimensions"),
    [
        ("江岸区预算多少", {"money"}),
        ("江岸区的养老院造价是多少", {"money"}),
        ("江岸区外贸占经济总量的多少", {"percent"}),
        ("江岸区用了几年", {"year", "time"}),
        ("江岸区得了几块奖牌", {"count", "people"}),
        ("江岸区花了几块钱", {"money"}),
    ],
)
def test_what_a_figure_is_counted_in(text: str, dimensions: set[str]) -> None:
    assert ask(text).dimensions == dimensions


def test_a_volume_may_answer_what_is_produced() -> None:
    assert {"mass", "count", "volume"} <= ask("江岸区天然气产量多少").dimensions


def test_the_last_years_are_no_span_that_is_asked_for() -> None:
    assert not ask("江岸区这几年建了什么园区").dimensions & {"year", "time"}


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("江岸区的4大主导产业分别是什么？", "4大主导产业"),
        ("江岸区十四个项目分别是什么？", "十四个项目"),
        ("江岸区学习二十大精神有哪些安排？", ""),
    ],
)
def test_a_group_is_counted_in_full(text: str, counted: str) -> None:
    assert ask(text).counted == counted


def test_names_asked_for_with_their_number() -> None:
    asked = ask("江岸区的特色文化有几种，名目给我")
    assert (asked.kind, asked.numeric) == ("list", False)
    assert ask("江岸区的特色文化有几种").numeric


def test_a_group_that_is_excepted_is_not_asked_for() -> None:
    assert ask("江岸区的“五大通道”之外，想让哪几样班列扩量").counted == ""
    assert ask("江岸区的“五大通道”具体是哪些").counted == "五大通道"


@pytest.mark.parametrize(
    "text", ["武昌区为什么要把每天的游客人数压下来？", "武昌区为何下调收费比例？"]
)
def test_a_reason_is_no_figure(text: str) -> None:
    question = ask(text)
    assert question.why
    assert not question.numeric
    assert question.dimensions == frozenset()


def test_how_many_of_a_size_is_no_sum_of_money() -> None:
    assert ask("武昌区有多少个亿元以上的项目").unit == "个"
    assert ask("武昌区投了多少个亿").scale == 1e8
