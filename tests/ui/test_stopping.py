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

import httpx
import pytest

from tests.conftest import ROOT
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


@contextmanager
def slow(folder: Path, seconds: float) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """A server process that takes ``seconds`` for an answer, and a client of it."""
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(
            [sys.executable, "-c", SERVE, str(seconds)],
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


def events(folder: Path) -> list[str]:
    return [json.loads(line)["event"] for line in (folder / "log").read_text().splitlines()]


def asked(client: httpx.Client) -> str:
    made = client.post("/gradio_api/call/answer", json=CALL).raise_for_status()
    return f"/gradio_api/call/answer/{made.json()['event_id']}"


def until_stopping(client: httpx.Client) -> None:
    for _ in range(100):
        if client.get("/health").status_code == 503:
            return
        time.sleep(0.02)
    raise AssertionError("it does not stop")


def test_a_running_answer_is_given_and_no_new_question_taken(tmp_path: Path) -> None:
    with slow(tmp_path, 1.5) as (process, client):
        with client.stream("GET", asked(client)) as answer:
            process.send_signal(signal.SIGTERM)
            until_stopping(client)
            assert client.get("/health").json()["ok"] is False
            late = client.post("/gradio_api/call/answer", json=CALL)
            assert late.status_code == 503
            assert "正在停止" in late.json()["detail"]
            assert process.poll() is None
            told = answer.read().decode()
        assert "event: complete" in told
        assert '"status": "answered"' in told
        assert process.wait(20) == 0
    assert events(tmp_path) == ["started", "stopping", "answer", "stopped"]


def test_a_second_signal_does_not_wait(tmp_path: Path) -> None:
    with slow(tmp_path, 60) as (process, client):
        result = asked(client)
        with client.stream("GET", result):
            process.send_signal(signal.SIGINT)
            until_stopping(client)
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0
    # the web server says itself what it had to break off
    told = [event for event in events(tmp_path) if event != "library"]
    assert told == ["started", "stopping", "unfinished", "stopped"]


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
