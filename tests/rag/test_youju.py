"""Questions and answers from end to end, with the bundled model and small corpora."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.document import Document
from index.embed import HashEmbedder
from index.errors import DocumentError, UsageError
from rag.numbers import quantities
from rag.parts import split_parts
from rag.period import UNDATED
from rag.records import Answer
from rag.youju import LONGEST_QUESTION, Youju
from tests.rag.checks import check_answer
from tests.rag.corpus import (
    cited_districts,
    province_documents,
    provinces,
    wuhan,
    wuhan_document,
)

WUHAN = ["江岸区", "武昌区", "洪山区", "汉阳区"]


def ask(youju: Youju, question: str, *before: str, districts: list[str] | None = None) -> Answer:
    """Ask as a person would, each question before it answered in turn."""
    history: list[tuple[str, str]] = []
    for earlier in before:
        history.append((earlier, youju.answer(earlier, history=history).text))
    answer = youju.answer(question, history=history, districts=districts)
    check_answer(answer, youju.documents)
    assert answer.question == question
    return answer


def check_fact(answer: Answer, district: str, fact: str) -> None:
    assert answer.status == "answered"
    assert fact in answer.text
    assert cited_districts(answer) == {district}
    assert [found.name for found in answer.scope] == [district]


@pytest.mark.parametrize(
    ("question", "district", "fact"),
    [
        ("江岸区要建设多少个科创园区？", "江岸区", "6个"),
        ("武昌区要建设多少个科创园区？", "武昌区", "9个"),
        ("洪山区要建设多少个科创园区？", "洪山区", "15个"),
        ("武昌要改造多少个老旧小区？", "武昌区", "62个"),
        ("洪山区要改造多少个老旧小区？", "洪山区", "27个"),
        ("大学之城要建设多少个科创园区？", "洪山区", "15个"),
        ("曹以宁说高新技术企业要突破多少家？", "洪山区", "2600家"),
        ("江案区要改造多少个老旧小区？", "江岸区", "45个"),
        ("汉阳区新增就业多少万人？", "汉阳区", "2.9万人"),
        ("汉阳区接待游客多少人次？", "汉阳区", "2100万人次"),
        ("汉阳区大健康产业营业收入达到多少？", "汉阳区", "300亿元"),
        ("武昌区有多少家社区卫生服务中心？", "武昌区", "16家"),
        ("江岸区有哪些主导产业？", "江岸区", "现代金融和文化创意"),
        ("江岸区委书记是谁？", "江岸区", "林远舟"),
        ("武昌区怎么推进医联体建设？", "武昌区", "医联体"),
        ("洪山区红菜薹种植面积是多少？", "洪山区", "1.2万亩"),
    ],
)
def test_a_fact_of_one_district(question: str, district: str, fact: str) -> None:
    check_fact(ask(wuhan(), question), district, fact)


@pytest.mark.parametrize(
    ("question", "district", "fact"),
    [
        ("哪个区要建设口袋公园？", "洪山区", "33个"),
        ("红菜薹种植面积是多少？", "洪山区", "1.2万亩"),
        ("第几次知音文化旅游节？", "汉阳区", "第五次"),
    ],
)
def test_a_fact_that_one_district_has(question: str, district: str, fact: str) -> None:
    check_fact(ask(wuhan(), question), district, fact)


@pytest.mark.parametrize(
    ("question", "district", "fact"),
    [
        ("湖南省2026年GDP增长目标是多少？", "湖南省", "5.5%"),
        ("湖南省2025年GDP增长多少？", "湖南省", "5.3%"),
        ("湖南省过去五年GDP年均增长多少？", "湖南省", "5.1%"),
        ("贵州省2026年GDP增长目标是多少？", "贵州省", "增长5%"),
        ("贵州去年GDP增长多少？", "贵州省", "4.9%"),
        ("湖南今年城镇新增就业目标是多少？", "湖南省", "70万人"),
        ("湖南去年城镇新增就业多少人？", "湖南省", "72万人"),
        ("贵州五年来累计新增城镇就业多少人？", "贵州省", "325万人"),
        ("贵州省数据中心上架率提高到多少？", "贵州省", "70%"),
        ("湖南省粮食总产量是多少亿斤？", "湖南省", "618亿斤"),
        ("湖南高速公路通车里程突破多少公里？", "湖南省", "7800公里"),
    ],
)
def test_the_figure_of_the_right_year(question: str, district: str, fact: str) -> None:
    answer = ask(provinces(), question)
    check_fact(answer, district, fact)
    assert len(answer.citations) == 1


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("江汉区要改造多少个老旧小区？", ["江汉区"]),
        ("硚口区和江汉区要改造多少个老旧小区？", ["硚口区", "江汉区"]),
        ("上海市要建设多少个科创园区？", ["上海市"]),
        ("北京市海淀区要建设多少个科创园区？", ["海淀区"]),
        ("王大明提到要建设多少个科创园区？", ["王大明"]),
    ],
)
def test_what_the_documents_do_not_cover_is_refused_by_name(
    question: str, missing: list[str]
) -> None:
    answer = ask(wuhan(), question)
    assert answer.status == "refused"
    assert all(name in answer.text and name in answer.reason for name in missing)
    assert all(name in answer.text for name in WUHAN)


@pytest.mark.parametrize(
    "question",
    [
        "武昌区的红菜薹种植面积是多少？",
        "汉阳区要建设多少个科创园区？",
        "江岸区新建重点实验室多少家？",
        "洪山区大健康产业营业收入达到多少？",
        "武昌区的火星移民计划投资多少？",
        "武昌区为什么要深化RCEP经贸合作？",
        "今天武汉天气怎么样？",
        "红烧肉怎么做？",
        "哪些区提到了元宇宙？",
        "多少",
        "？？？",
    ],
)
def test_what_is_not_there_is_refused(question: str) -> None:
    answer = ask(wuhan(), question)
    assert answer.status == "refused"
    assert "资料" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "贵州省2019年GDP增长多少？",
        "湖南省2031年GDP增长目标是多少？",
        "湖南省2022年城镇新增就业多少人？",
        "贵州省粮食产量目标是多少？",
        "湖南数字经济占比是多少？",
        "贵州省研发投入强度目标是多少？",
        "四川省2026年GDP增长目标是多少？",
    ],
)
def test_absent_years_and_figures_are_refused(question: str) -> None:
    assert ask(provinces(), question).status == "refused"


def test_a_refusal_shows_the_nearest_passages_of_the_district() -> None:
    answer = ask(wuhan(), "武昌区的红菜薹种植面积是多少？")
    assert "武昌区" in answer.text
    assert all(citation.districts == ("武昌区",) for citation in answer.nearest)


@pytest.mark.parametrize(
    ("questions", "district", "fact"),
    [
        (("江岸区要建设多少个科创园区？", "那武昌区呢？"), "武昌区", "9个"),
        (("江岸区要建设多少个科创园区？", "那它的老旧小区呢？"), "江岸区", "45个"),
        (("江岸区要建设多少个科创园区？", "新增就业呢？"), "江岸区", "3.6万人"),
        (("江岸区要建设多少个科创园区？", "洪山区呢？", "老旧小区呢？"), "洪山区", "27个"),
        (("洪山区要改造多少个老旧小区？", "江岸区要建设多少个科创园区？"), "江岸区", "6个"),
    ],
)
def test_follow_ups(questions: tuple[str, ...], district: str, fact: str) -> None:
    *before, question = questions
    answer = ask(wuhan(), question, *before)
    assert answer.status == "answered"
    assert fact in answer.text
    assert cited_districts(answer) == {district}


@pytest.mark.parametrize(
    ("questions", "district", "fact"),
    [
        (("湖南省2026年GDP增长目标是多少？", "2025年呢？"), "湖南省", "5.3%"),
        (("湖南省2026年GDP增长目标是多少？", "那贵州呢？"), "贵州省", "增长5%"),
        (("湖南省2026年GDP增长目标是多少？", "那贵州呢？", "去年呢？"), "贵州省", "4.9%"),
        (("湖南省2025年GDP增长多少？", "贵州呢？"), "贵州省", "4.9%"),
    ],
)
def test_follow_ups_about_years(questions: tuple[str, ...], district: str, fact: str) -> None:
    *before, question = questions
    check_fact(ask(provinces(), question, *before), district, fact)


def test_a_follow_up_about_a_place_not_covered() -> None:
    answer = ask(wuhan(), "江汉区呢？", "江岸区要改造多少个老旧小区？")
    assert answer.status == "refused"
    assert "江汉区" in answer.text


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("哪些区提到了RCEP？", {"武昌区": "RCEP", "洪山区": "RCEP"}),
        ("哪些区要建设科创园区？", {"江岸区": "6个", "武昌区": "9个", "洪山区": "15个"}),
        ("有哪几个区提到大健康？", {"汉阳区": "大健康"}),
        (
            "各区分别要改造多少个老旧小区？",
            {"江岸区": "45个", "武昌区": "62个", "洪山区": "27个", "汉阳区": "38个"},
        ),
        ("江岸区和武昌区要改造多少个老旧小区？", {"江岸区": "45个", "武昌区": "62个"}),
        ("比较江岸区和武昌区的老旧小区改造", {"江岸区": "45个", "武昌区": "62个"}),
        ("对比武昌区和洪山区的RCEP", {"武昌区": "RCEP", "洪山区": "RCEP"}),
    ],
)
def test_several_districts(question: str, facts: dict[str, str]) -> None:
    answer = ask(wuhan(), question)
    assert answer.status == "answered"
    check_each(answer, facts)


def check_each(answer: Answer, facts: dict[str, str]) -> None:
    """Each district's fact stands in a sentence of its own that names and cites it alone."""
    assert cited_districts(answer) == set(facts)
    by_number = {citation.number: citation for citation in answer.citations}
    for district, fact in facts.items():
        own = [
            sentence
            for sentence in answer.sentences
            if any(district in by_number[n].districts for n in sentence.citations)
        ]
        assert any(fact in sentence.text for sentence in own)
        assert district.rstrip("区省") in own[0].text
        others = set(facts) - {district}
        assert not any(other in sentence.text for sentence in own for other in others)


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("比较湖南和贵州的GDP增长目标", {"湖南省": "5.5%", "贵州省": "增长5%"}),
        ("2025年哪个省的GDP增速更高？", {"湖南省": "5.3%", "贵州省": "4.9%"}),
        ("两个省的高速公路通车里程分别是多少？", {"湖南省": "7800公里", "贵州省": "9200公里"}),
        ("哪些省提到了算力？", {"贵州省": "算力"}),
    ],
)
def test_several_provinces(question: str, facts: dict[str, str]) -> None:
    answer = ask(provinces(), question)
    assert answer.status == "answered"
    check_each(answer, facts)


