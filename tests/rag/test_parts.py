"""Questions that ask several things at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.parts import (
    MOST_PARTS,
    asked_apart,
    asked_by_place,
    asked_of_each,
    asked_with_own_times,
    conjuncts,
    is_detail,
    split_parts,
    without_details,
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("要改造多少个小区？新增多少车位？", ["要改造多少个小区", "新增多少车位"]),
        ("增长多少；在全国排第几？", ["增长多少", "在全国排第几"]),
        ("总量是多少，在全国排第几？", ["总量是多少", "在全国排第几"]),
    ],
)
def test_two_questions(text: str, parts: list[str]) -> None:
    assert split_parts(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "江岸区要建设多少个科创园区？",
        "比较江岸区和武昌区的旧改",
        "围绕民生改善，江岸区要改造多少个小区？",
        "你好！请问江岸区有哪些产业？",
        "江岸区要改造多少个小区？谢谢",
        "江岸区",
        "？？？",
        "",
    ],
)
def test_one_question_stays_as_it_is(text: str) -> None:
    assert split_parts(text) == [text]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "宜昌的收入，去年实际和今年目标放一起看",
            ["宜昌的收入，去年实际放一起看", "宜昌的收入，今年目标放一起看"],
        ),
        ("过货量今年的目标跟去年实绩是多少", ["过货量今年的目标是多少", "过货量去年实绩是多少"]),
        ("这个指标，实际与目标都要", ["这个指标，实际都要", "这个指标，目标都要"]),
        ("农田去年建了多少、今年计划多少", ["农田去年建了多少", "今年计划多少"]),
        ("总体目标和主要任务有哪些", ["总体目标和主要任务有哪些"]),
    ],
)
def test_two_times_are_asked_about_one_after_the_other(text: str, parts: list[str]) -> None:
    assert split_parts(text) == parts


def test_not_without_end() -> None:
    text = "多少个？" * (MOST_PARTS + 1)
    assert split_parts(text) == [text]


@given(st.lists(st.sampled_from([*"？；，。?", "多少", "哪些", "园区", "江岸区"]), max_size=12))
def test_nothing_that_was_asked_is_lost(pieces: list[str]) -> None:
    text = "".join(pieces)
    parts = split_parts(text)
    assert 1 <= len(parts) <= MOST_PARTS
    for word in ("多少", "哪些", "园区", "江岸区"):
        assert sum(part.count(word) for part in parts) == text.count(word)


@pytest.mark.parametrize(
    ("topic", "numeric", "things"),
    [
        ("旧改小区和停车泊位", True, ["旧改小区", "停车泊位"]),
        ("城镇和农村居民收入", True, []),
        ("两县 个数和投资", True, ["个数", "投资"]),
        ("分到的名额和钱", True, ["分到的名额", "钱"]),
        ("分到 名额和钱", True, ["名额", "钱"]),
        ("首义文化和里份建筑", False, ["首义文化", "里份建筑"]),
        ("老旧小区", False, []),
        ("", False, []),
    ],
)
def test_things_joined(topic: str, numeric: bool, things: list[str]) -> None:
    assert conjuncts(topic, numeric=numeric) == things


def test_things_joined_are_asked_about_one_by_one() -> None:
    text = "江岸区旧改小区和停车泊位各是多少？"
    assert asked_apart(text, ["旧改小区", "停车泊位"]) == [
        "江岸区旧改小区各是多少？",
        "江岸区停车泊位各是多少？",
    ]
    assert asked_apart(text, ["绿道", "公园"]) == []


def test_a_thing_of_each_place() -> None:
    text = "江岸的科创园区和武昌的重点实验室各建多少个"
    assert asked_by_place(text, [["江岸", "江岸区"], ["武昌"]]) == [
        "江岸的科创园区各建多少个",
        "武昌的重点实验室各建多少个",
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("江岸和武昌各建多少个科创园区", ["江岸", "武昌"]),
        ("江岸的科创园区有多少个", ["江岸"]),
        ("科创园区有多少个", ["江岸", "武昌"]),
    ],
)
def test_one_thing_of_all_places(text: str, names: list[str]) -> None:
    assert asked_by_place(text, [[name] for name in names]) == []


@pytest.mark.parametrize("tail", ["涨了几个点", "增长多少", "同比增了百分之几"])
def test_the_growth_of_a_figure_is_no_question_of_its_own(tail: str) -> None:
    assert split_parts(f"江岸区的收入是多少，{tail}") == [f"江岸区的收入是多少，{tail}"]


@pytest.mark.parametrize(
    "text",
    [
        "旧改小区有多少个，说几条主要举措",
        "旧改小区有多少个，请讲几点办法",
        "旧改小区有多少个，随便列几项措施",
        "目标是多少，简单说几句",
    ],
)
def test_a_few_words_on_the_matter_are_no_question_of_their_own(text: str) -> None:
    assert split_parts(text) == [text]


@pytest.mark.parametrize("joint", ["和", "与", "、", "跟"])
def test_two_years_are_asked_about_one_after_the_other(joint: str) -> None:
    assert split_parts(f"江岸区2024年{joint}2026年的外贸总额是多少") == [
        "江岸区2024年的外贸总额是多少",
        "江岸区2026年的外贸总额是多少",
    ]


PLACES = [["江岸区", "江岸"], ["武昌区", "武昌"]]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (
            "江岸区的旧改小区和武昌的科创园区各是多少",
            ["江岸区的旧改小区各是多少", "武昌的科创园区各是多少"],
        ),
        # whichever of its names stands first, the longer one where two stand in one place
        (
            "武昌区的科创园区、江岸的旧改小区分别有几个",
            ["武昌区的科创园区分别有几个", "江岸的旧改小区分别有几个"],
        ),
        # what it opens with is asked of each
        (
            "同样办文化节，江岸想做成什么，武昌又想做成什么",
            ["同样办文化节，江岸想做成什么", "同样办文化节，武昌又想做成什么"],
        ),
    ],
)
def test_a_thing_of_each_place_under_any_of_its_names(text: str, asked: list[str]) -> None:
    assert asked_by_place(text, PLACES) == asked


def test_a_place_by_another_name() -> None:
    text = "大学之城的旧改小区和武昌的科创园区各有几个"
    assert asked_by_place(text, [["大学之城", "洪山区", "洪山"], PLACES[1]]) == [
        "大学之城的旧改小区各有几个",
        "武昌的科创园区各有几个",
    ]


def test_a_place_under_no_known_name() -> None:
    assert asked_by_place("滨江的旧改小区和武昌的科创园区各有几个", PLACES) == []


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("襄阳和宜昌的增速", ["襄阳的增速", "宜昌的增速"]),
        ("襄阳市与宜昌市的增速分别是多少", ["襄阳市的增速分别是多少", "宜昌市的增速分别是多少"]),
        ("襄阳、宜昌的旧改", ["襄阳的旧改", "宜昌的旧改"]),
    ],
)
def test_the_same_of_each_place(text: str, asked: list[str]) -> None:
    assert asked_of_each(text, [("襄阳市", "襄阳"), ("宜昌市", "宜昌")]) == asked


@given(st.permutations(["襄阳", "宜昌", "荆州", "黄石"]), st.sampled_from("和与跟及、"))
def test_none_of_the_others_is_left_and_all_else_is(names: list[str], joint: str) -> None:
    asked = asked_of_each(f"{joint.join(names)}的增速", [(f"{n}市", n) for n in names])
    assert asked == [f"{name}的增速" for name in names]


def test_one_place_alone_is_not_asked_apart() -> None:
    assert asked_of_each("襄阳的增速", [("襄阳市", "襄阳")]) == []
    assert asked_of_each("增速", []) == []


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("有哪些区在抓夜校，分别怎么提的？", "有哪些区在抓夜校，"),
        ("夜校这件事，哪些区写到了？各自叫什么名", "夜校这件事，哪些区写到了？"),
        ("哪些区要建夜校，各建多少所？", "哪些区要建夜校，各建多少所？"),
        ("江岸区的夜校叫什么？", "江岸区的夜校叫什么？"),
    ],
)
def test_what_is_asked_of_each_place_found(text: str, short: str) -> None:
    assert without_details(text) == short


@pytest.mark.parametrize("text", ["有哪些区在抓夜校，分别怎么提的", "哪几家写到了夜校，原话是什么"])
def test_such_a_question_is_one(text: str) -> None:
    assert split_parts(text) == [text]


def test_a_figure_is_no_detail() -> None:
    assert is_detail("各自怎么提的")
    assert not is_detail("一共多少所")


OF_TIMES = [["嵩县"], ["攸县"], ["张掖市", "张掖"]]


def test_a_time_of_one_place_alone_is_asked_of_it_alone() -> None:
    asked = asked_with_own_times("污水治理率的目标，嵩县、攸县（今年）、张掖分别到多少", OF_TIMES)
    assert asked == [
        "污水治理率的目标，嵩县分别到多少",
        "污水治理率的目标，攸县（今年）分别到多少",
        "污水治理率的目标，张掖分别到多少",
    ]


@pytest.mark.parametrize("text", ["嵩县和攸县今年的GDP", "今年嵩县、攸县各修多少路", "嵩县的GDP"])
def test_a_time_of_all_places_divides_nothing(text: str) -> None:
    assert asked_with_own_times(text, OF_TIMES) == []
