"""What a place says altogether."""

from __future__ import annotations

from functools import cache

import pytest

from index.districts import District, Gazetteer
from index.document import Document
from index.embed import HashEmbedder
from rag.overview import LEADS_MANY, LEADS_ONE, LONGEST_SECTION, asks_for_all, overview
from rag.youju import Youju
from tests.rag.checks import check_answer
from tests.rag.corpus import cited_districts

PARAGRAPHS = [
    "江岸区将建设滨江活力带，全年引进企业320家以上。其中外资企业40家、总部企业15家、上市企业8家。",
    "江岸区将改造老旧小区45个，新增停车泊位5200个。",
    "什么样的城区才算得上宜居，才能留得住年轻人？怎么建设这样的城区？",
    "时不我待。",
    "江岸区将新建中小学8所，新增学位9000个。",
    "江岸区将保护修缮里份建筑12万平方米。",
    "江岸区将办好第九届滨江音乐节，接待游客300万人次。",
    "江岸区将建设口袋公园21个，新增绿道15公里。",
]
WUCHANG = [f"武昌区将推进第{n}批首义片区更新，改造街巷{n * 7}条。" for n in range(2, 8)]
LONG = [f"洪山区将建设第{n}个创新街区，引进企业{n}家，新增就业{n * 3}人。" for n in range(300)]
TEXT = "\n\n".join(
    [
        "# 武汉各区委书记谈开局",
        "## 江岸区委书记林远舟：滨江活力",
        *PARAGRAPHS,
        "## 武昌区委书记沈怀谷：首义科创",
        *WUCHANG,
        "## 洪山区委书记曹以宁：大学之城",
        *LONG,
    ]
)


@cache
def youju() -> Youju:
    document = Document.from_text(TEXT, title="武汉各区委书记谈开局")
    gazetteer = Gazetteer([District("武昌区", ("首义新城",), "武汉市")])
    return Youju.from_documents([document], gazetteer=gazetteer, embedder=HashEmbedder(64))


def leads(*districts: str) -> dict[str, list[str]]:
    return {name: [e.quote for e in own] for name, own in overview(youju().index, districts)}


@pytest.mark.parametrize(
    "text",
    [
        "江岸区",
        "介绍一下江岸区",
        "江岸区有哪些打算？",
        "江岸区今年怎么干？",
        "概括江岸区委书记的讲话",
        "说说江岸区的工作思路",
        "林远舟讲了什么？",
        "概括江岸区和武昌区的规划",
        "比较江岸区和武昌区的发展思路",
    ],
)
def test_no_matter_is_named(text: str) -> None:
    assert asks_for_all(youju().understand(text))


@pytest.mark.parametrize(
    "text",
    [
        "概括江岸区的老旧小区改造",
        "江岸区怎么推进里份保护？",
        "江岸区要改造多少个老旧小区？",
        "江岸区要宣讲什么精神？",
        "概括老旧小区改造",
        "有哪些打算？",
        "介绍一下江汉区",
        "介绍一下首义新城",
        "概括江岸区和江汉区的规划",
        "首义新城有哪些打算？",
        "贺知秋书记讲了什么？",
        "江岸区贺知秋书记讲了什么？",
    ],
)
def test_a_matter_or_somebody_unknown_is_no_question_about_all(text: str) -> None:
    assert not asks_for_all(youju().understand(text))


def test_the_lead_sentence_of_each_paragraph() -> None:
    assert leads("江岸区") == {
        "江岸区": [
            "江岸区将建设滨江活力带，全年引进企业320家以上",
            "江岸区将改造老旧小区45个，新增停车泊位5200个",
            "江岸区将新建中小学8所，新增学位9000个",
            "江岸区将保护修缮里份建筑12万平方米",
            "江岸区将办好第九届滨江音乐节，接待游客300万人次",
        ]
    }


def test_fewer_of_each_of_several() -> None:
    found = leads("武昌区", "江岸区")
    assert list(found) == ["武昌区", "江岸区"]
    assert {name: len(own) for name, own in found.items()} == dict.fromkeys(found, LEADS_MANY)
    assert len(leads("武昌区")["武昌区"]) == LEADS_ONE


def test_a_text_that_is_too_long_has_none() -> None:
    assert len("".join(LONG)) > LONGEST_SECTION
    assert leads("洪山区") == {}
    assert list(leads("洪山区", "武昌区")) == ["武昌区"]
    assert leads() == {}


def test_the_leads_are_verbatim() -> None:
    documents = youju().documents
    for _, own in overview(youju().index, ["江岸区", "武昌区"]):
        for lead in own:
            text = documents[lead.chunk.document_id].text
            assert text[lead.start : lead.end] == lead.quote


def test_from_end_to_end() -> None:
    answer = youju().answer("介绍一下江岸区")
    check_answer(answer, youju().documents)
    assert answer.status == "answered"
    assert len(answer.citations) == LEADS_ONE
    assert cited_districts(answer) == {"江岸区"}


def test_which_text_was_too_long_is_told() -> None:
    answer = youju().answer("概括武昌区和洪山区的规划")
    check_answer(answer, youju().documents)
    assert answer.status == "partial"
    assert "洪山区" in answer.reason
    assert cited_districts(answer) == {"武昌区"}


def test_nothing_is_told_of_somebody_unknown() -> None:
    answer = youju().answer("贺知秋书记讲了什么？")
    assert answer.status == "refused"
    assert "贺知秋" in answer.text
