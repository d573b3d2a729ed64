"""Files that are a danger to whoever reads them end in a message, and the next file is read."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import DocumentError
from index.limits import Limits
from index.load import Source, read_source
from index.load.confined import Reader
from tests.index.test_load import pdf

PAGE = "<p>市南区推进8个重点项目。</p>".encode()


@pytest.fixture
def reader() -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.close()


def test_a_file_that_takes_too_long_is_given_up(reader: Reader) -> None:
    with pytest.raises(DocumentError, match=r"慢\.html 读了 0\.01 秒还没有读完") as caught:
        reader.read(".html", PAGE, "慢.html", Limits(seconds=0.01))
    assert "parse_timeout" in caught.value.remedy
    assert "8个" in reader.read(".html", PAGE, "好.html")


def test_a_file_that_needs_too_much_memory_is_refused() -> None:
    reader = Reader(memory=600 * 1024**2)
    try:
        assert "8个" in reader.read(".html", PAGE, "好.html")
        with pytest.raises(DocumentError, match=r"大\.html 读取时要用的内存"):
            reader.read(".html", b"<p>a</p>" * 3_000_000, "大.html")
        assert reader._process is None  # what is left of its memory would not do for the next
        assert "8个" in reader.read(".html", PAGE, "好.html")
    finally:
        reader.close()


def test_the_next_file_is_read_after_the_process_was_killed(reader: Reader) -> None:
    reader.read(".html", PAGE, "甲.html")
    assert reader._process is not None
    reader._process.kill()
    reader._process.wait()
    assert "8个" in reader.read(".html", PAGE, "乙.html")


def test_whoever_ends_need_not_wait_for_a_file(reader: Reader) -> None:
    reader.read(".html", PAGE, "甲.html")
    assert reader._process is not None
    reader._process.send_signal(signal.SIGSTOP)  # this one would take two minutes
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(reader.read, ".html", PAGE, "乙.html")
        while not reader._turn.locked():
            pass
        reader.close()
        with pytest.raises(DocumentError, match="意外结束"):
            reading.result(20)
    assert reader._process is None


def test_pages_of_a_pdf_are_limited(reader: Reader) -> None:
    content = pdf("市南区推进8个重点项目")
    assert "8个" in reader.read(".pdf", content, "一.pdf", Limits(pages=1))
    with pytest.raises(DocumentError, match=r"一\.pdf 超过 0 页.*max_pages"):
        reader.read(".pdf", content, "一.pdf", Limits(pages=0))


def test_a_page_tree_that_holds_itself(reader: Reader) -> None:
    looped = pdf("市南区推进8个重点项目").replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]")
    assert "8个" in reader.read(".pdf", looped, "圈.pdf")


def test_an_object_that_is_a_reference_to_itself(reader: Reader) -> None:
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    circular = pdf("市南区推进8个重点项目").replace(pages, b"2 0 R")
    with pytest.raises(DocumentError, match=r"圈\.pdf 读了 2 秒还没有读完"):
        reader.read(".pdf", circular, "圈.pdf", Limits(seconds=2))


def test_tags_within_tags_without_end(reader: Reader) -> None:
    assert "8个" in reader.read(".html", b"<div>" * 50_000 + PAGE, "深.html")


@pytest.mark.parametrize("ending", [".txt", ".md", ".markdown"])
def test_text_needs_no_other_process(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    monkeypatch.setattr("index.load.read.READER", Reader())
    path = tmp_path / f"文{ending}"
    path.write_bytes(PAGE)
    assert read_source(Source(path, path.name)) == PAGE.decode()


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管.txt")
    with pytest.raises(DocumentError, match="不是普通文件"):
        read_source(Source(tmp_path / "管.txt", "管.txt"))
