"""The last check fails closed: whatever cannot be looked up is objected to."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.document import Document
from rag.records import Citation, Sentence
from rag.verify import objections
from tests.rag.corpus import wuhan_document

DOCUMENT = wuhan_document()
DOCUMENTS = {DOCUMENT.id: DOCUMENT}
QUOTE = "江岸区计划改造老旧小区45个，新增停车泊位5200个，新增就业3.6万人以上"


def citation(quote: str = QUOTE, number: int = 1) -> Citation:
    start = DOCUMENT.text.index(quote)
    return Citation(
        number, DOCUMENT.id, DOCUMENT.title, ("江岸区",), "林远舟", "", quote, start,
        start + len(quote),
    )  # fmt: skip


def object_to(text: str, *cited: Citation, marks: tuple[int, ...] = (1,)) -> list[str]:
    return objections(Sentence(text, marks), cited, DOCUMENTS)


@pytest.mark.parametrize(
    "text",
    [
        f"江岸区：{QUOTE}。",
        "江岸区将改造老旧小区45个。",
        "新增停车泊位五千二百个。",
        "新增就业36000人以上。",
        "江岸区将改善民生。",
    ],
)
def test_what_can_be_looked_up_passes(text: str) -> None:
    assert object_to(text, citation()) == []


@pytest.mark.parametrize(
    "text",
    [
        "江岸区计划改造老旧小区46个。",
        "江岸区计划改造老旧小区450个。",
        "江岸区计划新增就业3.7万人以上。",
        "江岸区计划新增就业3.6亿人以上。",
        "江岸区老旧小区改造增长45%。",
        "2024年，江岸区计划改造老旧小区45个。",
        "江岸区第45次改造老旧小区。",
    ],
)
def test_a_number_that_no_quote_has(text: str) -> None:
    assert object_to(text, citation())


def test_a_sentence_without_a_mark() -> None:
    assert object_to(QUOTE, citation(), marks=())
    assert object_to("江岸区将改善民生。", marks=())


@pytest.mark.parametrize("marks", [(2,), (1, 2), (0,)])
def test_a_mark_without_a_citation(marks: tuple[int, ...]) -> None:
    assert object_to("江岸区将改善民生。", citation(), marks=marks)


@pytest.mark.parametrize("shift", [-1, 1, 100, -100_000, 100_000])
def test_wrong_offsets(shift: int) -> None:
    right = citation()
    wrong = replace(right, start=right.start + shift, end=right.end + shift)
    assert object_to(QUOTE, wrong)
    assert object_to(QUOTE, replace(right, end=right.end + shift))


def test_a_quote_that_is_not_in_the_document() -> None:
    assert object_to(QUOTE, replace(citation(), quote=QUOTE.replace("45", "46")))
    assert object_to("江岸区将改善民生。", replace(citation(), quote=QUOTE.replace("老旧", "旧")))


def test_a_document_nobody_has() -> None:
    assert object_to(QUOTE, replace(citation(), document_id="unknown"))
    assert objections(Sentence(QUOTE, (1,)), [citation()], {})


def test_the_quote_of_a_mark_the_sentence_does_not_have_proves_nothing() -> None:
    other = citation("武昌区计划改造老旧小区62个", number=2)
    text = "武昌区计划改造老旧小区62个。"
    assert object_to(text, citation(), other, marks=(2,)) == []
    assert object_to(text, citation(), other, marks=(1,))
    both = "江岸区改造老旧小区45个，武昌区改造62个。"
    assert object_to(both, citation(), other, marks=(1, 2)) == []
    assert object_to(both, citation(), other, marks=(2,))


NUMBERS = [at for at, char in enumerate(QUOTE) if char.isdigit()]


@given(st.sampled_from(NUMBERS), st.sampled_from("0123456789"))
def test_any_changed_digit_is_noticed(at: int, digit: str) -> None:
    assume(QUOTE[at] != digit)
    assert object_to(QUOTE[:at] + digit + QUOTE[at + 1 :], citation())


@given(st.integers(0, len(QUOTE) - 1), st.sampled_from("市武四9"))
def test_any_changed_character_of_a_quote_is_noticed(at: int, char: str) -> None:
    assume(QUOTE[at] != char)
    changed = replace(citation(), quote=QUOTE[:at] + char + QUOTE[at + 1 :])
    assert object_to("江岸区将改善民生。", changed)


def test_a_number_of_another_document() -> None:
    other = Document.from_text("武昌区计划改造老旧小区46个。", title="武昌区")
    documents = {**DOCUMENTS, other.id: other}
    sentence = Sentence("计划改造老旧小区46个。", (1,))
    assert objections(sentence, [citation()], documents)
