"""Who holds a post, read off the line that says whose words a text is."""

from __future__ import annotations

from functools import cache

import pytest

from index.document import Document
from index.embed import HashEmbedder
from rag.youju import Youju
from tests.rag.checks import check_answer

REPORTS = {
    "湖南省": """2026年湖南省政府工作报告
——2026年1月27日在湖南省第十四届人民代表大会上
湖南省省长 毛 明
各位代表：
现在，我代表省人民政府报告工作。去年办好省长直通车，受理诉求8100件。""",
    "湖北省": """2026年湖北省政府工作报告
湖北省人民政府省长 王见平
各位代表：
现在，我代表省人民政府报告工作。去年新增就业92万人。""",
    "江西省": """2026年江西省政府工作报告
各位代表：
去年新增就业47万人，书记、省长带头招商。""",
}


@cache
def youju() -> Youju:
    documents = [Document.from_text(text) for text in REPORTS.values()]
    return Youju.from_documents(documents, embedder=HashEmbedder(64))


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("湖南省省长是谁", ["毛 明"]),
        ("谁是湖北省省长？", ["王见平"]),
        ("湖北的省长叫什么名字", ["王见平"]),
        ("湖南、湖北两位省长都姓甚名谁", ["毛 明", "王见平"]),
    ],
)
def test_the_holder_is_quoted_with_the_post(question: str, names: list[str]) -> None:
    answer = youju().answer(question)
    check_answer(answer, youju().documents)
    assert answer.status == "answered"
    assert all(name in answer.text for name in names)
    assert len(answer.citations) == len(names)


def test_whom_no_text_names_is_said_to_be_lacking() -> None:
    answer = youju().answer("湖南、江西两位省长是谁")
    assert answer.status == "partial"
    assert "毛 明" in answer.text
    assert "江西省" in answer.reason


@pytest.mark.parametrize(
    "question", ["湖南的政府工作报告是谁作的", "湖南省政府工作报告，是哪位省长做的？"]
)
def test_whose_report_it_is(question: str) -> None:
    assert "毛 明" in youju().answer(question).text


@pytest.mark.parametrize("question", ["江西省省长是谁", "湖北省委书记是谁"])
def test_a_sentence_about_the_post_names_nobody(question: str) -> None:
    assert youju().answer(question).status == "refused"


def test_whoever_says_something_is_another_question() -> None:
    answer = youju().answer("湖南省省长直通车受理了多少件诉求")
    assert "8100件" in answer.text
