"""``/mcp``: the same answers as a tool for language models, over streamable HTTP.

Gradio would offer its endpoints as tools too, but asks nobody there for a login, gives the answer
as text only, and does not go with the version of pydantic used here. So this is one tool beside
it, which answers without a detour through the page. The package ``mcp`` is an optional extra.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any

import anyio
from pydantic import TypeAdapter
from starlette.types import ASGIApp, Receive, Scope, Send

from index.errors import UsageError, YoujuError
from rag.records import Answer
from rag.youju import LONGEST_QUESTION
from ui.endpoint import AT_ONCE, reply
from ui.seam import Answerer

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
    from mcp.types import Tool

PATH = "/mcp"
TOOL = "answer"
_PARAMETERS = ("question", "districts", "history")
_TITLE = "有据：带出处的回答"
_DESCRIPTION = """\
从已收录的中文资料中回答问题。每句话都附逐字引文：地区、讲话人、标题和在原文中的位置。资料里没有的，\
status 为 refused，reason 说明缺什么，nearest 是最接近的原文（不是依据）。请照引文作答，不要补充。

Answer a question from the indexed Chinese documents. Every sentence carries verbatim quotes with \
district, speaker, heading and position. When the documents do not hold the answer, status is \
"refused", reason says what is missing, and nearest holds the closest passages, which are no \
evidence. Ask in Chinese, one matter at a time; keep to the quotes."""
_LOOPBACK = ["127.0.0.1:*", "localhost:*", "[::1]:*"]


class McpManager:
    """The MCP side of one running server; raises ``UsageError`` without the package ``mcp``."""

    def __init__(self, youju: Answerer, engine: str, *, local_only: bool) -> None:
        try:
            from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
            from mcp.server.transport_security import TransportSecuritySettings
        except ImportError as error:
            raise UsageError(
                "--mcp 需要 mcp 这个包，当前没有安装。", "请运行：pip install 'youju[mcp]'"
            ) from error
        # A page of some other site could give its name this machine's address and then ask here.
        hosts = TransportSecuritySettings(
            enable_dns_rebinding_protection=local_only,
            allowed_hosts=_LOOPBACK,
            allowed_origins=[f"http://{host}" for host in _LOOPBACK],
        )
        # Every question stands alone, so there is no session to keep.
        self.sessions: StreamableHTTPSessionManager = StreamableHTTPSessionManager(
            _server(youju, engine), json_response=True, stateless=True, security_settings=hosts
        )

    def lifespan(self, _app: object) -> AbstractAsyncContextManager[None]:
        """What has to be entered while the server runs."""

        @asynccontextmanager
        async def run() -> AsyncIterator[None]:
            async with self.sessions.run():
                yield

        return run()


class McpRoute:
    """ASGI middleware that takes ``/mcp`` out of the way of Gradio's application."""

    def __init__(self, app: ASGIApp, manager: McpManager) -> None:
        self._app = app
        self._manager = manager

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].rstrip("/") == PATH:
            await self._manager.sessions.asgi_app(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _server(youju: Answerer, engine: str) -> Server[dict[str, Any]]:
    from importlib.metadata import version

    from mcp.server.lowlevel import Server
    from mcp.types import CallToolResult, ListToolsResult, TextContent

    places = anyio.CapacityLimiter(AT_ONCE)

    async def list_tools(_context: object, _params: object) -> ListToolsResult:
        return ListToolsResult(tools=[_tool(youju)])  # districts come and go

    async def call_tool(_context: object, params: Any) -> CallToolResult:
        try:
            if params.name != TOOL:
                raise UsageError(f"没有 {params.name} 这个工具。", f"可用的工具：{TOOL}。")
            given = params.arguments or {}
            if unknown := given.keys() - _PARAMETERS:
                raise UsageError(f"没有 {'、'.join(sorted(unknown))} 这个参数。")
            found = await anyio.to_thread.run_sync(
                lambda: reply(youju, engine, *map(given.get, _PARAMETERS)), limiter=places
            )
        except YoujuError as error:
            return CallToolResult(content=[TextContent(text=str(error))], is_error=True)
        text = json.dumps(found, ensure_ascii=False)
        return CallToolResult(content=[TextContent(text=text)], structured_content=found)

    return Server(
        "youju",
        version=version("youju"),
        title=_TITLE,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _tool(youju: Answerer) -> Tool:
    from mcp.types import Tool, ToolAnnotations

    districts = "、".join(youju.districts[:30])
    return Tool(
        name=TOOL,
        title=_TITLE,
        description=_DESCRIPTION,
        input_schema={
            "type": "object",
            "properties": {
                "question": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": LONGEST_QUESTION,
                    "description": "中文问题，例如“西海岸新区要推进多少个海洋重点项目？” "
                    "The question, in Chinese.",
                },
                "districts": {
                    "type": "array",
                    "items": {"type": "string"},
                    "description": "只在这些地区中查找，不填则由问题决定。Only these districts; "
                    f"by default those the question names. 已收录 Covered: {districts}",
                },
                "history": {
                    "type": "array",
                    "items": {
                        "type": "array",
                        "items": {"type": "string"},
                        "minItems": 2,
                        "maxItems": 2,
                    },
                    "description": "先前的 [问题, 回答]，由早到晚；追问没有说出的地区和事项由此补全。"
                    "Earlier [question, answer] pairs, oldest first, for a follow-up.",
                },
            },
            "required": ["question"],
            "additionalProperties": False,
        },
        output_schema=TypeAdapter(Answer).json_schema(mode="serialization"),
        annotations=ToolAnnotations(
            title=_TITLE, read_only_hint=True, idempotent_hint=True, open_world_hint=False
        ),
    )
