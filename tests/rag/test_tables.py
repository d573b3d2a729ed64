"""Answers from tables, with the bundled model: the cell asked for, in the words of header and row."""

from __future__ import annotations

from functools import cache

import pytest

from index.document import Document
from rag.cells import lines_of, row_read, shortened, tables_of, with_units
from rag.match import make_topic
from rag.records import Answer, Citation, Sentence
from rag.row_choice import choice_of
from rag.verify import Passage, Verifier, objections
from rag.youju import Youju

COUNTIES = """# 赤峰市2026年造林任务分解

赤峰市人民政府，2026年2月1日。全市全年造林30万亩，绿化村庄200个，重点抓好浑善达克沙地南缘的综合治理。

各旗县区任务如下：

| 旗县区 | 人工造林（亩） | 封山育林（亩） | 新建苗圃（处） |
|---|---|---|---|
| 松山区 | 4800 | 7500 | 1 |
| 宁城县 | 7200 | 11000 | 2 |
| 敖汉旗 | 3500 | 4300 | 0 |
| 林西县 | 1500 | 1800 | 0 |
| 合计 | 17000 | 24600 | 3 |

敖汉旗重点治理科尔沁沙地，宁城县重点发展经济林。
"""
BULLETIN = """松原市2025年国民经济和社会发展统计公报

松原市统计局
2026年3月20日

一、农业
　　全年粮食总产量893.4万吨，增长1.7%。
表1　2025年主要畜产品产量
产品　　单位　　产量　　比上年增长（%）
牛奶　　万吨　　22.8　　5.9
禽蛋　　万吨　　14.9　　-1.3
羊毛　　吨　　1860　　2.4
二、工业
　　全年规模以上工业增加值增长7.4%。
"""
DEEDS = """保山市2026年民生实事

保山市人民政府办公室，2026年2月9日。

年度任务和责任单位公布如下。
单位：万元
项目 | 年度任务 | 财政投入 | 牵头单位 | 完成时限
农村公路安防 | 实施820公里 | 9600 | 市交通运输局 | 11月底
教室照明改造 | 改造2150间 | 1720 | 市教育体育局 | 8月底
老年助餐点 | 新建64个 | 1280 | 市民政局 | 10月底
疫苗接种 | 接种1.9万人 | 1140 | 市卫生健康委 | 10月底
"""


@cache
def youju() -> Youju:
    return Youju.from_documents([Document.from_text(t) for t in (COUNTIES, BULLETIN, DEEDS)])


def ask(question: str, **more: object) -> Answer:
    answer = youju().answer(question, **more)  # type: ignore[arg-type]
    for citation in answer.citations:
        text = youju().documents[citation.document_id].text
        assert text[citation.start : citation.end] == citation.quote
    for sentence in answer.sentences:
        assert not objections(sentence, answer.citations, youju().documents)
    return answer


def shown(question: str) -> list[str]:
    return [sentence.text for sentence in ask(question).sentences]


def test_one_cell_is_told_under_its_place_and_cited_with_its_header() -> None:
    answer = ask("松山区要人工造林多少亩？")
    assert [s.text for s in answer.sentences] == ["松山区：人工造林（亩）：4800。"]
    header, row = answer.citations
    assert header.quote == "人工造林（亩）" and header.districts == ()
    assert row.quote == "松山区 | 4800 | 7500 | 1" and row.districts == ("松山区",)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("松原2025年牛奶产量是多少？", ["松原市：牛奶：产量（万吨）：22.8。"]),
        ("松原2025年羊毛增长了多少？", ["松原市：羊毛：比上年增长（%）：2.4。"]),
        ("保山教室照明改造由哪个单位牵头？", ["保山市：教室照明改造：牵头单位：市教育体育局。"]),
        ("保山农村公路安防什么时候完成？", ["保山市：农村公路安防：完成时限：11月底。"]),
        ("保山老年助餐点财政投入多少？", ["保山市：老年助餐点：财政投入（万元）：1280。"]),
        ("赤峰全市新建苗圃合计多少处？", ["赤峰市：合计：新建苗圃（处）：3。"]),
    ],
)
def test_facts(question: str, told: list[str]) -> None:
    assert shown(question) == told


