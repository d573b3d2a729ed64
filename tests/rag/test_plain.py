"""Questions brought into plain words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.plain import plainly, without_markup

KNOWN = "江岸区计划改造老旧小区45个，新增停车泊位5200个。任职条件由区委组织部规定。"


def plain(text: str) -> str:
    return plainly(text, lambda word: word in KNOWN)


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("江岸区老旧小区咋改造", "江岸区老旧小区怎么改造"),
        ("江岸区啥时候改造完", "江岸区什么时候改造完"),
        ("江岸区停车泊位新增多少呀？", "江岸区停车泊位新增多少？"),
        ("请列明江岸区改造的小区数量", "列明江岸区改造的小区数量"),
        ("烦请告知江岸区停车泊位数量", "江岸区停车泊位数量"),
        ("各区（市）改造多少个小区？", "各区改造多少个小区？"),
        ("江岸区停车格子（停车泊位）多少", "江岸区停车泊位多少"),
        ("江岸区停车泊位（停车格）多少", "江岸区停车泊位（停车格）多少"),
        ("停车格（停车泊位）有哪几家（江岸区）", "停车泊位有哪几家（江岸区）"),
        ("用两三句话总结江岸区的改造", "概括江岸区的改造"),
        ("总结下江岸区改造的几条线", "总结下江岸区改造"),
        ("请把江岸区和武昌区的改造并排列一下", "江岸区和武昌区的改造对比"),
    ],
)
def test_spoken_and_formal_words(spoken: str, written: str) -> None:
    assert plain(spoken) == written


@pytest.mark.parametrize(
    "aside",
    ["我爸妈岁数大了，", "写材料急用，", "领导让我查一下，", "帮我对一下，", "不是商品房，"],
)
def test_what_only_the_asker_cares_for_is_dropped(aside: str) -> None:
    question = "江岸区改造多少个老旧小区"
    assert plain(f"{aside}{question}") == question


@pytest.mark.parametrize(
    "text",
    [
        "我省今年停车泊位新增多少",
        "给老旧小区的材料，江岸区有多少个停车泊位",
        "江岸区的老旧小区改造",
        "帮我查一下",
    ],
)
def test_the_matter_itself_stays(text: str) -> None:
    assert plain(text) == text


@given(st.text(alphabet="江岸区改造老旧小多少个我帮你咋啥，。？ （）区市", max_size=40))
def test_never_fails_and_never_adds_a_clause(text: str) -> None:
    assert len(plain(text)) <= 2 * len(text)


@pytest.mark.parametrize(
    ("marked", "bare"),
    [
        ("要建多少座核电站？<img src=x>", "要建多少座核电站？"),
        ("[点我](http://example.com/)要建多少座核电站？[1]", "要建多少座核电站？"),
        ("要建多少座核电站？\u202e", "要建多少座核电站？"),
        ("增速<6%、占比>40%的区有哪些？", "增速<6%、占比>40%的区有哪些？"),
        ("<b>", "<b>"),
    ],
)
def test_markup_asks_for_nothing(marked: str, bare: str) -> None:
    assert without_markup(marked) == bare
