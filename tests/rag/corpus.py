"""Small corpora about places, people and figures made up for the tests of answering.

Each metric stands under several places with different figures, so that a figure of the
wrong place, year or mood is caught.
"""

from __future__ import annotations

from functools import cache

from index.districts import District, Gazetteer
from index.document import Document
from rag.period import UNDATED
from rag.question import Corpus
from rag.records import Answer
from rag.youju import Youju

WUHAN_TEXT = """# 武汉各区委书记谈推动高质量发展

## 江岸区委书记林远舟：奋力打造滨江活力城区

林远舟表示，江岸区将聚焦现代金融和文化创意两大主导产业，加快建设6个科创园区，全年引进企业320家以上。
围绕民生改善，江岸区计划改造老旧小区45个，新增停车泊位5200个，新增就业3.6万人以上。
江岸区将传承历史文脉，保护修缮里份建筑12万平方米，推动长江文明馆片区更新，打造世界级历史人文集聚区。
在教育方面，江岸区将新建中小学8所，新增学位9000个，引进名师120名。

## 武昌区委书记沈怀谷：建设湖北首义科创引领区

“武昌区将把科技创新作为第一动力。”沈怀谷说，加快建设9个科创园区，依托高校院所新建重点实验室14家，全年引进企业210家以上。
武昌区将深化RCEP经贸合作，做强斗级营跨境电商基地，力争外贸进出口总额突破180亿元。
围绕民生改善，武昌区计划改造老旧小区62个，新增停车泊位3800个，新增就业4.2万人以上。
在医疗方面，武昌区推进医联体建设，社区卫生服务中心达到16家，其中5家建成示范中心。

## 洪山区委书记、大学之城管委会主任曹以宁：以大学之城赋能创新发展

曹以宁介绍，洪山区将高标准建设大学之城，推动环高校创新带扩容，加快建设15个科创园区，高新技术企业突破2600家。
洪山区将推动都市农业提质，红菜薹种植面积稳定在1.2万亩，建成美丽乡村18个。
围绕民生改善，洪山区计划改造老旧小区27个，新增就业5.8万人以上，建设口袋公园33个。
洪山区将主动对接RCEP市场，支持企业出海，培育外贸新增长点。

## 汉阳区委书记方知微：打造大健康产业高地

方知微表示，汉阳区将把大健康作为首位产业，推进总投资480亿元的56个大健康重点项目，年内大健康产业营业收入达到300亿元。
汉阳区将做优知音文化品牌，办好第五次知音文化旅游节，全年接待游客2100万人次。
围绕民生改善，汉阳区计划改造老旧小区38个，新增就业2.9万人以上。
汉阳区将推进城市更新，完成四新片区地下管网改造70公里，打造宜居城区。
"""

HUNAN_TEXT = """# 2026年湖南省政府工作报告

## 一、2025年工作回顾

过去一年，全省上下迎难而上，经济运行稳中向好。2025年，湖南省地区生产总值增长5.3%，地方一般公共预算收入增长3.1%，城镇新增就业72万人，居民人均可支配收入增长5.6%。
粮食总产量达到618亿斤，新建高标准农田310万亩。社会消费品零售总额增长5.9%，进出口总额达到5800亿元。

## 二、“十四五”时期发展成就

五年来，湖南省综合实力显著提升。地区生产总值年均增长5.1%，累计新增城镇就业368万人，高速公路通车里程突破7800公里。
高新技术企业数量由8600家增加到1.9万家。

## 三、2026年工作安排

今年主要预期目标是：地区生产总值增长5.5%左右，地方一般公共预算收入增长2.5%左右，城镇新增就业70万人以上，居民人均可支配收入增长5.8%左右，粮食产量稳定在600亿斤以上。
打造具有核心竞争力的科技创新高地，全年实施十大技术攻关项目，研发经费投入强度达到2.8%。
推进轨道交通装备、工程机械等先进制造业集群建设，新增专精特新“小巨人”企业60家。
"""

GUIZHOU_TEXT = """# 2026年贵州省政府工作报告

## 一、2025年工作回顾

过去一年，贵州省坚持稳中求进。2025年，贵州省地区生产总值增长4.9%，地方一般公共预算收入增长2.2%，城镇新增就业64万人，居民人均可支配收入增长5.2%。
数字经济占比达到46%，新建5G基站2.1万个，全年接待游客7.1亿人次。

## 二、“十四五”时期发展成就

五年来，贵州省发展取得历史性成就。地区生产总值年均增长5.6%，累计新增城镇就业325万人，高速公路通车里程突破9200公里。

## 三、2026年工作安排

今年主要预期目标是：地区生产总值增长5%左右，地方一般公共预算收入增长1.5%左右，城镇新增就业61万人以上，居民人均可支配收入增长5.5%左右。
做强算力产业，全国一体化算力网络国家枢纽节点算力规模达到160EFLOPS，数据中心上架率提高到70%。
推进酱香白酒产业提质，培育10亿元以上企业12家。
"""


@cache
def wuhan_document() -> Document:
    """Speeches of four district secretaries: 江岸区, 武昌区, 洪山区, 汉阳区."""
    return Document.from_text(WUHAN_TEXT, title="武汉各区委书记谈推动高质量发展")


@cache
def province_documents() -> tuple[Document, ...]:
    """Reports of 2026 of two provinces, each with last year, five years and this year."""
    return (
        Document.from_text(HUNAN_TEXT, title="2026年湖南省政府工作报告"),
        Document.from_text(GUIZHOU_TEXT, title="2026年贵州省政府工作报告"),
    )


@cache
def wuhan() -> Youju:
    """The district speeches, searched with the bundled model."""
    gazetteer = Gazetteer([District("洪山区", ("大学之城",), "武汉市")])
    return Youju.from_documents([wuhan_document()], gazetteer=gazetteer)


@cache
def provinces() -> Youju:
    """The provincial reports, searched with the bundled model."""
    return Youju.from_documents(province_documents())


def corpus(
    *districts: str,
    speakers: dict[str, tuple[str, ...]] | None = None,
    gazetteer: Gazetteer | None = None,
    base_year: int = UNDATED,
) -> Corpus:
    """What question understanding would know of documents about ``districts``."""
    return Corpus(
        districts=districts,
        speakers=speakers or {},
        gazetteer=gazetteer or Gazetteer(),
        base_year=base_year,
        years=dict.fromkeys(districts, base_year),
    )


def cited_districts(answer: Answer) -> set[str]:
    """The districts that an answer's citations are about."""
    return {name for citation in answer.citations for name in citation.districts}
