"""When evidence is not good enough: by rule, then by the fitted probability."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import pytest

from index.document import Chunk
from rag.candidate import Candidate
from rag.question import Question, understand
from rag.records import Evidence
from rag.refuse import (
    RULE_FILE,
    confidence,
    probability,
    rule,
    shortcoming,
    shortcoming_by_rule,
)
from tests.rag.corpus import corpus

DISTRICTS = corpus("江岸区", "武昌区")


def candidate(
    quote: str, *, coverage: float = 1.0, quantity: bool = False, timely: int = 0
) -> Candidate:
    chunk = Chunk(0, "d", ("江岸区",), "", "", quote, 0, len(quote))
    return Candidate(
        evidence=Evidence(chunk, 0, len(quote), quote, coverage),
        coverage=coverage,
        own=coverage,
        mask=0,
        unknown=0.0,
        gap=1 - coverage,
        quantity=quantity,
        timely=timely,
    )


def ask(text: str) -> Question:
    return understand(text, DISTRICTS)


HOW_MANY = ask("江岸区要建设多少个科创园区？")
PARKS = candidate("加快建设6个科创园区", quantity=True)


def test_good_evidence_falls_short_of_nothing() -> None:
    assert shortcoming(HOW_MANY, PARKS) == ""
    assert shortcoming_by_rule(HOW_MANY, PARKS) == ""
    assert confidence(HOW_MANY, PARKS) > 0.5


def test_nothing_found() -> None:
    assert shortcoming(HOW_MANY, None)
    assert confidence(HOW_MANY, None) == 0


def test_evidence_about_something_else() -> None:
    assert shortcoming(HOW_MANY, replace(PARKS, coverage=0.0, gap=1.0, affinity=0.0))


def test_a_figure_was_asked_for_and_there_is_none() -> None:
    without = replace(PARKS, quantity=False)
    assert "数字" in shortcoming(HOW_MANY, without)
    assert shortcoming(ask("江岸区有哪些科创园区？"), without) == ""


def test_another_time() -> None:
    assert "时间" in shortcoming(HOW_MANY, replace(PARKS, timely=-1))
    assert shortcoming(HOW_MANY, replace(PARKS, timely=1)) == ""


@pytest.mark.parametrize(
    ("text", "with_it", "without"),
    [
        ("武昌区为什么要建设园区？", "为了集聚企业，武昌区建设园区", "武昌区建设园区"),
        ("“双创”是什么意思？", "“双创”即创新创业", "推进“双创”工作"),
        (
            "江岸区的4大主导产业分别是什么？",
            "做强金融、文创、商贸、航运4大主导产业",
            "做强4大主导产业",
        ),
        ("江岸区的4大主导产业分别是什么？", "4大主导产业：金融、文创、商贸、航运", "4大主导产业"),
    ],
)
def test_a_reason_a_meaning_the_members(text: str, with_it: str, without: str) -> None:
    assert shortcoming_by_rule(ask(text), candidate(with_it)) == ""
    assert shortcoming_by_rule(ask(text), candidate(without))


def test_covering_more_never_makes_an_answer_less_likely() -> None:
    steps = [probability(HOW_MANY, candidate("x", coverage=share / 10)) for share in range(11)]
    assert all(one < other for one, other in pairwise(steps))
    assert all(0 < step < 1 for step in steps)


def test_nearness_in_meaning_speaks_for_an_answer() -> None:
    steps = [
        probability(HOW_MANY, replace(PARKS, affinity=a, coverage=0.6)) for a in (-1.0, 1.0, 3.0)
    ]
    assert steps == sorted(steps)
    assert steps[0] < steps[-1]
    assert probability(HOW_MANY, replace(PARKS, affinity=1e9)) <= 1


def test_the_fitted_rule_is_stored_with_its_curve() -> None:
    stored = json.loads(RULE_FILE.read_text(encoding="utf-8"))
    fitted = rule()
    assert 0 < fitted.threshold < 1
    assert stored["threshold"] == fitted.threshold
    curve = stored["curve"]
    assert [p["threshold"] for p in curve] == sorted(p["threshold"] for p in curve)
    assert all(0 <= p["coverage"] <= 1 and 0 <= p["risk"] <= 1 for p in curve)
    assert all(a["coverage"] >= b["coverage"] for a, b in pairwise(curve))


def test_the_post_itself_must_be_there() -> None:
    who = ask("江岸区的区长是谁？")
    assert shortcoming_by_rule(who, candidate("江岸区区长林远舟表示")) == ""
    assert "职务" in shortcoming_by_rule(who, candidate("江岸区委书记林远舟表示"))


def test_where_something_is() -> None:
    where = ask("江岸区的智慧停车楼建在哪里？")
    assert shortcoming_by_rule(where, candidate("智慧停车楼落户四新片区")) == ""
    assert "地点" in shortcoming_by_rule(where, candidate("加快建设智慧停车楼"))


def test_figures_that_are_taken_for_granted() -> None:
    names = ask("江岸区的8个科创园区叫什么？")
    assert shortcoming_by_rule(names, candidate("建设甲、乙等8个科创园区")) == ""
    assert "不同" in shortcoming_by_rule(names, candidate("建设甲、乙等6个科创园区"))


def test_another_measure_is_no_answer() -> None:
    how_long = ask("江岸区地铁运营里程有多长？")
    assert shortcoming_by_rule(how_long, candidate("轨道交通里程达到50公里", quantity=True)) == ""
    assert "指标" in shortcoming_by_rule(
        how_long, candidate("铁路运营里程达到50公里", quantity=True)
    )


def test_another_number_in_a_name() -> None:
    when = ask("江岸区的7号线什么时候通车？")
    assert shortcoming_by_rule(when, candidate("7号线12月底通车", quantity=True)) == ""
    assert "编号" in shortcoming_by_rule(when, candidate("17号线12月底通车", quantity=True))


def test_being_far_ahead_speaks_for_an_answer() -> None:
    steps = [probability(HOW_MANY, replace(PARKS, lead=lead, coverage=0.6)) for lead in (0, 0.3, 1)]
    assert steps == sorted(steps)
    assert steps[0] < steps[-1]
    assert probability(HOW_MANY, replace(PARKS, lead=9.0, coverage=0.6)) == steps[-1]


@pytest.mark.parametrize(
    ("quote", "within"),
    [("60岁以上老人补贴5元", True), ("70岁以上老人补贴5元", False), ("70岁以下老人补贴5元", True)],
)
def test_a_figure_may_lie_within_a_span(quote: str, within: bool) -> None:
    asked = ask("江岸区65岁老人补贴几元？")
    assert (shortcoming_by_rule(asked, candidate(quote, quantity=True)) == "") == within


def test_what_is_counted_by_is_not_taken_for_granted() -> None:
    asked = ask("江岸区每一万人配几名社区工作者？")
    told = candidate("每万人配备18名社区工作者", quantity=True)
    assert shortcoming_by_rule(asked, told) == ""


SKIING = ask("江岸区怎么发展滑雪产业？")
INDUSTRY = replace(
    candidate("做强四大主导产业", coverage=0.45), unknown=0.55, gap=0.0, unbroken=0.5, lead=1.0
)


@pytest.mark.parametrize(
    ("read", "affinity", "answers"),
    [(0.3, 2.5, False), (0.3, 4.5, True), (0.8, 2.5, True), (-0.3, 4.5, False)],
)
def test_a_matter_that_no_document_knows_by_its_name(
    read: float, affinity: float, answers: bool
) -> None:
    best = replace(INDUSTRY, relevance=read, affinity=affinity)
    assert SKIING.quotes_passages
    assert (shortcoming(SKIING, best) == "") is answers


@pytest.mark.parametrize(
    ("gap", "read", "answers"), [(0.9, 1.5, False), (0.9, 2.5, True), (0.3, 1.5, True)]
)
def test_what_others_call_by_its_name_is_hardly_meant_by_other_words(
    gap: float, read: float, answers: bool
) -> None:
    question = ask("江岸区的医院")
    best = replace(
        candidate("配齐社区诊室", coverage=0.1), unknown=0.0, gap=gap, relevance=read, lead=1.0
    )
    assert (shortcoming(question, best) == "") is answers
