"""The page in a real browser, over the real pipeline and the bundled documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from index.build import build_index
from rag.youju import Youju
from tests.ui.serving import connected, serving

SEEDS = Path(__file__).parents[2] / "seeds"
MARINE = "西海岸新区要推进多少个海洋重点项目？"
PHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}


@pytest.fixture(scope="module")
def youju(tmp_path_factory: pytest.TempPathFactory) -> Youju:
    out = tmp_path_factory.mktemp("index")
    build_index([SEEDS], out)
    return Youju.open(out)


@pytest.fixture(scope="module")
def url(youju: Youju) -> Iterator[str]:
    with serving(youju) as url:
        yield url


def ask(page: Page, question: str) -> None:
    box = page.locator("#yj-question textarea")
    box.fill(question)
    box.press("Enter")


def last_answer(page: Page) -> str:
    return page.locator("#yj-chat .yj-answer").last.inner_text()


def test_an_answer_with_its_quote_marked_in_place(page: Page, url: str, youju: Youju) -> None:
    page.goto(url)
    ask(page, MARINE)
    mark = page.locator("#yj-evidence mark").first
    expect(mark).to_contain_text("101个海洋重点项目")
    assert "101个" in last_answer(page)
    quote = mark.inner_text()
    assert any(quote in document.text for document in youju.documents.values())
    card = page.locator("#yj-evidence .yj-card").first
    expect(card).to_contain_text("西海岸新区")
    expect(card).to_contain_text("孙永红")
    status = page.locator("#yj-chat .yj-status").last
    expect(status).to_contain_text("检索范围：西海岸新区")
    expect(status).to_contain_text("ms")


def test_a_mark_leads_to_its_card(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, MARINE)
    page.locator("#yj-chat .yj-mark").first.click()
    expect(page.locator(".yj-card:target")).to_contain_text("101个海洋重点项目")
    assert len(page.context.pages) == 1


def test_the_rest_of_a_paragraph_unfolds_by_keyboard(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, MARINE)
    far = page.locator("#yj-evidence .yj-far").first
    expect(far).to_be_hidden()
    page.locator("#yj-evidence .yj-unfold").first.press("Space")
    expect(far).to_be_visible()


def test_a_follow_up_keeps_the_district(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, MARINE)
    expect(page.locator("#yj-chat .yj-answer")).to_have_count(1)
    ask(page, "那它的医院目标呢？")
    expect(page.locator("#yj-chat .yj-answer")).to_have_count(2)
    assert "10家" in last_answer(page)
    expect(page.locator("#yj-evidence .yj-district").first).to_have_text("西海岸新区")


def test_a_district_that_is_not_covered_is_refused_by_name(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, "李沧区要建设多少个都市园区？")
    refusal = page.locator("#yj-chat .yj-refused")
    expect(refusal).to_contain_text("李沧区")
    expect(refusal.locator("xpath=..")).to_contain_text("市北区")
    expect(page.locator("#yj-evidence .yj-number")).to_have_count(0)


def test_a_refusal_shows_what_came_closest(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, "市南区要建设多少座核电站？")
    expect(page.locator("#yj-chat .yj-refused")).to_contain_text("未提及")
    expect(page.locator("#yj-evidence .yj-nearest")).to_have_text("最接近的原文（未作为依据）")
    expect(page.locator("#yj-evidence .yj-near").first).to_contain_text("市南区")
    expect(page.locator("#yj-evidence .yj-number")).to_have_count(0)


def test_an_example_is_asked_with_one_click(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_text(MARINE).click()
    expect(page.locator("#yj-evidence mark").first).to_contain_text("101个海洋重点项目")


def test_the_district_filter_is_kept_to(page: Page, url: str) -> None:
    page.goto(url)
    page.locator("#yj-districts input").click()
    page.get_by_role("option", name="市北区").click()
    page.keyboard.press("Escape")
    ask(page, "哪些地区提到了RCEP？")
    expect(page.locator("#yj-chat .yj-status")).to_contain_text("检索范围：市北区（")
    expect(page.locator("#yj-evidence .yj-district").first).to_have_text("市北区")
    assert set(page.locator("#yj-evidence .yj-district").all_inner_texts()) == {"市北区"}


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_on_a_phone_the_evidence_is_below_the_chat(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, MARINE)
    expect(page.locator("#yj-evidence mark").first).to_be_visible()
    chat = page.locator("#yj-chat").bounding_box()
    evidence = page.locator("#yj-evidence").bounding_box()
    assert chat is not None
    assert evidence is not None
    assert evidence["y"] >= chat["y"] + chat["height"]
    assert evidence["x"] + evidence["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_endpoint_gives_what_python_gives(url: str, youju: Youju) -> None:
    with connected(url) as client:
        result = client.predict(MARINE, api_name="/answer")
    expected = youju.answer(MARINE).to_dict()
    result.pop("timings_ms")
    expected.pop("timings_ms")
    assert result == expected
