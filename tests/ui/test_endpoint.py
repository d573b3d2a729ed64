"""The ``/answer`` endpoint and starting the server."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from gradio_client.exceptions import AppError  # type: ignore[import-untyped]

from index.errors import UsageError
from tests.ui.fakes import FakeYouju, answered
from tests.ui.serving import connected, serving
from ui import serve

YOUJU = FakeYouju()


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with serving(YOUJU) as url, connected(url) as client:
        yield client


def test_a_string_in_the_answer_out(client: Any) -> None:
    result = client.predict("多少个？", api_name="/answer")
    assert result == answered().to_dict()
    assert YOUJU.asked[-1] == ("多少个？", (), None)


def test_districts_are_passed_on(client: Any) -> None:
    result = client.predict("多少个？", ["市南区"], api_name="/answer")
    assert result["status"] == "answered"
    assert YOUJU.asked[-1] == ("多少个？", (), ("市南区",))


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("  ", "请先输入问题"),
        ("问" * 2001, "问题太长（2001 字）"),
        ("出错", "没有<b>这个</b>地区"),
        ("崩溃", "出了意外"),
    ],
)
def test_errors_are_sentences(client: Any, question: str, message: str) -> None:
    with pytest.raises(AppError, match=message) as caught:
        client.predict(question, api_name="/answer")
    assert "secret detail" not in str(caught.value)
    assert "Traceback" not in str(caught.value)


def test_only_the_answer_is_offered(client: Any) -> None:
    offered = client.view_api(return_format="dict", print_info=False)
    assert list(offered["named_endpoints"]) == ["/answer"]


def test_a_port_in_use_is_said_in_words() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UsageError, match=r"无法在 127\.0\.0\.1:\d+ 上启动页面"):
            serve(YOUJU, port=taken.getsockname()[1], block=False)


def test_serving_blocks_until_interrupted_and_says_where() -> None:
    code = "from tests.ui.fakes import FakeYouju; from ui import serve; serve(FakeYouju(), port=0)"
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", code], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = line.partition("：")[2].partition("（")[0]
        with socket.create_connection(("127.0.0.1", urlsplit(address).port or 0), timeout=5):
            assert line.startswith("有据已启动：http://127.0.0.1:")
        process.send_signal(2)
        assert process.wait(timeout=30) == 0
