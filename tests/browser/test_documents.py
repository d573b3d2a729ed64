"""The Documents tab in a real browser: reading, adding, asking about what was added, removing."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from index.told import Told
from index.uploads import Upload
from tests.browser.asking import answered, last_answer, opened
from tests.browser.conftest import picture
from tests.browser.living import PHONE, added, chosen, no_wider_than, tab
from tests.ui.library import given, word_file
from ui.live import LiveLibrary

QUESTION = "李沧区要建设多少个都市园区？"

# First up, last down: a page whose server is gone has errors to tell.
pytestmark = pytest.mark.usefixtures("served")


@pytest.fixture
def documents(page: Page, served: tuple[str, LiveLibrary]) -> Page:
    page.goto(served[0])
    tab(page, "资料")
    return page


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return word_file(
        tmp_path / "李沧区报告.docx",
        "李沧区政府工作报告",
        "李沧区将建设12个都市园区。",
        "新增就业3万人。",
    )


def test_a_word_file_is_added_answers_and_is_removed(
    documents: Page, served: tuple[str, LiveLibrary], report: Path
) -> None:
    page, library = documents, served[1]
    expect(page.locator("#yj-library tbody tr")).to_have_count(1)
    chosen(page, report)
    card = page.locator(".yj-staged")
    expect(card).to_contain_text("识别出的地区：李沧区")
    card.get_by_text("查看清洗后的正文").click()
    expect(card.locator(".yj-cleaned")).to_contain_text("李沧区将建设12个都市园区。")
    picture(page, "documents-check")
    added(page)
    expect(page.locator("#yj-library tbody tr")).to_have_count(2)
    expect(page.locator(".yj-staged")).to_have_count(0)
    picture(page, "documents-added")
    assert (library.home / "uploads" / "李沧区报告.docx").exists()

    tab(page, "问答")
    answered(page, QUESTION)
    assert "12个都市园区" in last_answer(page)
    tab(page, "资料")
    page.get_by_role("button", name="删除《李沧区政府工作报告》").click()
    confirm = page.locator("dialog")
    expect(confirm).to_contain_text("不能恢复")
    expect(confirm.get_by_role("button", name="取消")).to_be_focused()
    picture(page, "documents-confirm")
    confirm.get_by_role("button", name="取消").press("Enter")
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator("#yj-library tbody tr")).to_have_count(2)
    page.get_by_role("button", name="删除《李沧区政府工作报告》").press("Enter")
    page.locator("dialog").get_by_role("button", name="删除").press("Enter")
    expect(page.locator("#yj-job .yj-done")).to_contain_text("已删除")
    expect(page.locator("#yj-library tbody tr")).to_have_count(1)
    assert not (library.home / "uploads" / "李沧区报告.docx").exists()

    tab(page, "问答")
    answered(page, QUESTION)
    expect(page.locator("#yj-chat .yj-refused").last).to_contain_text("李沧区")


def test_a_page_that_is_open_follows_what_others_do(
    page: Page, served: tuple[str, LiveLibrary], tmp_path: Path
) -> None:
    url, library = served
    opened(page, url)
    expect(page.locator("#yj-chat")).not_to_contain_text("崂山发展区")
    text = "# 崂山发展区政府工作报告\n\n崂山发展区建设9个科技园区。崂山发展区建设9个科技园区项目。"
    upload = given(tmp_path, text, "发展区.txt")
    library.add([Upload(upload.path, upload.name, Told(districts=("崂山发展区",), whole=True))])
    expect(page.locator("#yj-chat")).to_contain_text("崂山发展区", timeout=15_000)


def test_districts_and_title_can_be_corrected_before(
    documents: Page, served: tuple[str, LiveLibrary], tmp_path: Path
) -> None:
    page = documents
    file = tmp_path / "纪要.txt"
    file.write_text("会议决定建设6个共享工厂，投资9亿元。", encoding="utf-8")
    chosen(page, file)
    expect(page.locator(".yj-staged")).to_contain_text("没有识别出地区")
    page.get_by_label("标题", exact=True).fill("高新区会议纪要")
    field = page.locator(".yj-staged").get_by_label("地区（可改")
    field.fill("高新区")
    field.press("Enter")
    page.get_by_label("日期，如").fill("去年")
    page.locator("#yj-add").click()
    expect(page.get_by_role("alert")).to_contain_text("日期“去年”看不懂")
    page.get_by_label("日期，如").fill("2024年3月")
    added(page)
    row = page.locator("#yj-library tbody tr", has_text="高新区会议纪要")
    expect(row).to_contain_text("高新区")
    expect(row).to_contain_text("2024-03")
    assert "高新区" in served[1].districts
    tab(page, "对照")
    page.locator("#yj-compare-districts input").click()
    expect(page.get_by_role("option", name="高新区")).to_be_visible()


def test_bad_files_are_said_so_and_good_ones_still_go_in(
    documents: Page, tmp_path: Path, report: Path
) -> None:
    page = documents
    empty, program = tmp_path / "空.txt", tmp_path / "程序.exe"
    empty.write_bytes(b"")
    program.write_bytes(b"MZ")
    chosen(page, empty, program, report)
    cards = page.locator(".yj-staged")
    expect(cards.nth(0)).to_contain_text("空.txt 是空文件")
    expect(cards.nth(1)).to_contain_text("格式不支持")
    cards.nth(1).get_by_role("button", name="不加入").click()
    expect(cards).to_have_count(2)
    expect(page.locator("#yj-add")).to_have_text("加入这 1 份资料")
    added(page)
    chosen(page, report)
    page.locator("#yj-add").click()
    expect(page.locator("#yj-job")).to_contain_text("没有完成")
    expect(page.locator("#yj-library tbody tr")).to_have_count(2)


def test_a_document_is_read_with_its_sections(documents: Page) -> None:
    title = documents.locator("#yj-library tbody th button")
    title.press("Enter")
    dialog = documents.locator("dialog")
    expect(dialog.locator("h2")).to_have_text(title.inner_text())
    expect(dialog.get_by_role("heading", level=5).or_(dialog.locator("h3")).first).to_be_visible()
    documents.keyboard.press("Escape")
    expect(documents.locator("dialog")).to_have_count(0)


def test_the_last_document_stays(documents: Page) -> None:
    documents.locator("#yj-library tbody button", has_text="删除").click()
    documents.locator("dialog").get_by_role("button", name="删除").click()
    expect(documents.locator("#yj-job")).to_contain_text("这是最后一份资料")
    expect(documents.locator("#yj-library tbody tr")).to_have_count(1)


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_documents_on_a_phone(documents: Page, report: Path) -> None:
    chosen(documents, report)
    added(documents)
    no_wider_than(documents, 390)
