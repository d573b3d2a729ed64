"""Candidates by district: which answer, which stand out, how they are told together."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.districts import Gazetteer
from index.document import Chunk
from rag.candidate import Candidate
from rag.groups import (
    ABOUT_AS_GOOD,
    FAR_AHEAD,
    MOST_DISTRICTS,
    TRIED,
    all_answering,
    answering,
    clear_winners,
    joined,
    ranked,
    spread,
    stands_out,
    under_their_places,
    unlike,
    with_leads,
)
from rag.question import Question, understand
from rag.records import Evidence
from rag.refuse import BESIDE, probability, rule, shortcoming
from tests.rag.corpus import corpus

DISTRICTS = corpus("江岸区", "武昌区", "洪山区")
COMPARED = "比较江岸区和武昌区的老旧小区改造"
QUOTE = "改造老旧小区45个"


def candidate(score: float = 1.0, *, coverage: float = 1.0, quote: str = QUOTE) -> Candidate:
    chunk = Chunk(0, "d", ("江岸区",), "", "", quote, 0, len(quote))
    return Candidate(
        evidence=Evidence(chunk, 0, len(quote), quote, score),
        coverage=coverage,
        own=coverage,
        mask=0,
        unknown=0.0,
        gap=1 - coverage,
        quantity=True,
        timely=0,
        affinity=0.0,
    )


def ask(text: str) -> Question:
    return understand(text, DISTRICTS)


SURE = candidate()
NONE = candidate(coverage=0.0)


def doubtful(question: Question) -> Candidate:
    """Evidence that is not good enough alone, but would be beside an answer."""
    for step in range(400):
        share = step / 400
        weak = replace(
            SURE, coverage=share, gap=1 - share, unbroken=share, lead=0.0, relevance=4 * share - 4
        )
        if BESIDE <= probability(question, weak) < rule().threshold:
            return weak
    raise AssertionError("the fitted threshold leaves no room below it")


def test_a_compared_place_that_answers_speaks_for_the_other() -> None:
    question = ask(COMPARED)
    weak = doubtful(question)
    assert question.kind == "compare"
    assert set(all_answering(question, {"江岸区": [SURE], "武昌区": [weak]})) == {
        "江岸区",
        "武昌区",
    }
    assert set(all_answering(question, {"江岸区": [weak], "武昌区": [SURE]})) == {
        "江岸区",
        "武昌区",
    }


def test_nobody_speaks_for_a_place_that_has_nothing() -> None:
    question = ask(COMPARED)
    assert set(all_answering(question, {"江岸区": [SURE], "武昌区": [NONE]})) == {"江岸区"}
    assert set(all_answering(question, {"江岸区": [SURE], "武昌区": []})) == {"江岸区"}


def test_two_doubtful_places_do_not_speak_for_one_another() -> None:
    question = ask(COMPARED)
    weak = doubtful(question)
    assert all_answering(question, {"江岸区": [weak], "武昌区": [weak]}) == {}


def test_places_that_are_not_compared_speak_for_themselves() -> None:
    question = ask("老旧小区改造情况怎么样")
    weak = doubtful(question)
    assert question.kind != "compare"
    assert set(all_answering(question, {"江岸区": [SURE], "武昌区": [weak]})) == {"江岸区"}


def test_a_rule_holds_beside_an_answer_as_well() -> None:
    question = ask("江岸区和武昌区各要改造多少个老旧小区？")
    without = replace(SURE, quantity=False)
    assert question.kind == "compare"
    assert set(all_answering(question, {"江岸区": [SURE], "武昌区": [without]})) == {"江岸区"}


def test_less_is_enough_beside_an_answer() -> None:
    question = ask(COMPARED)
    weak = doubtful(question)
    assert shortcoming(question, weak)
    assert shortcoming(question, weak, beside=True) == ""
    assert shortcoming(question, None, beside=True)


def test_the_candidates_from_the_first_that_answers_on() -> None:
    question = ask("江岸区要改造多少个老旧小区？")
    late = replace(SURE, timely=-1)
    assert answering(question, [late, SURE, NONE]) == [SURE, NONE]
    assert answering(question, [late] * TRIED + [SURE]) == []
    assert answering(question, [NONE, SURE]) == [], "the best is not about the matter at all"
    assert answering(question, []) == []


def test_leads() -> None:
    led = with_leads([candidate(1.0), candidate(0.7), candidate(0.4)])
    assert [c.lead for c in led] == pytest.approx([0.3, 0.3, 0.4])
    assert with_leads([]) == []


def test_standing_out() -> None:
    one, near, far = candidate(1.0), candidate(1.0 - FAR_AHEAD / 2), candidate(0.9 - FAR_AHEAD)
    assert stands_out({"江岸区": [one], "武昌区": [far]})
    assert not stands_out({"江岸区": [one], "武昌区": [near], "洪山区": [far]})
    assert stands_out({"江岸区": [one], "武昌区": []})
    assert stands_out({})


@given(st.lists(st.floats(0, 2), min_size=1, max_size=20))
def test_clear_winners_are_about_as_good_as_the_best_and_keep_their_order(
    scores: list[float],
) -> None:
    groups = {f"第{n}区": [candidate(score)] for n, score in enumerate(scores)}
    kept = clear_winners(groups)
    assert list(kept) == [name for name in groups if name in kept]
    assert 1 <= len(kept) <= MOST_DISTRICTS
    worst = min(own[0].score for own in kept.values())
    assert worst >= max(scores) - ABOUT_AS_GOOD
    out = [own[0].score for name, own in groups.items() if name not in kept]
    assert len(kept) == MOST_DISTRICTS or all(s < max(scores) - ABOUT_AS_GOOD for s in out)
    assert all(score <= worst for score in out)


def test_no_district_has_no_winner() -> None:
    assert clear_winners({}) == {}


def test_districts_that_share_a_section_are_told_together() -> None:
    shared, own = SURE.evidence, candidate(quote="新增车位9个").evidence
    told = joined([("江岸区", [shared]), ("武昌区", [own]), ("洪山区", [shared])])
    assert told == [("江岸区、洪山区", [shared]), ("武昌区", [own])]


def test_what_reaches_a_share_of_the_best() -> None:
    found = [candidate(score) for score in (1.0, 0.95, 0.5, 0.4)]
    assert spread(found, 3, 0.9) == [c.evidence for c in found[:2]]
    assert spread(found, 1, 0.9) == [found[0].evidence]


def test_all_candidates_best_first() -> None:
    groups = {"江岸区": [candidate(0.9), candidate(0.2)], "武昌区": [candidate(1.0)]}
    assert [c.score for c in ranked(groups)] == [1.0, 0.9, 0.2]


def told(quote: str, *districts: str) -> Evidence:
    return Evidence(Chunk(0, "d", districts, "", "", quote, 0, 99), 0, len(quote), quote, 1.0)


def test_what_names_the_county_asked_about_is_told_under_it() -> None:
    city = told("推进富锦市玉米项目开工", "佳木斯市")
    [(names, [own])] = under_their_places([("富锦市", [city])], Gazetteer())
    assert names == "富锦市"
    assert own.chunk.districts == ("富锦市",)


def test_what_does_not_name_it_is_its_own_places() -> None:
    city = told("推进玉米项目开工", "佳木斯市")
    assert under_their_places([("富锦市", [city])], Gazetteer()) == [("佳木斯市", [city])]


def test_a_county_is_not_told_under_the_city_that_it_names() -> None:
    county = told("为佳木斯市的发展作贡献", "富锦市")
    assert under_their_places([("佳木斯市", [county])], Gazetteer()) == [("富锦市", [county])]


def test_several_counties_named_together_share_a_quote() -> None:
    city = told("富锦、同江两市试点", "佳木斯市")
    [(names, [own])] = under_their_places([("富锦市、同江市", [city])], Gazetteer())
    assert names == "富锦市、同江市"
    assert own.chunk.districts == ("富锦市", "同江市")


def test_places_that_are_sought_are_those_a_quote_names_in_full() -> None:
    city = told("在富锦市、同江市开展试点", "佳木斯市")
    [(names, [own])] = under_their_places([("佳木斯市", [city])], Gazetteer(), sought=True)
    assert names == "富锦市、同江市"
    assert own.chunk.districts == ("富锦市", "同江市")
    [(names, _)] = under_their_places([("佳木斯市", [city])], Gazetteer())
    assert names == "佳木斯市"
    elsewhere = told("学习宁国市的做法", "佳木斯市")
    [(names, _)] = under_their_places([("佳木斯市", [elsewhere])], Gazetteer(), sought=True)
    assert names == "佳木斯市"


def test_what_lies_within_an_earlier_piece_is_left_out() -> None:
    whole, part = told("新建公园3个，绿地5处", "江岸区"), told("新建公园3个", "江岸区")
    other = replace(part, start=40, end=47)
    assert unlike([whole, part, other]) == [whole, other]
