"""A live library over a small index with a model that costs nothing, and files to add to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import docx

from index.embed import HashEmbedder
from index.uploads import Upload
from tests.index.corpus import build, write_corpus
from ui.live import LiveLibrary

LAOSHAN = "# 崂山区政府工作报告\n\n崂山区发展人工智能产业。今年新增企业12家。"
HOSTILE_NAME = "[点我](x.example) [1] <img src=x onerror=alert(9)> \u202egpj.txt"
HOSTILE_TITLE = "<script>alert(1)</script>[t](http://x.example) [1] \u202e标题"
HOSTILE_TEXT = (
    "# 城阳区政府工作报告\n\n城阳区的城市更新<script>alert(2)</script><img src=x onerror=alert(3)>"
    "[点我](http://x.example) [1] 投资\u202e0002亿元 =HYPERLINK(1) **粗** 建设8个园区。\n"
)


@contextmanager
def live(tmp_path: Path, *, look_every: float = 0.05, dimension: int = 64) -> Iterator[LiveLibrary]:
    """A live library over the three documents of ``tests.index.corpus``."""
    build(write_corpus(tmp_path / "seeds"), tmp_path / "home", dimension=dimension)
    library = LiveLibrary(
        tmp_path / "home", embedder=HashEmbedder(dimension), look_every=look_every
    )
    try:
        yield library
    finally:
        library.wait(20)
        library.close()


def given(tmp_path: Path, text: str | bytes = LAOSHAN, name: str = "崂山区.txt") -> Upload:
    """A file as it comes from a browser."""
    folder = tmp_path / "given"
    folder.mkdir(exist_ok=True)
    path = folder / Path(name.replace("/", "_")).name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return Upload(path, name)


def word_file(path: Path, heading: str, *paragraphs: str) -> Path:
    """A Word document."""
    document = docx.Document()
    document.add_heading(heading, 1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(path))
    return path
