"""``youju chat --mcp``, asked by a real MCP client over the network of this machine."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema  # type: ignore[import-untyped]
import pytest
from mcp.client import Client
from mcp.types import CallToolResult, TextContent, Tool

from index.errors import UsageError
from rag.youju import Youju
from tests.conftest import apart
from tests.ui.fakes import FakeYouju, answered, refused
from tests.ui.process import chatting
from tests.ui.serving import serving
from ui import serve

ASKED: tuple[dict[str, Any], ...] = (
    {"question": "西海岸新区要推进多少个海洋重点项目？"},
    {"question": "李沧区的都市园区有多大？"},
    {"question": "哪些地区提到了RCEP？", "districts": ["市北区"]},
    {"question": "那它的医院目标呢？", "history": [["西海岸新区要推进多少个项目？", "101个。"]]},
)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving(FakeYouju(), mcp=True) as url:
        yield f"{url}mcp"


def tools(url: str) -> list[Tool]:
    async def list_all() -> list[Tool]:
        async with Client(url) as client:
            return (await client.list_tools()).tools

    return apart(lambda: asyncio.run(list_all()))


def call(url: str, name: str, arguments: dict[str, Any]) -> CallToolResult:
    async def call_once() -> CallToolResult:
        async with Client(url) as client:
            return await client.call_tool(name, arguments)

    return apart(lambda: asyncio.run(call_once()))


def said(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def test_a_client_gets_what_python_gives(seed_index: Path, tmp_path: Path) -> None:
    youju = Youju.open(seed_index)
    with chatting(seed_index, tmp_path, "--mcp") as running:
        for asked in ASKED:
            result = call(f"{running.url}mcp", "answer", asked)
            expected = youju.answer(**asked).to_dict()
            assert not result.is_error
            assert result.structured_content == json.loads(said(result))
            assert result.structured_content | {"timings_ms": 0} == expected | {"timings_ms": 0}


def test_the_answer_is_the_only_tool(url: str) -> None:
    (tool,) = tools(url)
    assert tool.name == "answer"
    assert "逐字引文" in (tool.description or "")
    assert "verbatim quotes" in (tool.description or "")
    assert tool.annotations is not None
    assert tool.annotations.read_only_hint
    assert tool.input_schema["required"] == ["question"]
    assert (
        "西海岸新区、市南区、崂山区" in tool.input_schema["properties"]["districts"]["description"]
    )


@pytest.mark.parametrize("found", [answered(), refused()])
def test_answers_are_as_the_schema_says(url: str, found: Any) -> None:
    (tool,) = tools(url)
    jsonschema.validate(found.to_dict(), tool.output_schema)


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("answer", {"question": "  "}, "请先输入问题"),
        ("answer", {"question": "问" * 2001}, "问题太长（2001 字）"),
        ("answer", {"question": 5}, "问题（question）应为文字"),
        ("answer", {}, "问题（question）应为文字"),
        ("answer", {"question": "问？", "districts": 5}, "districts）应为"),
        ("answer", {"question": "问？", "history": [["只有问题"]]}, "history）应为"),
        ("answer", {"question": "问？", "engine": "x"}, "没有 engine 这个参数"),
        ("answer", {"question": "出错"}, "没有<b>这个</b>地区"),
        ("answer", {"question": "崩溃"}, "出了意外"),
        ("delete", {}, "没有 delete 这个工具"),
    ],
)
def test_errors_are_sentences(url: str, name: str, arguments: dict[str, Any], message: str) -> None:
    result = call(url, name, arguments)
    assert result.is_error
    assert message in said(result)
    assert "secret detail" not in said(result)


def test_pages_of_other_names_and_sites_cannot_ask(url: str) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"Accept": "application/json, text/event-stream"}
    for header in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
        refusal = httpx.post(url, json=body, headers={**accept, **header})
        assert refusal.status_code in (403, 421)
    assert httpx.post(url, json=body, headers=accept).status_code == 200


def test_without_the_flag_there_is_no_tool() -> None:
    with serving(FakeYouju()) as url:
        assert httpx.post(f"{url}mcp", json={}).status_code in (404, 405)
        assert httpx.post(f"{url}gradio_api/mcp/", json={}).status_code in (404, 405)


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "mcp"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp", None)
    with pytest.raises(UsageError, match=r"youju\[mcp\]"):
        serve(FakeYouju(), port=0, mcp=True, block=False)