def test_all_cells_of_a_row_and_several_columns_of_two_places() -> None:
    row = "松山区：人工造林（亩）：4800，封山育林（亩）：7500，新建苗圃（处）：1。"
    assert shown("松山区的任务有哪些？") == [row]
    assert shown("松山区人工造林和苗圃各是多少") == [
        "松山区：人工造林（亩）：4800，新建苗圃（处）：1。"
    ]
    assert shown("松山区和宁城县人工造林、封山育林各多少亩？") == [
        "松山区：人工造林（亩）：4800，封山育林（亩）：7500。",
        "宁城县：人工造林（亩）：7200，封山育林（亩）：11000。",
    ]


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("赤峰哪些旗县区人工造林任务在三千亩以上？", ["松山区", "宁城县", "敖汉旗"]),
        ("赤峰的人工造林任务表里苗圃不到两处的旗县区有谁", ["松山区", "敖汉旗", "林西县"]),
        ("赤峰不用建苗圃的旗县区有哪些？", ["敖汉旗", "林西县"]),
        ("赤峰哪个旗县区封山育林最多？", ["宁城县"]),
        ("赤峰哪个旗县区人工造林任务最少？", ["林西县"]),
    ],
)
def test_rows_chosen_by_what_they_say(question: str, places: list[str]) -> None:
    answer = ask(question)
    assert [s.text.partition("：")[0] for s in answer.sentences] == places
    assert {name for c in answer.citations for name in c.districts} == set(places)


def test_rows_marked_by_another_cell_and_fallen_figures() -> None:
    assert shown("保山市卫健委牵头的实事有哪些？") == ["保山市：疫苗接种：牵头单位：市卫生健康委。"]
    assert shown("保山哪些实事10月底完成？") == [
        "保山市：老年助餐点：完成时限：10月底。",
        "疫苗接种：完成时限：10月底。",
    ]
    assert shown("松原哪些畜产品产量下降了？") == ["松原市：禽蛋：比上年增长（%）：-1.3。"]


def test_a_follow_up_asks_the_same_of_another_row() -> None:
    first = ask("松山区人工造林任务多少亩？")
    answer = ask("换成宁城呢？", history=[(first.question, first.text)])
    assert [s.text for s in answer.sentences] == ["宁城县：人工造林（亩）：7200。"]


@pytest.mark.parametrize(
    "question",
    [
        "松山区要新建多少座水库？",
        "阿鲁科尔沁旗人工造林多少亩？",
        "保山市充电桩财政投入多少？",
        "松山区2019年人工造林多少亩？",
    ],
)
def test_no_such_row_or_column_is_refused(question: str) -> None:
    assert ask(question).status == "refused"


def test_running_text_answers_where_it_tells_the_matter() -> None:
    assert "30万亩" in ask("赤峰全市全年造林多少万亩？").text
    assert "科尔沁沙地" in ask("敖汉旗重点治理什么？").text


def test_a_row_is_read_with_its_columns_when_sentences_are_verified() -> None:
    document = next(d for d in youju().documents.values() if "松山区" in d.text)
    at = document.text.index("| 宁城县")
    end = document.text.index("\n", at)
    read = "宁城县人工造林7200亩，封山育林11000亩，新建苗圃2处"
    assert row_read(document, at, end) == read
    passage = Passage(1, document.text[at:end], document, at, ("宁城县",))
    judge = Verifier(youju().index.gazetteer, youju().districts).judge
    assert judge("宁城县：人工造林（亩）：7200。[1]", [passage]).supported
    assert judge("宁城县人工造林任务是7200亩。[1]", [passage]).supported
    assert not judge("宁城县人工造林任务是7300亩。[1]", [passage]).supported
    assert not judge("宁城县封山育林任务是7200亩。[1]", [passage]).supported
    assert not judge("松山区人工造林任务是7200亩。[1]", [passage]).supported


def test_the_unit_of_a_column_counts_for_the_figures_of_a_row() -> None:
    document = next(d for d in youju().documents.values() if "松山区" in d.text)
    row = "松山区 | 4800 | 7500 | 1"
    at = document.text.index(row)
    cited = Citation(1, document.id, "", ("松山区",), "", "", row, at, at + len(row))
    documents = {document.id: document}
    assert not objections(Sentence("人工造林4800亩。", (1,)), [cited], documents)
    assert objections(Sentence("人工造林4800万亩。", (1,)), [cited], documents)


def test_names_for_short_and_units_in_brackets() -> None:
    assert shortened("改造老旧棚室", "松山改老棚多少") == "改老棚"
    assert shortened("市卫生健康委", "卫健委牵头") == "卫健委"
    assert not shortened("新建苗圃", "新增学位")
    assert with_units("小麦：产量（万吨）：128.3。") == "小麦：产量：128.3万吨。"
    assert with_units("收入（含本级）：12。") == "收入（含本级）：12。"


def test_a_choice_of_rows_that_none_fits_is_empty_and_not_missing() -> None:
    document = next(d for d in youju().documents.values() if "松山区" in d.text)
    lines = lines_of(document, tables_of(document)[0])
    question = youju().understand("赤峰哪些旗县区人工造林任务超过9000亩？")
    choice = choice_of(question, make_topic(question.topic, lambda _: 1.0), lines)
    assert choice is not None and choice.lines == ()
    assert ask(question.text).status == "refused"


