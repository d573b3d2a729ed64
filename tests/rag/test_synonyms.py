"""The file of words that answer for one another, and finding them in a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.synonyms import ASKED_ONLY, find_measures, find_synonyms, groups, measures

ALL = groups()


def plain(word: str) -> str:
    return word.removeprefix(ASKED_ONLY).lower()


def words_for(text: str) -> tuple[str, ...]:
    ((_, _, words),) = find_synonyms(text)
    return words


def test_the_file_loads() -> None:
    assert len(ALL) > 20


@pytest.mark.parametrize("group", ALL, ids=lambda group: plain(group[0]))
def test_a_group(group: tuple[str, ...]) -> None:
    spellings = [plain(word) for word in group]
    least = 1 if group in measures() else 2
    assert len(set(spellings)) == len(spellings) >= least, "a measure may have but one name"
    assert all(word == word.strip() and len(word) >= 1 for word in spellings)
    assert not any(ASKED_ONLY in word for word in spellings)
    assert any(not word.startswith(ASKED_ONLY) for word in group), "something must answer"


@pytest.mark.parametrize(
    ("asked", "answering"),
    [
        ("GDP", "地区生产总值"),
        ("gdp", "地区生产总值"),
        ("地区生产总值", "gdp"),
        ("旧改", "城市更新"),
    ],
)
def test_words_answer_for_one_another(asked: str, answering: str) -> None:
    assert answering in words_for(asked)
    assert words_for(asked)[0] == asked.lower()


def test_a_word_only_asked_with_is_not_looked_for() -> None:
    answering = {plain(w) for g in ALL for w in g if not w.startswith(ASKED_ONLY)}
    asked_only = [
        (plain(w), g)
        for g in ALL
        for w in g
        if w.startswith(ASKED_ONLY) and plain(w) not in answering
    ]
    assert asked_only
    for word, group in asked_only:
        assert any(plain(other) in words_for(word) for other in group if other[0] != ASKED_ONLY)
        for other in group:
            if not other.startswith(ASKED_ONLY):
                assert word not in words_for(other)
    assert not any(ASKED_ONLY in w for g in ALL for word in g for w in words_for(plain(word)))


def test_the_longest_word_is_found() -> None:
    text = "湖南的地区生产总值"
    ((start, end, words),) = find_synonyms(text)
    assert text[start:end] == "地区生产总值"
    assert "gdp" in words


@given(
    st.lists(
        st.sampled_from([*(plain(w) for g in ALL for w in g), "的", "武汉", "，", "多少"]),
        max_size=8,
    ).map("".join)
)
def test_places_in_the_text(text: str) -> None:
    found = find_synonyms(text)
    positions = [position for start, end, _ in found for position in (start, end)]
    assert positions == sorted(positions)
    for start, end, words in found:
        assert text[start:end].lower() in words
        assert all(word == word.lower() for word in words)
        assert len(set(words)) == len(words)


def test_the_measures_a_text_names() -> None:
    (names,) = find_measures("社零总额增长多少")
    assert "社会消费品零售总额" in names
    assert find_measures("老旧小区改造") == []


def test_a_measure_is_no_other_measure() -> None:
    # 城乡居民收入分别 tells two measures at once.
    spelt = [
        plain(word)
        for group in measures()
        for word in group
        if not word.startswith(ASKED_ONLY) and not word.endswith("分别")
    ]
    assert len(spelt) == len(set(spelt))
