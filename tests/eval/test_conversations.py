"""Many conversations at once: the driver against a real server, and its judgement."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from eval.bench import bench_command
from eval.conversations import Exchange, judge
from rag.youju import Youju
from tests.conftest import ROOT

PAIRS = ROOT / "eval" / "pairs" / "seeds.jsonl"
MARINE = "西海岸新区要推进多少个海洋重点项目？"
FOLLOW_UP = "那它的医院目标呢？"


@pytest.fixture(scope="module")
def youju(seed_index: Path) -> Youju:
    return Youju.open(seed_index)


def exchange(number: int, question: str, found: dict[str, Any], *, after: str = "") -> Exchange:
    history = ((after, "101个海洋重点项目。[1]"),) if after else ()
    return Exchange(number, question, history, 10.0 * (number + 1), found)


def test_answers_of_its_own_pass_whatever_their_times(youju: Youju) -> None:
    history = ((MARINE, "101个海洋重点项目。[1]"),)
    followed = youju.answer(FOLLOW_UP, history=history).to_dict()
    load = judge(
        [
            exchange(0, MARINE, youju.answer(MARINE).to_dict() | {"timings_ms": {"total": 1.0}}),
            exchange(1, FOLLOW_UP, followed, after=MARINE),
        ],
        youju,
        conversations=2,
        seconds=1,
    )
    assert not load.failed
    assert (load.questions, load.p50_ms, load.slowest_ms) == (2, 15.0, 20.0)


def test_an_answer_of_another_conversation_is_found_out(youju: Youju) -> None:
    other = youju.answer("市南区要建设多少个都市园区？").to_dict()
    forgotten = youju.answer(FOLLOW_UP).to_dict()
    load = judge(
        [
            exchange(0, MARINE, other),
            exchange(1, FOLLOW_UP, forgotten, after=MARINE),
            Exchange(2, MARINE, (), 5.0, error="503"),
        ],
        youju,
        conversations=3,
        seconds=1,
    )
    assert (load.mixed_up, load.different, load.errors) == (1, 1, 1)
    assert load.failed


def test_no_question_at_all_is_a_failure(youju: Youju) -> None:
    assert judge([], youju, conversations=1, seconds=1).failed


def test_twenty_conversations_with_a_real_server(seed_index: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(
        bench_command,
        [
            "chat",
            str(PAIRS),
            *("--index", str(seed_index), "--conversations", "20", "--seconds", "4"),
            *("--pause", "0.5", "--json", str(tmp_path / "load.json")),
        ],
    )
    assert result.exit_code == 0, result.output
    assert "出错 0，串话 0，与 answer() 不同 0" in result.output
    load = json.loads((tmp_path / "load.json").read_text(encoding="utf-8"))
    assert load["conversations"] == 20
    assert load["questions"] >= 20
    assert load["p50_ms"] <= load["p95_ms"] <= load["slowest_ms"]


@pytest.mark.parametrize(
    ("lines", "home", "message"),
    [(3, None, "只有 3 题"), (30, "nowhere", "youju index")],
)
def test_what_cannot_be_run_says_why(
    tmp_path: Path, seed_index: Path, lines: int, home: str | None, message: str
) -> None:
    pairs = tmp_path / "pairs.jsonl"
    text = PAIRS.read_text(encoding="utf-8").splitlines(keepends=True)
    pairs.write_text("".join(text[:lines]), encoding="utf-8")
    index = seed_index if home is None else tmp_path / home
    result = CliRunner().invoke(bench_command, ["chat", str(pairs), "--index", str(index)])
    assert result.exit_code in (2, 3)
    assert message in result.output
