"""Every door that takes something from outside, and what must hold behind it."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import strategies as st

from eval.pairs import pairs_sha256, read_pairs
from index.chunk import split_document
from index.clean import clean
from index.districts import District, Gazetteer
from index.document import Document
from index.embed import HashEmbedder
from index.errors import DocumentError
from index.limits import Limits
from index.load import ENDINGS, Source, read_source
from index.load.sources import printable
from index.parse import original_offset, parse_document
from index.settings import Settings, load_settings
from index.told import encode_told, parse_told, read_told
from index.uploads import file_name
from rag.question import understand
from rag.youju import Youju
from tests.fuzz import damage
from tests.fuzz.damage import damaged, damaged_archive
from tests.fuzz.files import PAIR, TEXT, originals
from tests.fuzz.trial import Target
from tests.index.test_clean import check_map
from tests.rag.corpus import WUHAN_TEXT, corpus

LIMITS = Limits(bytes=1_000_000, seconds=10)
_ENDED = "意外结束"
_LATE = "还没有读完"


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="youju-fuzz-") as folder:
        yield Path(folder)


# Files


def _file(ending: str) -> Any:
    def check(data: bytes) -> None:
        with _folder() as folder:
            path = folder / f"资料{ending}"
            path.write_bytes(data)
            try:
                text = read_source(Source(path, path.name), LIMITS)
            except DocumentError as error:
                # A file of a few kilobytes must neither end its reader nor keep it busy; but
                # references in a circle do lead pdfminer around until its time is up.
                assert _ENDED not in error.message, error
                assert _LATE not in error.message or ending == ".pdf", error
                raise
        check_document(text)

    return check


def check_document(text: str) -> None:
    """What holds of any text that is made a document."""
    document = parse_document(text, path="资料/报告.txt")
    assert document.text.encode()
    for section in document.sections:
        assert 0 <= section.start < section.end <= len(document.text)
    for chunk in split_document(document, len, 64):
        assert document.text[chunk.start : chunk.end] == chunk.text
        assert 0 < len(chunk.text) <= 64
        assert 0 <= original_offset(document, chunk.start) < len(text)


def _check_renamed(case: tuple[str, bytes]) -> None:
    ending, data = case
    _file(ending)(data)


def _check_name(name: str) -> None:
    kept = file_name(name)
    assert kept == Path(kept).name
    assert len(kept.encode()) <= 255
    assert Path(kept).suffix.lower() in ENDINGS
    assert file_name(kept) == printable(kept) == kept
    assert not kept.startswith((".", "~", " "))


# Texts

_PIECES = [
    "江岸区", "武昌", "洪山区", "大学之城", "市南区", "沈怀谷", "曹以宁", "多少", "个", "哪些", "哪个区", "几",
    "今年", "去年", "2025年", "十四五", "那", "它", "呢", "？", "。", "和", "与", "分别", "各", "最高", "超过",
    "6%", "亿元", "１２", "提到", "了", "“RCEP”", "区委书记", "是谁", "目标", "完成", "增长", "为什么", "有没有",
    "科创园区", "停车泊位", "就业", "除了", "以外", "不", "\n", " ", "\u3000", "\ud800", "\x00", "𠮷", "（", "”",
    "3000000000000000000000000", "零点", "百分之", "万", "-", ".", "1.2.3", "第", "、", "*", "[1]", "||",
]  # fmt: skip
_CHARACTER = st.characters(codec=None, exclude_categories=())
_QUESTION = st.lists(
    st.sampled_from(_PIECES) | st.text(_CHARACTER, max_size=3), min_size=1, max_size=14
).map("".join)
_TEXT = st.lists(
    st.sampled_from(
        [*TEXT.splitlines(True), *(t.decode() for t in damage.TEXT if t != b"\x1c\x85")]
    )
    | st.text(_CHARACTER, max_size=8),
    max_size=25,
).map("".join)
_CORPUS = corpus(
    "江岸区",
    "武昌区",
    "洪山区",
    "汉阳区",
    speakers={"林远舟": ("江岸区",), "沈怀谷": ("武昌区",), "曹以宁": ("洪山区",)},
    gazetteer=Gazetteer([District("洪山区", ("大学之城",), "武汉市")]),
    base_year=2026,
)


def _check_clean(text: str) -> None:
    cleaned = clean(text)
    check_map(text, cleaned)
    cleaned.text.encode()
    assert (
        all(line and line == line.strip(" ") for line in cleaned.text.split("\n"))
        or not cleaned.text
    )


def _check_question(case: tuple[str, list[tuple[str, str]]]) -> None:
    text, history = case
    question = understand(text, _CORPUS, history)
    assert set(question.districts) <= set(_CORPUS.districts)


@cache
def _youju() -> Youju:
    document = Document.from_text(WUHAN_TEXT, title="武汉各区委书记谈推动高质量发展")
    return Youju.from_documents([document], embedder=HashEmbedder(64))


def _check_answer(case: tuple[str, list[tuple[str, str]], list[str] | None]) -> None:
    text, history, districts = case
    answer = _youju().answer(text, history=history, districts=districts)
    for citation in answer.citations:
        source = _youju().documents[citation.document_id].text
        assert source[citation.start : citation.end] == citation.quote
    assert answer.text.strip()
    assert bool(answer.citations) == (answer.status != "refused")


_HISTORY = st.lists(st.tuples(_QUESTION, _QUESTION), max_size=2)
_PLACES = st.none() | st.lists(st.sampled_from(_CORPUS.districts) | _QUESTION, max_size=2)


# Tables

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(_CHARACTER, max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)
_PAIR_LINE = st.dictionaries(st.sampled_from(sorted(PAIR)), _JSON, max_size=2).map(
    lambda changed: json.dumps(PAIR | changed).encode()
)


def _check_pairs(data: bytes) -> None:
    with _folder() as folder:
        path = folder / "问答.jsonl"
        path.write_bytes(data)
        pairs = read_pairs(path)
        assert pairs and len(pairs_sha256(pairs)) == 64


def _check_settings(case: tuple[bytes, dict[str, str]]) -> None:
    data, environment = case
    with _folder() as folder, contextlib.chdir(folder), patch.dict(os.environ, environment):
        Path("youju.toml").write_bytes(data)
        settings = load_settings()
        limits = settings.limits
        assert min(limits.bytes, limits.chars, limits.pages, limits.seconds) >= 0
        assert settings.language_model.timeout > 0


def _check_districts(case: tuple[bytes, str]) -> None:
    data, text = case
    with _folder() as folder:
        path = folder / "districts.toml"
        path.write_bytes(data)
        gazetteer = Gazetteer.from_toml([path])
    again = Gazetteer.from_json(gazetteer.to_json())
    assert again.entries == gazetteer.entries
    for mention in gazetteer.mentions(text):
        assert text[mention.start : mention.end].endswith(mention.text)
    for entry in gazetteer.entries:
        gazetteer.ancestors(entry.name)
        gazetteer.canonical(entry.name)
    parse_document(text, gazetteer=gazetteer)


def _check_told(data: bytes) -> None:
    with _folder() as folder:
        path = folder / "报告.txt"
        (folder / "报告.txt.toml").write_bytes(data)
        told = read_told(path)
        (folder / "报告.txt.toml").write_bytes(encode_told(told).encode())
        assert read_told(path) == told
        document = parse_told(TEXT, told, path="报告.txt", gazetteer=Gazetteer())
        document.title.encode()


_NO_NUL = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6)
_VALUE = _NO_NUL | st.sampled_from(
    ["nan", "inf", "-1", "1e999", "1e308", "9" * 5000, "{", "[1]", ":::", "真"]
)
_VARIABLES = st.dictionaries(
    st.sampled_from([f"YOUJU_{name.upper()}" for name in sorted(Settings.model_fields)]),
    _VALUE,
    max_size=3,
)
_FILES = originals()
_RENAMED = [*_FILES[".xlsx"], *_FILES[".csv"], *_FILES[".docx"], *_FILES[".pdf"], *_FILES[".html"]]

TARGETS = {
    "txt": Target(damaged(_FILES[".txt"], damage.TEXT), _file(".txt")),
    "md": Target(damaged(_FILES[".md"], damage.TEXT), _file(".md")),
    "html": Target(damaged(_FILES[".html"], damage.HTML), _file(".html")),
    "docx": Target(damaged_archive(_FILES[".docx"], damage.XML), _file(".docx")),
    "pdf": Target(damaged(_FILES[".pdf"], damage.PDF), _file(".pdf")),
    "xlsx、csv 等改名": Target(
        st.tuples(st.sampled_from(ENDINGS), damaged(_RENAMED, [])), _check_renamed
    ),
    "文件名": Target(
        st.builds(str.__add__, st.text(_CHARACTER), st.sampled_from([*ENDINGS, "", "."])),
        _check_name,
    ),
    "清洗": Target(_TEXT, _check_clean),
    "成文": Target(_TEXT, check_document),
    "问题": Target(st.tuples(_QUESTION, _HISTORY), _check_question),
    "回答": Target(st.tuples(_QUESTION, _HISTORY, _PLACES), _check_answer),
    "问答对": Target(damaged(_FILES[".jsonl"], damage.TABLE) | _PAIR_LINE, _check_pairs),
    "设置": Target(
        st.tuples(damaged(_FILES["youju.toml"], damage.TABLE), _VARIABLES), _check_settings
    ),
    "districts.toml": Target(
        st.tuples(damaged(_FILES["districts.toml"], damage.TABLE), _TEXT), _check_districts
    ),
    "说明文件": Target(damaged(_FILES["told.toml"], damage.TABLE), _check_told),
}
"""By what is fuzzed."""
