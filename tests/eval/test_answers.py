from __future__ import annotations

from dataclasses import replace

import pytest

from eval.answers import answer_scores, character_f1, gold_numbers, missing_facts
from eval.gold import locate
from eval.pairs import Pair
from rag.records import Answer
from tests.eval.conftest import pair, refusable
from tests.eval.fakes import FakeYouju

NORTH = "全年建设8个都市园区"
SOUTH = "全年建设12个都市园区"


def scores(youju: FakeYouju, own: Pair, answer: Answer) -> dict[str, float | None]:
    (gold,) = locate([own], youju.documents)
    return answer_scores(own, gold, answer)


def test_a_right_answer(youju: FakeYouju) -> None:
    found = scores(youju, pair(), youju.says("?", (NORTH, NORTH)))
    assert found == {
        "facts": 1,
        "numbers": 1,
        "wrong_number": 0,
        "wrong_district": 0,
        "f1": 1,
        "length": len(NORTH),
    }


def test_a_refusal_has_no_fact_and_no_wrong_number(youju: FakeYouju) -> None:
    refusal = Answer("?", "refused", "资料中未提及市北区的8个都市园区。")
    found = scores(youju, pair(), refusal)
    assert missing_facts(pair(), refusal) == [("8个",)]
    assert (found["facts"], found["numbers"], found["f1"]) == (0, 0, 0)
    assert found["wrong_number"] is found["wrong_district"] is found["length"] is None


def test_the_number_of_another_district_is_wrong(youju: FakeYouju) -> None:
    found = scores(youju, pair(), youju.says("?", (SOUTH, SOUTH)))
    assert (found["facts"], found["numbers"], found["wrong_district"]) == (0, 0, 1)


def test_the_right_number_from_another_district_is_not_right(youju: FakeYouju) -> None:
    own = pair(answer_contains=[["12个"]], districts=["市北区", "市南区"], evidence=[SOUTH])
    answer = youju.says("?", ("建设12个都市园区", NORTH))
    found = scores(youju, own, answer)
    assert found["facts"] == 1
    assert found["numbers"] == 0


def test_a_rival_number_is_wrong(youju: FakeYouju) -> None:
    own = pair(answer_contains=[["百亿", "100亿"]], evidence=["产值过百亿元"])
    right = youju.says("?", ("产值100亿元", "产值过百亿元"))
    assert scores(youju, own, right)["wrong_number"] == 0
    wrong = youju.says("?", ("产值300亿元", "产值过百亿元"))
    assert scores(youju, own, wrong)["wrong_number"] == 1


def test_a_summary_may_leave_one_number_out_for_another(youju: FakeYouju) -> None:
    own = pair(type="summary", answer_contains=[["8个"]])
    answer = youju.says("?", ("改造老旧小区20处", "改造老旧小区20处"))
    assert scores(youju, own, answer)["wrong_number"] == 0
    assert scores(youju, pair(), answer)["wrong_number"] == 1


def test_a_number_of_another_kind_is_no_rival(youju: FakeYouju) -> None:
    own = pair(answer_contains=[["百亿"]], evidence=["产值过百亿元"])
    answer = youju.says("?", ("改造老旧小区20处", "改造老旧小区20处"))
    found = scores(youju, own, answer)
    assert (found["facts"], found["wrong_number"]) == (0, 0)


def test_half_a_comparison_is_incomplete_and_not_wrong(youju: FakeYouju) -> None:
    own = pair(
        type="compare",
        answer_contains=[["8个"], ["12个"]],
        districts=["市北区", "市南区"],
        evidence=[NORTH, SOUTH],
    )
    half = scores(youju, own, youju.says("?", (NORTH, NORTH)))
    assert (half["facts"], half["numbers"], half["wrong_number"]) == (0, 0.5, 0)
    full = scores(youju, own, youju.says("?", (NORTH, NORTH), (SOUTH, SOUTH)))
    assert (full["facts"], full["numbers"], full["wrong_number"]) == (1, 1, 0)


def test_a_swapped_comparison_is_wrong(youju: FakeYouju) -> None:
    own = pair(
        type="compare",
        answer_contains=[["8个"], ["12个"]],
        districts=["市北区", "市南区"],
        evidence=[NORTH, SOUTH],
    )
    swapped = youju.says("?", ("建设12个都市园区", NORTH), ("建设8个都市园区", SOUTH))
    found = scores(youju, own, swapped)
    assert (found["facts"], found["numbers"], found["wrong_number"]) == (1, 0, 1)


def test_a_number_that_its_quote_does_not_hold_is_wrong(youju: FakeYouju) -> None:
    answer = youju.says("?", ("有3座机场", "全年建设"))
    assert scores(youju, refusable(), answer)["wrong_number"] == 1


def test_a_range_is_one_number(youju: FakeYouju) -> None:
    own = pair(answer_contains=[["5.5%—6%"]], evidence=["增长5.5%—6%"])
    whole = youju.says("?", ("增长5.5%至6%", "增长5.5%—6%"))
    assert scores(youju, own, whole)["numbers"] == 1
    half = youju.says("?", ("增长6%", "增长5.5%—6%"))
    found = scores(youju, own, half)
    assert (found["facts"], found["numbers"], found["wrong_number"]) == (0, 0, 1)


def test_the_owner_of_a_number_is_where_it_is_quoted_from(youju: FakeYouju) -> None:
    own = pair(
        answer_contains=[["8个"], ["12个"], ["园区"]],
        districts=["市北区", "市南区"],
        evidence=[NORTH, SOUTH],
    )
    (gold,) = locate([own], youju.documents)
    first, second = gold_numbers(own, gold)
    assert first.owners == {"市北区"}
    assert second.owners == {"市南区"}
    assert first.dimensions == {"count"}


def test_a_citation_of_no_district_is_not_astray(youju: FakeYouju) -> None:
    answer = youju.says("?", (NORTH, NORTH))
    placeless = replace(answer, citations=tuple(replace(c, districts=()) for c in answer.citations))
    assert scores(youju, pair(), placeless)["wrong_district"] == 0


def test_an_unanswerable_pair_has_no_facts(youju: FakeYouju) -> None:
    found = scores(youju, refusable(), Answer("?", "refused", "资料中未提及。"))
    assert set(found.values()) == {None}


@pytest.mark.parametrize(
    ("answer", "reference", "f1"),
    [
        ("都市园区8个", "都市园区8个", 1),
        ("都市园区，8 个。", "都市园区８个", 1),
        ("园区", "都市园区", 2 * 2 / 6),
        ("园园", "园区", 0.5),
        ("学校", "园区", 0),
        ("", "园区", 0),
        ("", "", 0),
    ],
)
def test_character_f1(answer: str, reference: str, f1: float) -> None:
    assert character_f1(answer, reference) == pytest.approx(f1)
