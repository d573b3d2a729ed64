"""The ``/answer`` endpoint and starting the server."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from gradio_client.exceptions import AppError  # type: ignore[import-untyped]

from index.errors import UsageError
from rag.youju import Youju
from tests.conftest import ROOT
from tests.ui.fakes import FakeYouju, answered
from tests.ui.process import chatting
from tests.ui.serving import connected, serving
from ui import serve

YOUJU = FakeYouju()
MARINE = "西海岸新区要推进多少个海洋重点项目？"
ASKED: tuple[dict[str, Any], ...] = (
    {"question": MARINE},
    {"question": "李沧区的都市园区有多大？"},
    {"question": "哪些地区提到了RCEP？", "districts": ["市北区", "胶州市"]},
    {"question": "比较市南区和李沧区的城市更新。"},
    {"question": "那它的医院目标呢？", "history": [[MARINE, "101个海洋重点项目。[1]"]]},
)


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


def test_one_district_need_not_be_a_list(client: Any) -> None:
    client.predict("多少个？", "市南区", api_name="/answer")
    assert YOUJU.asked[-1] == ("多少个？", (), ("市南区",))


def test_history_is_passed_on(client: Any) -> None:
    client.predict("多少个？", None, [["一？", "二。"]], api_name="/answer")
    assert YOUJU.asked[-1] == ("多少个？", (("一？", "二。"),), None)


@pytest.mark.parametrize(("districts", "history"), [([5], None), (None, [["一？"]]), (None, "一")])
def test_what_is_of_the_wrong_type_is_said_so(
    client: Any, districts: object, history: object
) -> None:
    with pytest.raises(AppError, match=r"应为.*列表"):
        client.predict("多少个？", districts, history, api_name="/answer")


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("  ", "请先输入问题"),
        ("问" * 2001, "问题太长（2001 字）"),
        (5, "问题（question）应为文字"),
        ("出错", "没有<b>这个</b>地区"),
        ("崩溃", "出了意外"),
    ],
)
def test_errors_are_sentences(client: Any, question: object, message: str) -> None:
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
    # A shell starts what runs in the background with Ctrl+C ignored.
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from tests.ui.fakes import FakeYouju; from ui import serve; serve(FakeYouju(), port=0)"
    )
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", code], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            address = line.partition("：")[2].partition("（")[0]
            with socket.create_connection(("127.0.0.1", urlsplit(address).port or 0), timeout=5):
                assert line.startswith("有据已启动：http://127.0.0.1:")
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=30) == 0
        finally:
            process.kill()


def test_a_program_gets_what_python_gives(seed_index: Path, tmp_path: Path) -> None:
    youju = Youju.open(seed_index)
    with chatting(seed_index, tmp_path) as running, connected(running.url) as client:
        for asked in ASKED:
            found = client.predict(**asked, api_name="/answer")
            expected = youju.answer(**asked).to_dict()
            assert found.keys() == expected.keys()
            assert found.pop("timings_ms").keys() == expected.pop("timings_ms").keys()
            assert found == expected
        assert client.predict(MARINE, api_name="/answer")["status"] == "answered"


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_the_example_of_the_readme_runs(
    seed_index: Path, tmp_path: Path, page: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    (example,) = [
        body for body in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "Client(" in body
    ]
    names: dict[str, Any] = {}
    with chatting(seed_index, tmp_path) as running:
        exec(example.replace("http://127.0.0.1:7860", running.url), names)
        names["client"].close()
    told = [line.partition("  # ")[2] for line in example.splitlines() if "print(" in line]
    assert len(told) == 3
    assert capsys.readouterr().out.splitlines()[-3:] == told
