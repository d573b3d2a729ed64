"""Conversations as files: what is in them, and that nothing foreign is more than text."""

from __future__ import annotations

import base64
from dataclasses import replace
from io import BytesIO

import docx
import pytest
from docx.enum.text import WD_COLOR_INDEX
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.fakes import HOSTILE, QUOTE, FakeYouju, answered, refused, turn
from ui.conversation import Conversation
from ui.export import exported, markdown, to_docx, to_markdown, xml
from ui.words import EN

SAID = Conversation(
    "c" * 24,
    (
        turn(answered(), "西海岸新区有多少个项目？"),
        turn(refused(), "李沧区呢？"),
        turn(error="出了意外。", question="三？"),
    ),
)


def test_markdown_has_questions_answers_and_sources() -> None:
    text = to_markdown(SAID)
    for shown in (
        "## 1\\. 西海岸新区有多少个项目？",
        f"{QUOTE}。\\[1\\]",
        "**依据**",
        "\\[1\\] 西海岸新区 孙永红 《区（市）委书记谈二十大》西海岸新区区委书记（0–30）",
        f"> {QUOTE}",
        "数字已核对 · 引文逐字一致",
        "**最接近的原文（未作为依据）**",
        "出了意外。",
    ):
        assert shown in text
    assert "Sources" in to_markdown(SAID, EN)


def test_word_has_the_quote_marked_in_its_paragraph() -> None:
    word = docx.Document(BytesIO(to_docx(SAID, FakeYouju())))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "1. 西海岸新区有多少个项目？" in text
    assert "出了意外。" in text
    marked = [
        run.text
        for paragraph in word.paragraphs
        for run in paragraph.runs
        if run.font.highlight_color == WD_COLOR_INDEX.YELLOW
    ]
    assert marked == [QUOTE, "市南区加快建设8个都市产业园区"]
    assert f"{QUOTE}，全年海洋生产总值增长10%以上" in text


def test_a_quote_that_has_moved_is_given_alone() -> None:
    text = docx.Document(BytesIO(to_docx(SAID, FakeYouju({}))))
    assert QUOTE in [paragraph.text for paragraph in text.paragraphs]


@pytest.mark.parametrize("kind", ["md", "docx"])
def test_files_are_handed_over_as_they_are(kind: str) -> None:
    file = exported(SAID, FakeYouju(), kind)
    assert file["name"].endswith(f".{kind}")
    content = base64.b64decode(file["data"])
    assert content.startswith(b"PK" if kind == "docx" else "# 有据".encode())


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("# 题", "\\# 题"),
        ("- 项", "\\- 项"),
        ("1. 项", "1\\. 项"),
        ("12) 项", "12\\) 项"),
        ("[点](http://e.com)", "\\[点\\](http\\://e.com)"),
        ("www.e.com a@b.c", "www\\.e.com a\\@b.c"),
        ("<b>*粗*</b>", "\\<b\\>\\*粗\\*\\</b\\>"),
        ("增长4.5%", "增长4.5%"),
        ("甲\n\n# 乙\u2028丙", "甲 \\# 乙 丙"),
        ("\u202e0002", "\ufffd0002"),
    ],
)
def test_markdown_of_foreign_text_is_text(foreign: str, shown: str) -> None:
    assert markdown(foreign) == shown


def test_hostile_conversations_export_as_text() -> None:
    hostile = replace(
        answered(),
        text=HOSTILE,
        citations=(
            replace(answered().citations[0], title=HOSTILE, heading="\x00\x1f", quote=HOSTILE),
        ),
    )
    said = Conversation("c" * 24, (turn(hostile, f"{HOSTILE}\n\n# \x0b\ud800"),))
    text = to_markdown(said)
    assert "<script>" not in text
    assert "](http" not in text.replace("\\]", "")
    assert text.count("\n# ") == 0
    exported(said, FakeYouju(), "md")
    word = docx.Document(BytesIO(to_docx(said, FakeYouju())))
    assert any(HOSTILE in paragraph.text for paragraph in word.paragraphs)


@given(st.text())
def test_any_text_can_be_written(text: str) -> None:
    assert "\n" not in markdown(text)
    docx.Document().add_paragraph(xml(text))
