"""People in a question, and words that mean all places, one of them or none."""

from __future__ import annotations

import pytest

from index.districts import District, Gazetteer
from rag.scope import Scope, find_scope

CHENGDU = ("锦江区", "青羊区", "武侯区", "双流区", "郫都区")
PROVINCES = ("四川省", "重庆市", "新疆维吾尔自治区", "湖北省", "湖南省", "北京市")
SPEAKERS: dict[str, tuple[str, ...]] = {"林远舟": ("锦江区",)}


def scope(
    text: str,
    known: tuple[str, ...] = CHENGDU,
    speakers: dict[str, tuple[str, ...]] | None = None,
    told: dict[str, tuple[str, ...]] | None = None,
    gazetteer: Gazetteer | None = None,
) -> Scope:
    """The scope where each name of ``told`` stands in the passages of these districts."""
    by = told or {}
    return find_scope(
        text,
        known,
        speakers or {},
        gazetteer or Gazetteer(),
        lambda name: name in by,
        lambda name: by.get(name, ()),
    )


def names(found: Scope) -> list[str]:
    return [district.name for district in found.districts]


def stretches(text: str, found: Scope) -> list[str]:
    return [text[start:end] for start, end in found.spans]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("五位书记都怎么谈养老", "五位书记"),
        ("5位区委书记的打算", "5位区委书记"),
        ("各位书记怎么看", "各位书记"),
        ("四个区的目标", "四个区"),
        ("这几个区的目标", "这几个区"),
        ("这三个区的目标", "这三个区"),
        ("这些地区的目标", "这些地区"),
    ],
)
def test_all_places(text: str, words: str) -> None:
    found = scope(text)
    assert found.everywhere
    assert found.districts == ()
    assert stretches(text, found) == [words]


@pytest.mark.parametrize(
    "text",
    [
        "哪几个省提到了养老",
        "哪几个区提到了养老",
        "这个省的目标",
        "这个区的目标",
        "那个区的目标",
        "五位书记里谁提到了养老",
        "五个区域中心怎么建",
        "书记怎么谈养老",
    ],
)
@pytest.mark.parametrize("known", [CHENGDU, PROVINCES])
def test_not_all_places(text: str, known: tuple[str, ...]) -> None:
    assert scope(text, known) == Scope()


def test_places_by_name_come_before_words_for_all() -> None:
    found = scope("武侯区和锦江区这两个区的目标")
    assert names(found) == ["武侯区", "锦江区"]
    assert not found.everywhere


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("疆内今年的棉花产量", "新疆维吾尔自治区", "疆"),
        ("川内的高速里程", "四川省", "川"),
        ("蜀境内的高速里程", "四川省", "蜀"),
        ("帝都的高校有多少", "北京市", "帝都"),
        ("京城的高校有多少", "北京市", "京城"),
    ],
)
def test_short_words_for_a_province(text: str, name: str, words: str) -> None:
    found = scope(text, PROVINCES)
    assert names(found) == [name]
    assert stretches(text, found) == [words]


@pytest.mark.parametrize(
    "text", ["新疆内外的棉花", "山川内涵怎么挖掘", "川菜怎么发展", "国内的棉花"]
)
def test_single_characters_within_words_are_no_province(text: str) -> None:
    assert [d.matched for d in scope(text, PROVINCES).districts if len(d.matched) == 1] == []


def test_a_person_whom_one_place_alone_tells_of() -> None:
    text = "陈明远那个区要建几所学校"
    found = scope(text, told={"陈明远": ("双流区",)})
    assert [(d.name, d.found_by, d.matched) for d in found.districts] == [
        ("双流区", "speaker", "陈明远")
    ]
    assert stretches(text, found) == ["陈明远那个区"]
    assert found.unknown_speaker == ""


def test_a_person_whom_several_places_tell_of_places_nothing() -> None:
    found = scope("陈明远那个区要建几所学校", told={"陈明远": ("双流区", "郫都区")})
    assert found.districts == ()
    assert found.unknown_speaker == ""


def test_a_person_nobody_tells_of_is_unknown() -> None:
    assert scope("陈明远那个区要建几所学校", speakers=SPEAKERS).unknown_speaker == "陈明远"


def test_a_place_that_is_named_comes_before_who_tells_of_a_person() -> None:
    found = scope("武侯区怎么看陈明远书记说的学校", told={"陈明远": ("双流区",)})
    assert names(found) == ["武侯区"]


@pytest.mark.parametrize(
    ("text", "speakers", "told"),
    [
        ("魏青羊书记怎么看养老", {"魏青羊": ("双流区",)}, {}),
        ("魏青羊书记怎么看养老", {}, {"魏青羊": ("双流区",)}),
        ("区长欧阳锦江讲了什么", {"欧阳锦江": ("双流区",)}, {}),
    ],
)
def test_the_name_of_a_place_within_that_of_a_person(
    text: str, speakers: dict[str, tuple[str, ...]], told: dict[str, tuple[str, ...]]
) -> None:
    found = scope(text, speakers=speakers, told=told)
    assert names(found) == ["双流区"]
    assert found.missing == ()


def test_a_name_that_no_document_has_may_be_that_of_a_place() -> None:
    assert names(scope("魏青羊书记怎么看养老")) == ["青羊区"]


@pytest.mark.parametrize(
    "text",
    [
        "成都哪个区建的园区多",
        "成都有几个区县",
        "成都这几个区县里，哪些要建园区",
        "成都的区县里谁建的多",
    ],
)
def test_the_districts_of_a_city_that_has_a_text_of_its_own(text: str) -> None:
    found = scope(text, ("成都市", *CHENGDU))
    assert names(found) == list(CHENGDU)
    assert {d.found_by for d in found.districts} == {"region"}


def test_the_city_itself() -> None:
    assert names(scope("成都市的目标", ("成都市", *CHENGDU))) == ["成都市"]


def test_a_place_within_a_covered_one_is_told_by_its_alias() -> None:
    own = Gazetteer([District("武侯区", ("科学谷",), "成都市")])
    found = scope("武侯区的科学谷要建什么", gazetteer=own)
    assert [(d.name, d.found_by, d.matched) for d in found.districts] == [
        ("武侯区", "alias", "科学谷")
    ]
