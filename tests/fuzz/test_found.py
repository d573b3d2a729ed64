"""What fuzzing found, one case each: the smallest input that once came through as another error."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.pairs import read_pairs
from index.clean import clean
from index.districts import Gazetteer
from index.document import Document
from index.embed import HashEmbedder
from index.errors import DocumentError, UsageError
from index.load import Source, read_source
from index.settings import load_settings
from index.told import read_told
from index.uploads import file_name
from rag.youju import Youju
from tests.index.test_clean import check_map


@pytest.mark.parametrize("line", ["1" * 5000, "[" * 100_000], ids=["digits", "brackets"])
def test_a_line_of_pairs_that_json_gives_up_on(line: str, tmp_path: Path) -> None:
    (tmp_path / "问答.jsonl").write_text("\n" + line, encoding="utf-8")
    with pytest.raises(UsageError, match="第 2 行读不了"):
        read_pairs(tmp_path / "问答.jsonl")


@pytest.mark.parametrize(
    ("question", "history"),
    [
        ("\ud800", []),
        ("市南区呢？", [("\udcff有几个项目？", "8个。")]),
        ("几个？", [("项目？", "\udc00")]),
    ],
)
def test_half_a_character_in_a_question(question: str, history: list[tuple[str, str]]) -> None:
    youju = Youju.from_documents(
        [Document.from_text("市南区推进8个项目。")], embedder=HashEmbedder(64)
    )
    with pytest.raises(UsageError, match="残缺的字符"):
        youju.answer(question, history=history)


def test_half_a_character_in_a_message_can_be_shown() -> None:
    youju = Youju.from_documents(
        [Document.from_text("市南区推进8个项目。")], embedder=HashEmbedder(64)
    )
    with pytest.raises(UsageError, match="\ufffd") as caught:
        youju.answer("几个项目？", districts=["\ud800"])
    assert str(caught.value).encode()


def test_a_page_that_declares_an_encoding_made_to_fail(tmp_path: Path) -> None:
    path = tmp_path / "页.html"
    path.write_bytes('<meta charset="undefined"><p>市南区</p>'.encode("gbk"))
    assert read_source(Source(path, path.name)) == "市南区"


def test_a_name_once_made_fit_stays_as_it_is() -> None:
    assert file_name(".\xa00.txt") == "0.txt"
    assert file_name("a\u202eb\x85.txt") == "a_b_.txt"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("甲。\n** 丙丁 **\n乙。", "甲。\n丙丁\n乙。"),  # a space was left at the edge of a line
        ("甲。\n** **\n乙。", "甲。\n乙。"),
        (
            "推进8个项目，年内加快建设A\x1b\n0区",
            "推进8个项目，年内加快建设A 0区",
        ),  # the space stood for \x1b
    ],
)
def test_cleaned_lines_and_where_they_came_from(raw: str, text: str) -> None:
    cleaned = clean(raw)
    check_map(raw, cleaned)
    assert cleaned.text == text


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ("max_file_mb = 1e303", "应不大于"),  # infinitely many bytes
        ("parse_timeout = 1e303", "应不大于"),
        (f"port = {'1' * 5000}", "TOML"),
        (f"sources = {'[' * 100_000}", "TOML"),
    ],
    ids=["size", "seconds", "digits", "brackets"],
)
def test_settings_beyond_reason(
    toml: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "youju.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(UsageError, match=told):
        load_settings()


def test_tables_nested_beyond_reason(tmp_path: Path) -> None:
    path = tmp_path / "districts.toml"
    path.write_text("district = " + "[" * 100_000, encoding="utf-8")
    with pytest.raises(DocumentError, match=r"districts\.toml 无法读取"):
        Gazetteer.from_toml([path])
    path.with_name("报告.pdf.toml").write_text("title = " + "[" * 100_000, encoding="utf-8")
    with pytest.raises(DocumentError, match=r"报告\.pdf\.toml 无法读取"):
        read_told(tmp_path / "报告.pdf")
