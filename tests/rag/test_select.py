"""Choosing the clauses that answer, from chunks found without any model."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest

from index.document import Document
from index.embed import HashEmbedder
from rag.candidate import Candidate
from rag.select import Selector
from rag.youju import Youju
from tests.rag.corpus import province_documents, wuhan_document


@cache
def youju(*documents: Document) -> Youju:
    return Youju.from_documents(documents, embedder=HashEmbedder(64))


def candidates(question: str, district: str = "", *documents: Document) -> list[Candidate]:
    searched = youju(*(documents or (wuhan_document(),)))
    selector = Selector(searched.index, searched.understand(question))
    return selector.candidates(searched.search(question, k=12), district)


@pytest.mark.parametrize(
    ("question", "district", "figure"),
    [
        ("江岸区要建设多少个科创园区？", "江岸区", "6个"),
        ("武昌区要建设多少个科创园区？", "武昌区", "9个"),
        ("洪山区新增就业多少万人？", "洪山区", "5.8万人"),
        ("汉阳区接待游客多少人次？", "汉阳区", "2100万人次"),
    ],
)
def test_the_clause_with_the_figure_comes_first(question: str, district: str, figure: str) -> None:
    best = candidates(question, district)[0]
    assert figure in best.evidence.quote
    assert best.evidence.chunk.districts == (district,)
    assert best.quantity


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("湖南省2026年地区生产总值增长目标是多少？", "5.5%"),
        ("湖南省2025年地区生产总值增长多少？", "5.3%"),
        ("湖南省过去五年地区生产总值年均增长多少？", "5.1%"),
        ("湖南省今年城镇新增就业目标是多少？", "70万人"),
        ("湖南省去年城镇新增就业多少人？", "72万人"),
    ],
)
def test_the_figure_of_the_right_time_comes_first(question: str, figure: str) -> None:
    best = candidates(question, "湖南省", *province_documents())[0]
    assert figure in best.evidence.quote
    assert best.timely >= 0


def test_a_year_nobody_tells_of_is_known_to_be_another() -> None:
    found = candidates("湖南省2019年城镇新增就业多少人？", "湖南省", *province_documents())
    assert found
    assert all(candidate.timely < 0 for candidate in found)


@pytest.mark.parametrize(
    "question",
    [
        "江岸区要建设多少个科创园区？",
        "江岸区怎么改善民生？",
        "江岸区有哪些主导产业？",
        "江岸区的月球基地",
    ],
)
def test_candidates_keep_to_their_contract(question: str) -> None:
    found = candidates(question, "江岸区")
    text = wuhan_document().text
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
    for candidate in found:
        evidence = candidate.evidence
        assert text[evidence.start : evidence.end] == evidence.quote
        within = evidence.chunk.start <= evidence.start < evidence.end <= evidence.chunk.end
        assert within or evidence.quote in evidence.chunk.heading
        assert "江岸区" in evidence.chunk.districts
        assert 0 <= candidate.coverage <= 1 + 1e-9
        assert candidate.timely in {-1, 0, 1}
    spans = sorted((c.evidence.start, c.evidence.end) for c in found)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_no_more_than_asked_for() -> None:
    searched = youju(wuhan_document())
    question = "江岸区怎么改善民生？"
    selector = Selector(searched.index, searched.understand(question))
    hits = searched.search(question)
    assert len(selector.candidates(hits, "江岸区", limit=1)) == 1
    assert selector.candidates([], "江岸区") == []


def test_a_document_around_the_district_must_name_it() -> None:
    city = Document.from_text(
        "# 2026年武汉市政府工作报告\n\n## 2026年工作安排\n\n支持江岸区建设智慧停车楼12座。\n\n"
        "全市建设充电桩3500个，开通公交专线18条。",
        title="2026年武汉市政府工作报告",
    )
    named = candidates("江岸区要建设多少座智慧停车楼？", "江岸区", wuhan_document(), city)
    assert "12座" in named[0].evidence.quote
    unnamed = candidates("江岸区要建设多少个充电桩？", "江岸区", wuhan_document(), city)
    assert not any("充电桩" in candidate.evidence.quote for candidate in unnamed)
