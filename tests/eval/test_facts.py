from __future__ import annotations

import pytest

from eval.facts import group_number, normalise, plain_number, states, without_marks


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("未来产值过百亿元的园区", "100亿"),
        ("产值达到100亿元", "百亿"),
        ("建设二十大专业园区", "20个"),
        ("占比百分之四十以上", "40%"),
        ("增长５．５％", "5.5%"),
        ("增长5.5%至6%", "5.5%—6%"),
        ("共1,234家企业", "1234家"),
        ("提高0.3个百分点", "0.3个百分点"),
        ("10万平方米", "100000平方米"),
        ("打造 上合 之珠", "上合之珠"),
        ("加快rcep合作", "RCEP"),
        ("举办第8次交流会", "第八次"),
        ("改造20处小区", "20处"),
        ("自贸版2.0版", "2.0"),
        ("三级以上医院达到10家以上", "10家以上"),
    ],
)
def test_a_fact_is_found_however_it_is_written(text: str, form: str) -> None:
    assert states(text, form)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("增长5.8%", "8%"),
        ("共18个园区", "8个"),
        ("共十八个园区", "八个"),
        ("2026年", "26年"),
        ("增长4.5%—5%", "5%"),
        ("增长4.5%—5%", "增长4.5%"),
        ("新增20家企业", "20所"),
        ("产值100万元", "100亿"),
        ("提高5个百分点", "5%"),
        ("投资8亿元", "8万元"),
        ("面积15万平方米", "15万元"),
        ("", "8个"),
    ],
)
def test_another_number_is_not_the_fact(text: str, form: str) -> None:
    assert not states(text, form)


def test_a_count_of_things_without_their_own_word_fits_any() -> None:
    assert states("新增20家企业", "20个")
    assert states("新增20个", "20家")


@pytest.mark.parametrize("form", ["40%以上", "百亿元", "8个", "超过2000亿元", "5.5%—6%", "第八次"])
def test_plain_numbers(form: str) -> None:
    assert plain_number(form)


@pytest.mark.parametrize("form", ["增长8%", "示范区", "2612家和41项", "三甲医院"])
def test_what_is_more_than_a_number(form: str) -> None:
    assert plain_number(form) is None


@pytest.mark.parametrize(
    ("group", "number"),
    [
        (("百亿元", "过百亿元", "100亿"), True),
        (("出口增长8%", "8%"), True),
        (("第八次", "第8次"), True),
        (("10家以上", "10家", "三级以上医院"), False),
        (("41项", "标准共通"), False),
        (("市南区", "市南"), False),
    ],
)
def test_which_groups_are_numbers(group: tuple[str, ...], number: bool) -> None:
    assert bool(group_number(group)) is number


def test_marks_and_widths() -> None:
    assert without_marks("甲[1]乙[12][3]") == "甲乙"
    assert normalise("Ａ１ ％，\n好") == "A1%，好"
    assert normalise("2026 年 5 月") == "2026年5月"
    assert normalise("小麦 128.3 2.4 -0.7") == "小麦128.3 2.4 -0.7"
