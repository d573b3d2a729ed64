"""Chat messages: answers, refusals, errors, and what stands under them."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.records import ScopedDistrict
from tests.ui.fakes import HOSTILE, answered, refused, turn
from ui.markup import plain
from ui.messages import chat_messages, hint, plain_lines, status_line
from ui.words import EN


def reply(*turns: object, **options: object) -> str:
    return str(chat_messages(turns, **options)[-1]["content"])  # type: ignore[arg-type]


def test_a_conversation_alternates_and_ends_with_what_is_pending() -> None:
    messages = chat_messages([turn(answered())], pending="再问？")
    assert [message["role"] for message in messages] == ["user", "assistant"] * 2
    assert "再问？" in messages[2]["content"]
    assert "yj-pending" in messages[3]["content"]
    assert chat_messages([]) == []


def test_answers_keep_their_lines_and_link_their_marks_only() -> None:
    content = reply(turn(replace(answered(), text="一[1]二。[1]\n三。[1][2]")))
    assert '一[1]二。<a class="yj-mark" href="#yj-1-1">[1]<' in content
    assert content.count('<a class="yj-mark"') == 2
    assert "\n" not in content


def test_a_growing_answer_is_its_text_alone() -> None:
    messages = chat_messages([turn(answered()), turn(answered())], growing=True)
    whole, growing, waiting = (str(messages[at]["content"]) for at in (1, 3, 4))
    assert "yj-status" in whole
    assert "yj-text" in growing
    assert "yj-status" not in growing
    assert "yj-tools" not in growing
    assert "yj-pending" in waiting


def test_marks_beyond_the_citations_stay_text() -> None:
    assert "<a " not in reply(turn(replace(answered(), citations=())))


def test_a_mark_carries_the_quote_it_stands_for() -> None:
    cited = answered().citations[0]
    assert hint(cited) == f"西海岸新区 孙永红：“{cited.quote}”"
    long = replace(cited, quote="长" * 500, speaker="", districts=())
    assert hint(long) == f"“{'长' * 160}……”"
    assert hint(cited) in plain(reply(turn(answered())))


def test_the_status_line_says_what_was_searched_and_checked() -> None:
    answer = answered()
    assert status_line(turn(answer), answer) == (
        "检索了 1 份文件、1 个地区 · 数字已核对 · 引文逐字一致 · 12 毫秒 · 原文摘取"
    )
    doubtful = turn(answer, quotes_exact=False, numbers_checked=False)
    assert "数字未能核对 · 引文与原文不一致" in status_line(doubtful, answer)
    assert "yj-bad" in reply(doubtful)
    assert "yj-good" in reply(turn(answer))


def test_the_status_line_of_an_answer_from_everywhere_counts_all() -> None:
    answer = replace(
        answered(), scope=(ScopedDistrict("崂山区", "corpus"),), engine="openai", citations=()
    )
    assert (
        status_line(turn(answer), answer)
        == "检索了 1 份文件、3 个地区 · 12 毫秒 · 语言模型组织、逐句核对"
    )


def test_a_refusal_looks_like_one() -> None:
    content = reply(turn(refused()))
    assert "yj-refused" in content
    assert "资料里没有答案" in content
    assert "资料里没有李沧区的内容。" in content
    assert "资料覆盖的地区：西海岸新区、市南区、崂山区" in content
    assert 'href="#yj-1-1-near"' in content
    assert "加快建设8个都市产业园区" in content


def test_districts_a_refusal_lists_are_not_listed_again() -> None:
    answer = replace(refused(), text="没有李沧区。已收录：西海岸新区、市南区、崂山区。")
    assert "资料覆盖的地区" not in reply(turn(answer))


def test_an_error_can_be_tried_again() -> None:
    content = reply(turn(error="没有<b>这个</b>地区。"))
    assert "没有&lt;b&gt;这个&lt;/b&gt;地区。" in content
    assert 'name="yj-retry" value="1"' in content


def test_only_the_last_turn_can_be_asked_again() -> None:
    first, last = (
        str(message["content"])
        for message in chat_messages([turn(answered()), turn(answered())])[1::2]
    )
    assert "yj-retry" not in first
    assert "yj-drop" not in first
    assert 'name="yj-retry" value="2"' in last
    assert 'name="yj-drop" value="2 0"' in last
    assert 'name="yj-copy" value="1"' in first


def test_a_vote_shows() -> None:
    content = reply(turn(answered(), vote="like"))
    assert re.search('class="yj-tool yj-like yj-on"', content)
    assert not re.search('class="yj-tool yj-dislike yj-on"', content)


def test_the_clipboard_gets_the_answer_with_its_sources() -> None:
    answer = answered()
    assert plain_lines(answer) == [
        answer.text,
        f"[1] 《区（市）委书记谈二十大》西海岸新区 孙永红：“{answer.citations[0].quote}”",
    ]


def test_hostile_text_is_text() -> None:
    answer = replace(answered(), text=f"{HOSTILE}\n\n# 标题", reason=f"因为{HOSTILE}")
    content = reply(turn(answer, covered=(HOSTILE,)))
    assert "<script" not in content
    assert "<img" not in content
    assert "\n" not in content


def test_the_chrome_is_english_when_asked_and_the_answer_is_not() -> None:
    content = reply(turn(answered()), words=EN)
    assert "Documents searched: 1, districts: 1 · numbers checked · quotes verbatim" in content
    assert "101个海洋重点项目" in content
    assert "检索" not in content
