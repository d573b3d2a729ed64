"""The table of documents, the question before a removal, the line for a change, staged files."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import UsageError
from index.told import Told
from index.uploads import Upload
from rag.youju import Youju
from tests.ui.library import HOSTILE_NAME, HOSTILE_TEXT, HOSTILE_TITLE, given, live
from ui.document_table import confirm_html, documents_html, job_html
from ui.job import Job
from ui.live import LiveLibrary
from ui.scratch import private_folder, sweep
from ui.staged import Staged, stage, told
from ui.words import EN, ZH


def add_hostile(library: LiveLibrary, tmp_path: Path) -> None:
    upload = given(tmp_path, HOSTILE_TEXT, HOSTILE_NAME)
    library.add([Upload(upload.path, upload.name, Told(title=HOSTILE_TITLE, speaker="<b>人</b>"))])
    library.wait(20)
    assert library.job is not None
    assert library.job.error == ""


def test_every_document_with_what_is_known_of_it(tmp_path: Path) -> None:
    with live(tmp_path) as library:
        html = documents_html(library, ZH)
        assert "3 份资料，3 个地区" in html
        assert html.count('name="yj-read"') == html.count('name="yj-remove"') == 3
        assert "市南区.txt" in html
        assert "Passages" in documents_html(library, EN)
        fixed = documents_html(library.snapshot, ZH)
        assert "yj-remove" not in fixed
        assert "只能查看" in fixed


def test_foreign_text_is_plain(tmp_path: Path) -> None:
    with live(tmp_path) as library:
        add_hostile(library, tmp_path)
        document = next(d for d in library.documents.values() if "城阳区" in d.districts)
        shown = documents_html(library, ZH) + confirm_html(document, ZH) + job_html(library.job, ZH)
        assert "<script" not in shown
        assert "<img" not in shown
        assert "<b>" not in shown
        assert "\u202e" not in shown
        assert "&lt;script&gt;" in shown
        assert "&lt;img src=x onerror=alert(9)&gt;" in shown
        path = replace(document, path="<img src=x>.txt")
        assert "<img" not in confirm_html(path, ZH)


def test_the_question_says_what_happens_to_the_file(tmp_path: Path) -> None:
    with live(tmp_path) as library:
        add_hostile(library, tmp_path)
        documents = {d.path: d for d in library.documents.values()}
        kept = next(d for path, d in documents.items() if path.startswith("uploads/"))
        assert "不能恢复" in confirm_html(kept, ZH)
        assert "原文件 市南区.txt 不动" in confirm_html(documents["市南区.txt"], ZH)


def test_a_change_is_told_in_a_line() -> None:
    job = Job("add", ("a.txt",), "embed", 3, 12)
    assert "正在加入《a.txt》：计算向量 3/12" in job_html(job, ZH)
    assert 'value="3" max="12"' in job_html(job, ZH)
    assert "现在就可以提问" in job_html(replace(job, stage="done"), ZH)
    assert "已删除《a.txt》" in job_html(replace(job, kind="remove", stage="done"), ZH)
    assert "没有完成：坏&lt;" in job_html(replace(job, stage="failed", error="坏<"), ZH)
    many = replace(job, names=tuple(str(n) for n in range(9)))
    assert "等 9 个" in job_html(many, ZH)
    assert job_html(None, ZH) == ""


def test_a_bad_file_is_said_so_and_deleted(tmp_path: Path) -> None:
    with live(tmp_path) as library:
        bad, odd, good = (
            given(tmp_path, b"\x00", "坏.txt"),
            given(tmp_path, "x", "程序.exe"),
            given(tmp_path),
        )
        staged = stage(library, [str(upload.path) for upload in (bad, odd, good)])
        assert ["二进制" in staged[0].error, "格式不支持" in staged[1].error] == [True, True]
        assert staged[2].document is not None
        assert staged[2].document.districts == ("崂山区",)
        assert [bad.path.exists(), odd.path.exists(), good.path.exists()] == [False, False, True]


def test_uploads_are_private_and_forgotten_ones_go() -> None:
    folder = private_folder()
    assert folder == private_folder()
    assert folder.stat().st_mode & 0o077 == 0
    old, new = folder / "a" / "旧.txt", folder / "新.txt"
    old.parent.mkdir()
    for path in (old, new):
        path.write_text("x")
    os.utime(old, (0, 0))
    sweep()
    assert [old.exists(), new.exists()] == [False, True]
    new.unlink()


def staged(library: LiveLibrary, upload: Upload) -> Staged:
    (one,) = stage(library, [str(upload.path)])
    return one


def said(one: Staged, **fields: object) -> Told:
    document = one.document
    assert document is not None
    usual = {
        "title": document.title,
        "districts": [] if one.mixed else list(document.districts),
        "whole": False,
        "date": document.date,
        "speaker": "",
    }
    return told(one, ZH, **(usual | fields))  # type: ignore[arg-type]


def test_only_what_was_changed_is_told(tmp_path: Path) -> None:
    with live(tmp_path) as library:
        one = staged(library, given(tmp_path))
        assert said(one) == Told()
        assert said(one, title=" 新标题 ") == Told(title="新标题")
        assert said(one, districts=["高新区", " "]) == Told(districts=("高新区",), whole=True)
        assert said(one, districts=[]) == Told(whole=True)
        assert said(one, date="2024年3月5日", speaker=" 王明 ") == Told(
            date="2024-03-05", speaker="王明"
        )
        assert said(one, date="2024").date == "2024"
        for wrong in ("去年", "2024-13-01", "2024-02-40"):
            with pytest.raises(UsageError, match="看不懂"):
                said(one, date=wrong)


def test_districts_of_a_document_about_several(tmp_path: Path) -> None:
    text = "# 汇编\n\n前言。\n\n#### 市南区区长王明： 加快\n\n推进项目。\n\n#### 市北区区长李红： 提升\n\n改造。"
    with live(tmp_path) as library:
        one = staged(library, given(tmp_path, text, "汇编.md"))
        assert one.mixed
        assert said(one) == Told()
        assert said(one, districts=["青岛市"]) == Told(districts=("青岛市",))
        assert said(one, districts=["青岛市"], whole=True) == Told(
            districts=("青岛市",), whole=True
        )
        assert said(one, whole=True) == Told()


def test_a_library_that_is_only_in_memory_has_a_table_too(seed_index: Path) -> None:
    assert "5 个地区" in documents_html(Youju.open(seed_index), ZH)
