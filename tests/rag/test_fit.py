"""Whether a quote's figure is the one asked for, apart from the words around it."""

from __future__ import annotations

import pytest

from index.document import Chunk, Document
from rag.fit import Fit, Fitting
from rag.match import make_topic
from rag.period import Timing
from rag.question import understand
from tests.rag.corpus import corpus

PLACES = corpus("江岸区", "武昌区")


def fit(question: str, quote: str) -> Fit:
    """How ``quote`` fits ``question``, in a document that says nothing else."""
    asked = understand(question, PLACES)
    topic = make_topic(asked.topic, lambda _: 1.0)
    document = Document.from_text(quote, title="江岸区的打算")
    chunk = Chunk(0, document.id, ("江岸区",), "", "", quote, 0, len(quote))
    return Fitting(asked, topic).judge(quote, Timing(None, "any"), document, chunk)


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        # the figure of another item of the same list
        (
            "江岸区新增学位多少个？",
            "新增学位9000个、投资3亿元",
            "新增学位投资3亿元、改造养老床位9000个",
        ),
        # a measure of a part of the economy
        ("江岸区地区生产总值多少亿元？", "地区生产总值达到300亿元", "海洋生产总值达到300亿元"),
        # a measure per something
        ("江岸区生产总值多少元？", "实现生产总值300亿元", "人均生产总值9万元"),
        # the figure belongs to the clause before the one that names the measure
        ("江岸区城镇新增就业多少人？", "城镇新增就业3万人", "带动就业5万人，城镇新增就业超额完成"),
        # a kind of unit that cannot be meant
        ("江岸区新增学位多少个？", "新增学位9000个", "新增学位9.5%"),
    ],
)
def test_whose_figure_it_is(question: str, right: str, wrong: str) -> None:
    assert fit(question, right).figure
    assert not fit(question, wrong).figure


def test_the_number_within_a_phrase() -> None:
    assert fit("江岸区推进几区同创？", "推进三区同创").figure
    assert not fit("江岸区推进几区同创？", "推进片区更新").figure


def test_an_increase_is_no_total() -> None:
    assert fit("江岸区一共有多少家重点实验室？", "新建重点实验室14家").only_new
    assert not fit("江岸区一共有多少家重点实验室？", "重点实验室达到14家").only_new
    assert not fit("江岸区新建多少家重点实验室？", "新建重点实验室14家").only_new


def test_how_often() -> None:
    assert fit("江岸区多久举办一次知音文化节？", "每年举办知音文化节").figure


def test_members_of_what_is_asked_for_are_worth_more() -> None:
    question = "江岸区要发展哪些新型业态？"
    members = fit(question, "发展直播电商、数字文创等新型业态").score
    beside = fit(question, "发展新型业态，推进招商、融资、培训等工作").score
    assert members > beside


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("江岸区示范街什么时候建成？", "9月底前建成示范街", "建成示范街，投资3亿元"),
        ("江岸区星期几办接待日？", "每周三办接待日", "接待日办了97场"),
        ("江岸区示范街公示多少天？", "示范街公示5个工作日", "示范街公示，3月20日前上报"),
        ("江岸区示范街公示多少天？", "示范街公示7天", "示范街公示无异议后15个工作日内拨付"),
        ("江岸区隔声窗安排了多少钱？", "安排1.6亿元，为居民更换隔声窗", "产值1.6亿元，隔声窗畅销"),
        ("江岸区新院区有几张床？", "建成新院区，设置床位500张", "建成新院区，引进名医500位"),
    ],
)
def test_times_purposes_and_units(question: str, right: str, wrong: str) -> None:
    assert fit(question, right).figure
    assert not fit(question, wrong).figure


def test_the_most_there_is() -> None:
    question = "江岸区手机补贴最多补多少？"
    assert fit(question, "手机补贴每件最高500元").score > fit(question, "手机补贴每件500元").score
