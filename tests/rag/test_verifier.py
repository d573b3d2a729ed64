"""The verifier against sentences as a language model writes them, good and treacherous.

``verifier_cases/*.jsonl`` hold passages, a sentence and whether a careful editor would print it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.districts import Gazetteer
from index.document import Document
from rag.verify import Passage, Verdict, Verifier

CASES = Path(__file__).with_name("verifier_cases")
MOST_REJECTED, MOST_LET_THROUGH = 0.05, 0.02
NEVER = {"swapped_district", "changed_digit"}


@cache
def cases() -> tuple[dict[str, Any], ...]:
    return tuple(
        json.loads(line)
        for file in sorted(CASES.glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
    )


def passage(given: dict[str, Any]) -> Passage:
    lines = [f"# {given['title']}"] if given["title"] else []
    lines += [f"## {given['heading']}"] if given["heading"] else []
    places = (given["district"],) if given["district"] else ()
    document = Document.from_text("\n\n".join([*lines, given["text"]]), districts=places)
    start = document.text.index(given["text"][:8])
    return Passage(
        given["number"],
        document.text[start:],
        document,
        start,
        places,
        given["speaker"],
        given["heading"],
    )


def judge(case: dict[str, Any], sentence: str | None = None) -> Verdict:
    places = [p["district"] for p in case["passages"] if p["district"]]
    verifier = Verifier(Gazetteer(), dict.fromkeys([*places, *case["districts_asked"]]))
    passages = [passage(p) for p in case["passages"]]
    return verifier.judge(sentence or case["sentence"], passages, case["districts_asked"])


def test_the_suite_holds_what_it_should() -> None:
    kinds = Counter(case["kind"] for case in cases() if not case["supported"])
    assert len(cases()) >= 150
    assert len({case["id"] for case in cases()}) == len(cases())
    assert {
        "swapped_district", "changed_digit", "changed_unit", "percent_vs_points", "target_vs_result",
        "year_off", "added_person", "negation", "merged_facts", "injection", "invented_detail",
    } <= kinds.keys()  # fmt: skip


def test_supported_sentences_pass() -> None:
    supported = [case for case in cases() if case["supported"]]
    rejected = [case["id"] for case in supported if not judge(case).supported]
    assert len(rejected) <= MOST_REJECTED * len(supported), rejected


def test_unsupported_sentences_do_not() -> None:
    unsupported = [case for case in cases() if not case["supported"]]
    through = [case for case in unsupported if judge(case).supported]
    assert len(through) <= MOST_LET_THROUGH * len(unsupported), [c["id"] for c in through]
    assert not [case["id"] for case in through if case["kind"] in NEVER]


def test_every_objection_says_what_is_wrong() -> None:
    for case in cases():
        verdict = judge(case)
        assert verdict.supported == (verdict.objections == ())
        assert all(len(objection) >= 4 for objection in verdict.objections)


@given(st.data())
def test_no_figure_can_be_changed(data: st.DataObject) -> None:
    with_figures = [
        c
        for c in cases()
        if c["kind"] == "verbatim" and re.search(r"\d", c["sentence"].split("[")[0])
    ]
    case = data.draw(st.sampled_from(with_figures))
    sentence = case["sentence"]
    digits = [at for at, char in enumerate(sentence.split("[")[0]) if char.isdigit()]
    at = data.draw(st.sampled_from(digits))
    other = data.draw(st.sampled_from([d for d in "123456789" if d != sentence[at]]))
    changed = sentence[:at] + other + sentence[at + 1 :]
    told = case["passages"][0]["text"]
    if changed.split("[")[0] not in told:
        assert not judge(case, changed).supported


@given(st.text(max_size=120))
def test_anything_can_be_judged(text: str) -> None:
    verdict = judge(cases()[0], text)
    assert isinstance(verdict.supported, bool)


@pytest.mark.parametrize(
    ("sentence", "marks"),
    [
        ("14个[1]。", (1,)),
        ("14个[1][2]。", (1, 2)),
        ("14个[1、2]。", (1, 2)),
        ("14个 [1]", (1,)),
    ],
)
def test_marks_are_read_in_every_form(sentence: str, marks: tuple[int, ...]) -> None:
    assert judge(cases()[0], sentence).marks == marks


def test_a_missing_mark_is_set_by_alignment() -> None:
    case = next(c for c in cases() if c["kind"] == "missing_mark")
    verdict = judge(case)
    assert verdict.supported
    assert verdict.marks
