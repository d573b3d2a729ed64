"""Pages of other sites may link here, and nothing else; what browsers are told to hold back.

Gradio lets other sites read and send whatever they like unless it runs under the name of this
machine, with the login cookie of whoever looks at them: they could ask, add documents and delete
them. A page reached on this machine alone also answers to no other name than this machine's: a
site could give its own name this machine's address and would then be no other site any more.
"""

from __future__ import annotations

import ipaddress
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOOPBACK = re.compile(r"(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])(?::\d+)?", re.IGNORECASE)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "frame-ancestors 'self'; base-uri 'self'; object-src 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
"""A file is what it says it is, nobody is told where a link was followed from, no other site shows
the page in a frame, and the page asks for no device."""


class OwnSite:
    """ASGI middleware in front of everything; browsers say where a request comes from, and
    programs, which nobody can trick into one, say nothing."""

    def __init__(self, app: ASGIApp, *, local_only: bool = False) -> None:
        self._app = app
        self._local_only = local_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        app = self._app
        headers = Headers(scope=scope)
        link = headers.get("sec-fetch-mode") == "navigate" and scope["method"] == "GET"
        if headers.get("sec-fetch-site") == "cross-site" and not link:
            app = refusal(403, "不接受来自其他网站的请求。")
        elif self._local_only and not _LOOPBACK.fullmatch(headers.get("host", "localhost")):
            app = refusal(
                421, "这个页面只在本机使用，请打开 http://127.0.0.1 或 http://localhost。"
            )

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    told.setdefault(name, value)
            await send(message)

        await app(scope, receive, guarded)


def is_loopback(host: str) -> bool:
    """Whether ``host``, a name or an address, is this machine to itself."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def refusal(status: int, message: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """Why a request is not let in, in the form Gradio has for it."""
    return JSONResponse({"detail": message}, status, headers)
