"""Make the pictures of the READMEs: ``python docs/screenshots.py [FOLDER]``.

Serves the bundled documents from an index of its own, opens the page in Chromium and writes one
PNG for each picture, by default beside this file. Needs Chromium and a Chinese font, as the
browser tests do.
"""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from index.build import build_index
from ui import serve
from ui.live import LiveLibrary

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
NEW = ROOT / "eval" / "documents" / "a" / "01_成都市区县长访谈.md"
SIZE: ViewportSize = {"width": 1240, "height": 760}
SCALE = 1.5
COLOURS = 128
LARGEST = 300_000
"""Bytes of a picture: a README should open at once."""


def ask(page: Page) -> None:
    """A question, a follow-up, and the evidence for it."""
    box = page.locator("#yj-question textarea")
    for number, question in enumerate(
        ("哪些地区提到了RCEP？", "西海岸新区要推进多少个海洋重点项目？"), start=1
    ):
        box.fill(question)
        box.press("Enter")
        expect(page.locator("#yj-chat .yj-status")).to_have_count(number)
    expect(page.locator("#yj-evidence mark").first).to_be_visible()


def compare(page: Page) -> None:
    """One topic in the words of every district."""
    page.get_by_role("tab", name="对照").click()
    box = page.locator("#yj-topic textarea, #yj-topic input").first
    box.fill("重点项目")
    box.press("Enter")
    expect(page.locator("#yj-comparison tbody tr").first).to_be_visible()


def documents(page: Page) -> None:
    """A file that waits to be added, with what was recognised in it."""
    page.get_by_role("tab", name="资料").click()
    page.locator("#yj-files input[type=file]").set_input_files(str(NEW))
    expect(page.locator(".yj-staged")).to_have_count(1)


PICTURES: dict[str, Callable[[Page], None]] = {
    "ask": ask,
    "compare": compare,
    "documents": documents,
}


def main(folder: Path) -> None:
    """Write every picture into ``folder``."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("找不到 Chromium。请先安装：apt-get install chromium fonts-wqy-microhei")
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as home, sync_playwright() as playwright:
        build_index([ROOT / "seeds"], Path(home))
        library = LiveLibrary(Path(home))
        app = serve(library, port=0, home=Path(home), block=False)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, show in PICTURES.items():
            page = browser.new_page(viewport=SIZE, device_scale_factor=SCALE, locale="zh-CN")
            page.goto(str(app.local_url))
            expect(page.locator("#yj-past input")).not_to_have_value("")  # it is ready
            show(page)
            page.wait_for_timeout(800)  # whatever fades in has done so
            save(page.screenshot(animations="disabled", caret="hide"), folder / f"{name}.png")
            page.close()
        browser.close()
        app.close(verbose=False)
        library.close()


def save(picture: bytes, path: Path) -> None:
    """Write a picture in few colours, which is all that a page of text has."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path}: {image.width}×{image.height}, {size // 1000} kB")
    if size > LARGEST:
        sys.exit(f"{path} 太大了（{size} 字节）")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES)
