"""Pages of other sites may link here, and nothing else.

Gradio lets them read and send whatever they like unless it runs under the name of this machine,
with the login cookie of whoever looks at them: they could ask, add documents and delete them.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class OwnSite:
    """ASGI middleware in front of everything; browsers say where a request comes from, and
    programs, which nobody can trick into one, say nothing."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            link = headers.get("sec-fetch-mode") == "navigate" and scope["method"] == "GET"
            if headers.get("sec-fetch-site") == "cross-site" and not link:
                app = refusal(403, "不接受来自其他网站的请求。")
        await app(scope, receive, send)


def refusal(status: int, message: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """Why a request is not let in, in the form Gradio has for it."""
    return JSONResponse({"detail": message}, status, headers)
