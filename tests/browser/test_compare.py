"""The Compare tab in a real browser, over the bundled documents."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import picture
from tests.browser.living import PHONE, compared, living, no_wider_than, tab
from ui.live import LiveLibrary

TOPIC = "医院"
FIGURES = "各区要推进多少个重点项目？"


@pytest.fixture(scope="module")
def served(
    seed_index: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, LiveLibrary]]:
    with living(seed_index, tmp_path_factory.mktemp("compare") / "home") as served:
        yield served


@pytest.fixture
def compare(page: Page, served: tuple[str, LiveLibrary]) -> Page:
    page.goto(served[0])
    tab(page, "对照")
    return page


def test_each_district_in_its_own_words_or_not_at_all(
    compare: Page, served: tuple[str, LiveLibrary]
) -> None:
    expect(compare.locator("#yj-comparison")).to_contain_text("输入一个主题")
    compared(compare, TOPIC)
    rows = compare.locator("#yj-comparison tbody tr")
    assert rows.locator("th").all_inner_texts() == list(served[1].districts)
    said = rows.filter(has=compare.locator("q"))
    expect(said).to_have_count(2)
    expect(said.first).to_contain_text("三级以上医院达到10家以上")
    expect(said.first).to_contain_text("孙永红")
    expect(rows.filter(has_text="未提及")).to_have_count(3)
    expect(compare.locator(".yj-compared header")).to_contain_text("5 个地区中 2 个谈到")


def test_a_mark_opens_the_document_at_the_quote(compare: Page) -> None:
    compared(compare, TOPIC)
    quote = compare.locator("#yj-comparison q").last.inner_text()
    compare.locator("#yj-comparison tbody button").last.focus()
    compare.keyboard.press("Enter")
    marked = compare.locator("dialog mark")
    expect(marked).to_have_text(quote)
    expect(marked).to_be_in_viewport()
    compare.keyboard.press("Escape")
    expect(compare.locator("dialog")).to_have_count(0)


def test_figures_of_one_unit_are_drawn(compare: Page) -> None:
    compared(compare, FIGURES)
    bars = compare.locator(".yj-bars li")
    expect(bars).to_have_count(2)
    assert [text.split("\n")[0] for text in bars.all_inner_texts()] == ["市南区", "西海岸新区"]
    expect(bars.first).to_contain_text("134个")
    widths = [box["width"] for bar in bars.locator("i").all() if (box := bar.bounding_box())]
    assert widths[1] / widths[0] == pytest.approx(101 / 134, abs=0.01)
    picture(compare, "compare-figures")


def test_a_suggestion_and_a_choice_of_districts(compare: Page) -> None:
    compare.locator("#yj-compare-districts input").click()
    compare.get_by_role("option", name="市南区").click()
    compare.get_by_role("option", name="崂山区").click()
    compare.keyboard.press("Escape")
    compare.locator("#yj-topics").get_by_text("城市更新", exact=True).click()
    heads = compare.locator("#yj-comparison tbody th")
    expect(heads).to_have_count(2)
    assert heads.all_inner_texts() == ["市南区", "崂山区"]
    expect(compare.locator("#yj-topic textarea, #yj-topic input").first).to_have_value("城市更新")


def test_it_can_be_taken_away_with_its_sources(compare: Page) -> None:
    compared(compare, TOPIC)
    with compare.expect_download() as caught:
        compare.get_by_role("link", name="导出 CSV").click()
    assert caught.value.suggested_filename == "对照_医院.csv"
    data = Path(caught.value.path()).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [line["地区"] for line in lines].count("市北区") == 1
    assert lines[0]["讲话人"] == "孙永红"
    assert int(lines[0]["止（第几字）"]) - int(lines[0]["起（第几字）"]) + 1 == len(
        lines[0]["原文"]
    )
    with compare.expect_download() as caught:
        compare.get_by_role("link", name="导出 Excel").click()
    assert caught.value.suggested_filename == "对照_医院.xlsx"
    sheet = load_workbook(io.BytesIO(Path(caught.value.path()).read_bytes())).active
    assert sheet is not None
    assert sheet["B2"].value == lines[0]["原文"]


def test_what_cannot_be_compared_is_said(compare: Page) -> None:
    compare.locator("#yj-topic textarea, #yj-topic input").first.press("Enter")
    expect(compare.get_by_role("alert")).to_have_text("请先输入要对照的主题。")
    compared(compare, "火星移民")
    expect(compare.locator("#yj-comparison")).to_contain_text("请换一个说法")


def test_in_english(compare: Page) -> None:
    compared(compare, TOPIC)
    compare.locator("#yj-language").get_by_text("English").click()
    expect(compare.locator("#yj-comparison")).to_contain_text("2 of 5 districts speak of it")
    expect(compare.locator("#yj-comparison tbody tr").nth(1)).to_contain_text("Not mentioned")
    expect(compare.get_by_role("tab", name="Compare")).to_be_visible()
    expect(compare.get_by_role("button", name="Compare")).to_be_visible()
    expect(compare.locator("#yj-topics")).to_contain_text("Topics that several districts speak of")


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_comparing_on_a_phone(compare: Page) -> None:
    compared(compare, FIGURES)
    expect(compare.locator(".yj-bars li")).to_have_count(2)
    no_wider_than(compare, 390)
