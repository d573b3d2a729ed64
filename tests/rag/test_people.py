"""The people a question names."""

from __future__ import annotations

import pytest

from rag.people import (
    named_people,
    respelt_people,
    span_of_person,
    unknown_person,
    with_full_names,
    without_people,
)

SPEAKERS = {"林远舟": ("江岸区",), "沈怀谷": ("武昌区",), "林望川": ("汉阳区",)}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("沈怀古书记说要建几个园区", "沈怀谷书记说要建几个园区"),
        ("沈怀谷书记说要建几个园区", "沈怀谷书记说要建几个园区"),
        ("赵怀谷书记说要建几个园区", "赵怀谷书记说要建几个园区"),
        ("要建几个园区", "要建几个园区"),
    ],
)
def test_names_that_only_sound_right(text: str, meant: str) -> None:
    assert respelt_people(text, SPEAKERS) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("沈书记怎么说养老", "沈怀谷书记怎么说养老"),
        ("林书记怎么说养老", "林书记怎么说养老"),
        ("沈怀谷书记怎么说养老", "沈怀谷书记怎么说养老"),
        ("书记怎么说养老", "书记怎么说养老"),
    ],
)
def test_a_surname_and_a_post(text: str, meant: str) -> None:
    assert with_full_names(text, SPEAKERS) == meant


def test_somebody_no_document_knows() -> None:
    assert unknown_person("赵怀谷书记说要建几个园区", SPEAKERS, [], [], lambda _: False) == "赵怀谷"
    assert unknown_person("沈怀谷书记说要建几个园区", SPEAKERS, [], [], lambda _: False) == ""


@pytest.mark.parametrize(
    ("text", "name", "span"),
    [
        ("林望川书记怎么看养老", "林望川", "林望川书记"),
        ("听听周知微区长讲了什么", "周知微", "周知微区长"),
        ("林望川同志提到几个园区", "林望川", "林望川同志"),
        # the post before the name
        ("区委书记林望川怎么看养老", "林望川", "林望川"),
        ("区长沈怀谷是谁", "沈怀谷", "沈怀谷"),
        ("主任江望的发言", "江望", "江望"),
        # compound surnames
        ("欧阳若水书记怎么看养老", "欧阳若水", "欧阳若水书记"),
        ("县长欧阳若水提出了什么", "欧阳若水", "欧阳若水"),
        ("司马知远说要建多少园区", "司马知远", "司马知远"),
        ("关于养老，诸葛明认为该怎么办", "诸葛明", "诸葛明"),
        # whose district
        ("方明远那个区要建几所学校", "方明远", "方明远那个区"),
        ("方明远所在的区要建几所学校", "方明远", "方明远所在的区"),
        ("方明远管的县要建几所学校", "方明远", "方明远管的县"),
    ],
)
def test_who_is_named_and_where(text: str, name: str, span: str) -> None:
    assert named_people(text) == [name]
    start, end = span_of_person(text, name)
    assert text[start:end] == span


@pytest.mark.parametrize(
    "text",
    [
        "文件提到几个园区",
        "高新区书记说了什么",
        "县长会议提到什么",
        "王书记们怎么说",
        "李主席团说什么",
        "林望川说明了什么",
        "区长是谁",
        "要建几个园区",
        "",
    ],
)
def test_nobody_is_named(text: str) -> None:
    assert named_people(text) == []


def test_two_people_are_both_named() -> None:
    assert set(named_people("林望川书记和区长沈怀谷怎么看养老")) == {"林望川", "沈怀谷"}


def test_a_person_who_is_not_there_has_no_span() -> None:
    assert span_of_person("要建几个园区", "林望川") == (0, 0)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("欧阳若水书记说要建几个园区", "欧阳若水"),
        ("区委书记赵怀谷怎么看养老", "赵怀谷"),
        ("方明远那个区要建几所学校", "方明远"),
    ],
)
def test_somebody_unknown_under_any_wording(text: str, name: str) -> None:
    def unknown(districts: list[str], taken: list[tuple[int, int]], told: str) -> str:
        return unknown_person(text, SPEAKERS, districts, taken, lambda n: n == told)

    at = text.index(name)
    assert unknown([], [], "") == name
    assert unknown(["江岸区"], [], "") == name
    assert unknown([], [], name) == "", "some document tells of him"
    assert unknown([], [(at, at + 2)], "") == "", "that is the name of a place"
    assert unknown(["硚口区"], [], "") == "", "nobody knows who speaks there"


def test_people_and_their_posts_are_blanked() -> None:
    assert without_people("沈怀谷书记怎么看养老", SPEAKERS).split() == ["怎么看养老"]
    assert without_people("欧阳若水区长怎么看养老", SPEAKERS).split() == ["怎么看养老"]
    assert without_people("高新区书记怎么看养老", SPEAKERS) == "高新区书记怎么看养老"
