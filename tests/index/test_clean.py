"""Cleaning: what is joined, what stays apart, what goes, and the map back."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from index.clean import Cleaned, clean, continues

SEED = next((Path(__file__).parents[2] / "seeds").glob("*.txt")).read_text("utf-8")

REJOINED = [
    "建立与沿黄流域城市",
    "“上合+RCEP+工业互联网+一带一路”",
    "宏伟蓝图要变成现实，关键要",
    "聚焦“推进高水平对外开放”，进一步把握",
    "政治宣言和行动纲领。”",
    "崂山区将聚焦“五区同创”，打造",
    "年内促进南京路1号、绿城深蓝中心",
]


def lines(raw: str) -> list[str]:
    return clean(raw).text.split("\n")


def folded(char: str) -> str:
    """The half-width form of a letter, digit or sign; a plain space for any white space."""
    if char.isspace():
        return " "
    half = chr(ord(char) - 0xFEE0) if "！" <= char <= "～" else char
    return half if half.isalnum() or half in "%+-/=.&@#" else char


def check_map(raw: str, cleaned: Cleaned) -> None:
    """Every run is the original's characters, but for width and white space."""
    ends = [at for at, _ in cleaned.offsets[1:]] + [len(cleaned.text)] * bool(cleaned.offsets)
    assert [at for at, _ in cleaned.offsets] == sorted({at for at, _ in cleaned.offsets})
    assert [o for _, o in cleaned.offsets] == sorted({o for _, o in cleaned.offsets})
    for (at, original), end in zip(cleaned.offsets, ends, strict=True):
        run = cleaned.text[at:end].rstrip("\n")
        source = raw[original : original + len(run)]
        assert [folded(c) for c in run] == [folded(c) for c in source]


@pytest.mark.parametrize("whole", REJOINED)
def test_the_seed_document_reads_on_where_its_pages_were_cut(whole: str) -> None:
    assert whole not in SEED
    assert whole in clean(SEED).text


def test_the_seed_document_keeps_its_paragraphs_and_headings() -> None:
    found = lines(SEED)
    headings = [line for line in found if line.startswith("#")]
    assert len(headings) == SEED.count("\n#")
    assert [line for line in found if line[-1] not in "。”" and line not in headings] == []
    assert "推动党的二十大精神在新区落地生根。\n党的二十大报告提出" in clean(SEED).text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("推动重点产业和重点项目，建立与沿黄", "流域城市的合作机制。"),
        ("锚定“上合+RCEP+", "工业互联网”主攻方向。"),
        ("站在新的历史起点，宏伟蓝图要变成现", "实，关键要靠实干。"),
        ("聚焦“推进高水平对外开放”，进", "一步把握机遇。"),
        ("建成公园、绿道、", "（一期）广场。"),
        ("加快发展", "、加快转型。"),
        ("推动武侯区（成都市", "中心城区）更新。"),
    ],
)
@pytest.mark.parametrize(
    "cut", ["\n\n", "\n", "\r\n\r\n", "\f", "\n\n- 12 -\n\n", "\n第3页 共10页\n"]
)
def test_what_a_page_cut_is_joined(before: str, after: str, cut: str) -> None:
    assert lines(f"{before}{cut}{after}") == [before + after]


@pytest.mark.parametrize(
    "apart",
    [
        ["全年增长5.8%，好于预期。", "下一步扩大内需。"],
        ["要干什么？怎么干！", "请看下文。"],
        ["“江山就是人民，人民就是江山。”", "武侯区将落实好要求。"],
        ["重点抓好以下工作，具体如下：", "加快建设。"],
        ["## 武侯区，开新局", "实施十大工程。"],
        ["武侯区的工作，以及", "## 鼓楼区"],
        ["时间：2026-02-09", "上海市市长 龚 正"],
        ["政府工作报告", "（2026年1月20日）", "浙江省省长 刘某", "各位代表："],
        ["今年着力抓好三方面工作，分别是", "一、扩大内需", "二、改革开放", "（一）激发活力"],
        ["2026年重点工作，共三项", "1. 稳就业", "2、稳物价", "3）稳预期", "① 稳外贸"],
        ["加快建设，推进项目，具体有", "- 港口", "• 机场"],
        ["项目 | 数值 | 备注，见下", "增长率 | 5.8%，同比 | 预计", "投资，亿元 | 100"],
        ["表中数字为全年预计数，单位为亿元", "项目 | 数值"],
        ["# " + "长" * 500, "正文从这里开始。"],
        ["办结诉求163件。（城固县融媒体中心 郭见青）", "老矿区转型，向尾矿要效益"],
        ["航空产业已有31家企业，产值46亿元", "【洋县】有机认证“双随机”"],
        ["【洋县】有机认证“双随机”，查出三家", "洋县是全国示范县。"],
    ],
)
def test_true_ends_are_kept(apart: list[str]) -> None:
    assert lines("\n\n".join(apart)) == apart


def test_rows_of_a_table_never_go_on() -> None:
    assert not continues("地区生产总值，亿元 | 5.8", "，同比 | 3")
    assert not continues("以上是全年的指标，见下表，", "项目 | 数值")
    assert continues("以上是全年的指标，见下表，", "项目和数值")


@pytest.mark.parametrize(
    "furniture",
    [
        "下载",
        "打印",
        "【字号：大 中 小】",
        "字体：[大 中 小]",
        "- 12 -",
        "— 3 —",
        "37",
        "3 / 10",
        "第3页 共10页",
        "Page 3 of 10",
        "图为建设中的港口。记者 张三 摄",
        "本报通讯员李四摄影",
        "浏览次数：123次",
        "返回顶部",
        "扫一扫在手机打开当前页",
        "\u200b\ufeff",
        "　 ",
    ],
)
def test_page_furniture_goes(furniture: str) -> None:
    assert lines(f"全年增长5.8%。\n{furniture}\n下一步扩大内需。") == [
        "全年增长5.8%。",
        "下一步扩大内需。",
    ]


