from __future__ import annotations

import io
from html.parser import HTMLParser
from pathlib import Path

from rich.console import Console

from eval.baseline import compare, make_baseline
from eval.report_html import render_html, write_html
from eval.run import Run, evaluate
from eval.summary import summarise
from eval.table import print_broken, print_failures, print_tables
from rag.records import Answer, ScopedDistrict, Sentence
from tests.eval.conftest import pair, refusable
from tests.eval.fakes import FakeYouju

HOSTILE = "<script>alert(1)</script>"
NORTH = "全年建设8个都市园区"


class Tags(HTMLParser):
    """Collects the elements of a page and what they would load."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [value or "" for name, value in attrs if name in ("src", "href")]


def failing(youju: FakeYouju) -> Run:
    """One wrong answer, one right one, one refusal that should not be, one hostile."""
    wrong = pair(id="q1", history=[["前一问", "前一答"]])
    right = pair(id="q2", question="市北都市园区几个")
    refused = pair(id="q3", question="北边有几个园区", split="test")
    hostile = refusable(id="<b>h</b>", question=HOSTILE, districts=["<i>区</i>"])
    south = "全年建设12个都市园区"
    youju.script[wrong.question] = youju.says(wrong.question, (south, south))
    youju.script[right.question] = youju.says(right.question, (NORTH, NORTH))
    youju.script[hostile.question] = Answer(
        question=HOSTILE,
        status="answered",
        text=HOSTILE,
        sentences=(Sentence(HOSTILE, ()),),
        scope=(ScopedDistrict(HOSTILE, "alias", HOSTILE),),
        reason=HOSTILE,
    )
    return evaluate(youju, [wrong, right, refused, hostile])


def test_the_page_tells_a_failures_whole_story(youju: FakeYouju) -> None:
    run = failing(youju)
    page = render_html(run, summarise(run))
    story = page[page.index("q1") : page.index("q3")]
    for part in (
        "市北区建设多少个都市园区？",
        "前一问 → 前一答",
        "全年建设12个都市园区",
        "缺　8个",
        "检索第 1 位",
        f"<mark>{NORTH}</mark>",
        "错误地区",
        "置信度 0.900",
    ):
        assert part in story
    assert 'class="relevant"' in story
    assert "该答未答" in page
    assert "风险—覆盖曲线" in page
    assert "hash" in page


def test_hostile_text_stays_text(youju: FakeYouju) -> None:
    run = failing(youju)
    page = render_html(run, summarise(run))
    assert HOSTILE not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    found = Tags()
    found.feed(page)
    assert found.tags.count("script") == 1
    assert "b" not in found.tags
    assert "i" not in found.tags


def test_the_page_needs_nothing_else(youju: FakeYouju, tmp_path: Path) -> None:
    run = failing(youju)
    path = tmp_path / "report.html"
    write_html(path, run, summarise(run), compare(make_baseline(run), run))
    page = path.read_text(encoding="utf-8")
    found = Tags()
    found.feed(page)
    assert found.loads == []
    assert "url(" not in page
    assert "http" not in page
    assert "与基线比较" in page


def test_a_run_without_failures_says_so(youju: FakeYouju) -> None:
    run = evaluate(youju, [refusable()])
    assert "全部通过。" in render_html(run, summarise(run))


def test_the_terminal_shows_the_same(youju: FakeYouju) -> None:
    run = failing(youju)
    console = Console(file=io.StringIO(), width=240)
    print_tables(console, summarise(run))
    print_failures(console, run)
    print_broken(console, run)
    file = console.file
    assert isinstance(file, io.StringIO)
    text = file.getvalue()
    for part in (
        "开发集（3 题）",
        "测试集（1 题）",
        "全部（4 题）",
        "仅词面",
        "未提及",
        "缺少：8个",
    ):
        assert part in text
    assert f"有一句没有引用标记：{HOSTILE}" in text
