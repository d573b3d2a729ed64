"""Files kept in the index folder: their names, what is said of them, where they are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.build import build_index
from index.embed import HashEmbedder
from index.errors import DocumentError
from index.limits import TOLD_BYTES
from index.load import find_sources
from index.uploads import file_name, kept_sources
from tests.index.corpus import build, open_index
from tests.index.test_update import add, given


def test_names_from_a_browser_are_made_fit() -> None:
    assert file_name("../../etc/报告.TXT") == "报告.TXT"
    assert file_name("C:\\资料\\报告.docx") == "报告.docx"
    assert file_name(".hidden.txt") == "hidden.txt"
    assert file_name("~$报告.docx") == "报告.docx"
    assert file_name("a\x00b\n.txt") == "a_b_.txt"
    assert file_name(".txt.txt") == "txt.txt"
    assert len(file_name("长" * 300 + ".docx").encode()) <= 200
    with pytest.raises(DocumentError, match="格式不支持"):
        file_name("..")


def test_a_folder_of_uploads_given_as_a_source_counts_once(home: Path, tmp_path: Path) -> None:
    add(home, given(tmp_path))
    report = build_index([tmp_path / "seeds", home / "uploads"], home, embedder=HashEmbedder(64))
    assert (report.documents, report.unchanged) == (4, 4)


def test_a_source_never_takes_the_name_of_an_upload(home: Path, tmp_path: Path) -> None:
    add(home, given(tmp_path))
    other = tmp_path / "seeds" / "uploads"
    other.mkdir()
    (other / "崂山区.txt").write_text("崂山区的茶园面积12万亩。", encoding="utf-8")
    assert {s.name for s in find_sources([tmp_path / "seeds"])} & {
        s.name for s in kept_sources(home)
    }
    assert build(tmp_path / "seeds", home).documents == 5
    paths = {d.path for d in open_index(home).documents.values()}
    assert {"uploads/崂山区.txt", (other / "崂山区.txt").as_posix()} <= paths


@pytest.mark.parametrize(
    "said",
    [
        b"districts = 3",
        b'districts = "x"',
        b'colour = "red"',
        b"title = ",
        b"whole = 1",
        b"\xff",
        b"#" * (TOLD_BYTES + 1),
        b"a." * 200 + b"b = 1",
    ],
)
def test_a_wrong_sidecar_is_named(home: Path, tmp_path: Path, said: bytes) -> None:
    seeds = tmp_path / "seeds"
    (seeds / "市南区.txt.toml").write_bytes(said)
    report = build(seeds, home)
    assert report.documents == 2
    assert "市南区.txt.toml" in report.warnings[0]
    (seeds / "市南区.txt.toml").write_text(
        'districts = ["城阳区"]\nwhole = true', encoding="utf-8-sig"
    )
    assert build(seeds, home).documents == 3
    assert "城阳区" in open_index(home).districts
