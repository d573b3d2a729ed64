from __future__ import annotations

from dataclasses import replace

import pytest

from eval.citations import (
    broken_invariants,
    citation_scores,
    coverage,
    is_verbatim,
    supports,
    unsupported_numbers,
)
from eval.gold import locate
from rag.records import Answer, Sentence
from tests.eval.conftest import pair
from tests.eval.fakes import FakeYouju, wrongly_cited

NORTH = "全年建设8个都市园区"
SOUTH = "全年建设12个都市园区"
PLACES = ("市北区", "市南区")


def test_verbatim_is_character_by_character(youju: FakeYouju) -> None:
    citation = youju.cite(NORTH)
    assert is_verbatim(citation, youju.documents)
    assert not is_verbatim(wrongly_cited(citation), youju.documents)
    assert not is_verbatim(replace(citation, document_id="gone"), youju.documents)
    assert not is_verbatim(replace(citation, quote="", end=citation.start), youju.documents)


@pytest.mark.parametrize(
    ("text", "quote", "missing"),
    [
        ("产值100亿元", "产值过百亿元", []),
        ("产值300亿元", "产值过百亿元", ["300亿元"]),
        ("增长5.5%至6%", "增长5.5%—6%", []),
        ("建设8个[1]", NORTH, []),
        ("建设18个", NORTH, ["18个"]),
        ("8个都市园区，20处小区", NORTH, ["20处"]),
        ("没有数字", NORTH, []),
    ],
)
def test_numbers_stand_in_their_quotes(
    youju: FakeYouju, text: str, quote: str, missing: list[str]
) -> None:
    assert unsupported_numbers(text, [youju.cite(quote)]) == missing


def test_what_supports_a_sentence(youju: FakeYouju) -> None:
    north = youju.cite(NORTH)
    documents = youju.documents
    assert supports(f"市北区：{NORTH}。", [north], documents, PLACES)
    assert not supports(NORTH, [], documents, PLACES)
    assert not supports(NORTH, [wrongly_cited(north)], documents, PLACES)
    assert not supports("全年建设9个都市园区", [north], documents, PLACES)
    assert not supports(f"市南区：{NORTH}。", [north], documents, PLACES)
    assert not supports("改造老旧小区，新增绿地和学校", [north], documents, PLACES)


def test_coverage_counts_what_the_citation_says_of_its_source(youju: FakeYouju) -> None:
    north = youju.cite(NORTH)
    assert coverage(NORTH, [north]) == 1
    assert coverage("都市园区", [north]) == 1
    assert coverage("都市学校", [north]) == pytest.approx(1 / 3)
    assert coverage("市北区", [north]) == 1


def test_recall_and_precision_by_hand(youju: FakeYouju) -> None:
    north, south = youju.cite(NORTH, 1), youju.cite(SOUTH, 2)
    answer = Answer(
        question="?",
        status="answered",
        text=f"{NORTH}[1][2]改造20处[1]",
        # The second citation adds nothing; the second sentence stands on nothing.
        sentences=(Sentence(NORTH, (1, 2)), Sentence("改造20处", (1,))),
        citations=(north, south),
    )
    (gold,) = locate([pair()], youju.documents)
    scores = citation_scores(answer, youju.documents, PLACES, gold)
    assert scores["citation_recall"] == 0.5
    assert scores["citation_precision"] == pytest.approx(1 / 3)
    assert scores["verbatim"] == 1
    assert scores["evidence_recall"] == 1


def test_citations_that_only_together_support_are_all_precise(youju: FakeYouju) -> None:
    text = f"市北区{NORTH}，市南区{SOUTH}"
    answer = replace(
        youju.says("?", (NORTH, NORTH), (SOUTH, SOUTH)), sentences=(Sentence(text, (1, 2)),)
    )
    scores = citation_scores(answer, youju.documents, PLACES, ())
    assert (scores["citation_recall"], scores["citation_precision"]) == (1, 1)
    assert scores["evidence_recall"] is None


def test_a_refusal_cites_nothing(youju: FakeYouju) -> None:
    (gold,) = locate([pair()], youju.documents)
    scores = citation_scores(Answer("?", "refused", "无"), youju.documents, PLACES, gold)
    assert scores["citation_recall"] is scores["citation_precision"] is scores["verbatim"] is None
    assert scores["evidence_recall"] == 0


def test_a_sound_answer_breaks_nothing(youju: FakeYouju) -> None:
    answer = youju.says("?", (NORTH, NORTH))
    assert broken_invariants(answer, youju.documents) == []
    partial = replace(
        answer,
        status="partial",
        sentences=(*answer.sentences, Sentence("崂山区：资料中未提及。", ())),
    )
    assert broken_invariants(partial, youju.documents) == []


def test_every_broken_invariant_is_named(youju: FakeYouju) -> None:
    answer = youju.says("?", (NORTH, NORTH))
    moved = replace(answer, citations=tuple(map(wrongly_cited, answer.citations)))
    assert broken_invariants(moved, youju.documents) == ["引用 [1] 与原文不符"]
    unmarked = replace(answer, sentences=(Sentence("都市园区", ()),))
    assert broken_invariants(unmarked, youju.documents) == ["有一句没有引用标记：都市园区"]
    hidden = replace(answer, text=NORTH)
    assert broken_invariants(hidden, youju.documents) == [f"有一句没有引用标记：{NORTH}"]
    dangling = replace(answer, text=f"{NORTH}[1][2]", sentences=(Sentence(NORTH, (1, 2)),))
    assert broken_invariants(dangling, youju.documents) == [f"有一句没有引用标记：{NORTH}"]
    invented = replace(answer, sentences=(Sentence("建设9个", (1,)),))
    assert broken_invariants(invented, youju.documents) == ["数字 9个 不在所引原文里：建设9个"]
    near = Answer("?", "refused", "无", nearest=(wrongly_cited(youju.cite(NORTH)),))
    assert broken_invariants(near, youju.documents) == ["引用 [1] 与原文不符"]