@pytest.mark.parametrize(
    ("question", "facts", "missing"),
    [
        ("江岸区和江汉区分别要改造多少个老旧小区？", {"江岸区": "45个"}, "江汉区"),
        ("比较江岸区和汉阳区的科创园区建设", {"江岸区": "6个"}, "汉阳区"),
    ],
)
def test_a_part_of_the_answer_is_missing(
    question: str, facts: dict[str, str], missing: str
) -> None:
    answer = ask(wuhan(), question)
    assert answer.status == "partial"
    assert missing in answer.text
    assert missing in answer.reason
    check_each(answer, facts)


def test_two_questions_in_one() -> None:
    answer = ask(wuhan(), "江岸区要改造多少个老旧小区？新增多少个停车泊位？")
    assert answer.status == "answered"
    assert "45个" in answer.text
    assert "5200个" in answer.text
    assert cited_districts(answer) == {"江岸区"}


@pytest.mark.parametrize("name", ["武昌区", "武汉市武昌区"])
def test_the_districts_argument(name: str) -> None:
    for question in ("要建设多少个科创园区？", "江岸区要建设多少个科创园区？"):
        answer = ask(wuhan(), question, districts=[name])
        assert answer.status == "answered"
        assert "9个科创园区" in answer.text
        assert [(d.name, d.found_by) for d in answer.scope] == [("武昌区", "given")]
        assert cited_districts(answer) == {"武昌区"}


