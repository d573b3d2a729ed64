"""Chat messages and the way back to plain history."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rag.records import Answer, Citation, ScopedDistrict
from tests.ui.fakes import HOSTILE, FakeYouju, answered, refused
from ui.messages import (
    answer_message,
    error_message,
    question_message,
    status_line,
    to_pairs,
    turns,
)

YOUJU = FakeYouju()


def as_blocks(message: dict[str, Any]) -> dict[str, Any]:
    """The shape in which the page sends a message back."""
    return {
        "role": message["role"],
        "metadata": None,
        "content": [{"type": "text", "text": message["content"]}],
    }


def test_history_in_either_shape_has_questions_and_answers_without_notes() -> None:
    answer = answered()
    messages = [question_message("第一问？\n<b>"), answer_message(answer, YOUJU, 1)]
    expected = [("第一问？\n<b>", answer.text)]
    assert to_pairs(messages) == expected
    assert to_pairs([as_blocks(message) for message in messages]) == expected


def test_history_of_plain_client_strings() -> None:
    history = [{"role": "user", "content": "甲？"}, {"role": "assistant", "content": "乙。[1]"}]
    assert to_pairs(history) == [("甲？", "乙。[1]")]


def test_history_leaves_out_errors_and_unanswered_questions() -> None:
    refusal = refused()
    history = [
        question_message("一"),
        error_message("没有这个地区。"),
        question_message("二"),
        question_message("三"),
        answer_message(refusal, YOUJU, 3),
        question_message("四"),
    ]
    assert to_pairs(history) == [("三", refusal.text)]
    assert turns(history) == 4


def test_content_of_other_kinds_counts_as_nothing() -> None:
    history: list[dict[str, Any]] = [
        {"role": "user", "content": [{"type": "file", "file": {"path": "x"}}, {"text": "问"}]},
        {"role": "assistant", "content": None},
    ]
    assert to_pairs(history) == [("问", "")]


def test_answers_keep_their_lines_and_link_their_marks_only() -> None:
    cited = answered()
    answer = replace(cited, text="一[1]二。[1]\n三。[1][2]")
    content = answer_message(answer, YOUJU, 3)["content"]
    assert '一[1]二。<a class="yj-mark" href="#yj-3-1">[1]</a><br>三。' in content
    assert content.count("<a ") == 2
    assert "\n" not in content


def test_hostile_text_is_text() -> None:
    answer = replace(answered(), text=HOSTILE, reason=f"因为{HOSTILE}")
    content = answer_message(answer, YOUJU, 1)["content"]
    assert "<script" not in content
    assert "<img" not in content
    assert content.count("&lt;script&gt;") == 2
    assert to_pairs([question_message(HOSTILE), {"role": "assistant", "content": content}]) == [
        (HOSTILE, HOSTILE)
    ]


def test_a_refusal_says_why_and_what_is_covered() -> None:
    content = answer_message(refused(), YOUJU, 1)["content"]
    assert "yj-refused" in content
    assert "资料里没有李沧区的内容。" in content
    assert "资料覆盖的地区：西海岸新区、市南区、崂山区" in content


def test_status_line_says_how_each_district_was_found() -> None:
    scope = (
        ScopedDistrict("市南区", "name", "市南区"),
        ScopedDistrict("西海岸新区", "alias", "黄岛"),
        ScopedDistrict("崂山区", "history"),
    )
    line = status_line(replace(answered(), scope=scope), YOUJU)
    assert line == (
        "检索范围：市南区、西海岸新区（“黄岛”）、崂山区（承接上文）（1 份文件）"
        " · 耗时 12 ms · 引擎：原文摘取"
    )


def test_status_line_of_an_answer_from_everywhere() -> None:
    answer = Answer("问", "answered", "答", timings_ms={"total": 7.6, "search": 3}, engine="qwen")
    assert status_line(answer, YOUJU) == (
        "检索范围：全部 3 个地区（1 份文件） · 耗时 8 ms · 引擎：qwen"
    )


def test_status_line_of_many_districts_names_the_first_few() -> None:
    scope = tuple(ScopedDistrict(f"{n}区", "region", "青岛") for n in "甲乙丙丁戊己")
    line = status_line(replace(answered(), scope=scope), YOUJU)
    assert "甲区（“青岛”）" in line
    assert "戊区（“青岛”）等 6 个地区" in line
    assert "己区" not in line
    everywhere = (ScopedDistrict("甲区", "corpus"),)
    assert "全部 3 个地区" in status_line(replace(answered(), scope=everywhere), YOUJU)


def test_districts_the_answer_lists_are_not_listed_again() -> None:
    answer = replace(refused(), text="没有李沧区。已收录：西海岸新区、市南区、崂山区。")
    assert "资料覆盖的地区" not in answer_message(answer, YOUJU, 1)["content"]


def test_marks_beyond_the_citations_stay_text() -> None:
    none: tuple[Citation, ...] = ()
    answer = replace(answered(), citations=none)
    assert "<a " not in answer_message(answer, YOUJU, 1)["content"]
