from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from eval.baseline import Comparison, compare, make_baseline, read_baseline, write_baseline
from eval.comparison_table import print_comparison
from eval.pairs import Pair
from eval.run import Run, evaluate
from index.errors import UsageError
from tests.eval.conftest import pair
from tests.eval.fakes import FakeYouju

NORTH = "全年建设8个都市园区"
PAIRS = [pair(id=f"q{n}", question=f"市北区第{n}问：建设多少园区？") for n in range(40)]


def run_with(youju: FakeYouju, refused: int, pairs: list[Pair] = PAIRS) -> Run:
    """A run in which the first ``refused`` questions are refused."""
    youju.script = {p.question: youju.says(p.question, (NORTH, NORTH)) for p in pairs[refused:]}
    return evaluate(youju, pairs, ceiling=False)


def shown(comparison: Comparison) -> str:
    console = Console(file=io.StringIO(), width=200)
    print_comparison(console, comparison)
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def test_a_baseline_survives_being_written(youju: FakeYouju, tmp_path: Path) -> None:
    baseline = make_baseline(run_with(youju, 1))
    path = tmp_path / "b.json"
    write_baseline(path, baseline)
    assert read_baseline(path) == baseline
    lines = path.read_text(encoding="utf-8").splitlines()
    assert sum('"q7"' in line for line in lines) == 1
    assert NORTH not in path.read_text(encoding="utf-8")


def test_the_same_run_has_not_changed(youju: FakeYouju) -> None:
    run = run_with(youju, 1)
    comparison = compare(make_baseline(run), run)
    assert not comparison.fell
    assert comparison.notes == ()
    assert "没有变化" in shown(comparison)


def test_a_fall_beyond_chance_is_found_and_named(youju: FakeYouju) -> None:
    baseline = make_baseline(run_with(youju, 1))
    comparison = compare(baseline, run_with(youju, 10))
    assert comparison.fell
    facts = next(c for c in comparison.changes if c.metric.key == "facts")
    assert facts.fell
    assert (facts.before, facts.after) == (39 / 40, 30 / 40)
    assert list(facts.worse) == [f"q{n}" for n in range(1, 10)]
    text = shown(comparison)
    assert "变差，超出区间" in text
    assert "q9 1→0" in text


def test_one_worse_question_of_forty_may_be_chance_but_is_listed(youju: FakeYouju) -> None:
    comparison = compare(make_baseline(run_with(youju, 0)), run_with(youju, 1))
    assert not comparison.fell
    assert "事实齐全变差的题：q0" in shown(comparison)


def test_a_rise_is_no_fall(youju: FakeYouju) -> None:
    comparison = compare(make_baseline(run_with(youju, 20)), run_with(youju, 0))
    assert not comparison.fell
    assert "变好" in shown(comparison)


def test_more_wrong_districts_are_a_fall(youju: FakeYouju) -> None:
    baseline = make_baseline(run_with(youju, 0))
    south = "全年建设12个都市园区"
    youju.script = {p.question: youju.says(p.question, (south, south)) for p in PAIRS}
    comparison = compare(baseline, evaluate(youju, PAIRS, ceiling=False))
    fallen = {change.metric.key for change in comparison.changes if change.fell}
    assert {"facts", "wrong_district"} <= fallen


def test_only_questions_that_are_the_same_are_compared(youju: FakeYouju) -> None:
    baseline = make_baseline(run_with(youju, 0))
    edited = [PAIRS[0].model_copy(update={"answer_contains": (("9个",),)}), *PAIRS[1:30]]
    added = pair(id="new", question="另一问")
    comparison = compare(baseline, run_with(youju, 0, [*edited, added]))
    assert not comparison.fell
    assert "1 题的内容在基线之后改过，不参加比较。" in comparison.notes
    assert "1 题不在基线里，不参加比较。" in comparison.notes


def test_other_conditions_are_noted(youju: FakeYouju) -> None:
    run = run_with(youju, 0)
    other = replace(run, manifest=replace(run.manifest, engine="other", corpus_sha256="0" * 64))
    notes = compare(make_baseline(run), other).notes
    assert any("引擎与基线不同：extractive → other" in note for note in notes)
    assert any(note.startswith("资料与基线不同") for note in notes)


def test_rounding_is_no_change(youju: FakeYouju) -> None:
    run = run_with(youju, 0)
    baseline = make_baseline(run)
    nearly = run.results[0]
    scores = dict(nearly.scores) | {"hybrid.ndcg@10": (nearly.scores["hybrid.ndcg@10"] or 0) - 4e-4}
    moved = replace(run, results=tuple(replace(r, scores=scores) for r in run.results))
    assert not compare(baseline, moved).fell


@pytest.mark.parametrize("text", ["", "[]", '{"schema_version": 2}', '{"questions": {"a": 1}}'])
def test_a_file_that_is_no_baseline(tmp_path: Path, text: str) -> None:
    path = tmp_path / "b.json"
    path.write_text(text)
    with pytest.raises(UsageError, match="不是可用的基线文件"):
        read_baseline(path)


def test_a_missing_baseline(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="读不了基线文件"):
        read_baseline(tmp_path / "none.json")
