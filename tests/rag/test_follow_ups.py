"""What a follow-up keeps of the figure asked for before it, and what it says for itself."""

from __future__ import annotations

import pytest

from rag.question import Question, understand
from rag.wording import Kind
from tests.rag.corpus import corpus

WUHAN = corpus("江岸区", "武昌区", speakers={"林远舟": ("江岸区",)}, base_year=2026)
HARVEST = "江岸区的粮食产量是多少万吨？"


def ask(text: str, *before: str) -> Question:
    return understand(text, WUHAN, [(question, "") for question in before])


@pytest.mark.parametrize(
    ("text", "topic"),
    [("那棉花呢？", "棉花"), ("油菜籽呢", "油菜籽"), ("那它的茶叶呢？", "茶叶")],
)
def test_another_thing_is_asked_for_by_the_same_figure(text: str, topic: str) -> None:
    before, question = ask(HARVEST), ask(text, HARVEST)
    assert question.kind == "fact"
    assert question.numeric
    assert (question.dimensions, question.unit) == (before.dimensions, "吨")
    assert topic in question.topic
    assert "粮食" not in question.topic
    assert "粮食" in question.context
    assert question.districts == ("江岸区",)


def test_another_thing_of_another_place() -> None:
    question = ask("那武昌区的棉花呢？", HARVEST)
    assert question.districts == ("武昌区",)
    assert "mass" in question.dimensions
    assert ask("那武昌区呢？", HARVEST, "那棉花呢？").topic == "棉花"


@pytest.mark.parametrize(
    ("text", "dimensions"),
    [
        ("那外贸增速是多少？", {"percent"}),
        ("棉花种了多少亩？", {"area"}),
        ("那停车泊位有多少个？", {"count", "people"}),
        ("那外贸总额呢？", set()),
    ],
)
def test_a_measure_of_its_own_is_kept(text: str, dimensions: set[str]) -> None:
    question = ask(text, HARVEST)
    assert question.numeric
    assert question.dimensions == dimensions
    assert question.unit != "吨"


def test_a_number_that_is_only_named_may_mean_its_growth() -> None:
    rate = "江岸区的外贸增速是多少？"
    assert {"people", "percent"} <= ask("入境游客人数呢？", rate).dimensions
    assert "percent" not in ask("入境游客人数是多少？", rate).dimensions


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("那棉花怎么种？", "summary"),
        ("那棉花种得怎么样？", "summary"),
        ("那棉花有哪些品种？", "list"),
        ("那棉花有什么品种？", "list"),
    ],
)
def test_what_asks_for_no_figure_takes_none(text: str, kind: Kind) -> None:
    question = ask(text, HARVEST)
    assert question.kind == kind
    assert not question.numeric
    assert question.dimensions == frozenset()


def test_after_a_question_without_a_figure_there_is_none_to_keep() -> None:
    question = ask("那棉花呢？", "江岸区有哪些主导产业？")
    assert not question.numeric
    assert question.dimensions == frozenset()


@pytest.mark.parametrize(
    "text",
    ["同一件事，武昌区安排了多少？", "明白了，今年打算稳住多少？", "武昌区也同样安排了多少？"],
)
def test_the_same_matter_again(text: str) -> None:
    question = ask(text, HARVEST)
    assert "粮食产量" in question.topic
    assert question.numeric


@pytest.mark.parametrize(
    "text", ["那增长了多少呢？", "跟它差不多吗？", "任务完成了吗", "那平均呢？", "新增呢？"]
)
def test_what_is_said_of_any_measure_is_said_of_the_one_before(text: str) -> None:
    assert "粮食产量" in ask(text, HARVEST).topic


def test_a_bound_is_no_topic() -> None:
    question = ask("外贸增速超过6%的有哪些区？")
    assert question.kind == "which"
    assert question.numeric
    assert question.dimensions == {"percent"}
    assert question.bound is not None
    assert (question.bound.limit.low, question.bound.least, question.bound.strict) == (
        6,
        True,
        True,
    )
    assert "外贸" in question.topic
    assert "6" not in question.topic
    assert "超过" not in question.topic


@pytest.mark.parametrize("text", ["江岸区外贸增速超过6%了吗？", "江岸区的外贸增速是多少？"])
def test_a_named_place_is_under_no_bound(text: str) -> None:
    assert ask(text).bound is None
