from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from eval.bench import bench_command
from eval.cli import eval_command
from index.errors import IndexUnreadable
from index.store.layout import LAST_REPORT
from tests.eval.conftest import pair, refusable
from tests.eval.fakes import FakeYouju
from ui.last_result import read_last

Write = Callable[..., Path]
NORTH = "全年建设8个都市园区"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def opened(youju: FakeYouju, home: Path, monkeypatch: pytest.MonkeyPatch) -> FakeYouju:
    """Stands in for the index that the command would open; knows the answer to ``pair()``."""
    monkeypatch.setenv("YOUJU_HOME", str(home))
    youju.script[pair().question] = youju.says(pair().question, (NORTH, NORTH))
    for module in ("eval.cli", "eval.bench.answer"):
        monkeypatch.setattr(f"{module}.open_system", lambda home: youju)
    return youju


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(eval_command, [str(argument) for argument in arguments])


def test_everything_at_once(opened: FakeYouju, written: Write, tmp_path: Path) -> None:
    pairs = written(pair(), refusable(split="test"))
    files = [tmp_path / name for name in ("r.json", "r.html", "b.json")]
    done = run(
        pairs, "--json", files[0], "--html", files[1], "--save-baseline", files[2], "--failures"
    )
    assert done.exit_code == 0, done.output
    assert "评测结果" in done.output
    assert len(json.loads(files[0].read_text(encoding="utf-8"))["questions"]) == 2
    again = run(pairs, "--baseline", files[2])
    assert again.exit_code == 0, again.output
    assert "没有变化" in again.output


def test_worse_than_the_baseline_is_one(opened: FakeYouju, written: Write, tmp_path: Path) -> None:
    pairs = written(pair())
    assert run(pairs, "--save-baseline", tmp_path / "b.json").exit_code == 0
    opened.script.clear()
    done = run(pairs, "--baseline", tmp_path / "b.json")
    assert done.exit_code == 1
    assert "变差的题：q1" in done.output


def test_a_broken_invariant_is_one(opened: FakeYouju, written: Write) -> None:
    right = opened.script[pair().question]
    opened.script[pair().question] = replace(right, text=NORTH)
    done = run(written(pair()))
    assert done.exit_code == 1
    assert "违反不变式" in done.output


def test_bad_input_is_two(opened: FakeYouju, written: Write, tmp_path: Path) -> None:
    for pairs, _message in (
        (written("不是 JSON"), "第 1 行"),
        (written(""), "没有问答对"),
        (written(pair(evidence=["没有这句话"])), "q1：没有这句话"),
        (tmp_path / "none.jsonl", "读不了"),
    ):
        done = run(pairs)
        assert done.exit_code == 2
    done = run(written(pair(evidence=["没有这句话"])))
    assert (done.exit_code, "q1：没有这句话" in done.output) == (2, True)
    assert run(written(pair()), "--baseline", tmp_path / "none.json").exit_code == 2
    assert run(written(pair()), "--only", "q9").exit_code == 2
    assert run().exit_code == 2


def test_an_index_that_cannot_be_read_is_three(
    written: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(home: Path | None) -> FakeYouju:
        raise IndexUnreadable("索引读不了。", "请运行 youju index。")

    monkeypatch.setattr("eval.cli.open_system", unreadable)
    done = run(written(pair()))
    assert done.exit_code == 3
    assert "请运行 youju index" in done.output


def test_split_and_only_choose(opened: FakeYouju, written: Write) -> None:
    pairs = written(pair(), refusable(split="test"))
    assert "测试集" not in run(pairs, "--split", "dev").output
    assert "开发集" not in run(pairs, "--only", "u1").output


def test_the_last_result_is_left_for_the_page(
    opened: FakeYouju, home: Path, written: Write, tmp_path: Path
) -> None:
    pairs = written(pair(), refusable(split="test"))
    assert run(pairs, "--only", "u1").exit_code == 0
    assert read_last(home) is None
    assert run(pairs).exit_code == 0
    last = read_last(home)
    assert last is not None
    assert last.splits["all"]["all"].n == 2
    assert last.failures == ()
    assert "评测报告" in (home / LAST_REPORT).read_text(encoding="utf-8")
    assert run(pairs, "--index", tmp_path / "other").exit_code == 0
    assert read_last(tmp_path / "other") is not None
    opened.script.clear()
    assert run(pairs).exit_code == 0
    last = read_last(home)
    assert last is not None
    assert [failure.question for failure in last.failures] == [pair().question]


def test_an_index_that_cannot_be_written_is_evaluated_all_the_same(
    opened: FakeYouju, home: Path, written: Write
) -> None:
    home.write_text("a file where a folder should be")
    done = run(written(pair()))
    assert done.exit_code == 0, done.output
    assert "结果没有留在索引文件夹里" in done.output


def test_the_bench_times_every_stage(opened: FakeYouju, written: Write, tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    pairs = str(written(pair(), refusable()))
    done = CliRunner().invoke(
        bench_command, ["answer", pairs, "--rounds", "2", "--cold", "0", "--json", str(path)]
    )
    assert done.exit_code == 0, done.output
    measured = json.loads(path.read_text(encoding="utf-8"))
    assert set(measured["milliseconds"]) == {"打开索引", "第一个回答", "search", "合计"}
    assert measured["machine"]
    assert measured["peak_mib"]["本进程"] > 0
    assert CliRunner().invoke(bench_command, ["answer", "none.jsonl"]).exit_code == 2
