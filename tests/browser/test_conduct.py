"""How the page behaves at its edges, over a stand-in for the pipeline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import Page, expect

from tests.browser.asking import ask, leave, opened
from tests.ui.fakes import HOSTILE, QUOTE, FakeYouju, document
from tests.ui.serving import serving
from ui.history import Person

HOSTILE_NAME = "<img src=x onerror=alert(3)>[甲](http://example.com)*乙*区"


@pytest.fixture(scope="module")
def youju() -> FakeYouju:
    return FakeYouju()


@pytest.fixture(scope="module")
def url(youju: FakeYouju) -> Iterator[str]:
    with serving(youju) as url:
        yield url


@pytest.fixture(scope="module")
def hostile_url() -> Iterator[str]:
    text = f"{QUOTE}。{HOSTILE}。形成4项{'制度成果'}，推进RCEP。"
    source = document((HOSTILE_NAME, text), ("乙区", "参与RCEP与“<b>链</b>”。"), title=HOSTILE)
    with serving(FakeYouju({source.id: source}, quote=HOSTILE)) as url:
        yield url


def test_enter_that_ends_a_composition_does_not_send(
    page: Page, url: str, youju: FakeYouju
) -> None:
    opened(page, url)
    box = page.locator("#yj-question textarea")
    box.click()
    before = len(youju.asked)
    session = page.context.new_cdp_session(page)
    session.send(
        "Input.imeSetComposition", {"text": "青岛", "selectionStart": 2, "selectionEnd": 2}
    )
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    expect(page.locator("#yj-chat .yj-question")).to_have_count(0)
    session.send("Input.insertText", {"text": "青岛"})
    # Safari reports the confirming keystroke after the composition has ended.
    box.evaluate(
        "box => box.dispatchEvent(new KeyboardEvent('keypress',"
        " {key: 'Enter', keyCode: 229, bubbles: true, cancelable: true}))"
    )
    page.wait_for_timeout(500)
    assert len(youju.asked) == before
    expect(box).to_have_value("青岛")
    page.keyboard.press("Enter")
    expect(page.locator("#yj-chat .yj-question")).to_have_text("青岛")


def test_a_question_is_shown_before_its_answer_is_there(page: Page) -> None:
    gate = Event()
    with serving(FakeYouju(gate=gate)) as url:
        opened(page, url)
        ask(page, "要等的问题？")
        expect(page.locator("#yj-chat .yj-question")).to_be_visible()
        expect(page.locator("#yj-question textarea")).to_have_value("")
        expect(page.locator("#yj-chat .yj-answer")).to_have_count(0)
        gate.set()
        expect(page.locator("#yj-chat .yj-answer")).to_be_visible()
        leave(page)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Event:
    """No page opens before this is set."""
    gate = Event()
    recent = Person.recent

    def slowly(person: Person) -> list[tuple[str, str]]:
        gate.wait(20)
        return recent(person)

    monkeypatch.setattr(Person, "recent", slowly)
    return gate


def test_a_question_sent_before_the_page_has_opened_waits_for_it(
    page: Page, tmp_path: Path, gate: Event
) -> None:
    youju = FakeYouju()
    with serving(youju, home=tmp_path) as url:
        page.goto(url)
        ask(page, "早到的问题？")
        page.locator("#yj-question textarea").press("Enter")
        page.wait_for_timeout(500)
        assert youju.asked == []
        gate.set()
        expect(page.locator("#yj-chat .yj-answer")).to_be_visible()
        page.wait_for_timeout(500)
        expect(page.locator("#yj-chat .yj-question")).to_have_text("早到的问题？")
        page.reload()
        expect(page.locator("#yj-chat .yj-question")).to_have_text("早到的问题？")
        assert len(youju.asked) == 1
        leave(page)


def test_a_conversation_that_opens_late_is_in_the_language_of_the_page(
    page: Page, tmp_path: Path, gate: Event
) -> None:
    gate.set()
    with serving(FakeYouju(), home=tmp_path) as url:
        opened(page, url)
        ask(page, "李沧区？")
        expect(page.locator("#yj-chat .yj-verdict")).to_be_visible()
        page.get_by_text("English", exact=True).click()
        expect(page.locator("#yj-chat .yj-verdict")).to_have_text("Not in the documents")
        gate.clear()
        page.reload()
        expect(page.get_by_role("tab", name="Documents")).to_be_visible()
        page.wait_for_timeout(500)
        gate.set()
        expect(page.locator("#yj-chat .yj-verdict")).to_have_text("Not in the documents")
        expect(page.locator("#yj-evidence h2")).to_have_text("Evidence")
        page.wait_for_timeout(500)
        expect(page.locator("#yj-chat .yj-verdict")).to_have_text("Not in the documents")
        leave(page)


def test_history_reaches_the_answerer_without_notes(page: Page, url: str, youju: FakeYouju) -> None:
    opened(page, url)
    ask(page, "一？")
    expect(page.locator("#yj-chat .yj-answer")).to_have_count(1)
    ask(page, "二？")
    expect(page.locator("#yj-chat .yj-answer")).to_have_count(2)
    assert youju.asked[-1] == ("二？", (("一？", f"{QUOTE}。[1]"),), None)


@pytest.mark.parametrize(
    ("question", "message"),
    [("出错", "没有<b>这个</b>地区。 请换一个地区。"), ("崩溃", "出了意外")],
)
def test_errors_are_sentences_in_the_chat(
    page: Page, url: str, question: str, message: str
) -> None:
    opened(page, url)
    ask(page, question)
    expect(page.locator("#yj-chat .yj-error")).to_contain_text(message)
    assert "secret detail" not in page.content()


def test_a_question_that_cannot_be_asked_is_kept_for_mending(
    page: Page, url: str, youju: FakeYouju
) -> None:
    opened(page, url)
    before = len(youju.asked)
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_role("alert")).to_have_text("请先输入问题。")
    ask(page, "问" * 2001)
    expect(page.get_by_role("alert")).to_contain_text("问题太长（2001 字）")
    expect(page.locator("#yj-question textarea")).to_have_value("问" * 2001)
    expect(page.locator("#yj-chat .yj-question")).to_have_count(0)
    assert len(youju.asked) == before
    ask(page, "问？")
    expect(page.locator("#yj-chat .yj-answer")).to_have_count(1)
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.usefixtures("without_dialogs")
def test_hostile_documents_and_questions_show_as_text(page: Page, hostile_url: str) -> None:
    opened(page, hostile_url)
    expect(page.locator("#yj-chat")).to_contain_text(HOSTILE_NAME)
    ask(page, f"{HOSTILE} **粗** $$x$$ {{{{value}}}} ${{alert(4)}}\n\n# 标题")
    expect(page.locator("#yj-evidence mark")).to_have_text(HOSTILE)
    expect(page.locator("#yj-chat .yj-question")).to_contain_text(
        f"{HOSTILE} **粗** $$x$$ {{{{value}}}} ${{alert(4)}}"
    )
    expect(page.locator("#yj-chat .yj-answer")).to_contain_text(HOSTILE)
    expect(page.locator("#yj-evidence .yj-source")).to_have_text(f"《{HOSTILE}》")
    page.locator("#yj-only button").first.click()
    page.locator("#yj-districts input").click()
    expect(page.get_by_role("option", name=HOSTILE_NAME)).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#yj-chat a.yj-mark").first.hover()
    expect(page.get_by_role("tooltip")).to_contain_text(HOSTILE)
    page.locator("#yj-chat .yj-menu summary").click()
    expect(page.locator("#yj-chat .yj-choices")).to_contain_text(HOSTILE_NAME)
    page.get_by_role("button", name="在全文中查看").click()
    expect(page.get_by_role("dialog").locator("mark")).to_have_text(HOSTILE)
    page.keyboard.press("Escape")
    expect(page.locator("#yj-past input")).to_have_value(re.compile("<script>"))
    assert page.locator("img[src='x'], a[href*='example.com'], #yj-chat h1").count() == 0
