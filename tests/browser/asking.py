"""What the browser tests do on the Ask tab."""

from __future__ import annotations

import os
import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import NOWHERE, picture

MARINE = "西海岸新区要推进多少个海洋重点项目？"
COMPARE = "比较市南区和市北区的城市更新"


def opened(page: Page, url: str) -> None:
    """Open the page and wait until it can be used."""
    page.goto(url)
    expect(page.locator("#yj-past input")).not_to_have_value("")


def ask(page: Page, question: str) -> None:
    """Type a question and press Enter."""
    box = page.locator("#yj-question textarea")
    box.fill(question)
    box.press("Enter")


def answered(page: Page, question: str) -> None:
    """Ask, and wait for the answer to that very question."""
    before = page.locator("#yj-chat .yj-text").count()
    ask(page, question)
    expect(page.locator("#yj-chat .yj-text")).to_have_count(before + 1)


def last_answer(page: Page) -> str:
    """The text of the last answer with its marks."""
    return page.locator("#yj-chat .yj-text").last.inner_text()


def leave(page: Page) -> None:
    """Leave the page, of which a picture is kept, before its server stops: it would rightly
    complain about that."""
    name = os.environ["PYTEST_CURRENT_TEST"].split("::")[-1]
    picture(page, re.split(r"[ \[]", name)[0])
    page.goto(NOWHERE)
