"""How much of a topic a text covers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.match import Topic, make_topic

COMMON = {"建设", "推进", "发展"}
KNOWN = {"科创", "创园", "园区", "老旧", "旧小", "小区", "改造"}


def idf(pair: str) -> float:
    """Common pairs say little, known ones much, those of no document most."""
    if pair in COMMON:
        return 0.5
    return 2.0 if pair in KNOWN else 4.0


def topic(text: str, quoted: tuple[str, ...] = ()) -> Topic:
    return make_topic(text, idf, quoted)


def coverage(asked: Topic, text: str) -> float:
    return asked.coverage(asked.mask(text.lower()))


@pytest.mark.parametrize("text", ["科创园区", "RCEP", "GDP增长", "“2+6”产业体系", "5G基站"])
def test_the_topic_itself_covers_all_of_it(text: str) -> None:
    assert coverage(topic(text), f"加快{text}。") == pytest.approx(1)


@pytest.mark.parametrize("text", ["", "医疗卫生", "ABC", "改一改、造一造"])
def test_other_texts_cover_nothing(text: str) -> None:
    assert coverage(topic("老旧小区改造"), text) == 0


def test_part_of_the_topic_covers_part_of_it() -> None:
    asked = topic("科创园区改造")
    some, more = coverage(asked, "建设科创园区"), coverage(asked, "改造科创园区")
    assert 0 < some < more <= 1


def test_rare_words_count_more_than_common_ones() -> None:
    asked = topic("建设科创")
    assert coverage(asked, "科创平台") > coverage(asked, "建设平台")


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("GDP", "地区生产总值增长"),
        ("地区生产总值", "gdp增长"),
        ("旧改", "推进城市更新"),
        ("AI", "发展人工智能"),
        ("财政收入", "一般公共预算收入"),
    ],
)
def test_synonyms_cover(asked: str, text: str) -> None:
    made = topic(asked)
    assert coverage(made, text) == pytest.approx(1)
    assert made.says_it(text)


def test_a_quoted_phrase_counts_only_as_a_whole() -> None:
    asked = topic("科创园区", quoted=("科创园区",))
    assert coverage(asked, "建设科创园区") == pytest.approx(1)
    assert coverage(asked, "建设科创基地和园区") == 0


def test_contiguity() -> None:
    asked = topic("老旧小区改造")
    whole = asked.contiguity("推进老旧小区改造工程")
    part = asked.contiguity("改造老旧小区")
    assert whole == 1
    assert 0 < part < whole
    assert asked.contiguity("医疗卫生") == 0


def test_what_no_document_knows() -> None:
    asked = topic("科创园区冰川")
    mask = asked.mask("建设科创园区")
    assert asked.unseen(mask) > 0
    assert asked.unseen(mask) + asked.missing(mask) + asked.coverage(mask) == pytest.approx(1)
    assert topic("科创园区").unseen(0) == 0


def test_an_empty_topic() -> None:
    empty = topic("")
    assert empty.mask("科创园区") == 0
    assert empty.coverage(0) == empty.unseen(0) == empty.missing(0) == 0
    assert empty.contiguity("科创园区") == 0


WORDS = ["科创", "园区", "建设", "老旧小区", "改造", "冰川", "GDP", "的", "和", " ", "“", "5", "，"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=8).map("".join)


@given(TEXTS, TEXTS, TEXTS)
def test_more_text_never_covers_less(asked: str, text: str, more: str) -> None:
    made = topic(asked)
    before, after = made.mask(text.lower()), made.mask((text + "。" + more).lower())
    assert before & ~after == 0
    assert 0 <= made.coverage(before) <= made.coverage(after) + 1e-9
    assert made.coverage(after) <= 1 + 1e-9
    assert 0 <= made.contiguity(text.lower()) <= 1
