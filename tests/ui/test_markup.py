"""Foreign text inside HTML."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from ui.markup import escape, escape_lines, plain

ALTERED = "\r\x0b\x0c\x85\u2028\u2029\u200e\u200f" + "".join(
    map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
)
"""Characters that do not come back: other line ends and direction controls."""


def test_tags_and_quotes_become_text() -> None:
    assert escape("<img src=x onerror='a'>&\"") == (
        "&lt;img src=x onerror=&#x27;a&#x27;&gt;&amp;&quot;"
    )


def test_direction_overrides_cannot_turn_a_figure_round() -> None:
    assert escape("\u202e0002\u202c亿元") == "\ufffd0002\ufffd亿元"


@given(st.text())
def test_no_markup_survives_but_line_breaks(text: str) -> None:
    assert re.search(r"<(?!br>)|[\n\r]", escape_lines(text)) is None


@given(st.text(st.characters(codec="utf-8", exclude_characters=ALTERED)))
def test_plain_gives_back_what_was_escaped(text: str) -> None:
    assert plain(escape_lines(text)) == text