def test_several_districts_given() -> None:
    answer = ask(wuhan(), "要建设多少个科创园区？", districts=["江岸区", "大学之城"])
    assert [d.name for d in answer.scope] == ["江岸区", "洪山区"]
    check_each(answer, {"江岸区": "6个", "洪山区": "15个"})


def test_a_given_district_without_the_figure() -> None:
    answer = ask(wuhan(), "红菜薹种植面积是多少？", districts=["汉阳区"])
    assert answer.status == "refused"
    assert "汉阳区" in answer.text


def test_only_some_passages() -> None:
    youju = wuhan()
    question = "要建设多少个科创园区？"
    allowed = [chunk.id for chunk in youju.index.chunks if "洪山区" in chunk.districts]
    answer = youju.answer(question, passages=allowed)
    check_answer(answer, youju.documents)
    assert cited_districts(answer) == {"洪山区"}
    assert youju.answer(question, passages=[]).status == "refused"


@pytest.mark.parametrize("question", ["", "  \n", "园" * (LONGEST_QUESTION + 1)])
def test_questions_that_are_none(question: str) -> None:
    with pytest.raises(UsageError) as caught:
        wuhan().answer(question)
    assert caught.value.message
    assert caught.value.remedy


@pytest.mark.parametrize("name", ["江汉区", "上海市", "月球", ""])
def test_a_given_district_that_is_not_covered(name: str) -> None:
    with pytest.raises(UsageError, match="武昌区"):
        wuhan().answer("要建设多少个科创园区？", districts=["武昌区", name])


