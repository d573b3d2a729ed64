"""What stays: conversations, votes, exports, the language."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.browser.asking import answered, last_answer, leave, opened
from tests.ui.fakes import QUOTE, FakeYouju, document
from tests.ui.serving import serving
from ui.feedback import PAIRS, REVIEW


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


# In tests, ``url`` comes before ``page``: the page has to be left before its server stops.
@pytest.fixture
def url(home: Path) -> Iterator[str]:
    with serving(FakeYouju(), home=home) as url:
        yield url


def lines(path: Path) -> list[str]:
    if not path.exists():
        return []
    entries = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [entry.get("pair", entry)["question"] for entry in entries]


def test_a_conversation_survives_a_reload_and_a_restart(page: Page, home: Path) -> None:
    with serving(FakeYouju(), home=home) as url:
        opened(page, url)
        answered(page, "一？")
        page.reload()
        expect(page.locator("#yj-chat .yj-question")).to_have_text("一？")
        expect(page.locator("#yj-evidence mark")).to_have_text(QUOTE)
        port = int(url.rstrip("/").rpartition(":")[2])
        leave(page)
    with serving(FakeYouju(), home=home, port=port) as url:
        opened(page, url)
        expect(page.locator("#yj-chat .yj-question")).to_have_text("一？")
        answered(page, "二？")
        expect(page.locator("#yj-chat .yj-question")).to_have_count(2)
        leave(page)


def test_nobody_sees_the_conversation_of_another(url: str, page: Page, browser: Browser) -> None:
    opened(page, url)
    answered(page, "我的问题？")
    context = browser.new_context(locale="zh-CN")
    other = context.new_page()
    opened(other, url)
    expect(other.locator("#yj-chat .yj-question")).to_have_count(0)
    answered(other, "别人的问题？")
    page.reload()
    expect(page.locator("#yj-chat .yj-question")).to_have_text("我的问题？")
    context.close()


def test_a_new_conversation_leaves_the_old_one_to_return_to(url: str, page: Page) -> None:
    opened(page, url)
    answered(page, "旧的问题？")
    page.get_by_role("button", name="新对话", exact=True).click()
    expect(page.locator("#yj-chat .yj-question")).to_have_count(0)
    expect(page.locator("#yj-evidence")).to_contain_text("提问之后")
    answered(page, "新的问题？")
    page.locator("#yj-past input").click()
    page.get_by_role("option", name="旧的问题？").click()
    expect(page.locator("#yj-chat .yj-question")).to_have_text("旧的问题？")


def test_deleting_asks_first_and_is_for_good(url: str, page: Page, home: Path) -> None:
    answers = [False, True]

    def decide(dialog: Dialog) -> None:
        assert "不能恢复" in dialog.message
        dialog.accept() if answers.pop(0) else dialog.dismiss()

    page.on("dialog", decide)
    opened(page, url)
    answered(page, "要删的问题？")
    page.get_by_role("button", name="删除").click()
    expect(page.locator("#yj-chat .yj-question")).to_have_count(1)
    assert len(list(home.glob("conversations/*/*.json"))) == 1
    page.get_by_role("button", name="删除").click()
    expect(page.locator("#yj-chat .yj-question")).to_have_count(0)
    assert list(home.glob("conversations/*/*.json")) == []


def test_votes_are_written_where_eval_reads_them(url: str, page: Page, home: Path) -> None:
    opened(page, url)
    answered(page, "好的回答？")
    like = page.locator("#yj-chat .yj-like")
    dislike = page.locator("#yj-chat .yj-dislike")
    like.press("Enter")
    expect(like).to_have_attribute("aria-pressed", "true")
    expect(like).to_be_focused()
    assert lines(home / "feedback" / PAIRS) == ["好的回答？"]
    dislike.click()
    expect(dislike).to_have_attribute("aria-pressed", "true")
    expect(like).to_have_attribute("aria-pressed", "false")
    assert lines(home / "feedback" / PAIRS) == []
    assert lines(home / "feedback" / REVIEW) == ["好的回答？"]


def test_a_conversation_is_exported_with_its_sources(url: str, page: Page) -> None:
    opened(page, url)
    page.get_by_role("button", name="导出 Markdown").click()
    expect(page.get_by_role("alert")).to_contain_text("请先提问")
    answered(page, "多少个？")
    with page.expect_download() as made:
        page.get_by_role("button", name="导出 Markdown").click()
    assert re.fullmatch(r"youju-\d{8}-\d{6}\.md", made.value.suggested_filename)
    text = Path(made.value.path()).read_text("utf-8")
    assert f"> {QUOTE}" in text
    with page.expect_download() as made:
        page.get_by_role("button", name="导出 Word").click()
    word = docx.Document(BytesIO(Path(made.value.path()).read_bytes()))
    assert any(QUOTE in paragraph.text for paragraph in word.paragraphs)


def test_the_whole_page_speaks_english_and_answers_stay(url: str, page: Page) -> None:
    opened(page, url)
    answered(page, "李沧区？")
    answered(page, "多少个？")
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_role("tab", name="Documents")).to_be_visible()
    expect(page.locator("#yj-chat .yj-status").last).to_contain_text("numbers checked")
    expect(page.locator("#yj-chat .yj-verdict")).to_have_text("Not in the documents")
    expect(page.locator("#yj-evidence h2")).to_have_text("Evidence")
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    assert QUOTE in last_answer(page)
    assert page.evaluate("document.documentElement.lang") == "en"
    chrome = page.locator("button, [role=tab], .yj-label, .yj-status, .yj-verdict, h2, label")
    foreign = {"中文", "有据 Youju"}
    spoken = " ".join(text for text in chrome.all_inner_texts() if text.strip() not in foreign)
    for name in (*FakeYouju().districts, "黄岛"):
        spoken = spoken.replace(name, "")
    assert not re.search("[\u4e00-\u9fff]", spoken), spoken
    page.reload()
    expect(page.get_by_role("tab", name="Documents")).to_be_visible()
    expect(page.locator("#yj-chat .yj-status").last).to_contain_text("numbers checked")
    page.get_by_text("中文", exact=True).click()
    expect(page.locator("#yj-chat .yj-verdict")).to_have_text("资料里没有答案")


def test_copying_takes_the_answer_with_its_sources(url: str, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, url)
    answered(page, "多少个？")
    page.get_by_role("button", name="复制").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{QUOTE}。[1]\n[1] 《区（市）委书记谈二十大》西海岸新区 孙永红：“{QUOTE}”"


def test_examples_follow_the_documents(page: Page, home: Path) -> None:
    youju = FakeYouju()
    with serving(youju, home=home) as url:
        opened(page, url)
        expect(page.locator("#yj-chat")).to_contain_text("西海岸新区要推进多少个海洋重点项目？")
        other = document(("武侯区", "武侯区加快建设12个公园城市示范片区。"), name="d2")
        youju.documents = {other.id: other}
        page.get_by_role("tab", name="资料").click()
        page.get_by_role("tab", name="问答").click()
        expect(page.locator("#yj-chat")).to_contain_text("武侯区要建设多少个公园城市示范片区？")
        expect(page.locator("#yj-chat")).not_to_contain_text("海洋重点项目")
        leave(page)


def test_an_answer_on_its_way_is_not_kept_in_another_conversation(page: Page, home: Path) -> None:
    gate = threading.Event()
    with serving(FakeYouju(gate=gate), home=home) as url:
        opened(page, url)
        page.locator("#yj-question textarea").fill("慢的问题？")
        page.locator("#yj-question textarea").press("Enter")
        expect(page.locator("#yj-chat .yj-pending")).to_be_visible()
        page.get_by_role("button", name="新对话", exact=True).click()
        expect(page.locator("#yj-chat .yj-question")).to_have_count(0)
        gate.set()
        page.wait_for_timeout(1000)  # for the answer that nobody waits for any more
        expect(page.locator("#yj-chat .yj-question")).to_have_count(0)
        answered(page, "快的问题？")
        expect(page.locator("#yj-chat .yj-question")).to_have_text("快的问题？")
        leave(page)
