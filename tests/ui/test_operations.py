"""What whoever runs the page sees of it: health, metrics, logs. A real process where it matters."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from index.errors import UsageError
from tests.conftest import ROOT, apart
from tests.ui.fakes import FakeYouju
from tests.ui.process import chatting
from tests.ui.serving import connected, serving
from ui.answering import answering
from ui.asking import ask
from ui.logs import JsonLines, Lines, note
from ui.metrics import REGISTRY, MetricsRoute

QUESTION = "西海岸新区要推进多少个海洋重点项目？"
REFUSED = "李沧区的都市园区有多大？"
SECRETS = (QUESTION, REFUSED, "海洋重点项目", "李沧", "101个")


def metrics(text: str) -> dict[str, float]:
    """Every sample by name and labels."""
    return {
        "".join([sample.name, *(f"/{value}" for value in sample.labels.values())]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def counted(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0


def test_a_process_tells_how_it_is(seed_index: Path, tmp_path: Path) -> None:
    with chatting(seed_index, tmp_path, "--log-json") as running:
        state = httpx.get(f"{running.url}health").raise_for_status().json()
        before = metrics(httpx.get(f"{running.url}metrics").raise_for_status().text)
        with connected(running.url) as client:
            for question in (QUESTION, REFUSED):
                client.predict(question=question, api_name="/answer")
            with pytest.raises(Exception, match="无此区"):
                client.predict(question=QUESTION, districts=["无此区"], api_name="/answer")
        shown = httpx.get(f"{running.url}metrics").text
        assert httpx.post(f"{running.url}metrics").status_code == 405
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(30) == 0
        lines = [json.loads(line) for line in running.told().splitlines()]

    assert state.pop("chunks") > 10
    assert state == {
        "ok": True,
        "version": version("youju"),
        "documents": 1,
        "generation": "000001",
    }
    assert before["youju_answers_total/refused"] == before["youju_answer_seconds_count"] == 0
    after = metrics(shown)
    assert after["youju_answers_total/answered"] == after["youju_answers_total/refused"] == 1
    assert after["youju_errors_total/rejected"] == 1
    assert after["youju_answer_seconds_count"] == 2
    assert after["youju_index_documents"] == after["youju_index_generation"] == 1
    assert after["youju_index_chunks"] > 10

    events = [line["event"] for line in lines]
    assert events == ["started", "answer", "answer", "answer", "stopping", "stopped"]
    assert [line["status"] for line in lines[1:4]] == ["answered", "refused", "rejected"]
    assert all({"time", "level", "event"} <= line.keys() for line in lines)
    assert all(line["duration_ms"] >= 0 for line in lines[1:4])
    assert not any(secret in running.told() + shown for secret in SECRETS)


def test_health_of_what_has_no_index() -> None:
    with serving(FakeYouju()) as url:
        state = httpx.get(f"{url}health").json()
        assert (state["documents"], state["generation"]) == (1, None)
        assert httpx.head(f"{url}health").status_code == 200
        assert httpx.post(f"{url}health").status_code == 405
        other = httpx.get(f"{url}metrics", headers={"Host": "attacker.example"})
        assert other.status_code == 421


@pytest.mark.parametrize(
    ("loopback_only", "address", "status"),
    [
        (True, "127.0.0.1", 200),
        (True, "::1", 200),
        (True, "::ffff:127.0.0.1", 200),
        (True, "10.0.0.7", 403),
        (False, "10.0.0.7", 200),  # the login stands in front
    ],
)
def test_without_users_metrics_stay_on_this_machine(
    loopback_only: bool, address: str, status: int
) -> None:
    async def beyond(*_: object) -> None:
        raise AssertionError("not for Gradio")

    route = MetricsRoute(beyond, FakeYouju(), loopback_only=loopback_only)
    transport = httpx.ASGITransport(route, client=(address, 5))

    async def get() -> int:
        async with httpx.AsyncClient(transport=transport, base_url="http://page") as client:
            return (await client.get("/metrics")).status_code

    assert apart(lambda: asyncio.run(get())) == status


def test_what_goes_wrong_is_counted_and_told_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    before = counted("youju_errors_total", kind="unexpected")
    list(ask(FakeYouju(), "崩溃了，南京路？"))
    assert counted("youju_errors_total", kind="unexpected") == before + 1
    record = caplog.records[-1]
    row = json.loads(JsonLines().format(record))
    assert (row["level"], row["event"], row["status"]) == ("error", "answer", "unexpected")
    assert row["error"] == "RuntimeError"
    assert any("fakes.py" in place for place in row["where"])
    text = Lines().format(record)
    assert "程序出了意外" in text
    assert "fakes.py" in text
    for told in (text, json.dumps(row, ensure_ascii=False)):
        assert "secret detail" not in told
        assert "南京路" not in told


def test_whoever_stops_waiting_is_counted_and_nothing_goes_on() -> None:
    before = counted("youju_answers_total", status="stopped")
    turns = ask(FakeYouju(), "多少个？")
    next(turns)
    assert counted("youju_answers_in_progress") == 1
    turns.close()  # type: ignore[attr-defined]
    assert counted("youju_answers_total", status="stopped") == before + 1
    assert counted("youju_answers_in_progress") == 0


def test_a_question_that_cannot_be_asked_is_no_mishap(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "youju")
    with pytest.raises(UsageError), answering("api"):
        raise UsageError("没有这个地区。")
    row = json.loads(JsonLines().format(caplog.records[-1]))
    assert (row["level"], row["status"]) == ("info", "rejected")
    assert "error" not in row


def test_what_libraries_log_is_told_without_values() -> None:
    record = logging.LogRecord("uvicorn.error", 40, "", 1, "failed on %r", ("问题",), None)
    row = json.loads(JsonLines().format(record))
    assert (row["logger"], row["message"]) == ("uvicorn.error", "failed on %r")


ESCAPING = """
import asyncio, logging, sys, threading, traceback
from ui.logs import set_up_logs

def fail(): raise ValueError("南京路的问题")

async def forgotten():
    asyncio.get_running_loop().create_future().set_exception(ValueError("南京路的问题"))

set_up_logs(sys.argv[1])
try: fail()
except ValueError: traceback.print_exc()
thread = threading.Thread(target=fail); thread.start(); thread.join()
asyncio.run(forgotten())
logging.getLogger("uvicorn.error").error("failed on %s", "南京路的问题")
logging.getLogger("index.embed.base").warning("文本有 %d 个词元", 9000)
"""


@pytest.mark.parametrize("form", ["json", "text"])
def test_what_others_print_and_log_is_told_without_its_words(form: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ESCAPING, form],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONUTF8": "1"},
    )
    assert "南京路" not in done.stderr
    assert done.stderr.count("ValueError") == 3
    assert "failed on %s" in done.stderr
    assert "文本有 9000 个词元" in done.stderr
    if form == "json":
        rows = [json.loads(line) for line in done.stderr.splitlines()]
        assert [row["event"] for row in rows] == ["exception"] * 2 + ["library"] * 3
        assert all("<string>" in row["where"][-1] for row in rows[:2])


def test_a_note_is_a_sentence_for_people(caplog: pytest.LogCaptureFixture) -> None:
    note(logging.WARNING, "index_unreadable", "新的索引打不开。", generation="000002")
    assert Lines().format(caplog.records[-1]).endswith(" 新的索引打不开。")
    assert json.loads(JsonLines().format(caplog.records[-1]))["generation"] == "000002"