OTHERS = (
    """# 2025年部分省份粮食生产情况

国家统计局，2025年12月15日。各地粮食生产情况如下。

| 地区 | 播种面积（千公顷） | 总产量（万吨） |
|---|---|---|
| 黑龙江 | 14780 | 8010 |
| 河南 | 10790 | 6720 |
| 四川 | 6420 | 3630 |
""",
    """# 天水市2026年重点任务

天水市人民政府，2026年1月9日。

任务对照表
指标 | 秦州区 | 麦积区
新建充电桩（个） | 320 | 280
新增停车位（个） | 1800 | 2100
""",
    """# 丽水市2026年人才补贴办法

丽水市人力资源和社会保障局，2026年3月1日。

一、补贴标准

| 人才类别 | 购房补贴（万元） | 生活补贴（元/月） |
|---|---|---|
| 博士研究生 | 40 | 3000 |
| 硕士研究生 | 20 | 1500 |
| 高级技师 | 10 | 1000 |
""",
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("四川粮食总产量多少？", ["四川：总产量（万吨）：3630。"]),
        ("秦州区要新建多少个充电桩？", ["天水市：新建充电桩（个）：秦州区：320。"]),
        ("天水新增停车位最多的是哪个区？", ["天水市：新增停车位（个）：麦积区：2100。"]),
        ("丽水硕士研究生每月生活补贴多少钱？", ["丽水市：硕士研究生：生活补贴（元/月）：1500。"]),
        ("丽水哪类人才购房补贴最多？", ["丽水市：博士研究生：购房补贴（万元）：40。"]),
        (
            "丽水人才购房补贴标准是什么？",
            [
                "丽水市：博士研究生：购房补贴（万元）：40。",
                "硕士研究生：购房补贴（万元）：20。",
                "高级技师：购房补贴（万元）：10。",
            ],
        ),
        ("丽水大专生购房补贴多少？", []),
        ("湖北粮食总产量多少？", []),
        ("武山县新建充电桩多少个？", []),
    ],
)
def test_places_as_columns_tables_of_no_place_and_whole_tables(
    question: str, told: list[str]
) -> None:
    asked = Youju.from_documents([Document.from_text(text) for text in OTHERS])
    assert [sentence.text for sentence in asked.answer(question).sentences] == told


PLAN = """# 台州市2026年国民经济和社会发展计划

台州市发展和改革委员会，2026年1月16日。主要指标安排如下：

| 指标 | 2025年完成 | 2026年目标 |
|---|---|---|
| 地区生产总值增长（%） | 5.6 | 6左右 |
| 粮食总产量（万吨） | 61.8 | 62 |
| 油菜籽总产量（万吨） | 4.2 | — |
"""


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "台州地区生产总值增长目标是多少？",
            ["台州市：地区生产总值增长（%）：2026年目标：6左右。"],
        ),
        ("台州去年地区生产总值增长多少？", ["台州市：地区生产总值增长（%）：2025年完成：5.6。"]),
        ("台州今年油菜籽总产量目标是多少？", []),
        (
            "台州去年粮食和油菜籽总产量分别是多少？",
            [
                "台州市：粮食总产量（万吨）：2025年完成：61.8。",
                "油菜籽总产量（万吨）：2025年完成：4.2。",
            ],
        ),
    ],
)
def test_the_column_of_the_time_asked_for_and_several_rows(question: str, told: list[str]) -> None:
    asked = Youju.from_documents([Document.from_text(PLAN)])
    assert sorted(s.text.removeprefix("台州市：") for s in asked.answer(question).sentences) == (
        sorted(text.removeprefix("台州市：") for text in told)
    )


INCOMES = """鹤壁市2025年居民收入情况

鹤壁市统计局，2026年1月22日。

表1 2025年各县区居民收入
单位：元
县区	城镇居民	农村居民	城乡收入比
淇滨区	42310	25870	1.64
浚县	35620	22430	1.59
"""


def test_a_unit_told_above_is_cited_and_is_none_of_a_ratio() -> None:
    asked = Youju.from_documents([Document.from_text(INCOMES)])
    answer = asked.answer("浚县农村居民收入多少？")
    assert [s.text for s in answer.sentences] == ["浚县：农村居民（元）：22430。"]
    assert [c.quote for c in answer.citations] == ["单位：元", "农村居民", "浚县 35620 22430 1.59"]
    ratio = asked.answer("浚县城乡收入比是多少？")
    assert [s.text for s in ratio.sentences] == ["浚县：城乡收入比：1.59。"]
