"""BM25 over characters and pairs: terms, order, restriction, storage."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.lexical import LexicalIndex, tokenize

TEXTS = [
    "市南区推进8个项目",
    "市北区地区生产总值增长5.8%",
    "。。",
    "市北区推进海洋项目",
    "胶州市GDP增长5%",
]


@pytest.fixture(scope="module")
def lexical() -> LexicalIndex:
    return LexicalIndex.build(TEXTS)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("工业", ["工", "业", "工业"]),
        ("“上合+RCEP”", ["上", "合", "上合", "rcep"]),
        ("ＧＤＰ　５．８％", ["gdp", "5.8"]),
        ("1,234.5亿元", ["1234.5", "亿", "元", "亿元"]),
        ("1,2,3", ["1", "2", "3"]),
        ("5G网", ["5g", "网"]),
        ("。！—", []),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert tokenize(text) == tokens


def test_best_text_first(lexical: LexicalIndex) -> None:
    ids, scores = lexical.search("市北区的海洋项目", 3)
    assert ids.dtype == np.int64
    assert scores.dtype == np.float32
    assert ids[0] == 3
    assert list(scores) == sorted(scores, reverse=True)


def test_texts_without_a_common_term_are_left_out(lexical: LexicalIndex) -> None:
    assert list(lexical.search("海洋", 5)[0]) == [3]
    assert len(lexical.search("乌鲁木齐", 5)[0]) == 0
    assert len(lexical.search("", 5)[0]) == 0
    assert len(lexical.search("海洋", 0)[0]) == 0


def test_a_decimal_is_one_term(lexical: LexicalIndex) -> None:
    assert list(lexical.search("5.8", 5)[0]) == [1]
    assert list(lexical.search("5", 5)[0]) == [4]


def test_restriction_comes_before_the_best_are_taken(lexical: LexicalIndex) -> None:
    assert list(lexical.search("市北区", 1, np.array([0, 4]))[0]) == [0]
    assert len(lexical.search("市北区", 1, np.array([], np.int64))[0]) == 0


def test_equal_scores_are_ordered_by_id() -> None:
    same = LexicalIndex.build(["海洋"] * 50)
    assert list(same.search("海洋", 5)[0]) == [0, 1, 2, 3, 4]
    assert list(same.search("海洋", 2, np.array([40, 7, 9]))[0]) == [7, 9]


def test_scores_are_bm25(lexical: LexicalIndex) -> None:
    idf = lexical.idf("海洋")
    length = [len(tokenize(text)) for text in TEXTS]
    expected = idf / (1.5 * (0.25 + 0.75 * length[3] / np.mean(length)) + 1)
    alone = lexical.scores("海洋")[3] - lexical.scores("海")[3] - lexical.scores("洋")[3]
    assert alone == pytest.approx(expected, rel=1e-5)


def test_frequencies(lexical: LexicalIndex) -> None:
    assert lexical.document_frequency("市北") == 2
    assert lexical.document_frequency("火星") == 0
    assert lexical.idf("火星") > lexical.idf("海洋") > lexical.idf("市") > 0


@pytest.mark.parametrize("mmap", [True, False])
@pytest.mark.parametrize("texts", [TEXTS, ["。", ""], []])
def test_round_trip(tmp_path: Path, texts: list[str], mmap: bool) -> None:
    built = LexicalIndex.build(texts)
    built.save(tmp_path)
    loaded = LexicalIndex.load(tmp_path, mmap=mmap)
    assert loaded.size == len(texts)
    assert np.array_equal(loaded.scores("市北区项目"), built.scores("市北区项目"))


def test_the_same_texts_give_the_same_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        LexicalIndex.build(TEXTS).save(tmp_path / name)
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


def test_presence_counts_each_pair_once() -> None:
    lexical = LexicalIndex.build(["复工复工复工复工", "餐饮企业复工", "天气"])
    often, both, none = lexical.presence("餐饮复工")
    assert both > often > none == 0
    assert lexical.presence("复工，复工").tolist() == lexical.presence("复工").tolist()
    assert lexical.presence("").tolist() == [0, 0, 0]
