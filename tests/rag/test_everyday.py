"""Everyday words for official ones: what they find, and that they find nothing else."""

from __future__ import annotations

import pytest

from rag.synonyms import ASKED_ONLY, everyday, find_synonyms, measures


def plain(word: str) -> str:
    return word.removeprefix(ASKED_ONLY).lower()


def told_for(text: str) -> set[str]:
    return {word for _, _, words in find_synonyms(text) for word in words}


def test_the_words_are_well_formed() -> None:
    for asked, told in everyday().items():
        assert set(told) - {asked}, asked
        assert len(set(told)) == len(told), asked
        assert not any(ASKED_ONLY in word or " " in word for word in (asked, *told)), asked


def test_no_word_is_told_by_two_measures() -> None:
    for asked, told in everyday().items():
        named = [g for g in measures() if any(word.lower() in map(plain, g) for word in told)]
        assert len(named) <= 1, asked


def test_everyday_words_hide_no_measure() -> None:
    """The longest word is the one found: 贷款余额高 would no longer be 贷款余额."""
    negated = {"没找到工作"}
    names = [plain(word) for group in measures() for word in group]
    hiding = {w for w in everyday() if any(n in w and n != w for n in names)}
    assert hiding <= negated


def test_an_everyday_word_is_answered_and_does_not_answer() -> None:
    for asked, told in everyday().items():
        assert {word.lower() for word in told} <= told_for(asked)
    assert "病床" not in told_for("床位")
    assert "养" not in told_for("存栏")
    assert "出栏" not in told_for("养牛")


@pytest.mark.parametrize(
    ("field", "asked", "told"),
    [
        ("building", "新盖 楼", "新建"),
        ("building", "车站搬家", "迁建"),
        ("money", "奖金", "奖励"),
        ("money", "怎么掏钱", "出资"),
        ("applying", "谁挂帅", "牵头"),
        ("industry", "厂子", "企业"),
        ("industry", "以前挖煤", "煤炭"),
        ("crops", "倒茬", "轮作"),
        ("crops", "洋芋", "马铃薯"),
        ("herds", "养牛", "牛存栏"),
        ("trade", "购物券", "消费券"),
        ("post", "寄快递", "寄递"),
        ("work", "还没找着工作", "未就业"),
        ("work", "讨薪", "欠薪"),
        ("schools", "上学名额", "学位"),
        ("health", "几张病床", "床位"),
        ("welfare", "老兵", "退役军人"),
        ("housing", "老楼", "老旧小区"),
        ("roads", "村道", "农村公路"),
        ("water", "下水道", "雨污分流"),
        ("disasters", "发大水", "洪涝"),
        ("order", "上访", "信访"),
        ("tourism", "景点", "景区"),
        ("tourism", "老手艺", "非遗"),
    ],
)
def test_every_field_has_its_everyday_words(field: str, asked: str, told: str) -> None:
    assert told in told_for(asked), field


@pytest.mark.parametrize("text", ["要养 头牛", "卖 钱", "能领 月", "拆", "每人 领"])
def test_a_single_character_that_is_a_word(text: str) -> None:
    assert any(
        end - start == 1 and text[start] in everyday() for start, end, _ in find_synonyms(text)
    )


@pytest.mark.parametrize(
    "text",
    [
        "养老",
        "买卖",
        "领导",
        "领域",
        "拆分",
        "管理",
        "监管",
        "发展",
        "批发",
        "送达",
        "种子",
        "品种",
        "全运会",
    ],
)
def test_a_single_character_inside_a_word(text: str) -> None:
    assert not any(
        end - start == 1 and text[start] in everyday() for start, end, _ in find_synonyms(text)
    )


@pytest.mark.parametrize(
    "official",
    [
        "提高考核权重", "科技工程", "国土产业用地", "改造车间", "集中专项行动", "惠民工程", "全省水利投资",
        "更好地服务", "重大集群", "新起点", "新修订条例", "覆盖好每个村", "出台政策", "落实习惯过", "抓人才工作",
        "做工作", "推动土地流转", "占地区生产总值", "和田地区", "现代种业", "科学技术", "智能领域", "检查账目",
        "以上规模", "控股市值", "抚养生活", "确保住房", "扩大企业年金", "住房租赁", "串起码头", "高职高专", "三公里",
    ],
)  # fmt: skip
def test_no_everyday_word_inside_official_ones(official: str) -> None:
    asked = {official[start:end] for start, end, _ in find_synonyms(official)}
    assert not asked & set(everyday())
