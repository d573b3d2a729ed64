"""``/health``: whether the page answers, and from what; for whoever watches over the server.

Open without a login, so it tells neither names nor paths.
"""

from __future__ import annotations

from importlib.metadata import version

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.live import index_of
from ui.own_site import refusal
from ui.seam import Answerer
from ui.stopping import Requests

PATH = "/health"


class HealthRoute:
    """ASGI middleware in front of the login. 200 when all is well, 503 while stopping."""

    def __init__(self, app: ASGIApp, youju: Answerer, requests: Requests) -> None:
        self._app = app
        self._youju = youju
        self._requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if scope["type"] == "http" and scope["path"].rstrip("/") == PATH:
            readable = scope["method"] in ("GET", "HEAD")
            app = self._state() if readable else refusal(405, "只能读取。", {"Allow": "GET, HEAD"})
        await app(scope, receive, send)

    def _state(self) -> JSONResponse:
        ok = not self._requests.stopping
        index = index_of(self._youju)
        state = {
            "ok": ok,
            "version": version("youju"),
            "documents": len(self._youju.documents),
            "chunks": len(index.chunks) if index else None,
            "generation": (index.generation or None) if index else None,
        }
        return JSONResponse(state, 200 if ok else 503, {"Cache-Control": "no-store"})
