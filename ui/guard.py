"""The door of a page with users: nothing but the login form is given to a stranger.

Gradio asks for a login at most of its addresses but not at all of them (streams, sessions), and
knows nothing of those added beside it, such as ``/mcp``. Here everything is refused that is not
listed as open. People log in by the form; programs by the same form, as ``gradio_client`` does,
or with HTTP Basic authentication, as MCP clients and curl can.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import secrets
from contextvars import ContextVar

from fastapi import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.own_site import refusal
from ui.throttle import Throttle
from ui.users import Users

_OPEN = {
    "/login",
    "/theme.css",
    "/gradio_api/theme.css",
    "/favicon.ico",
    "/robots.txt",
    "/manifest.json",
    "/gradio_api/startup-events",
}
"""What the login form and the start of the server need; nothing of any document is in it."""
_OPEN_FOLDERS = ("/assets/", "/static/", "/svelte/")
_AT_ONCE = 2
"""Passwords checked at the same time, 32 MB each."""
_address: ContextVar[str] = ContextVar("address", default="")


class TooSoonError(Exception):
    """Too many wrong passwords; ``seconds`` are to be waited."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"连续多次登录失败，请过 {seconds} 秒再试。")
        self.seconds = seconds


class Login:
    """Checks names and passwords of ``users``, slower and slower for whoever gets them wrong."""

    def __init__(self, users: Users, throttle: Throttle | None = None) -> None:
        self.users = users
        self._throttle = throttle or Throttle()
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def check(self, name: str, password: str, address: str) -> bool:
        """Whether the password is right; ``TooSoonError`` when it is too early to try."""
        name = name.strip()
        async with self._places:
            # Asked with a place in hand: guesses sent all at once wait for one another's result.
            if seconds := self._throttle.wait(address, name):
                raise TooSoonError(seconds)
            right = await asyncio.to_thread(self.users.verify, name, password)
            (self._throttle.succeeded if right else self._throttle.failed)(address, name)
        return right

    async def by_form(self, name: str, password: str) -> bool:
        """For Gradio's login form, whose page shows a failure for status 400 alone."""
        try:
            return await self.check(name, password, _address.get())
        except TooSoonError as error:
            headers = {"Retry-After": str(error.seconds)}
            raise HTTPException(400, str(error), headers) from error


class Guard:
    """ASGI middleware inside Gradio's application, in front of everything it serves."""

    def __init__(self, app: ASGIApp, login: Login) -> None:
        self._app = app
        self._login = login
        self._secret = secrets.token_bytes(32)
        self._known: dict[bytes, tuple[str, str]] = {}
        self._sessions: dict[str, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            # Gradio speaks HTTP only; whatever else comes is not for a stranger.
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        request = Request(scope)
        _address.set(request.client.host if request.client else "")
        refused = await self._refused(request)
        await (refused or self._app)(scope, receive, send)

    async def _refused(self, request: Request) -> JSONResponse | None:
        """What a stranger is told; None for everyone else, who then has a session."""
        headers, scope = request.headers, request.scope
        if _is_open(request) or self._has_session(request):
            return None
        try:
            token = await self._by_basic(request)
        except TooSoonError as error:
            return refusal(429, str(error), {"Retry-After": str(error.seconds)})
        if token is None:
            # A browser would put a window of its own over the page; its page has a form.
            ask = {} if "sec-fetch-mode" in headers else {"WWW-Authenticate": "Basic"}
            return refusal(401, "请先登录。", ask)
        scope["headers"] = _with_cookie(scope, f"{_cookies(scope)[1]}={token}")
        return None

    def _has_session(self, request: Request) -> bool:
        """Whether the request belongs to a login whose user and password still stand."""
        tokens: dict[str, str] = request.scope["app"].tokens
        # The cookie that Gradio itself will look at: the first of the two that is there.
        first, second = (request.cookies.get(name) for name in _cookies(request.scope))
        token = first or second or ""
        name = tokens.get(token)
        if name is None:
            return False
        stamp = self._login.users.stamp(name)
        if stamp is None or self._sessions.setdefault(token, stamp) != stamp:
            tokens.pop(token, None)
            self._sessions.pop(token, None)
            return False
        return True

    async def _by_basic(self, request: Request) -> str | None:
        """A session for the name and password in the header, the same one each time."""
        header = request.headers.get("authorization", "")
        name, password = _basic(header)
        if not name:
            return None
        # Not every request of a program can take the tenth of a second that a check takes; what
        # is kept to recognise it is of no use to anyone once this process has ended.
        key = hmac.digest(self._secret, header.encode(), hashlib.sha256)
        token, stamp = self._known.get(key, ("", ""))
        tokens: dict[str, str] = request.scope["app"].tokens
        if token in tokens and self._login.users.stamp(name) == stamp:
            return token
        self._known.pop(key, None)
        tokens.pop(token, None)
        if not await self._login.check(name, password, _address.get()):
            return None
        token = secrets.token_urlsafe(16)
        tokens[token] = name
        self._known[key] = token, self._login.users.stamp(name) or ""
        return token


def _is_open(request: Request) -> bool:
    path = request.url.path.rstrip("/") or "/"
    if path == "/login":
        return request.method == "POST"
    if request.method not in ("GET", "HEAD"):
        return False
    # Gradio shows the login form in place of its pages.
    pages = {f"/{page[0]}" for page in request.scope["app"].get_blocks().pages}
    return path in _OPEN | pages or path.startswith(_OPEN_FOLDERS)


def _cookies(scope: Scope) -> tuple[str, str]:
    """The names of Gradio's two login cookies: over HTTPS, and over HTTP."""
    own = scope["app"].cookie_id
    return f"access-token-{own}", f"access-token-unsecure-{own}"


def _with_cookie(scope: Scope, cookie: str) -> list[tuple[bytes, bytes]]:
    """The headers with this cookie for the only one."""
    kept = [(name, value) for name, value in scope["headers"] if name.lower() != b"cookie"]
    return [*kept, (b"cookie", cookie.encode("latin-1"))]


def _basic(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name.strip(), password