def test_an_unknown_engine() -> None:
    with pytest.raises(UsageError, match="oracle"):
        wuhan().answer("江岸区要建设多少个科创园区？", engine="oracle")


def test_the_longest_question_is_answered() -> None:
    question = ("请问" * LONGEST_QUESTION)[: LONGEST_QUESTION - 14] + "江岸区要建设多少个科创园区？"
    assert len(question) == LONGEST_QUESTION
    check_answer(wuhan().answer(question), wuhan().documents)


def test_no_documents() -> None:
    with pytest.raises(DocumentError):
        Youju.from_documents([], embedder=HashEmbedder(32))


def test_what_a_corpus_knows() -> None:
    youju = wuhan()
    assert youju.districts == youju.corpus.districts == tuple(WUHAN)
    assert youju.corpus.speakers["沈怀谷"] == ("武昌区",)
    assert youju.corpus.base_year == UNDATED
    assert provinces().corpus.base_year == 2026
    assert provinces().corpus.years == {"湖南省": 2026, "贵州省": 2026}
    assert list(youju.documents) == [wuhan_document().id]


def test_a_document_about_no_place() -> None:
    text = "读书会定于六月举行，地点在三楼报告厅。\n\n读书会预算为38万元，邀请嘉宾120人。"
    youju = Youju.from_documents([Document.from_text(text, title="读书会通知")])
    answer = youju.answer("读书会预算是多少万元？")
    check_answer(answer, youju.documents)
    assert answer.status == "answered"
    assert "38万元" in answer.text
    assert answer.scope == ()
    assert answer.citations[0].title == "读书会通知"


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_search_keeps_to_the_districts(mode: str) -> None:
    hits = wuhan().search("武昌区要改造多少个老旧小区？", k=3, mode=mode)  # type: ignore[arg-type]
    assert hits
    assert len(hits) <= 3
    assert all(hit.chunk.districts == ("武昌区",) for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_an_answer_as_plain_types() -> None:
    plain = ask(wuhan(), "江岸区要建设多少个科创园区？").to_dict()
    assert list(plain) == [
        "question", "status", "text", "sentences", "citations", "scope", "confidence", "reason",
        "nearest", "engine", "checks", "timings_ms",
    ]  # fmt: skip
    assert plain["citations"][0]["districts"] == ["江岸区"]
    assert plain["citations"][0]["speaker"] == "林远舟"
    assert plain["scope"] == [{"name": "江岸区", "found_by": "name", "matched": "江岸区"}]
    assert plain["timings_ms"]["total"] > 0


WORDS = [
    *WUHAN, "江汉区", "武昌", "湖南省", "贵州", "四川", "各区", "哪些区", "哪个省", "林远舟", "王大明", "新区",
    "科创园区", "老旧小区", "改造", "RCEP", "新增就业", "GDP", "增长", "目标", "算力", "大健康", "粮食产量", "月球",
    "2026年", "2025年", "2019年", "去年", "今年", "过去五年", "多少", "多少个", "百分之几", "哪些", "为什么", "是谁",
    "比较", "概括", "怎么推进", "分别是", "提到了", "说", "“", "”", "和", "的", "呢", "那", "它", "，", "？", "；", " ",
    "5%", "6个", "２", "\n", "[1]", "\U00020000",
]  # fmt: skip
QUESTIONS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map("".join)


@cache
def everything() -> Youju:
    """Both corpora together, searched without a model."""
    documents = [wuhan_document(), *province_documents()]
    return Youju.from_documents(documents, embedder=HashEmbedder(64))


@settings(max_examples=150, deadline=None)
@given(
    QUESTIONS.filter(str.strip),
    st.lists(QUESTIONS.filter(str.strip), max_size=2),
    st.none() | st.lists(st.sampled_from([*WUHAN, "贵州"]), min_size=1, max_size=2),
)
def test_any_question_gets_an_answer_that_can_be_looked_up(
    question: str, before: list[str], districts: list[str] | None
) -> None:
    youju = everything()
    history = [(earlier, "") for earlier in before]
    answer = youju.answer(question, history=history, districts=districts)
    check_answer(answer, youju.documents)
    scope = {district.name for district in answer.scope}
    if len(split_parts(question.strip())) == 1:
        assert cited_districts(answer) <= scope
    if districts:
        assert scope == {youju.index.gazetteer.canonical(d) or d for d in districts}
    again = youju.answer(question, history=history, districts=districts)
    assert untimed(again) == untimed(answer)


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=60).filter(str.strip))
def test_any_text_gets_an_answer(text: str) -> None:
    check_answer(everything().answer(text), everything().documents)