@pytest.mark.parametrize(
    "kept",
    [
        "全年打印机产量增长5%。",
        "扫一扫二维码即可办理业务。已有3万人使用。",
        "2026年，新增就业8万人。",
        "记者张三拍摄了全过程，引起反响。",
        "大中小企业融通发展。",
    ],
)
def test_sentences_that_resemble_furniture_stay(kept: str) -> None:
    assert lines(f"开头。\n{kept}\n结尾。")[1] == kept


def test_a_running_title_goes_and_a_repeated_sentence_stays() -> None:
    raw = "\n".join(f"成都市政府工作报告\n第{n}项工作完成。\n重复的句子。" for n in "一二三")
    assert lines(raw) == [line for n in "一二三" for line in (f"第{n}项工作完成。", "重复的句子。")]


def test_width_and_spaces_are_folded_and_chinese_punctuation_is_not() -> None:
    assert clean("ＲＣＥＰ　增长１２．５％，“好”：（一）！？；、—…《》").text == (
        "RCEP 增长12.5%，“好”：（一）！？；、—…《》"
    )
    assert clean("a\t b\u00a0\u3000c\u2003d").text == "a b c d"
    assert clean("\ufeff武\u200b侯\u202e区\u00ad。").text == "武侯区。"


def test_latin_words_do_not_grow_together() -> None:
    assert lines("加快发展，推动 Made in\nChina 走向世界，引进Open\nAI。")[0].startswith(
        "加快发展，推动 Made in China 走向世界"
    )


PIECES = st.sampled_from(
    ["武侯区", "增长", "５．８％", "8.5%", "，", "。", "、", "“", "”", "（", "）", "：", "；", "\n", "\n\n", " ",
     "　", "\t", "\r\n", "\f", "# ", "#### ", "一、", "（二）", "1. ", " | ", "下载", "- 3 -", "第3页", "RCEP", "ａ",
     "记者张三 摄", "\x00", "\u200f", "\ud800", "\ue000", "\u2028", "-", "年", "龚 正"]
)  # fmt: skip
MESSY = st.lists(PIECES, max_size=40).map("".join)
ANY = st.text(st.characters(codec=None), max_size=200)


@given(st.one_of(MESSY, ANY))
@example("\u061cA\u2066B\u1680\u205f")
@example("a\u200b\nb")
def test_any_text_comes_out_clean_and_mapped(raw: str) -> None:
    cleaned = clean(raw)
    check_map(raw, cleaned)
    for char in cleaned.text.replace("\n", ""):
        assert unicodedata.category(char) not in {"Cc", "Cs", "Zl", "Zp"}
        assert unicodedata.bidirectional(char) not in {
            "LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"
        }  # fmt: skip
        assert char == " " or not char.isspace()
        assert char != "\ue000"
    assert all(line and line == line.strip() for line in cleaned.text.split("\n") if cleaned.text)
    rest = iter(folded(c) for c in raw)
    assert all(char in rest for char in cleaned.text if not char.isspace())


WORDS = st.text(
    "武侯区成都市建设发展项目增长扩大５5.8%ＲR“”（）《》、；：年", min_size=1, max_size=30
)
SENTENCES = st.lists(WORDS.map(lambda words: f"本区{words}，好。"), min_size=1, max_size=5).map(
    "".join
)
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=5, unique=True)


@given(PARAGRAPHS, st.sampled_from(["\n", "\n\n", "\r\n", "\n　　"]))
def test_nothing_but_furniture_is_lost(paragraphs: list[str], between: str) -> None:
    raw = between.join(paragraphs)
    expected = "".join(folded(c) for c in raw if not c.isspace())
    assert clean(raw).text.replace("\n", "") == expected


@given(PARAGRAPHS, st.data())
def test_a_cut_inside_a_sentence_leaves_no_trace(
    paragraphs: list[str], data: st.DataObject
) -> None:
    paragraph = "为贯彻落实会议精神，我们要稳中求进、以进促稳" + paragraphs[0].replace("：", "")
    stop = paragraph.index("。")
    place = data.draw(st.integers(22, stop))
    before, after = paragraph[:place], paragraph[place:]
    # A line may end after a semicolon; what looks like 1. or （2） opens a list item; Latin
    # words and numbers are kept apart.
    assume(before.rstrip("”）》")[-1] != "；" and not re.match(r"[（\d５RＲ]", after))
    assert clean(f"{before}\n\n{after}").text == clean(paragraph).text


@given(PARAGRAPHS)
@settings(max_examples=60)
def test_cleaning_what_is_clean_changes_nothing(paragraphs: list[str]) -> None:
    once = clean("\n\n".join(["# 标题", *paragraphs])).text
    assert clean(once).text == once


def test_the_cleaned_seed_document_is_clean() -> None:
    once = clean(SEED)
    check_map(SEED, once)
    assert clean(once.text).text == once.text


@pytest.mark.parametrize(
    "apart",
    [
        ["某市人力资源和社会保障局关于做好补贴申报工作的通知", "某人社〔2025〕37号", "各区人力资源和社会保障局："],
        ["发布单位：某市商务局", "解读日期：2025年4月8日", "近日，某市印发了若干措施。"],
        ["岳麓区：大学城里，淘出“金种子”", "正月初八上午，岳麓区召开高质量发展大会。"],
        ["四区晒出成绩单：去年干了什么，今年怎么干", "本报综合报道"],
    ],
)  # fmt: skip
def test_titles_dates_and_subtitles_are_whole(apart: list[str]) -> None:
    assert lines("\n".join(apart)) == apart
