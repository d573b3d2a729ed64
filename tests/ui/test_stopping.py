"""A page asked to stop: what is being answered is answered, nothing new is begun."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from index.embed import HashEmbedder
from index.errors import UsageError
from index.update import add_documents
from tests.conftest import ROOT
from tests.index.corpus import build, open_index, write_corpus
from tests.ui.library import given, live
from ui.stopping import Requests

SERVE = """
import sys, time
from tests.ui.fakes import FakeYouju
from ui.logs import set_up_logs
from ui.server import serve

class Slow(FakeYouju):
    def answer(self, *arguments, **options):
        time.sleep(float(sys.argv[1]))
        return super().answer(*arguments, **options)

set_up_logs("json")
serve(Slow(), port=0)
"""
CALL = {"data": ["多少个？", None, None]}

CHANGE = """
import sys, time
from pathlib import Path
import ui.server
from index.embed import HashEmbedder
from index.uploads import Upload
from ui.live import LiveLibrary
from ui.logs import set_up_logs

class Slow(HashEmbedder):
    def embed_passages(self, texts, progress):
        while not (folder / "go").exists():
            time.sleep(0.02)
            progress(0)
        return super().embed_passages(texts, progress)

folder, ui.server.LONGEST = Path(sys.argv[1]), float(sys.argv[2])
set_up_logs("json")
library = LiveLibrary(folder / "home", embedder=Slow(64))
library.add([Upload(folder / "given" / "崂山区.txt", "崂山区.txt")])
ui.server.serve(library, port=0)
"""
"""Adds a file, which does not end before there is a file ``go``."""


HEEDS_INTERRUPTS = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
"""
"""What is started in the background of a script ignores them otherwise, as do its children."""


@contextmanager
def running(
    folder: Path, program: str, *arguments: object
) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """A server process that runs ``program``, and a client of it."""
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(
            [sys.executable, "-c", HEEDS_INTERRUPTS + program, *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=ROOT,
        ) as process,
    ):
        assert process.stdout is not None
        url = process.stdout.readline().partition("：")[2].partition("（")[0]
        try:
            with httpx.Client(base_url=url, timeout=30) as client:
                yield process, client
        finally:
            process.kill()


def told(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "log").read_text("utf-8").splitlines()]


def events(folder: Path) -> list[str]:
    return [line["event"] for line in told(folder)]


def asked(client: httpx.Client) -> str:
    made = client.post("/gradio_api/call/answer", json=CALL).raise_for_status()
    return f"/gradio_api/call/answer/{made.json()['event_id']}"


def build_home(folder: Path) -> Path:
    """An index of the small corpus, and a file beside it that is to be added."""
    build(write_corpus(folder / "seeds"), folder / "home")
    given(folder)
    return folder / "home"


def until_stopping(client: httpx.Client) -> None:
    for _ in range(100):
        if client.get("/health").status_code == 503:
            return
        time.sleep(0.02)
    raise AssertionError("it does not stop")


def test_a_running_answer_is_given_and_no_new_question_taken(tmp_path: Path) -> None:
    with running(tmp_path, SERVE, 1.5) as (process, client):
        with client.stream("GET", asked(client)) as answer:
            process.send_signal(signal.SIGTERM)
            until_stopping(client)
            assert client.get("/health").json()["ok"] is False
            late = client.post("/gradio_api/call/answer", json=CALL)
            assert late.status_code == 503
            assert "正在停止" in late.json()["detail"]
            assert process.poll() is None
            said = answer.read().decode()
        assert "event: complete" in said
        assert '"status": "answered"' in said
        assert process.wait(20) == 0
    assert events(tmp_path) == ["started", "stopping", "answer", "stopped"]


def test_a_second_signal_does_not_wait(tmp_path: Path) -> None:
    with running(tmp_path, SERVE, 60) as (process, client):
        result = asked(client)
        with client.stream("GET", result):
            process.send_signal(signal.SIGINT)
            until_stopping(client)
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0
    # the web server says itself what it had to break off
    own = [event for event in events(tmp_path) if event != "library"]
    assert own == ["started", "stopping", "unfinished", "stopped"]


def test_a_change_of_the_documents_is_done_first(tmp_path: Path) -> None:
    home = build_home(tmp_path)
    with running(tmp_path, CHANGE, tmp_path, 30) as (process, client):
        process.send_signal(signal.SIGTERM)
        until_stopping(client)
        assert process.poll() is None
        (tmp_path / "go").touch()
        assert process.wait(20) == 0
    assert "崂山区" in open_index(home).districts
    assert events(tmp_path) == ["started", "stopping", "index", "change", "stopped"]
    assert told(tmp_path)[-1]["finished"] is True


def test_a_change_that_takes_too_long_is_undone(tmp_path: Path) -> None:
    home = build_home(tmp_path)
    before = sorted(path.relative_to(home) for path in home.rglob("*"))
    with running(tmp_path, CHANGE, tmp_path, 0.2) as (process, _):
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert events(tmp_path) == ["started", "stopping", "change", "stopped"]
    *_, change, stopped = told(tmp_path)
    assert (change["status"], stopped["finished"]) == ("stopped", False)
    after = {path.relative_to(home) for path in home.rglob("*")}
    assert after - set(before) <= {Path("uploads")}
    add_documents(home, [given(tmp_path)], embedder=HashEmbedder(64))
    assert "崂山区" in open_index(home).districts


def test_nothing_begins_once_it_stops(tmp_path: Path) -> None:
    with live(tmp_path) as library:
        assert library.finish(0)
        with pytest.raises(UsageError, match="正在停止"):
            library.add([given(tmp_path)])


def test_waiting_has_an_end() -> None:
    requests = Requests()
    requests.open = 1
    assert not requests.finish(longest=0.1, quiet=0.01)
    requests.open = 0
    assert requests.finish(longest=5, quiet=0.01)


@pytest.mark.parametrize("quiet", [0.0, 0.1])
def test_nothing_to_wait_for(quiet: float) -> None:
    started = time.monotonic()
    assert Requests().finish(longest=60, quiet=quiet)
    assert time.monotonic() - started < 30
