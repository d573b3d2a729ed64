"""The bound that a question puts on a figure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.bounds import Bound, bound
from rag.numbers import Quantity, quantities


def put(text: str) -> Bound:
    found = bound(text)
    assert found is not None
    return found[0]


def figure(text: str) -> Quantity:
    return quantities(text)[0]


@pytest.mark.parametrize(
    ("text", "least", "stretch"),
    [
        ("外贸增速超过6%的", True, "超过6%"),
        ("营收突破了300亿元的", True, "突破了300亿元"),
        ("至少18家", True, "至少18家"),
        ("车位多于900个的", True, "多于900个"),
        ("车位900个以上的", True, "900个以上"),
        ("签约后一百天内开工的", False, "一百天内"),
        ("3个工作日以内办结", False, "3个工作日以内"),
        ("车位900个及以上的", True, "900个及以上"),
        ("营收300亿元往上的", True, "300亿元往上"),
        ("营收破了百亿元的", True, "破了百亿元"),
        ("单个项目投资上20亿的", True, "上20亿"),
        ("外贸增速低于6%的", False, "低于6%"),
        ("营收不到一千亿的", False, "不到一千亿"),
        ("少于30个的", False, "少于30个"),
        ("车位不足900个的", False, "不足900个"),
        ("营收没到300亿元的", False, "没到300亿元"),
        ("不超过12处的", False, "不超过12处"),
        ("车位900个以下的", False, "900个以下"),
        ("车位900个以内的", False, "900个以内"),
        ("9.5%及以下的", False, "9.5%及以下"),
    ],
)
def test_at_least_or_at_most(text: str, least: bool, stretch: str) -> None:
    found = bound(text)
    assert found is not None
    assert found[0].least is least
    assert text[found[1] : found[2]] == stretch


@pytest.mark.parametrize(
    ("text", "strict"),
    [
        ("多于15个的", True),
        ("超过15个的", True),
        ("高于6%的", True),
        ("不到15个的", True),
        ("不足15个的", True),
        ("15个以上的", False),
        ("至少15个的", False),
        ("突破300亿元的", False),
    ],
)
def test_whether_the_limit_itself_will_do(text: str, strict: bool) -> None:
    limit = put(text)
    assert limit.strict is strict
    assert limit.allows(limit.limit) is not strict


@pytest.mark.parametrize(
    "text",
    [
        "2026年以上",
        "超过3年的",
        "至少5天",
        "三年内建成的",
        "第6位以上",
        "外贸增速6%的",
        "建设15个园区的",
        "超过了往年的",
        "",
    ],
)
def test_times_and_bare_figures_are_no_bound(text: str) -> None:
    assert bound(text) is None


def test_a_time_beside_the_bound_is_left_out() -> None:
    limit = put("3年以上的企业超过40家的")
    assert (limit.limit.low, limit.limit.unit) == (40, "家")


@pytest.mark.parametrize(
    ("text", "allowed", "refused"),
    [
        ("超过6%的", ["6.1%", "12%"], ["6%", "5.9%", "7个", "8亿元"]),
        ("不到15个的", ["14个", "3个"], ["15个", "16个", "2%"]),
        ("900个以上的", ["900个", "1200个"], ["899个", "1000亿元"]),
        ("300亿元以下的", ["300亿元", "12亿元"], ["301亿元", "12家"]),
        ("超过6%的", ["6.5%—7%"], ["5%—7%"]),
        ("6%以下的", ["5%—6%"], ["5%—7%"]),
    ],
)
def test_what_a_bound_allows(text: str, allowed: list[str], refused: list[str]) -> None:
    limit = put(text)
    assert [f for f in allowed if not limit.allows(figure(f))] == []
    assert [f for f in refused if limit.allows(figure(f))] == []


def test_a_large_number_without_unit_may_be_of_many_things() -> None:
    limit = put("不到一千亿的")
    assert {"money", "mass", "people"} <= limit.dimensions
    assert "percent" not in limit.dimensions
    assert limit.allows(figure("860亿元"))
    assert not limit.allows(figure("1200亿元"))
    assert put("超过6%的").dimensions == frozenset({"percent"})


@given(st.integers(2, 9999), st.integers(2, 9999), st.booleans(), st.booleans())
def test_a_bound_holds_for_every_figure(limit: int, value: int, least: bool, strict: bool) -> None:
    made = Bound(figure(f"{limit}个"), least, strict)
    beyond = value > limit if least else value < limit
    assert made.allows(figure(f"{value}个")) is (beyond or (value == limit and not strict))


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("覆盖率超过七成的", "82%", "61%"),
        ("连3000个都不到的", "2100个", "5800个"),
        ("预期寿命已超过82岁的", "83.9岁", "75.3岁"),
        ("总投资没有上百亿元的", "84亿元", "521亿元"),
    ],
)
def test_bounds_as_people_put_them(text: str, inside: str, outside: str) -> None:
    assert put(text).allows(figure(inside))
    assert not put(text).allows(figure(outside))


def test_what_is_told_in_such_figures() -> None:
    limit = put("投资七十亿以上的")
    assert limit.compares(figure("49亿元"))
    assert not limit.compares(figure("72个"))
    assert put("不到1个的").compares(figure("5个"))


def test_a_rate_is_not_under_a_limit_without_a_unit() -> None:
    limit = put("经济总量还没到三百亿")
    assert limit.allows(figure("280亿元"))
    assert not limit.allows(figure("702亿元"))
    assert not limit.allows(figure("增长7.5%"))
