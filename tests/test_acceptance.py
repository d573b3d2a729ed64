"""The questions the product was asked for, put to the documents in ``seeds/``."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Answer, Youju
from tests.rag.checks import check_answer

DISTRICTS = ("西海岸新区", "胶州市", "崂山区", "市南区", "市北区")


@pytest.fixture(scope="module")
def youju(seed_index: Path) -> Youju:
    return Youju.open(seed_index)


def ask(youju: Youju, question: str, *before: str) -> Answer:
    history = [(earlier, youju.answer(earlier).text) for earlier in before]
    answer = youju.answer(question, history=history)
    check_answer(answer, youju.documents)
    return answer


def cited(answer: Answer) -> set[str]:
    return {name for citation in answer.citations for name in citation.districts}


@pytest.mark.parametrize(
    ("question", "district", "speaker", "facts"),
    [
        ("西海岸新区要推进多少个海洋重点项目？", "西海岸新区", "孙永红", ["101", "2000亿元"]),
        ("黄岛新增就业多少人？", "西海岸新区", "孙永红", ["8万"]),
        ("胶州要建设多少个专业园区？", "胶州市", "张新竹", ["二十大专业园区"]),
        ("崂山区要做强几大主导产业、几条产业链？", "崂山区", "张元升", ["4大", "7条"]),
        ("市南区要建设多少个都市园区？", "市南区", "王锋", ["8个", "100万平方米"]),
        ("中国北方国际油气中心的营业额是多少？", "市北区", "高健", ["500亿元"]),
    ],
)
def test_facts(youju: Youju, question: str, district: str, speaker: str, facts: list[str]) -> None:
    answer = ask(youju, question)
    assert answer.status == "answered"
    assert all(fact in answer.text for fact in facts)
    assert cited(answer) == {district}
    assert {citation.speaker for citation in answer.citations} == {speaker}
    assert all(citation.heading for citation in answer.citations)
    assert len(answer.text) < 150


def test_the_districts_that_mention_something(youju: Youju) -> None:
    answer = ask(youju, "哪些区提到了RCEP？")
    assert answer.status == "answered"
    assert cited(answer) == {"胶州市", "市北区"}
    assert all("RCEP" in citation.quote for citation in answer.citations)
    assert not any(name in answer.text for name in ("西海岸", "崂山", "市南"))


def test_a_comparison(youju: Youju) -> None:
    answer = ask(youju, "比较市南区和市北区的城市更新")
    assert answer.status == "answered"
    assert cited(answer) == {"市南区", "市北区"}
    for name, other in (("市南区", "市北区"), ("市北区", "市南区")):
        own = [c.number for c in answer.citations if c.districts == (name,)]
        sentences = [s.text for s in answer.sentences if set(s.citations) & set(own)]
        assert sentences[0].startswith(name)
        assert any("更新" in sentence for sentence in sentences)
        assert not any(other in sentence for sentence in sentences)


def test_a_district_that_is_not_covered(youju: Youju) -> None:
    answer = ask(youju, "李沧区要建设多少个都市园区？")
    assert answer.status == "refused"
    assert "李沧区" in answer.text
    assert "李沧区" in answer.reason
    assert all(name in answer.text for name in DISTRICTS)


def test_out_of_domain(youju: Youju) -> None:
    answer = ask(youju, "今天青岛天气怎么样？")
    assert answer.status == "refused"
    assert "资料中未提及" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "市南区怎么抓滑雪产业？",
        "崂山区在沙漠治理方面有什么打算？",
        "西海岸新区怎么推进橡胶种植",
        "市北区在航天发射方面有什么安排",
        "火星移民",
    ],
)
def test_a_matter_that_no_document_knows(youju: Youju, question: str) -> None:
    answer = ask(youju, question)
    assert answer.status == "refused"
    assert not answer.citations


def test_a_follow_up(youju: Youju) -> None:
    answer = ask(youju, "那它的医院目标呢？", "西海岸新区要推进多少个海洋重点项目？")
    assert answer.status == "answered"
    assert "10家" in answer.text
    assert cited(answer) == {"西海岸新区"}
    assert [(d.name, d.found_by) for d in answer.scope] == [("西海岸新区", "history")]
