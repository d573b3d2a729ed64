"""Groups of places that a question chooses from."""

from __future__ import annotations

import pytest

from rag.frames import of_all_places


@pytest.mark.parametrize(
    ("asked", "of_all"),
    [
        ("赣州五地中谁的审批最快", "赣州哪个区县的审批最快"),
        ("会上发言的几个县市，棉田在50万亩以上的有哪些？", "棉田在50万亩以上的有哪些区县？"),
        ("陕西走访的七地当中，月薪不足四千的是哪里", "陕西月薪不足四千的是哪些区县"),
        ("汉中几个接受采访的县市区里，谁家增速过了8%？", "汉中哪个区县增速过了8%？"),
        ("六县区中，谁的目标最低", "哪个区县的目标最低"),
        ("31个省份中，谁的增速最高", "哪个省份的增速最高"),
    ],
)
def test_who_of_a_group_asks_for_places(asked: str, of_all: str) -> None:
    assert of_all_places(asked) == of_all


@pytest.mark.parametrize(
    "asked",
    [
        "甘青宁三省中谁的增速高",
        "城关、七里河、安宁三个区里谁的园区最多",
        "三个区，各有哪些园区",
        "今年要建几个公园",
        "",
    ],
)
def test_places_named_and_other_questions_stay(asked: str) -> None:
    assert of_all_places(asked) == asked
