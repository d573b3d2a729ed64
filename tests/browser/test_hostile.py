"""A real document full of markup, from its file name to its text: everything shows as text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from index.build import build_index
from rag.youju import Youju
from tests.browser.asking import answered, opened
from tests.ui.serving import serving

SCRIPT = "<script>alert(1)</script>"
IMAGE = "<img src=x onerror=alert(2)>"
LINK = "[点我](http://example.com/)"
OVERRIDE = "\u202e"
"""Turns the rest of a line round: 0002 would read as 2000."""
SHOWN_OVERRIDE = "\ufffd"
TITLE = f"{SCRIPT}{IMAGE}{LINK}[1] {OVERRIDE}市南区政府工作报告"
SENTENCES = (
    f"今年新建12个口袋公园{SCRIPT}，见{LINK}[1]，",
    f"投资0002{OVERRIDE}亿元建设8个都市园区{IMAGE}。",
    "新增学位8000个（*斜* `code` __粗__ $$x^2$$ &lt;b&gt; [1][2]）。",
)
NAME = "<script>alert(3)<img src=x onerror=alert(4)>[1] (http:example.com) \u202e市南区.md"
QUESTIONS = (
    "市南区要新建多少个口袋公园？",
    "市南区要建设多少个都市园区？",
    "市南区要新增多少个学位？",
    f"市南区要建设多少座核电站？{SCRIPT}{IMAGE}{LINK}[1]{OVERRIDE}",
)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "docs").mkdir()
    text = f"---\ndistrict: 市南区\nspeaker: {IMAGE}\ntitle: '{TITLE}'\n---\n\n"
    (folder / "docs" / NAME).write_text(text + "\n\n".join(SENTENCES), encoding="utf-8")
    build_index([folder / "docs"], folder / "index")
    youju = Youju.open(folder / "index")
    (document,) = youju.documents.values()
    assert all(part in document.text for part in (SCRIPT, IMAGE, LINK)), "a test of nothing"
    assert SCRIPT in document.title
    with serving(youju) as url:
        yield url


def shown(text: str) -> str:
    return text.replace(OVERRIDE, SHOWN_OVERRIDE)


@pytest.mark.usefixtures("without_dialogs")
def test_chat_and_evidence_show_it_as_text(page: Page, url: str) -> None:
    opened(page, url)
    for number, question in enumerate(QUESTIONS, start=1):
        answered(page, question)
        expect(page.locator("#yj-evidence .yj-about")).to_have_text(shown(question))
        assert_plain(page)
        evidence = page.locator("#yj-evidence")
        expect(evidence).to_contain_text(shown(TITLE))
        if number < len(QUESTIONS):
            expect(evidence.locator("mark").first).to_be_visible()
    answers = page.locator("#yj-chat .yj-answer")
    expect(answers.nth(0)).to_contain_text(f"12个口袋公园{SCRIPT}")
    expect(answers.nth(1)).to_contain_text(f"8个都市园区{IMAGE}")
    expect(answers.nth(2)).to_contain_text("8000个（*斜* `code` __粗__ $$x^2$$ &lt;b&gt; [1][2]）")
    expect(page.locator("#yj-chat .yj-question").last).to_have_text(shown(QUESTIONS[-1]))
    assert page.locator("#yj-chat .yj-refused").count() == 1


def assert_plain(page: Page) -> None:
    """No element and no direction override of the document's making is on the page."""
    made = "img[src='x'], a[href*='example.com'], #yj-chat strong, #yj-chat code, #yj-chat em"
    assert page.locator(made).count() == 0
    for part in ("#yj-chat", "#yj-evidence"):
        assert OVERRIDE not in page.locator(part).inner_text()
    marks = page.locator("#yj-chat .yj-mark")
    assert all(
        href.startswith("#yj-")
        for href in marks.evaluate_all(
            "marks => marks.map(mark => mark.getAttribute('href') || '#yj-')"
        )
    )
