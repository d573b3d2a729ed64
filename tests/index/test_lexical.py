"""BM25 over characters and pairs: terms, order, restriction, storage."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index import inverting, lexical_files, postings
from index import lexical as module
from index.inverting import Inverter
from index.lexical import LexicalIndex
from index.lexical_files import read_lexical, write_lexical
from index.terms import term_key, term_keys, tokenize
from tests.index.corpus import checked

TEXTS = [
    "市南区推进8个项目",
    "市北区地区生产总值增长5.8%",
    "。。",
    "市北区推进海洋项目",
    "胶州市GDP增长5%",
]


def built(folder: Path, texts: list[str]) -> LexicalIndex:
    """The index of texts of which each is a document by itself."""
    return built_both(folder, texts, texts, np.arange(len(texts)))[0]


def built_both(
    folder: Path, passages: list[str], documents: list[str], owners: NDArray[np.int64]
) -> tuple[LexicalIndex, LexicalIndex]:
    inverted = []
    for name, texts in (("passages", passages), ("documents", documents)):
        inverter = Inverter(folder / name)
        inverter.add(texts)
        inverted.append(inverter.finish())
    folders = folder / "lexical", folder / "lexical-documents"
    own = owners.astype(np.int32)
    write_lexical(inverted[0], inverted[1], own, folders)
    return read_lexical(checked(folders[0]), checked(folders[1]), own)


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    return built(tmp_path_factory.mktemp("index"), TEXTS)


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


def test_equal_scores_are_ordered_by_id(tmp_path: Path) -> None:
    same = built(tmp_path, ["海洋"] * 50)
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


@pytest.mark.parametrize("texts", [["。", ""], []])
def test_texts_without_terms(tmp_path: Path, texts: list[str]) -> None:
    empty = built(tmp_path, texts)
    assert empty.size == len(texts)
    assert empty.scores("市北区项目").tolist() == [0.0] * len(texts)
    assert len(empty.search("市北区", 3)[0]) == 0


@pytest.fixture(scope="module")
def many() -> list[str]:
    """Texts in which some characters are everywhere and some are rare."""
    rng = np.random.default_rng(11)
    words = [
        "海洋",
        "项目",
        "工业",
        "港口",
        "2024",
        "GDP",
        "5.8%",
        "的",
        "市北区",
        "，",
        "养老",
        "1,200",
    ]
    share = 1 / np.arange(1, len(words) + 1)
    return [
        "".join(rng.choice(words, rng.integers(1, 30), p=share / share.sum())) for _ in range(3000)
    ]


def test_weights_are_those_of_bm25s(tmp_path: Path, many: list[str]) -> None:
    from bm25s import BM25  # type: ignore[import-untyped]

    vocabulary: dict[str, int] = {}
    rows = [[vocabulary.setdefault(t, len(vocabulary)) for t in tokenize(x)] for x in many]
    model = BM25(k1=1.5, b=0.75, method="lucene", backend="numpy")
    model.index((rows, vocabulary), create_empty_token=False, show_progress=False)
    ours = built(tmp_path, many)
    for term, number in vocabulary.items():
        span = slice(*model.scores["indptr"][number : number + 2])
        expected = np.zeros(len(many), np.float32)
        expected[model.scores["indices"][span]] = model.scores["data"][span]
        if len(term) == 1 or term.isascii():
            assert np.array_equal(ours.scores(term), expected)


def test_segments_change_nothing(
    tmp_path: Path, many: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    built(tmp_path / "one", many)
    monkeypatch.setattr(inverting, "_MOST_CHARACTERS", 5000)
    monkeypatch.setattr(lexical_files, "_AT_ONCE", 700)
    built(tmp_path / "many", many)
    for file in (tmp_path / "one").glob("lexical*/*"):
        other = tmp_path / "many" / file.relative_to(tmp_path / "one")
        assert file.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("looked_up", [False, True])
@pytest.mark.parametrize("share", [None, 0.5, 0.02])
def test_reading_less_finds_the_same(
    tmp_path: Path,
    many: list[str],
    share: float | None,
    looked_up: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", 50)
    if looked_up:  # of lists that are not decoded, or hardly any is kept decoded
        monkeypatch.setattr(postings, "_LONG", 0)
        monkeypatch.setattr(postings, "_SPARSE", 0)
        monkeypatch.setattr(postings, "_CACHED", 0)
    ours = built(tmp_path, many)
    rng = np.random.default_rng(2)
    everything = np.arange(len(many))
    allowed = everything if share is None else np.flatnonzero(rng.random(len(many)) < share)
    for query in ["养老的港口", "海洋海洋项目", "gdp 5.8", "1200", *many[:20]]:
        scores = ours.scores(query)
        order = allowed[np.lexsort((allowed, -scores[allowed]))]
        expected = [i for i in order[:10] if scores[i] > 0]
        ids, found = ours.search(query, 10, None if share is None else allowed)
        assert list(ids) == expected
        assert np.array_equal(found, scores[ids])
        assert np.array_equal(ours.scores(query, allowed[::7]), scores[allowed[::7]])
        assert np.array_equal(
            ours.presence(query, allowed[::7]), ours.presence(query)[allowed[::7]]
        )


def test_texts_that_have_all_terms(lexical: LexicalIndex) -> None:
    assert list(lexical.containing(["市北", "海洋"])) == [3]
    assert list(lexical.containing(["市北"])) == [1, 3]
    assert list(lexical.containing(["火星", "海洋"])) == []
    assert list(lexical.containing([])) == [0, 1, 2, 3, 4]


def test_what_follows_a_character(lexical: LexicalIndex) -> None:
    assert lexical.followers("市") == {"南", "北"}
    assert lexical.followers("火") == lexical.followers("G") == frozenset()
    assert "海洋" in lexical
    assert "洋海" not in lexical


@given(st.lists(st.text(alphabet="海洋市a1,.Ａ５ \n。豈㐀𠀀", max_size=12), max_size=5))
def test_many_texts_have_the_terms_of_each(texts: list[str]) -> None:
    keys, owners = term_keys(texts)
    found = sorted(zip(owners.tolist(), keys.tolist(), strict=True))
    assert found == sorted((n, term_key(t)) for n, x in enumerate(texts) for t in tokenize(x))


def test_presence_counts_each_pair_once(tmp_path: Path) -> None:
    lexical = built(tmp_path, ["复工复工复工复工", "餐饮企业复工", "天气"])
    often, both, none = lexical.presence("餐饮复工")
    assert both > often > none == 0
    assert lexical.presence("复工，复工").tolist() == lexical.presence("复工").tolist()
    assert lexical.presence("").tolist() == [0, 0, 0]


@pytest.mark.parametrize("most", [0, 5, 4096])
def test_documents_have_the_terms_of_their_own_text(
    tmp_path: Path, many: list[str], most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Passages carry a title that the text lacks, and lack a heading and what spans two of them:
    documents are found as if they alone were indexed."""
    monkeypatch.setattr(lexical_files, "SUMMED", most)
    owners = np.repeat(np.arange(100), np.random.default_rng(4).integers(0, 30, 100))
    own = [[many[n] for n in np.flatnonzero(owners == d)] for d in range(100)]
    documents = [f"第{d}篇海港。" + "".join(texts) for d, texts in enumerate(own)]
    passages = [f"养老年报{d}\n{text}" for d, texts in enumerate(own) for text in texts]
    found = built_both(tmp_path / "both", passages, documents, owners)
    alone = built(tmp_path / "alone", documents), built(tmp_path / "passages", passages)
    for query in ["养老年报的港口", "海港项目", "gdp 5.8", "1200", "第7篇", *many[:9]]:
        for ours, theirs in ((found[1], alone[0]), (found[0], alone[1])):
            assert np.array_equal(ours.scores(query), theirs.scores(query))
            assert np.array_equal(ours.presence(query), theirs.presence(query))
            assert ours.followers(query[0]) == theirs.followers(query[0])
            assert list(ours.containing([query[:2]])) == list(theirs.containing([query[:2]]))
            assert ours.document_frequency(query[0]) == theirs.document_frequency(query[0])
    assert "海港" in found[1]
    assert "年报" not in found[1]
