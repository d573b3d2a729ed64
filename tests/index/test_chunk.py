"""Chunks: true offsets, whole sentences, one section each, and a budget that is kept."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunk import split_document
from index.districts import Gazetteer
from index.document import Chunk, Document
from index.embed import load_embedder
from index.parse import parse_document
from index.sentences import sentence_spans

SEEDS = Path(__file__).parents[2] / "seeds"


def seed() -> Document:
    text = next(SEEDS.glob("*.txt")).read_text("utf-8")
    return parse_document(text, gazetteer=Gazetteer.from_toml([SEEDS / "districts.toml"]))


def cut(text: str, max_tokens: int = 24) -> list[str]:
    document = Document.from_text(f"# 武侯区\n\n{text}")
    chunks = split_document(document, len, max_tokens)
    check(document, chunks)
    assert all(len(chunk.text) <= max_tokens for chunk in chunks)
    return [chunk.text for chunk in chunks]


def check(document: Document, chunks: list[Chunk]) -> None:
    """Ids, offsets, sections, and that nothing but white space is between two chunks."""
    assert [chunk.id for chunk in chunks] == list(range(len(chunks)))
    rest = list(chunks)
    for section in document.sections:
        position = section.start
        while rest and rest[0].start < section.end:
            chunk = rest.pop(0)
            assert not document.text[position : chunk.start].strip()
            assert chunk.end <= section.end
            assert chunk.document_id == document.id
            assert chunk.text == document.text[chunk.start : chunk.end] == chunk.text.strip() != ""
            assert (chunk.districts, chunk.speaker, chunk.heading) == (
                section.districts, section.speaker, section.heading
            )  # fmt: skip
            position = chunk.end
        assert not document.text[position : section.end].strip()
    assert rest == []


def test_the_seed_document_in_tokens_of_the_bundled_model() -> None:
    embedder, document = load_embedder(), seed()
    chunks = split_document(document, embedder.count_tokens, 256)
    check(document, chunks)
    assert all(embedder.count_tokens(chunk.text) <= 256 for chunk in chunks)
    ends = {end for _, end in sentence_spans(document.text)}
    starts = {start for start, _ in sentence_spans(document.text)}
    assert {chunk.end for chunk in chunks} <= ends
    assert {chunk.start for chunk in chunks} <= starts
    assert {name for chunk in chunks for name in chunk.districts} == {
        "西海岸新区", "胶州市", "崂山区", "市南区", "市北区"
    }  # fmt: skip
    assert any("101个海洋重点项目" in chunk.text for chunk in chunks)


def test_sections_are_not_mixed_however_short() -> None:
    document = Document.from_text("## 武侯区\n增长5%。\n## 锦江区\n增长6%。")
    chunks = split_document(document, len, 500)
    check(document, chunks)
    assert [(chunk.text, chunk.districts) for chunk in chunks] == [
        ("增长5%。", ("武侯区",)),
        ("增长6%。", ("锦江区",)),
    ]


def test_short_sentences_share_a_chunk_and_stay_whole() -> None:
    assert cut("甲乙丙丁。" * 5, 12) == [
        "甲乙丙丁。甲乙丙丁。",
        "甲乙丙丁。甲乙丙丁。",
        "甲乙丙丁。",
    ]
    assert cut("甲乙丙丁。\n戊己。", 12) == ["甲乙丙丁。\n戊己。"]


def test_a_paragraph_is_kept_together_where_it_fits() -> None:
    assert cut("甲乙丙丁。戊己庚辛。\n甲乙丙丁。戊己庚辛。", 12) == ["甲乙丙丁。戊己庚辛。"] * 2


def test_a_long_sentence_is_cut_at_its_clauses() -> None:
    assert cut("推进公园城市建设，增加绿地面积；完善配套设施，提升城市品质。", 16) == [
        "推进公园城市建设，增加绿地面积；",
        "完善配套设施，提升城市品质。",
    ]
    assert cut("建设学校、医院、公园、道路、桥梁、码头。", 10) == [
        "建设学校、医院、",
        "公园、道路、桥梁、",
        "码头。",
    ]


def test_quotations_are_kept_together() -> None:
    assert cut("“我们要干。要快干。”大家这样说。“好。好。”", 18) == [
        "“我们要干。要快干。”大家这样说。",
        "“好。好。”",
    ]


@pytest.mark.parametrize("number", ["12345.67", "1,234,567.8", "2026", "88.8%", "1：1.25"])
def test_a_number_is_not_cut(number: str) -> None:
    for length in range(12, 30):
        text = f"地区生产总值增长{number}亿元比上年固定资产投资增长{number}亿元再创历史新高"
        pieces = cut(text + "。", length)
        assert "".join(pieces).count(number) == 2
        assert sum(piece.count(number) for piece in pieces) == 2


def test_latin_text_is_cut_between_words() -> None:
    pieces = cut("The quick brown fox jumps over 12,345.67 lazy dogs and runs away")
    assert [word for piece in pieces for word in piece.split()] == (
        [
            "The",
            "quick",
            "brown",
            "fox",
            "jumps",
            "over",
            "12,345.67",
            "lazy",
            "dogs",
            "and",
            "runs",
            "away",
        ]
    )


def test_what_cannot_be_cut_well_is_still_within_the_budget() -> None:
    assert cut("1" * 50) == ["1" * 24, "1" * 24, "11"]
    assert "".join(cut("甲" * 100)) == "甲" * 100


def test_a_private_character_in_the_file_moves_nothing() -> None:
    assert cut("增长\ue0005%。下降3%。", 6) == ["增长5%。", "下降3%。"]


def test_headings_alone_give_nothing() -> None:
    assert split_document(Document.from_text("# 武侯区\n\n## 锦江区"), len, 24) == []


WORDS = [
    "成都",
    "公园城市",
    "5.8%",
    "1,234亿元",
    *"，。；、：！？“”（） \n",
    "\n## 锦江区\n",
    "RCEP ",
    "……",
]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=80).map("".join), st.integers(16, 60))
def test_nothing_but_white_space_is_lost(text: str, max_tokens: int) -> None:
    document = Document.from_text(f"武侯区的{text}")
    chunks = split_document(document, len, max_tokens)
    check(document, chunks)
    assert all(len(chunk.text) <= max_tokens for chunk in chunks)
    sections = "".join(document.text[s.start : s.end] for s in document.sections)
    assert "".join("".join(c.text for c in chunks).split()) == "".join(sections.split())
    assert not any(
        before.end == after.start
        and before.text[-1] in "0123456789.,"
        and after.text[0] in "0123456789.,"
        for before, after in pairwise(chunks)
    )
