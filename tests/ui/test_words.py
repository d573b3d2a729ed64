"""The words of the page in both languages."""

from __future__ import annotations

import re
from dataclasses import fields
from string import Formatter

import pytest

from ui.words import EN, ZH, words_in

TABS = [field.name for field in fields(ZH) if field.name != "language"]
_HAN = re.compile(r"[\u4e00-\u9fff]")


def placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("tab", TABS)
def test_both_languages_say_everything_with_the_same_blanks(tab: str) -> None:
    chinese, english = getattr(ZH, tab), getattr(EN, tab)
    for field in fields(chinese):
        zh, en = getattr(chinese, field.name), getattr(english, field.name)
        if not isinstance(zh, str):
            continue
        assert zh, field.name
        assert en, field.name
        assert placeholders(zh) == placeholders(en), field.name
        if field.name != "name":
            assert not _HAN.search(en), field.name


def test_chinese_comes_first() -> None:
    assert words_in("en") is EN
    for other in ("zh", None, "fr", 7):
        assert words_in(other) is ZH