def untimed(answer: Answer) -> dict[str, object]:
    return {key: value for key, value in answer.to_dict().items() if key != "timings_ms"}


FIGURES = {
    ("江岸区", "科创园区"): "6个", ("武昌区", "科创园区"): "9个", ("洪山区", "科创园区"): "15个",
    ("江岸区", "老旧小区"): "45个", ("武昌区", "老旧小区"): "62个", ("洪山区", "老旧小区"): "27个",
    ("汉阳区", "老旧小区"): "38个",
}  # fmt: skip


@pytest.mark.parametrize(("district", "topic"), list(FIGURES))
@pytest.mark.parametrize(
    "wording", ["{d}{t}有多少个？", "请问{d}的{t}是多少个？", "{d}有几个{t}？"]
)
def test_a_figure_is_never_that_of_another_district(
    district: str, topic: str, wording: str
) -> None:
    answer = ask(wuhan(), wording.format(d=district, t=topic))
    assert answer.status == "answered"
    figure = quantities(FIGURES[district, topic])[0]
    given_figures = quantities(answer.text.replace("[1]", ""))
    assert any(figure.same_value(other) for other in given_figures)
    assert cited_districts(answer) == {district}


def test_a_document_of_no_place_answers_where_no_place_is_named() -> None:
    notice = Document.from_text(
        "# 农业农村部办公厅关于农机更新的通知\n\n本通知自印发之日起施行，有效期至2027年12月31日。"
        "报废采棉机，单台补贴最高6万元。\n\n拖拉机使用年限应满12年。",
        title="农业农村部办公厅关于农机更新的通知",
    )
    youju = Youju.from_documents([wuhan_document(), notice])
    answer = youju.answer("报废采棉机一台最多补多少钱？")
    assert "6万元" in answer.text
    assert {citation.document_id for citation in answer.citations} == {notice.id}
    assert youju.answer("江岸区报废采棉机一台最多补多少钱？").status == "refused"
