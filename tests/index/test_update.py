"""Adding and removing single documents: what is reused, kept, refused, and left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.embed import HashEmbedder
from index.errors import DocumentError, IndexLocked, IndexUnreadable, UsageError
from index.limits import Limits
from index.store.generation import writer_lock
from index.told import Told, read_told
from index.update import add_documents, preview, remove_documents
from index.uploads import Upload
from tests.index.corpus import build, live_folder, open_index
from tests.index.test_build import CountingEmbedder, same_index

LAOSHAN = "# 崂山区政府工作报告\n\n崂山区发展人工智能产业。今年新增企业12家。"


def given(tmp_path: Path, text: str | bytes = LAOSHAN, name: str = "崂山区.txt") -> Upload:
    folder = tmp_path / "given"
    folder.mkdir(exist_ok=True)
    path = folder / f"{len(list(folder.iterdir()))}{Path(name).suffix}"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return Upload(path, name)


def add(home: Path, *uploads: Upload) -> None:
    add_documents(home, uploads, embedder=HashEmbedder(64))


def id_of(home: Path, path: str) -> str:
    return next(d.id for d in open_index(home).documents.values() if d.path == path)


def snapshot(home: Path) -> dict[str, bytes]:
    return {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and path.name != "lock"
    }


def test_only_the_new_document_is_embedded(home: Path, tmp_path: Path) -> None:
    embedder = CountingEmbedder()
    report = add_documents(home, [given(tmp_path)], embedder=embedder)
    assert (report.added, report.unchanged, report.removed, report.documents) == (1, 3, 0, 4)
    assert report.embedded_chunks == len(embedder.passages) == 1
    assert (report.generation, (home / "CURRENT").read_text().strip()) == ("000002", "000002")
    index = open_index(home)
    assert "崂山区" in index.districts
    assert {d.path for d in index.documents.values()} >= {"uploads/崂山区.txt", "市南区.txt"}
    assert (home / "uploads" / "崂山区.txt").read_text("utf-8") == LAOSHAN


def test_the_sources_are_not_needed_and_readers_keep_the_old_one(
    home: Path, tmp_path: Path
) -> None:
    before = open_index(home)
    for file in (tmp_path / "seeds").iterdir():
        file.unlink()
    add(home, given(tmp_path))
    assert len(open_index(home).documents) == 4
    assert len(before.documents) == 3
    assert before.chunks[0].text


def test_indexing_again_keeps_what_was_added_and_writes_nothing(home: Path, tmp_path: Path) -> None:
    add(home, given(tmp_path), given(tmp_path, "李沧区推进7个项目。", "a李沧区.md"))
    added = open_index(home)
    report = build(tmp_path / "seeds", home)
    assert (report.unchanged, report.documents, report.generation) == (5, 5, "000002")
    assert same_index(added, open_index(home))
    assert build(tmp_path / "seeds", home, rebuild=True).documents == 5
    assert same_index(added, open_index(home))


def test_what_is_told_has_its_limits(home: Path, tmp_path: Path) -> None:
    upload = given(tmp_path)
    before = snapshot(home)
    with pytest.raises(UsageError, match="太长，上限是 16 KB"):
        add(home, Upload(upload.path, upload.name, Told("长" * 6000)))
    assert snapshot(home) == before
    dotted = Told('前言 "' + "." * 1000)
    add(home, Upload(upload.path, upload.name, dotted))
    assert read_told(home / "uploads" / upload.name) == dotted


def test_what_was_told_survives_indexing_again(home: Path, tmp_path: Path) -> None:
    upload = given(tmp_path, "# 市南区报告\n\n今年完成投资30亿元。", "报告.txt")
    told = Told('年度"报告"', ("崂山",), whole=True, speaker="王明", date="2024-01-02")
    add(home, Upload(upload.path, upload.name, told))
    for rebuilt in (False, True):
        build(tmp_path / "seeds", home, rebuild=rebuilt)
        document = open_index(home).documents[id_of(home, "uploads/报告.txt")]
        assert (document.title, document.date) == ('年度"报告"', "2024-01-02")
        assert {(s.districts, s.speaker) for s in document.sections} == {(("崂山",), "王明")}
    assert "崂山" in open_index(home).districts


def test_removing_an_upload_deletes_its_file(home: Path, tmp_path: Path) -> None:
    told = Told(title="崂山区的报告")
    upload = given(tmp_path)
    add(home, Upload(upload.path, upload.name, told))
    assert len(list((home / "uploads").iterdir())) == 2
    report = remove_documents(home, [id_of(home, "uploads/崂山区.txt")], embedder=HashEmbedder(64))
    assert (report.removed, report.embedded_chunks, report.documents) == (1, 0, 3)
    assert list((home / "uploads").iterdir()) == []
    assert "崂山区" not in open_index(home).districts
    build(tmp_path / "seeds", home)
    assert len(open_index(home).documents) == 3


def test_removing_another_document_leaves_its_file(home: Path, tmp_path: Path) -> None:
    remove_documents(home, [id_of(home, "市南区.txt")], embedder=HashEmbedder(64))
    assert len(open_index(home).documents) == 2
    assert (tmp_path / "seeds" / "市南区.txt").exists()


def test_the_last_document_and_unknown_ones_stay(home: Path) -> None:
    ids = list(open_index(home).documents)
    before = snapshot(home)
    for wrong, message in ((ids, "最后一份"), (["nothing"], "没有这份资料")):
        with pytest.raises(UsageError, match=message):
            remove_documents(home, wrong, embedder=HashEmbedder(64))
    assert snapshot(home) == before


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "a.txt", "空文件"),
        (b"  \n", "a.md", "空文件"),
        (b"\x00\x01\x02binary", "a.txt", "二进制"),
        (b"\x80\x80\x80\x80", "a.txt", "编码"),
        (b"PK\x03\x04 not a word file", "a.docx", "不是完好的 Word 文档"),
        (b"%PDF-1.4 broken", "a.pdf", "PDF"),
        (b"<html><script>alert(1)</script></html>", "a.html", "没有文字"),
        ("很长".encode() * 600, "a.txt", "太大"),
        ("市南区".encode() * 90, "a.txt", "太长"),
        ("新的".encode(), "a.exe", "格式不支持"),
    ],
)
def test_bad_files_change_nothing(
    home: Path, tmp_path: Path, content: bytes, name: str, message: str
) -> None:
    before = snapshot(home)
    uploads = [given(tmp_path), given(tmp_path, content, name)]
    with pytest.raises(DocumentError, match=message):
        add_documents(
            home, uploads, embedder=HashEmbedder(64), limits=Limits(bytes=3000, chars=200)
        )
    assert snapshot(home) == before


def test_the_same_name_or_content_twice_is_refused(home: Path, tmp_path: Path) -> None:
    add(home, given(tmp_path))
    before = snapshot(home)
    with pytest.raises(UsageError, match=r"已经有一份名为 崂山区\.txt"):
        add(home, given(tmp_path, "崂山区的另一份报告。"))
    with pytest.raises(DocumentError, match="完全相同"):
        add(home, given(tmp_path, name="别的名字.txt"))
    with pytest.raises(UsageError, match=r"已经有一份名为 b\.txt"):
        add(home, given(tmp_path, "甲乙丙丁。", "b.txt"), given(tmp_path, "戊己庚辛。", "b.txt"))
    with pytest.raises(UsageError, match="没有选择"):
        add(home)
    assert snapshot(home) == before


def test_what_a_crash_left_behind_can_be_added_again(home: Path, tmp_path: Path) -> None:
    folder = home / "uploads"
    folder.mkdir()
    (folder / "崂山区.txt").write_text("另一份。", encoding="utf-8")
    with pytest.raises(UsageError, match="已经有一份名为"):
        add(home, given(tmp_path))
    assert (folder / "崂山区.txt").read_text("utf-8") == "另一份。"
    (folder / "崂山区.txt").write_text(LAOSHAN, encoding="utf-8")
    add(home, given(tmp_path))
    assert "崂山区" in open_index(home).districts


def test_a_failure_while_writing_leaves_everything(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(home)

    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("index.store.writer.GenerationWriter.finish", full)
    with pytest.raises(UsageError, match="无法写入"):
        add(home, given(tmp_path))
    after = snapshot(home)
    # Vectors computed meanwhile are kept for the next attempt.
    assert {name: data for name, data in after.items() if not name.startswith("work/")} == before


def test_one_writer_at_a_time(home: Path, tmp_path: Path) -> None:
    with writer_lock(home), pytest.raises(IndexLocked):
        add(home, given(tmp_path))


def test_a_damaged_index_is_not_replaced(home: Path, tmp_path: Path) -> None:
    (live_folder(home) / "documents.z").write_text("{}")
    before = snapshot(home)
    with pytest.raises(IndexUnreadable):
        add(home, given(tmp_path))
    assert snapshot(home) == before


def test_an_index_can_begin_with_an_upload(tmp_path: Path) -> None:
    add(tmp_path / "new", given(tmp_path))
    assert open_index(tmp_path / "new").districts == ("崂山区",)


def test_another_model_makes_every_vector_anew(home: Path, tmp_path: Path) -> None:
    report = add_documents(home, [given(tmp_path)], embedder=HashEmbedder(32))
    assert report.embedded_chunks == report.chunks == 4


def test_a_preview_keeps_nothing(home: Path, tmp_path: Path) -> None:
    before = snapshot(home)
    document = preview(given(tmp_path), open_index(home).gazetteer)
    assert (document.districts, document.title) == (("崂山区",), "崂山区政府工作报告")
    assert snapshot(home) == before
    add(home, given(tmp_path))
    assert open_index(home).documents[document.id] == document
