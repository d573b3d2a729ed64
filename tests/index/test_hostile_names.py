"""Names, links and kinds of files that are a trap, and characters that are none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.build import build_index
from index.embed import HashEmbedder
from index.errors import DocumentError
from index.load import Source, find_sources, read_source
from index.update import add_documents
from index.uploads import Upload, file_name
from tests.index.corpus import build, open_index, write_corpus
from tests.index.test_load import pdf

TEXT = "# 市南区政府工作报告\n\n市南区推进8个重点项目，总投资超百亿元。"


def write(path: Path, content: bytes) -> Source:
    path.write_bytes(content)
    return Source(path, path.name)


def indexed(folder: Path, home: Path) -> set[str]:
    """The paths of the documents after indexing ``folder``, all of which must be readable."""
    assert build(folder, home).warnings == ()
    return {document.path for document in open_index(home).documents.values()}


# Names


def test_names_as_long_as_a_file_system_takes(tmp_path: Path) -> None:
    name = "汉" * 83 + "xx.txt"
    assert len(name.encode()) == 255
    folder = write_corpus(tmp_path / "资料")
    write(folder / name, TEXT.encode())
    home = tmp_path / "索引"
    assert name in indexed(folder, home)
    assert build_index([folder], home, embedder=HashEmbedder(64)).unchanged == 4
    given = write(tmp_path / name, (TEXT + "再添一句。").encode())
    add_documents(home, [Upload(given.path, name)], embedder=HashEmbedder(64))
    kept = f"uploads/{file_name(name)}"
    assert kept in {document.path for document in open_index(home).documents.values()}
    assert kept.endswith("汉.txt")


def test_a_name_too_long_for_any_file(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="打不开") as caught:
        find_sources([tmp_path / ("汉" * 86 + ".txt")])
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("\x1b[2J报告.txt", "\ufffd[2J报告.txt"),  # would clear the terminal
        ("报告\u202etxt.exe.txt", "报告\ufffdtxt.exe.txt"),  # would be read from right to left
        ("报\n告.txt", "报\ufffd告.txt"),
        ("报告\udcff.txt", "报告\ufffd.txt"),  # a byte that is no UTF-8
    ],
)
def test_names_that_would_do_something_when_shown(name: str, shown: str, tmp_path: Path) -> None:
    folder = tmp_path / "资料"
    folder.mkdir()
    write(folder / name, TEXT.encode())
    assert indexed(folder, tmp_path / "索引") == {shown}


def test_a_path_with_a_nul_in_it(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="找不到"):
        find_sources([tmp_path / "报\0告.txt"])


# Links and kinds


def test_devices_and_pipes_are_not_read(tmp_path: Path) -> None:
    folder = write_corpus(tmp_path / "资料")
    os.mkfifo(folder / "管.txt")
    (folder / "零.txt").symlink_to("/dev/zero")
    os.mkfifo(folder / "districts.toml")
    os.mkfifo(folder / "市南区.txt.toml")
    assert indexed(folder, tmp_path / "索引") == {"市南区.txt", "市北区.txt", "胶州市.txt"}
    for name in ("管.txt", "零.txt"):
        with pytest.raises(DocumentError, match=f"{name} 不是普通文件"):
            find_sources([folder / name])
        with pytest.raises(DocumentError, match=f"{name} 不是普通文件"):
            read_source(Source(folder / name, name))


def test_links_among_the_kept_files_that_lead_out(tmp_path: Path) -> None:
    folder, home = write_corpus(tmp_path / "资料"), tmp_path / "索引"
    before = indexed(folder, home)
    (home / "uploads").mkdir()
    outside = write(tmp_path / "外面.txt", "不该读到。".encode())
    (home / "uploads" / "里面.txt").symlink_to(outside.path)
    assert indexed(folder, home) == before


# Characters


def test_a_line_of_ten_million_characters(tmp_path: Path) -> None:
    source = write(tmp_path / "长.txt", b"a" * 10_000_000)
    with pytest.raises(DocumentError, match=r"长\.txt 太长：10,000,000 字.*max_chars"):
        read_source(source)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "\ufeff市南\ud800区".encode("utf-16-le", "surrogatepass")),
        ("a.txt", "市南\ud800区，推进8个项目".encode("utf-8", "surrogatepass")),
        ("a.txt", "市南区\0推进8个项目".encode()),
        ("a.html", "<p>市南区\0</p>".encode()),
        ("a.txt", "\ufeff市南区\0推进8个项目".encode("utf-16-le")),
    ],
)
def test_texts_with_what_is_no_character(name: str, content: bytes, tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as caught:
        read_source(write(tmp_path / name, content))
    assert name in caught.value.message
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", "<p>市南&#xd800;&#0;&#x110000;区</p>".encode()),
        ("a.pdf", pdf("市南甲区").replace(b"<7532> <7532>", b"<7532> <d800>")),
    ],
)
def test_what_is_no_character_but_named_as_one(name: str, content: bytes, tmp_path: Path) -> None:
    text = read_source(write(tmp_path / name, content))
    assert text.encode().decode().strip().startswith("市南")
    assert "\0" not in text
