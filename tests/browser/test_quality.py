"""The Quality tab in a real browser."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from index.store.layout import LAST_RESULT
from tests.browser.living import PHONE, no_wider_than, tab
from tests.ui.test_quality import result
from ui.live import LiveLibrary

# First up, last down: a page whose server is gone has errors to tell.
pytestmark = pytest.mark.usefixtures("served")


@pytest.mark.parametrize("page", [{}, PHONE], indirect=True)
def test_first_nothing_then_the_last_result(page: Page, served: tuple[str, LiveLibrary]) -> None:
    page.goto(served[0])
    tab(page, "质量")
    shown = page.locator("#yj-quality")
    expect(shown).to_contain_text("还没有评测结果")
    expect(shown.locator("code")).to_contain_text("youju eval eval/pairs/seeds.jsonl --index ")
    file = served[1].home / LAST_RESULT
    file.parent.mkdir()
    file.write_text(json.dumps(result(question="多少个<img src=x>？")), encoding="utf-8")
    page.get_by_role("button", name="刷新").click()
    expect(shown).to_contain_text("测试集（10 题）")
    expect(shown).to_contain_text("变动之前的成绩")
    failure = shown.locator("details")
    failure.locator("summary").press("Enter")
    expect(failure).to_contain_text("8个 / 八个")
    expect(failure.locator("img")).to_have_count(0)
    no_wider_than(page, page.viewport_size["width"] if page.viewport_size else 0)
