"""The people a question names."""

from __future__ import annotations

import pytest

from rag.people import respelt_people, unknown_person, with_full_names

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
