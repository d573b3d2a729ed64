"""Whose figure a quantity is: ranks, grades, orders of magnitude."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.match import make_topic
from rag.numbers import quantities
from rag.owner import Owner
from rag.question import understand
from tests.rag.corpus import corpus

PLACES = corpus("江岸区", "武昌区", base_year=2026)


@cache
def owner(question: str) -> Owner:
    asked = understand(question, PLACES)
    return Owner(asked, make_topic(asked.topic, lambda _: 1.0))


def figures(question: str, quote: str) -> list[str]:
    return [quote[q.start : q.end] for q in owner(question).figures(quote)]


RANK = "江岸区营商环境在全国排第几？"


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("营商环境排名上升到35位", ["35位"]),
        ("营商环境位居全国第35位", ["第35位"]),
        ("营商环境排名跃升12名", ["12名"]),
        ("营商环境列全国前移至8位", ["8位"]),
        ("营商环境评议邀请了35位代表", []),
        ("营商环境评议奖励了12名干部", []),
        ("营商环境提升35个点", []),
    ],
)
def test_ranks_without_their_mark(quote: str, found: list[str]) -> None:
    assert figures(RANK, quote) == found


def test_ranks_count_only_where_one_is_asked_for() -> None:
    asked = "江岸区营商环境满意度提高了百分之几？"
    assert figures(asked, "营商环境满意度排名上升到35位") == []


@pytest.mark.parametrize(
    ("question", "quote", "found"),
    [
        ("江岸区有多少家重点医院？", "建成三级重点医院", []),
        ("江岸区有多少家重点医院？", "建成重点医院16家，其中三级医院2家", ["16家", "2家"]),
        ("江岸区有几个旅游景区？", "获评5A级旅游景区", []),
        ("江岸区有几个旅游景区？", "建成9个5A级旅游景区", ["9个"]),
        ("江岸区有几个新兴产业？", "新兴产业跻身百强", []),
        ("江岸区的重点医院是几级？", "建成三级重点医院", ["三级"]),
    ],
)
def test_grades_count_nothing(question: str, quote: str, found: list[str]) -> None:
    assert figures(question, quote) == found


@pytest.mark.parametrize(
    ("question", "quote", "found"),
    [
        ("江岸区海洋产值多少亿元？", "海洋产值达到860亿元", ["860亿元"]),
        ("江岸区海洋产值多少亿元？", "海洋产值达到9000万元", ["9000万元"]),
        ("江岸区海洋产值多少亿元？", "海洋产值补贴每户800元", []),
        ("江岸区海洋产值多少元？", "海洋产值补贴每户800元", ["800元"]),
        ("江岸区新增就业多少万人？", "新增就业3.6万人", ["3.6万人"]),
        ("江岸区新增就业多少万人？", "新增就业明星8人", []),
        ("江岸区海洋产值几万亿元？", "海洋产值1.2万亿元", ["1.2万亿元"]),
        ("江岸区海洋产值几万亿元？", "海洋产值3亿元", []),
    ],
)
def test_figures_far_below_the_order_of_magnitude(
    question: str, quote: str, found: list[str]
) -> None:
    assert figures(question, quote) == found


@settings(deadline=None)
@given(st.integers(2, 9999))
def test_what_reaches_the_order_of_magnitude_stays(value: int) -> None:
    assert figures("江岸区海洋产值多少亿元？", f"海洋产值达到{value}亿元") == [f"{value}亿元"]


@pytest.mark.parametrize(
    ("question", "quote", "found"),
    [
        ("江岸区有多少家首店？", "新增首店4家", True),
        ("江岸区一共有多少家首店？", "首店累计达到40家", False),
        ("江岸区总共拉来了多少家首店？", "新增首店4家", False),
        ("江岸区总共新开了多少家首店？", "新增首店4家", False),
        ("江岸区新增多少家首店？", "新增首店4家", False),
    ],
)
def test_what_is_new_where_a_total_is_asked_for(question: str, quote: str, found: bool) -> None:
    (figure,) = quantities(quote)
    assert owner(question).is_new(quote, figure) is found


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("安排资金3亿元，更换隔声窗", ["3亿元"]),
        ("统筹3亿元，为居民更换隔声窗", ["3亿元"]),
        ("产值3亿元，更换隔声窗", []),
        ("安排资金3亿元，修建体育馆", []),
    ],
)
def test_money_set_aside_is_for_what_comes_next(quote: str, found: list[str]) -> None:
    assert figures("江岸区更换隔声窗花了多少钱？", quote) == found


@pytest.mark.parametrize(
    ("question", "quote", "value", "owned"),
    [
        ("外贸增速超过6%的有哪些区？", "外贸增速达到7.2%", "7.2%", True),
        ("外贸增速超过6%的有哪些区？", "外贸增速达到3%，工业增速达到7.2%", "7.2%", False),
        ("外贸增速超过6%的有哪些区？", "外贸增速达到7.2%", "8%", False),
        ("停车泊位多于15个的有哪些区？", "停车泊位20个、公园8个", "20个", True),
        ("停车泊位多于15个的有哪些区？", "停车泊位20个、滨江公园8个", "8个", False),
    ],
)
def test_whose_figure(question: str, quote: str, value: str, owned: bool) -> None:
    assert owner(question).owns(quote, quantities(value)[0]) is owned
