"""What is refused before anything is searched, and how a list is quoted."""

from __future__ import annotations

from functools import cache

import pytest

from index.document import Document
from index.embed import HashEmbedder
from rag.records import Answer
from rag.youju import Youju
from tests.rag.checks import check_answer
from tests.rag.corpus import cited_districts

TEXT = """# 武汉两区谈开局

## 江岸区委书记林远舟：滨江活力

江岸区将举办滨江音乐节，今天的江岸正在变样，明天会更好。值得一提的是，外贸总额达到300亿元。
江岸区重点抓三件事。一是建设滨江绿道。二是改造旧厂房，引进工坊12家。三是办好非遗集市。
江岸区的特色街区包括里份街区、古渡街区、邮票街区，游客达到90万人次。

## 武昌区委书记沈怀谷：首义科创

武昌区将举办首义诗会，建设实验室14家，外贸总额达到180亿元。
"""


@cache
def youju() -> Youju:
    document = Document.from_text(TEXT, title="武汉两区谈开局")
    return Youju.from_documents([document], embedder=HashEmbedder(64))


def ask(text: str) -> Answer:
    answer = youju().answer(text)
    check_answer(answer, youju().documents)
    return answer


@pytest.mark.parametrize(
    "text",
    [
        "明天江岸区举办滨江音乐节吗？",
        "江岸区后天举办音乐节吗？",
        "今晚江岸区哪里有音乐节？",
        "江岸区今天有音乐节吗？",
        "江岸区这会儿在办音乐节吗？",
        "江岸区现在几点开音乐节？",
        "这个周末江岸区有音乐节吗？",
    ],
)
def test_what_is_asked_of_tomorrow_is_refused(text: str) -> None:
    answer = ask(text)
    assert answer.status == "refused"
    assert "今明两天" in answer.text


@pytest.mark.parametrize(
    "text",
    [
        "你觉得江岸区的音乐节怎么样？",
        "您推荐江岸区的音乐节吗？",
        "我该不该去江岸区的音乐节？",
        "我到底要不要去江岸区的音乐节？",
        "江岸区的音乐节值不值得去？",
        "去江岸区做外贸划不划算？",
    ],
)
def test_advice_is_refused(text: str) -> None:
    answer = ask(text)
    assert answer.status == "refused"
    assert "拿主意" in answer.text


@pytest.mark.parametrize(
    "text",
    [
        "江岸区外贸总额达到多少？",
        "今天的江岸区外贸总额达到多少？",
        "我想知道江岸区外贸总额达到多少？",
    ],
)
def test_other_questions_are_answered(text: str) -> None:
    answer = ask(text)
    assert answer.status == "answered"
    assert "300亿元" in answer.text
    assert cited_districts(answer) == {"江岸区"}


@pytest.mark.parametrize(
    "text", ["明天汉阳区有什么？", "你觉得汉阳区怎么样？", "贺知秋书记讲了明天的什么？"]
)
def test_a_refusal_says_why_whatever_else_is_wrong(text: str) -> None:
    assert ask(text).status == "refused"


def test_an_enumeration_is_quoted_whole() -> None:
    answer = ask("江岸区要改造哪些旧厂房？")
    assert answer.status == "answered"
    assert all(item in answer.text for item in ("滨江绿道", "旧厂房", "非遗集市"))


def test_a_list_is_quoted_with_its_sentence() -> None:
    answer = ask("江岸区的特色街区包括哪些？")
    assert answer.status == "answered"
    assert all(item in answer.text for item in ("里份街区", "古渡街区", "邮票街区"))
