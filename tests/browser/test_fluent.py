"""The switch that lets a language model word the answer, with a real one played on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rag.youju import Youju
from tests.browser.asking import MARINE, answered, last_answer, leave, opened
from tests.rag.replayed import replaying
from tests.ui.serving import serving

KEY = "sk-never-to-be-seen-73"
SWITCH = "#yj-fluent input"
PAUSE = 0.1
"""Seconds after each few characters, so that a browser has the time to show what is there."""


@pytest.fixture
def url(seed_index: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A page whose model names other districts or changes figures in half its sentences."""
    monkeypatch.setenv("YOUJU_LLM_API_KEY", KEY)
    with (
        replaying("corrupt", monkeypatch, pause=PAUSE),
        serving(Youju.open(seed_index), engine="openai") as url,
    ):
        yield url


def test_what_the_model_got_wrong_is_replaced_and_said_so(page: Page, url: str) -> None:
    opened(page, url)
    expect(page.locator(SWITCH)).to_be_checked()
    answered(page, MARINE)
    expect(page.locator("#yj-chat .yj-status")).to_contain_text("毫秒")  # it is whole
    checks = page.locator("#yj-chat .yj-checks")
    expect(checks).to_contain_text("已换成原文")
    told = last_answer(page)
    assert "101个" in told
    assert not any(wrong in told for wrong in ("104个", "2003亿", "市南区", "胶州市", "崂山区"))
    assert KEY not in page.content()
    leave(page)


def test_switched_off_the_source_speaks_alone(page: Page, url: str) -> None:
    opened(page, url)
    page.locator(SWITCH).uncheck()
    answered(page, MARINE)
    assert "101个" in last_answer(page)
    expect(page.locator("#yj-chat .yj-checks")).to_have_count(0)
    leave(page)


def test_sentences_appear_while_the_model_is_still_writing(page: Page, url: str) -> None:
    opened(page, url)
    page.evaluate(
        """() => {
          window.seen = new Set();
          const chat = document.querySelector("#yj-chat");
          new MutationObserver(() => {
            const text = chat.querySelector(".yj-text");
            // What it took is told when it is whole, and not before.
            if (text && !chat.querySelector(".yj-status")) window.seen.add(text.innerText);
          }).observe(chat, { childList: true, subtree: true, characterData: true });
        }"""
    )
    answered(page, "概括市南区的党建和民生工作")
    expect(page.locator("#yj-chat .yj-status")).to_contain_text("语言模型组织")
    expect(page.locator("#yj-chat .yj-pending")).to_have_count(0)
    assert page.evaluate("window.seen.size") >= 2
    assert not any("胶州市" in text for text in page.evaluate("[...window.seen]"))
    leave(page)
