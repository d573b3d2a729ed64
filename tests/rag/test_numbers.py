"""Quantities compare by value and kind, however they are written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.clean import clean
from rag.numbers import Quantity, quantities, spellings

YI = 1e8


def only(text: str) -> Quantity:
    found = quantities(text)
    assert len(found) == 1, found
    assert 0 <= found[0].start < found[0].end <= len(text)
    return found[0]


@pytest.mark.parametrize(
    ("text", "value", "dimension"),
    [
        ("产值过百亿元", 100 * YI, "money"),
        ("产值过100亿元", 100 * YI, "money"),
        ("投资五百四十三亿元", 543 * YI, "money"),
        ("规模达到1.2万亿元", 12000 * YI, "money"),
        ("补助1,234.5万元", 12_345_000, "money"),
        ("建设二十大专业园区", 20, "count"),
        ("搭建六大平台", 6, "count"),
        ("做强4大主导产业", 4, "count"),
        ("承办好第八次交流会", 8, "ordinal"),
        ("居全国第3位", 3, "ordinal"),
        ("用好40余支宣讲团队", 40, "count"),
        ("培训700多名宣讲员", 700, "people"),
        ("服务19.9万户", 199_000, "count"),
        ("惠及1万多户", 10_000, "count"),
        ("惠及三千户", 3000, "count"),
        ("设立一千零五个站点", 1005, "count"),
        ("新增十万人", 100_000, "people"),
        ("增长5.8%", 5.8, "percent"),
        ("下降百分之五", 5, "percent"),
        ("增长百分之三点五", 3.5, "percent"),
        ("提高0.6个百分点", 0.6, "point"),
        ("改造25万平方米", 250_000, "area"),
        ("铺设管网70公里", 70, "length"),
        ("到二〇二六年", 2026, "year"),
        ("到二零三五年", 2035, "year"),
        ("二十七区联动", 27, "count"),
        ("到2026年", 2026, "year"),
        ("接待2100万人次", 21_000_000, "trips"),
        ("额度核减一成五", 1.5, "percent"),
        ("外地游客占六成四", 6.4, "percent"),
        ("压缩至半个工作日", 0.5, "time"),
        ("半天办结", 0.5, "time"),
        ("多收一千一块钱", 1100, "money"),
        ("年收入三万六元", 36_000, "money"),
        ("覆盖三百六户", 360, "count"),
        ("覆盖三百零六户", 306, "count"),
    ],
)
def test_values_and_kinds(text: str, value: float, dimension: str) -> None:
    quantity = only(text)
    assert quantity.low == quantity.high == pytest.approx(value)
    assert quantity.dimension == dimension


@pytest.mark.parametrize(
    ("text", "low", "high", "dimension"),
    [
        ("增长5.5%—6%", 5.5, 6, "percent"),
        ("增长5.5%至6%", 5.5, 6, "percent"),
        ("增长5.5-6%", 5.5, 6, "percent"),
        ("建设20—30个", 20, 30, "count"),
        ("新增3到5万人", 30_000, 50_000, "people"),
        ("需要三至五年", 3, 5, "year"),
    ],
)
def test_ranges(text: str, low: float, high: float, dimension: str) -> None:
    quantity = only(text)
    assert quantity.low == pytest.approx(low)
    assert quantity.high == pytest.approx(high)
    assert quantity.dimension == dimension


@pytest.mark.parametrize(
    "text",
    [
        "学习党的二十大精神",
        "党的二十大报告提出",
        "党的十八大以来",
        "党的二十大",
        "深化“一带一路”合作",
        "融入一带一路",
        "推进一体化发展",
        "统一思想、凝聚力量",
        "“十四五”规划",
        "二七区的打算",
        "五四广场改造",
        "六七十不多",
        "两会精神",
        "海峡两岸",
        "一成不变",
        "上半年以来",
        "减半收取",
        "没有数字",
        "",
    ],
)
def test_no_quantity(text: str) -> None:
    assert quantities(text) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("百亿元", "100亿元"),
        ("二十个园区", "20个园区"),
        ("19.9万户", "199000户"),
        ("百分之五", "5%"),
        ("5.5%—6%", "5.5%~6%"),
        ("1,000家", "千家"),
        ("第八次", "第8次"),
        ("12名", "12人"),
    ],
)
def test_the_same_written_otherwise(one: str, other: str) -> None:
    assert only(one).same_value(only(other))
    assert only(other).same_value(only(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("100亿元", "100万元"),
        ("8个", "80个"),
        ("5%", "5亿元"),
        ("5%", "5个百分点"),
        ("8次", "第8次"),
        ("5.5%—6%", "5.5%"),
        ("5.5%—6%", "5%—6%"),
        ("20个", "20亩"),
    ],
)
def test_not_the_same(one: str, other: str) -> None:
    assert not only(one).same_value(only(other))
    assert not only(other).same_value(only(one))


def test_full_width_figures_after_cleaning() -> None:
    text = clean("投资１００亿元，增长５.５％").text
    assert [(q.low, q.dimension) for q in quantities(text)] == [
        (100 * YI, "money"),
        (5.5, "percent"),
    ]


def test_several_in_one_sentence() -> None:
    text = "推进总投资2000亿元的101个项目，增长10%以上。"
    found = quantities(text)
    assert [text[q.start : q.end] for q in found] == ["2000亿元", "101个", "10%"]


DIGITS = "零一二三四五六七八九"


def chinese(value: int) -> str:
    """``value`` (1..9999) as it is written out: 1005 → 一千零五."""
    written, gap = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // place % 10
        if not digit:
            gap = bool(written)
            continue
        written += ("零" if gap else "") + DIGITS[digit] + unit
        gap = False
    return written.removeprefix("一") if 10 <= value < 20 else written


def test_the_formatter_of_these_tests() -> None:
    values = (7, 10, 12, 20, 105, 110, 1005, 1050, 9999)
    assert [chinese(v) for v in values] == [
        "七", "十", "十二", "二十", "一百零五", "一百一十", "一千零五", "一千零五十", "九千九百九十九",
    ]  # fmt: skip


@given(st.integers(2, 99_999))
def test_digits_and_tens_of_thousands(value: int) -> None:
    plain = only(f"共{value}户")
    assert plain.low == value
    for other in (f"共{value:,}户", f"共{Decimal(value) / 10_000:f}万户"):
        assert plain.same_value(only(other))


@given(st.integers(2, 9999))
def test_chinese_numerals(value: int) -> None:
    assert only(f"共{value}户").same_value(only(f"共{chinese(value)}户"))
    assert only(f"共{value}亿元").same_value(only(f"共{chinese(value)}亿元"))


@given(st.integers(2, 99_999), st.integers(0, 4), st.sampled_from("0123456789"))
def test_a_changed_digit_is_another_value(value: int, at: int, digit: str) -> None:
    digits = list(str(value))
    at %= len(digits)
    assume(digits[at] != digit)
    digits[at] = digit
    changed = int("".join(digits))
    for form in (f"{changed}户", f"{Decimal(changed) / 10_000:f}万户"):
        assert not only(f"共{value}户").same_value(only(f"共{form}"))
    if 2 <= changed <= 9999:
        assert not only(f"共{value}户").same_value(only(f"共{chinese(changed)}户"))


PIECES = [
    "第", "百分之", "一", "十", "二十大", "百", "万", "亿", "5", "1.2", ",", "—", "到", "多", "余",
]  # fmt: skip


@given(
    st.lists(
        st.sampled_from([*PIECES, "元", "%", "个", "年", "精神", "，", "。"]), max_size=14
    ).map("".join)
    | st.text(max_size=40)
)
def test_any_text_can_be_read(text: str) -> None:
    found = quantities(text)
    positions = [p for q in found for p in (q.start, q.end)]
    assert positions == sorted(positions)
    assert all(q.start < q.end and q.same_value(q) for q in found)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("40个", ("40个", "四十个")),
        ("四十个", ("40个", "四十个")),
        ("12家", ("12家", "十二家")),
        ("3年", ("3年", "三年")),
        ("2.5亿元", ()),
        ("5%—6%", ()),
        ("1200家", ()),
    ],
)
def test_spellings(text: str, written: tuple[str, ...]) -> None:
    assert spellings(quantities(text)[0]) == written


def test_dates_are_no_range() -> None:
    found = [(q.low, q.high) for q in quantities("3月1日至10月31日")]
    assert (1, 10) not in found
    assert (31, 31) in found


def test_tenths() -> None:
    six, sixty, sixteen = (quantities(text)[0] for text in ("六成", "60%", "16%"))
    assert six.same_value(sixty)
    assert not six.same_value(sixteen)


@pytest.mark.parametrize(
    ("one", "other"), [("18度", "18℃"), ("20摄氏度", "20℃"), ("1840", "1840公里"), ("138", "138家")]
)
def test_the_same_number_with_other_units_or_none(one: str, other: str) -> None:
    assert quantities(one)[0].same_value(quantities(other)[0])
