"""Questions that ask several things at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.parts import MOST_PARTS, asked_apart, asked_by_place, conjuncts, split_parts


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
