"""Cleaning: stars of emphasis, rules between parts, the top of a newspaper page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.clean import clean


def lines(raw: str) -> list[str]:
    return clean(raw).text.split("\n")


OPEN = "岳麓区加快建设，"


@pytest.mark.parametrize("mark", ["*", "**", "***"])
@pytest.mark.parametrize("words", ["岳麓区委书记林望川", "2026年2月9日", "绿道更宽，路更长", "建"])
def test_a_line_set_apart_stands_apart_and_loses_its_stars(mark: str, words: str) -> None:
    assert lines(f"{OPEN}\n{mark}{words}{mark}\n，推进旧改。") == [OPEN, words, "，推进旧改。"]


def test_what_follows_the_line_after_goes_on_again() -> None:
    assert lines(f"**岳麓区**\n{OPEN}\n推进旧改。") == ["岳麓区", f"{OPEN}推进旧改。"]


def test_two_lines_set_apart_stay_two() -> None:
    assert lines("**绿道更宽，路更长，**\n**城更新**") == ["绿道更宽，路更长，", "城更新"]


def test_bold_words_within_a_line() -> None:
    assert lines("岳麓区**加快**建设**绿道**15公里。") == ["岳麓区加快建设绿道15公里。"]
    assert lines(f"{OPEN}\n**推进**旧改。") == [f"{OPEN}推进旧改。"]
    assert lines("**岳麓区**：绿道**更宽**") == ["岳麓区：绿道更宽"]


@pytest.mark.parametrize(
    "kept", ["2*3*4等于24。", "三星**酒店", "*注：含税。", "A*算法", "5 * 3 * 2"]
)
def test_stars_that_emphasise_nothing_stay(kept: str) -> None:
    assert lines(kept) == [kept]


WORDS = st.text("岳麓区绿道增长5%，。：（）“”", max_size=20).map("本区{}".format)


@given(WORDS, WORDS, WORDS, st.sampled_from(["*", "**", "***"]))
def test_nothing_but_the_stars_is_lost_and_the_way_back_holds(
    before: str, inside: str, after: str, mark: str
) -> None:
    raw = f"{before}\n{mark}{inside}{mark}\n{before}**{inside}**{after}"
    cleaned = clean(raw)
    assert cleaned.text.replace("\n", "") == before + inside + before + inside + after
    ends = [at for at, _ in cleaned.offsets[1:]] + [len(cleaned.text)]
    for (at, original), end in zip(cleaned.offsets, ends, strict=True):
        run = cleaned.text[at:end].rstrip("\n")
        assert raw[original : original + len(run)] == run


@pytest.mark.parametrize(
    "rule", ["---", "***", "___", "===", "- - -", "——————", "--------", "* * *"]
)
def test_a_rule_goes(rule: str) -> None:
    assert lines(f"绿道更宽。\n{rule}\n路更长。") == ["绿道更宽。", "路更长。"]
    assert lines(f"{OPEN}\n\n{rule}\n\n推进旧改。") == [f"{OPEN}推进旧改。"]


@pytest.mark.parametrize(
    "top",
    [
        "星城日报 2026年2月9日 星期一 第03版 要闻",
        "2026年2月9日 星期一",
        "2026年12月29日星期日 星城日报",
        "第A03版：要闻",
        "03版 要闻",
        "第12版",
        "A03版|要闻",
    ],
)
def test_the_top_of_a_newspaper_page_goes(top: str) -> None:
    assert lines(f"{OPEN}\n{top}\n推进旧改。") == [f"{OPEN}推进旧改。"]


@pytest.mark.parametrize(
    "kept",
    [
        "2026年2月9日星期一，岳麓区召开推进大会，部署全年的重点工作和任务。",
        "2026年2月9日",
        "绿道规划03版于今年发布，征求社会各界的意见。",
        "03版规划提出，绿道要更宽更长更绿。",
    ],
)
def test_sentences_with_a_date_or_an_edition_stay(kept: str) -> None:
    assert lines(f"绿道更宽。\n{kept}\n路更长。")[1] == kept
