"""Which districts answer 哪些地区…"""

from __future__ import annotations

from functools import cache

import pytest

from index.document import Document
from index.embed import HashEmbedder
from rag.candidate import Candidate
from rag.question import Question
from rag.records import Answer
from rag.select import Selector
from rag.which import qualifying
from rag.youju import Youju
from tests.rag.corpus import cited_districts

TEXT = """# 武汉各区委书记谈开局

## 江岸区委书记林远舟：滨江活力

江岸区外贸增速达到7.2%，停车泊位达到900个。
江岸区参与建设川藏铁路配套产业园，做强智能网联汽车产业。

## 武昌区委书记沈怀谷：首义科创

武昌区外贸增速达到6%，停车泊位达到640个。
武昌区参与建设青藏铁路配套产业园，做强商贸流通产业。

## 洪山区委书记曹以宁：大学之城

洪山区外贸增速达到4.5%、绿化覆盖率达到56%，停车泊位达到1300个。
洪山区建设智能网联汽车产业基地，办好樱花诗会。
"""


@cache
def youju() -> Youju:
    document = Document.from_text(TEXT, title="武汉各区委书记谈开局")
    return Youju.from_documents([document], embedder=HashEmbedder(64))


def groups(text: str) -> tuple[Question, dict[str, list[Candidate]], Selector]:
    """The best candidates of each district, whether they answer or not."""
    searched = youju()
    question = searched.understand(text)
    selector = Selector(searched.index, question)
    hits = searched.search(text, k=12)
    found = {name: selector.candidates(hits, name) for name in searched.districts}
    return question, {name: own for name, own in found.items() if own}, selector


def who(text: str) -> set[str]:
    question, found, selector = groups(text)
    assert question.kind == "which"
    return set(qualifying(question, found, selector))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("外贸增速超过6%的有哪些区？", {"江岸区"}),
        ("外贸增速6%以上的有哪些区？", {"江岸区", "武昌区"}),
        ("外贸增速低于5%的有哪些区？", {"洪山区"}),
        ("停车泊位不到900个的有哪些区？", {"武昌区"}),
        ("停车泊位至少900个的有哪些区？", {"江岸区", "洪山区"}),
    ],
)
def test_those_whose_figure_reaches_the_bound(text: str, expected: set[str]) -> None:
    assert who(text) == expected


def test_the_bound_is_put_on_the_figure_of_the_matter() -> None:
    # 56% is the rate of something else in the same clause.
    assert who("外贸增速超过50%的有哪些区？") == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("哪些区的停车泊位达到900个？", {"江岸区"}),
        ("哪些区的外贸增速达到4.5%？", {"洪山区"}),
    ],
)
def test_a_figure_named_in_the_question_must_be_there(text: str, expected: set[str]) -> None:
    assert who(text) == expected


def test_the_very_name() -> None:
    assert who("哪些区提到了川藏铁路？") == {"江岸区"}
    assert who("哪些区提到了青藏铁路？") == {"武昌区"}


def test_all_that_tell_of_the_very_thing() -> None:
    assert who("哪些区要做智能网联汽车产业？") == {"江岸区", "洪山区"}


def test_nobody_qualifies_where_nobody_is_there() -> None:
    question, _, selector = groups("哪些区要做智能网联汽车产业？")
    assert qualifying(question, {}, selector) == {}


def test_who_qualifies_keeps_all_its_candidates_and_its_order() -> None:
    question, found, selector = groups("哪些区要做智能网联汽车产业？")
    kept = qualifying(question, found, selector)
    assert list(kept) == [name for name in found if name in kept]
    assert all(kept[name] == found[name] for name in kept)


def answer(text: str) -> Answer:
    return youju().answer(text)


def test_words_that_no_document_has_lower_all_alike() -> None:
    asked = "哪些区在轰轰烈烈地做智能网联汽车产业？"
    assert who(asked) == {"江岸区", "洪山区"}


def test_end_to_end() -> None:
    assert cited_districts(answer("外贸增速超过6%的有哪些区？")) == {"江岸区"}
    assert answer("外贸增速超过50%的有哪些区？").status == "refused"


LISTED = """襄阳市2026年县域经济工作报告

今年下半年全市新开工亿元以上项目136个，任务分解是：枣阳市47个、宜城市41个、谷城县31个、南漳县17个。
枣阳市主攻汽车零部件，全年营业收入520亿元。
宜城市主攻锂电材料，全年营业收入310亿元。
谷城县主攻循环经济，全年营业收入260亿元。
南漳县主攻有机食品，全年营业收入90亿元。
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("襄阳哪些县市的亿元以上项目在40个以上？", {"枣阳市", "宜城市"}),
        ("襄阳哪些县市的亿元以上项目不到20个？", {"南漳县"}),
        ("襄阳哪个县市新开工的亿元以上项目最少？", {"南漳县"}),
        ("哪些县市的亿元以上项目在40个以上？襄阳的", {"枣阳市", "宜城市"}),
    ],
)
def test_each_place_of_a_list_has_its_own_figure(text: str, expected: set[str]) -> None:
    document = Document.from_text(LISTED)
    listed = Youju.from_documents([document], embedder=HashEmbedder(64)).answer(text)
    assert cited_districts(listed) == expected
