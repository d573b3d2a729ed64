"""A page over an index that changes, and ways around its tabs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.ui.serving import serving
from ui.live import LiveLibrary

PHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}


@contextmanager
def living(seed_index: Path, home: Path) -> Iterator[tuple[str, LiveLibrary]]:
    """Serve a copy of an index, made at ``home``; the address and the library."""
    shutil.copytree(seed_index, home)
    library = LiveLibrary(home)
    try:
        with serving(library, home=home) as url:
            yield url, library
    finally:
        library.wait(30)
        library.close()


def tab(page: Page, name: str) -> None:
    """Go to a tab."""
    page.get_by_role("tab", name=name).click()


def compared(page: Page, topic: str) -> None:
    """Compare a topic by keyboard and wait for the table."""
    box = page.locator("#yj-topic textarea, #yj-topic input").first
    box.fill(topic)
    box.press("Enter")
    expect(page.locator("#yj-comparison h2")).to_have_text(topic)


def chosen(page: Page, *files: Path) -> None:
    """Choose files to add and wait until they have been read."""
    page.locator("#yj-files input[type=file]").set_input_files([str(file) for file in files])
    expect(page.locator(".yj-staged")).to_have_count(len(files))


def added(page: Page) -> None:
    """Add the files that wait and wait until they are indexed."""
    page.locator("#yj-add").click()
    expect(page.locator("#yj-job .yj-done")).to_contain_text("已加入")


def no_wider_than(page: Page, width: int) -> None:
    """Nothing sticks out to the right."""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
