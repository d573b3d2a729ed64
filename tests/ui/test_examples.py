"""Example questions come out of the documents."""

from __future__ import annotations

from pathlib import Path

from index.document import Document
from tests.ui.fakes import FakeYouju, document
from ui.examples import example_questions

SEEDS = Path(__file__).parents[2] / "seeds"


def test_quantities_a_search_and_a_comparison() -> None:
    assert example_questions(FakeYouju()) == (
        "西海岸新区要推进多少个海洋重点项目？",
        "市南区要建设多少个都市产业园区？",
        "西海岸新区海洋生产总值要增长多少？",
        "市南区人才总量突破多少？",
        "哪些地区提到了RCEP？",
        "比较西海岸新区和市南区的城市更新。",
    )


def test_fewer_when_fewer_are_asked_for() -> None:
    questions = example_questions(FakeYouju(), 3)
    assert questions == (
        "西海岸新区要推进多少个海洋重点项目？",
        "哪些地区提到了RCEP？",
        "比较西海岸新区和市南区的城市更新。",
    )
    assert example_questions(FakeYouju(), 0) == ()


def test_the_seed_document_asks_for_its_marine_projects() -> None:
    documents = [
        Document.from_text(path.read_text("utf-8"), title=path.stem)
        for path in sorted(SEEDS.glob("*.txt"))
    ]
    youju = FakeYouju({source.id: source for source in documents})
    questions = example_questions(youju)
    assert questions[0] == "西海岸新区要推进多少个海洋重点项目？"
    assert "哪些地区提到了RCEP？" in questions
    assert len(set(questions)) == 6


def test_documents_without_figures_or_districts_give_no_questions() -> None:
    assert example_questions(FakeYouju({})) == ()
    bare = Document("d", "", "", "没有数字的一句话。", (), "0" * 64)
    assert example_questions(FakeYouju({"d": bare})) == ()
    one = document(("崂山区", "崂山区风景很好，“山海”相连，RCEP也有。"))
    assert example_questions(FakeYouju({one.id: one})) == ()


def test_loose_ends_are_not_asked_for() -> None:
    source = document(("崂山区", "新增就业8万人以上，打造4个以上重点园区，培育5家左右龙头企业。"))
    assert example_questions(FakeYouju({source.id: source})) == ()
