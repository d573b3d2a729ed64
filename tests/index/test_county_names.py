"""Counties whose name has two characters, which may be part of any word."""

from __future__ import annotations

import pytest

from index.districts import Gazetteer

CHINA = Gazetteer()


def names(text: str, *known: str) -> list[str]:
    return [mention.name for mention in CHINA.mentions(text, known)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("曹县的目标", ["曹县"]),
        ("请看：曹县的目标", ["曹县"]),
        ("菏泽市曹县的目标", ["曹县"]),
        ("山东省菏泽市曹县", ["曹县"]),
        ("滑县和曹县", ["滑县", "曹县"]),
        ("曹县、滑县", ["曹县", "滑县"]),
        ("请问曹县的目标", ["曹县"]),
        ("在曹县建园区", ["曹县"]),
        ("2026年，曹县要建园区", ["曹县"]),
        ("“曹县”火了", ["曹县"]),
    ],
)
def test_it_counts_where_it_stands_apart(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    ["城关县城改造", "市和县的衔接", "城乡和县里的事", "开县委会议", "全县的目标", "各县的目标",
     "本县的目标", "该县的目标", "辖县的目标", "法曹县令", "圆滑县令"],
)  # fmt: skip
def test_it_is_no_part_of_other_words(text: str) -> None:
    assert names(text) == []


def test_the_head_of_a_county() -> None:
    (mention,) = CHINA.mentions("曹县县长林望川")
    assert (mention.name, mention.text) == ("曹县", "曹县")


def test_a_longer_name_is_not_cut_short() -> None:
    assert names("通城县的目标") == ["通城县"]
    assert names("通城县和曹县") == ["通城县", "曹县"]


def test_a_full_name_and_its_way_up() -> None:
    assert CHINA.canonical("曹县") == "曹县"
    assert CHINA.canonical("山东省菏泽市曹县") == "曹县"
    assert {"菏泽市", "山东省"} <= CHINA.ancestors("曹县")


def test_known_or_not_it_counts_the_same_at_the_start() -> None:
    assert names("曹县的目标", "曹县") == names("曹县的目标", "滑县") == ["曹县"]
