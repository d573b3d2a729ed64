"""Stopping without breaking off: no new requests, but those being answered are waited for."""

from __future__ import annotations

import re
import time

from starlette.types import ASGIApp, Receive, Scope, Send

from ui.own_site import refusal

LONGEST = 10.0
"""Seconds that answers and a change of the documents are waited for."""
LAST_WORD = 1.0
"""Seconds in which a page that watched a change until then is told how it ended."""
QUIET = 0.5
"""Seconds without any request after which nothing more is on its way: a question is sent with one
request and its answer fetched with the next."""
_ANSWERS = re.compile(r"/gradio_api/(?:queue/data|call/.+)")
"""What is read until an answer is there. Other streams stay open as long as a page does."""


class Requests:
    """The requests of one server that somebody waits for."""

    def __init__(self) -> None:
        self.open = 0
        self.stopping = False

    def finish(self, longest: float = LONGEST, quiet: float = QUIET) -> bool:
        """Take no new ones and wait for those there are; whether all ended in time."""
        self.stopping = True
        now = calm = time.monotonic()
        deadline = now + longest
        while now < deadline:
            if self.open:
                calm = now
            elif now - calm >= quiet:
                break
            time.sleep(0.02)
            now = time.monotonic()
        return not self.open


class Stopping:
    """ASGI middleware that keeps count in ``requests`` and, once that is stopping, refuses what
    would begin something new."""

    def __init__(self, app: ASGIApp, requests: Requests) -> None:
        self._app = app
        self._requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reading = scope["type"] != "http" or scope["method"] in ("GET", "HEAD")
        if reading and not (scope["type"] == "http" and _ANSWERS.fullmatch(scope["path"])):
            await self._app(scope, receive, send)
            return
        if self._requests.stopping and not reading:
            answer = refusal(503, "服务正在停止，请稍后再试。", {"Retry-After": "10"})
            await answer(scope, receive, send)
            return
        self._requests.open += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._requests.open -= 1
