"""A library that answers while its index changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from index.embed import Embedder, HashEmbedder
from index.errors import IndexUnreadable, UsageError
from index.renew import BuildReport, Progress
from index.searchable import Index
from index.store.generation import writer_lock
from index.told import Told
from index.update import add_documents
from index.uploads import Upload
from tests.index.corpus import build
from tests.ui.fakes import FakeYouju
from tests.ui.library import given, live
from ui.job import Job, Worker
from ui.live import LiveLibrary, steady


def until(true: Callable[[], bool]) -> None:
    """Wait for something that happens on another thread."""
    for _ in range(400):
        if true():
            return
        time.sleep(0.02)
    raise AssertionError("it never happened")


def finished(library: LiveLibrary) -> None:
    library.wait(20)
    assert library.job is not None
    assert library.job.error == ""
    assert library.job.stage == "done"


def failed(library: LiveLibrary) -> str:
    library.wait(20)
    assert library.job is not None
    assert library.job.stage == "failed"
    return library.job.error


def test_an_added_document_answers_and_a_removed_one_does_not(tmp_path: Path) -> None:
    with live(tmp_path) as library:
        question = "崂山区今年新增多少家企业？"
        assert library.answer(question).status == "refused"
        before = library.snapshot
        upload = given(tmp_path)
        library.add([upload])
        finished(library)
        assert "12家" in library.answer(question).text
        assert "崂山区" in library.districts
        assert not upload.path.exists()
        assert before.answer(question).status == "refused"
        added = next(d for d in library.documents.values() if "崂山区" in d.districts)
        library.remove([added.id])
        finished(library)
        assert library.answer(question).status == "refused"
        assert library.job is not None
        assert (library.job.kind, library.job.names) == ("remove", ("崂山区政府工作报告",))


def test_questions_are_answered_while_the_index_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    really = add_documents

    def slowly(*args: object, **options: object) -> BuildReport:
        gate.wait(20)
        return really(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("ui.live.add_documents", slowly)
    with live(tmp_path) as library:
        library.add([given(tmp_path)])
        assert library.job is not None
        assert library.job.running
        assert "8个" in library.answer("市南区今年推进多少个重点项目？").text
        with pytest.raises(UsageError, match="请等它完成"):
            library.remove(list(library.documents)[:1])
        gate.set()
        finished(library)


def test_another_process_may_change_the_index(tmp_path: Path) -> None:
    with live(tmp_path) as library:
        (tmp_path / "seeds" / "新.txt").write_text("李沧区推进7个项目。", encoding="utf-8")
        build(tmp_path / "seeds", library.home)
        until(lambda: library.generation == "000002")
        assert "李沧区" in library.districts


def test_an_index_that_cannot_be_opened_leaves_the_old_one(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with live(tmp_path) as library:
        (library.home / "generations" / "000009").mkdir()
        (library.home / "CURRENT").write_text("000009\n")
        until(lambda: "打不开" in caplog.text)
        assert library.generation == "000001"
        assert "8个" in library.answer("市南区今年推进多少个重点项目？").text
        time.sleep(0.3)
        assert caplog.text.count("打不开") == 1


def test_only_an_index_of_another_model_brings_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with live(tmp_path, look_every=3600) as library:
        really = Index.open
        asked: list[object] = []

        def opening(home: Path, *, embedder: Embedder | None = None) -> Index:
            asked.append(embedder)
            if len(asked) == 1:
                raise IndexUnreadable("刚好在换代")
            return really(home, embedder=embedder or HashEmbedder(32))

        monkeypatch.setattr(Index, "open", opening)
        build(tmp_path / "seeds", library.home, dimension=32)
        with pytest.raises(IndexUnreadable, match="刚好"):
            library.refresh()
        assert library.generation == "000001"
        library.refresh()
        assert library.generation == "000002"
        assert [embedder is None for embedder in asked] == [False, False, True]


def test_errors_become_sentences_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with live(tmp_path) as library:
        bad = given(tmp_path, b"\x00\x01", "坏.txt")
        for upload, said in ((bad, "二进制"), (given(tmp_path, "", "空.txt"), "空文件")):
            library.add([upload])
            assert said in failed(library)
            assert upload.path.exists()
        with writer_lock(library.home):
            library.add([given(tmp_path)])
            assert "另一个进程正在写入" in failed(library)

        def breaks(*_: object, **__: object) -> None:
            raise RuntimeError("secret detail")

        monkeypatch.setattr("ui.live.remove_documents", breaks)
        library.remove(list(library.documents)[:1])
        assert failed(library).startswith("出了意外")
        assert len(library.documents) == 3


def test_progress_is_told() -> None:
    seen: list[Job | None] = []
    worker = Worker(lambda: seen.append(worker.job))

    def work(advance: Callable[[Progress], None]) -> BuildReport:
        for progress in (Progress("read", 0, 2), Progress("embed", 2, 2, 3, 9)):
            advance(progress)
            seen.append(worker.job)
        return BuildReport(0, 0, 0, 0, 0, 0, 0, 0.0, 0.0, (), "")

    worker.begin(Job("add", ("a",)), work)
    worker.wait(20)
    seen.append(worker.job)
    assert [(job.stage, job.done, job.total, job.running) for job in seen if job] == [
        ("read", 0, 2, True),
        ("embed", 3, 9, True),
        ("open", 0, 0, True),
        ("done", 0, 0, False),
    ]


def test_what_was_told_of_a_file_is_kept_to(tmp_path: Path) -> None:
    with live(tmp_path) as library:
        upload = given(tmp_path)
        told = Told("崂山的企业", ("高新区",), whole=True)
        assert library.preview(Upload(upload.path, upload.name, told)).districts == ("高新区",)
        library.add([Upload(upload.path, upload.name, told)])
        finished(library)
        assert "高新区" in library.districts
        assert "12家" in library.answer("高新区今年新增多少家企业？").text


def test_an_index_made_with_another_model_is_refused(tmp_path: Path) -> None:
    with live(tmp_path) as library, pytest.raises(IndexUnreadable, match="向量模型"):
        LiveLibrary(library.home, embedder=HashEmbedder(32))


def test_steady_is_the_same_for_a_library_that_never_changes(tmp_path: Path) -> None:
    youju = FakeYouju()
    assert steady(youju) is youju
    with live(tmp_path) as library:
        assert steady(library) is library.snapshot
