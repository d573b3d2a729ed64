"""Nothing leaves the machine: neither the browser nor any socket of the server.

The ``page`` fixture fails on whatever the browser asks of another machine; the server runs under
``tests/ui/offline``, which notes and refuses every such connection and every name looked up.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.asking import MARINE, answered, last_answer, leave, opened
from tests.browser.living import added, chosen, compared, tab
from tests.conftest import ROOT
from tests.ui.library import word_file
from tests.ui.process import chatting
from tests.ui.serving import connected

GUARD = ROOT / "tests" / "ui" / "offline"


def guarded(notes: Path) -> dict[str, str]:
    """The environment of a process that cannot leave, and would gladly if it were let to."""
    return {
        "PYTHONPATH": os.pathsep.join([str(GUARD), str(ROOT)]),
        "YOUJU_TEST_LEFT": str(notes),
        "HF_HUB_OFFLINE": "0",
        "GRADIO_ANALYTICS_ENABLED": "True",
    }


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('192.0.2.1', 80), timeout=1)",
        "socket.getaddrinfo('example.com', 80)",
        "socket.gethostbyname('example.com')",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 53))",
        "socket.socket(socket.AF_INET6).connect(('2001:db8::1', 80))",
    ],
)
def test_the_guard_notes_and_refuses(tmp_path: Path, attempt: str) -> None:
    notes = tmp_path / "left.txt"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", f"import socket; {attempt}"],
        env=os.environ | guarded(notes),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "not allowed to leave this machine" in done.stderr
    assert notes.read_text(encoding="utf-8")


def test_nothing_leaves(page: Page, seed_index: Path, tmp_path: Path) -> None:
    notes = tmp_path / "left.txt"
    report = word_file(tmp_path / "李沧区.docx", "李沧区政府工作报告", "李沧区将建设12个都市园区。")
    home = shutil.copytree(seed_index, tmp_path / "home")
    with chatting(home, tmp_path, "--mcp", environment=guarded(notes)) as running:
        opened(page, running.url)
        for question in (MARINE, "那它的医院目标呢？", "李沧区呢？"):
            answered(page, question)
        page.locator("#yj-chat .yj-mark").first.click()
        tab(page, "对照")
        compared(page, "医院")
        tab(page, "资料")
        chosen(page, report)
        added(page)
        tab(page, "质量")
        tab(page, "问答")
        page.locator("#yj-markdown").click()
        answered(page, "李沧区要建设多少个都市园区？")
        assert "12个都市园区" in last_answer(page)
        with connected(running.url) as client:
            assert client.predict(MARINE, api_name="/answer")["status"] == "answered"
        page.wait_for_timeout(1000)  # what the page or the server does a little later
        assert running.process.poll() is None
        leave(page)
    assert notes.read_text(encoding="utf-8") == ""
