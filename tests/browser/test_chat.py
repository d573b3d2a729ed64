"""The Ask tab in a real browser, over the real pipeline and the bundled documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rag.youju import Youju
from tests.browser.asking import COMPARE, MARINE, answered, last_answer, opened
from tests.browser.living import PHONE
from tests.ui.serving import connected, serving


@pytest.fixture(scope="module")
def youju(seed_index: Path) -> Youju:
    youju = Youju.open(seed_index)
    youju.warm_up()
    return youju


@pytest.fixture(scope="module")
def url(youju: Youju) -> Iterator[str]:
    with serving(youju) as url:
        yield url


def test_an_answer_with_its_quote_marked_in_place(page: Page, url: str, youju: Youju) -> None:
    opened(page, url)
    answered(page, MARINE)
    mark = page.locator("#yj-evidence mark").first
    expect(mark).to_contain_text("101个海洋重点项目")
    assert "101个" in last_answer(page)
    quote = mark.inner_text()
    assert any(quote in document.text for document in youju.documents.values())
    card = page.locator("#yj-evidence .yj-card").first
    expect(card).to_contain_text("西海岸新区")
    expect(card).to_contain_text("孙永红")
    status = page.locator("#yj-chat .yj-status").last
    expect(status).to_contain_text("检索了 1 份文件、1 个地区 · 数字已核对 · 引文逐字一致")
    expect(status).to_contain_text("毫秒")


def test_a_mark_leads_to_its_card_by_mouse_and_by_keyboard(page: Page, url: str) -> None:
    opened(page, url)
    answered(page, COMPARE)
    marks = page.locator("#yj-chat a.yj-mark")
    marks.nth(1).click()
    active = page.locator(".yj-card.yj-active")
    expect(active).to_have_count(1)
    expect(active).to_contain_text("[2]")
    expect(active.locator("mark")).to_be_visible()
    expect(active.locator("mark")).to_be_in_viewport()
    marks.nth(0).press("Enter")
    expect(active).to_contain_text("[1]")
    expect(active).to_be_focused()
    page.keyboard.press("Escape")
    expect(marks.nth(0)).to_be_focused()


def test_a_mark_of_an_earlier_answer_brings_its_evidence_back(page: Page, url: str) -> None:
    opened(page, url)
    answered(page, MARINE)
    answered(page, COMPARE)
    expect(page.locator("#yj-evidence .yj-about")).to_have_text(COMPARE)
    page.locator("#yj-chat a.yj-mark").first.click()
    expect(page.locator("#yj-evidence .yj-about")).to_have_text(MARINE)
    expect(page.locator(".yj-card.yj-active mark")).to_contain_text("101个海洋重点项目")


def test_hovering_over_a_mark_shows_the_quote(page: Page, url: str) -> None:
    opened(page, url)
    answered(page, MARINE)
    page.locator("#yj-chat a.yj-mark").first.hover()
    expect(page.get_by_role("tooltip")).to_contain_text("孙永红：“西海岸新区将全力推进")
    page.locator("#yj-question textarea").hover()
    expect(page.get_by_role("tooltip")).to_have_count(0)


def test_a_source_opens_in_full_at_its_place(page: Page, url: str) -> None:
    opened(page, url)
    answered(page, MARINE)
    page.get_by_role("button", name="在全文中查看").first.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("mark")).to_contain_text("101个海洋重点项目")
    expect(dialog.locator("mark").first).to_be_in_viewport()
    expect(dialog).to_contain_text("市北区委书记、青岛国际邮轮港区服务管理局党组书记高健")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="在全文中查看").first.click()
    expect(page.get_by_role("dialog")).to_have_count(1)


def test_the_rest_of_a_paragraph_unfolds_by_keyboard(page: Page, url: str) -> None:
    opened(page, url)
    answered(page, MARINE)
    far = page.locator("#yj-evidence .yj-far").first
    expect(far).to_be_hidden()
    page.locator("#yj-evidence .yj-unfold").first.press("Space")
    expect(far).to_be_visible()


def test_a_follow_up_keeps_the_district(page: Page, url: str) -> None:
    opened(page, url)
    answered(page, MARINE)
    answered(page, "那它的医院目标呢？")
    assert "10家" in last_answer(page)
    expect(page.locator("#yj-evidence .yj-district").first).to_have_text("西海岸新区")
    expect(page.locator("#yj-chat .yj-scope").last).to_contain_text("西海岸新区（承接上文）")


def test_a_scope_chip_taken_away_asks_again_without_it(page: Page, url: str) -> None:
    opened(page, url)
    answered(page, COMPARE)
    assert "市北区" in last_answer(page)
    chips = page.locator("#yj-chat button[name=yj-drop]")
    expect(chips).to_have_count(2)
    chips.filter(has_text="市北区").press("Enter")
    expect(chips).to_have_count(1)
    expect(chips).to_contain_text("市南区")
    expect(chips).to_be_focused()
    expect(page.locator("#yj-chat .yj-text")).to_have_count(1)
    assert "市北区" not in last_answer(page)
    assert set(page.locator("#yj-evidence .yj-district").all_inner_texts()) == {"市南区"}
    page.locator("#yj-chat .yj-menu summary").click()
    page.locator("#yj-chat .yj-menu").get_by_text("崂山区").click()
    expect(chips).to_have_count(2)
    expect(chips.nth(1)).to_contain_text("崂山区")
    page.get_by_text("恢复自动判断").click()
    expect(chips.filter(has_text="市北区")).to_have_count(1)


def test_a_district_that_is_not_covered_is_refused_by_name(page: Page, url: str) -> None:
    opened(page, url)
    answered(page, "李沧区要建设多少个都市园区？")
    refusal = page.locator("#yj-chat .yj-refused")
    expect(refusal).to_contain_text("资料里没有答案")
    expect(refusal).to_contain_text("李沧区")
    expect(refusal.locator("xpath=..")).to_contain_text("市北区")
    expect(page.locator("#yj-evidence .yj-number")).to_have_count(0)


def test_a_refusal_shows_what_came_closest(page: Page, url: str) -> None:
    opened(page, url)
    answered(page, "市南区要建设多少座核电站？")
    expect(page.locator("#yj-chat .yj-refused")).to_contain_text("未提及")
    expect(page.locator("#yj-evidence .yj-nearest")).to_have_text("最接近的原文（未作为依据）")
    expect(page.locator("#yj-evidence .yj-near").first).to_contain_text("市南区")
    expect(page.locator("#yj-evidence .yj-number")).to_have_count(0)
    page.locator("#yj-chat .yj-close-by a").first.click()
    expect(page.locator(".yj-near.yj-active")).to_have_count(1)


def test_an_example_is_asked_with_one_click(page: Page, url: str) -> None:
    opened(page, url)
    page.get_by_role("button", name=MARINE).click()
    expect(page.locator("#yj-evidence mark").first).to_contain_text("101个海洋重点项目")


def test_the_district_filter_is_kept_to(page: Page, url: str) -> None:
    opened(page, url)
    page.locator("#yj-only").get_by_role("button", name="限定地区").click()
    page.locator("#yj-districts input").click()
    page.get_by_role("option", name="市北区").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="限定地区 · 市北区")).to_be_visible()
    answered(page, "哪些地区提到了RCEP？")
    expect(page.locator("#yj-chat .yj-scope")).to_contain_text("市北区")
    assert set(page.locator("#yj-evidence .yj-district").all_inner_texts()) == {"市北区"}


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_on_a_phone_the_evidence_is_below_the_chat(page: Page, url: str) -> None:
    opened(page, url)
    answered(page, COMPARE)
    expect(page.locator("#yj-evidence mark").first).to_be_visible()
    chat = page.locator("#yj-chat").bounding_box()
    evidence = page.locator("#yj-evidence").bounding_box()
    assert chat is not None
    assert evidence is not None
    assert evidence["y"] >= chat["y"] + chat["height"]
    assert evidence["x"] + evidence["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    text = page.locator("#yj-chat .yj-text").bounding_box()
    assert text is not None
    assert text["x"] + text["width"] <= chat["x"] + chat["width"]
    page.locator("#yj-chat a.yj-mark").first.click()
    expect(page.locator(".yj-card.yj-active")).to_be_in_viewport()


def test_the_endpoint_gives_what_python_gives(url: str, youju: Youju) -> None:
    with connected(url) as client:
        result = client.predict(MARINE, api_name="/answer")
    expected = youju.answer(MARINE).to_dict()
    result.pop("timings_ms")
    expected.pop("timings_ms")
    assert result == expected


def test_a_question_sent_twice_is_asked_once(page: Page, url: str) -> None:
    opened(page, url)
    box = page.locator("#yj-question textarea")
    box.fill(MARINE)
    box.press("Enter")
    box.press("Enter")
    expect(page.locator("#yj-chat .yj-text")).to_have_count(1)
    page.wait_for_timeout(500)
    expect(page.locator("#yj-chat .yj-question")).to_have_count(1)
    expect(page.get_by_role("alert")).to_have_count(0)
