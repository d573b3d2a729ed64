"""A headless Chromium that may talk to this machine only."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    expect,
    sync_playwright,
)

from tests.browser.living import living
from ui.live import LiveLibrary

ARTIFACTS = Path(__file__).parents[2] / "test-artifacts"
NOWHERE = "about:blank"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
GONE = ("Server stopped unexpectedly", "ERR_CONNECTION_REFUSED")
"""What a page says whose server has been closed at the end of a test, with an event still on its
way. A server that fails earlier fails the test by what the page then does not show."""
CUT_SHORT = (
    "AbortError",
    "BodyStreamBuffer was aborted",
    "Connection errored out",
    "Failed to fetch",
)
"""What a page says of a request that was under way when it was left or loaded anew."""
PATIENCE = 20_000
"""Milliseconds until what should be on the page is missed: how fast it comes is not tested here."""
LEAVING = 1.0
"""Seconds around such a moment in which nobody is there to see it."""


def picture(page: Page, name: str) -> None:
    """Keep a picture of the page to be looked at."""
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"{name}.png", full_page=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, one for all tests."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("找不到 Chromium，页面测试无法运行。请先安装：apt-get install chromium")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A new page; leaving the machine or an error in a script fails the test.

    A dict in the fixture's ``param`` goes to the browser context (size, dark mode).
    """
    settings = {"viewport": {"width": 1280, "height": 800}, "locale": "zh-CN"}
    context = browser.new_context(**{**settings, **getattr(request, "param", {})})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    left: list[str] = []
    errors: list[tuple[float, str]] = []
    leavings: list[float] = []

    def check_request(made: Request) -> None:
        address = urlsplit(made.url)
        if address.scheme not in ("data", "blob") and address.hostname != "127.0.0.1":
            left.append(made.url)

    def check_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not any(words in message.text for words in GONE):
            errors.append((time.monotonic(), message.text))

    def seen(when: float, error: str) -> bool:
        unseen = any(abs(when - moment) < LEAVING for moment in leavings)
        return not (unseen and any(words in error for words in CUT_SHORT))

    page.on("request", check_request)
    page.on("pageerror", lambda error: errors.append((time.monotonic(), str(error))))
    page.on("console", check_console)
    page.on("framenavigated", lambda _: leavings.append(time.monotonic()))
    yield page
    if page.url != NOWHERE:
        picture(page, request.node.originalname)
    context.close()
    assert left == [], "the page asked for something outside this machine"
    assert [error for when, error in errors if seen(when, error)] == []


@pytest.fixture
def without_dialogs(page: Page) -> Iterator[None]:
    """A dialog fails the test: a script of a document's making has opened it."""
    said: list[str] = []

    def note(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    yield
    assert said == []


@pytest.fixture
def served(seed_index: Path, tmp_path: Path) -> Iterator[tuple[str, LiveLibrary]]:
    """A page over an index of its own, which may be changed."""
    with living(seed_index, tmp_path / "home") as served:
        yield served
