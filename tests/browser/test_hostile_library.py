"""A document whose text, title and file name would do harm shows as plain text everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from index.told import Told
from index.uploads import Upload
from tests.browser.living import chosen, compared, living, tab
from tests.ui.library import HOSTILE_NAME, HOSTILE_TEXT, HOSTILE_TITLE, given
from ui.live import LiveLibrary

# First up, last down: a page whose server is gone has errors to tell.
pytestmark = pytest.mark.usefixtures("served")


@pytest.fixture
def served(seed_index: Path, tmp_path: Path) -> Iterator[tuple[str, LiveLibrary]]:
    with living(seed_index, tmp_path / "home") as served:
        upload = given(tmp_path, HOSTILE_TEXT, HOSTILE_NAME)
        served[1].add([Upload(upload.path, upload.name, Told(title=HOSTILE_TITLE))])
        served[1].wait(60)
        yield served


@pytest.fixture
def hostile(page: Page, served: tuple[str, LiveLibrary], without_dialogs: None) -> Page:
    page.goto(served[0])
    return page


def plain(place: Locator) -> None:
    """Nothing of it became an element, and nothing turns the line around."""
    for made in ("script", "img", "a[href*='x.example']", "strong:has-text('粗')"):
        expect(place.locator(made)).to_have_count(0)
    assert "\u202e" not in place.inner_text()


def test_in_the_comparison_and_its_document(hostile: Page) -> None:
    tab(hostile, "对照")
    compared(hostile, "城市更新")
    table = hostile.locator("#yj-comparison")
    row = table.locator("tbody tr", has_text="城阳区")
    expect(row).to_contain_text("<script>alert(2)</script><img src=x onerror=alert(3)>")
    expect(row).to_contain_text("[点我](http://x.example) [1]")
    expect(row).to_contain_text("<script>alert(1)</script>[t](http://x.example) [1] \ufffd标题")
    plain(table)
    for kind in ("CSV", "Excel"):
        with hostile.expect_download() as caught:
            hostile.get_by_role("link", name=f"导出 {kind}").click()
        if kind == "CSV":
            text = Path(caught.value.path()).read_text("utf-8-sig")
            assert "<script>alert(2)</script>" in text
            assert "\u202e" not in text
    row.get_by_role("button").first.click()
    dialog = hostile.locator("dialog")
    expect(dialog.locator("mark")).to_contain_text("<script>alert(2)</script>")
    plain(dialog)


def test_among_the_documents_and_in_the_question_before_removal(hostile: Page) -> None:
    tab(hostile, "资料")
    table = hostile.locator("#yj-library")
    row = table.locator("tbody tr", has_text="城阳区")
    expect(row).to_contain_text("<script>alert(1)</script>[t](http://x.example) [1]")
    expect(row).to_contain_text("<img src=x onerror=alert(9)> _gpj.txt")
    plain(table)
    row.get_by_role("button", name="删除").click()
    expect(hostile.locator("dialog h2")).to_contain_text("<script>alert(1)</script>")
    plain(hostile.locator("dialog"))
    hostile.locator("dialog .yj-danger").click()
    expect(hostile.locator("#yj-job .yj-done")).to_contain_text("<script>alert(1)</script>")
    plain(hostile.locator("#yj-job"))


def test_before_it_is_added(hostile: Page, tmp_path: Path) -> None:
    tab(hostile, "资料")
    folder = tmp_path / "again"
    folder.mkdir()
    file = folder / HOSTILE_NAME
    file.write_text("# <img src=x onerror=alert(4)>另一份\n" + HOSTILE_TEXT, encoding="utf-8")
    page = folder / "page.html"
    page.write_text(
        "<title>t</title><h1>即墨区<img src=x onerror=alert(5)></h1><script>alert(6)</script>"
        "<p onclick='alert(7)'>即墨区建设3个&lt;script&gt;园区</p><iframe src='http://x.example'>",
        encoding="utf-8",
    )
    chosen(hostile, file, page)
    cards = hostile.locator(".yj-staged")
    expect(cards.first).to_contain_text("_gpj.txt")
    for card in cards.all():
        card.get_by_text("查看清洗后的正文").click()
        plain(card)
    expect(cards.first.locator(".yj-cleaned")).to_contain_text("<script>alert(2)</script>")
    expect(cards.last.locator(".yj-cleaned")).to_contain_text("即墨区建设3个<script>园区")
    expect(cards.last.locator("iframe")).to_have_count(0)
