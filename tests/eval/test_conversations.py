"""Many conversations at once: the driver against a real server, and its judgement."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from eval.bench import bench_command
from eval.conversations import Exchange, judge
from eval.page_session import Said
from rag.youju import Youju
from tests.conftest import ROOT, apart

PAIRS = ROOT / "eval" / "pairs" / "seeds.jsonl"
MARINE = "西海岸新区要推进多少个海洋重点项目？"
SOUTH = "市南区要建设多少个都市园区？"
FOLLOW_UP = "那它的医院目标呢？"


@pytest.fixture(scope="module")
def youju(seed_index: Path) -> Youju:
    return Youju.open(seed_index)


def shown(*turns: tuple[str, str]) -> tuple[Said, ...]:
    """A chat of questions and answers, each answer followed by what the page adds."""
    return tuple(
        said
        for question, text in turns
        for said in (Said(True, question), Said(False, f"{text}[1] 检索了 1 份文件"))
    )


def sentence(youju: Youju, question: str, *history: tuple[str, str]) -> str:
    answer = youju.answer(question, history=history)
    return answer.sentences[0].text if answer.sentences else answer.text


def test_answers_of_its_own_pass(youju: Youju) -> None:
    first = (MARINE, sentence(youju, MARINE))
    second = (FOLLOW_UP, sentence(youju, FOLLOW_UP, first))
    held = (
        Exchange(MARINE, 10.0, shown(first)),
        Exchange(FOLLOW_UP, 20.0, shown(first, second)),
    )
    load = judge([held, (Exchange(MARINE, 30.0, shown(first)),)], youju, 2, 1)
    assert not load.failed
    assert (load.questions, load.p50_ms, load.slowest_ms) == (3, 20.0, 30.0)


def test_what_belongs_to_another_conversation_is_found_out(youju: Youju) -> None:
    own, other = (MARINE, sentence(youju, MARINE)), (SOUTH, sentence(youju, SOUTH))
    forgotten = (FOLLOW_UP, "资料中未提及。")
    held = [
        (Exchange(MARINE, 1.0, shown(other)),),
        (Exchange(MARINE, 1.0, shown(other, own)),),
        (Exchange(MARINE, 1.0, shown((MARINE, other[1]))),),
        (Exchange(MARINE, 1.0, shown(own)), Exchange(FOLLOW_UP, 1.0, shown(own, forgotten))),
        (Exchange(MARINE, 1.0, shown(own)[:1]),),
        (Exchange(MARINE, 0.0, error="503"),),
    ]
    load = judge(held, youju, 6, 1)
    assert (load.mixed_up, load.different, load.errors) == (2, 3, 1)
    assert load.failed


def test_no_question_at_all_is_a_failure(youju: Youju) -> None:
    assert judge([], youju, 1, 1).failed


def test_twenty_conversations_with_a_real_server(seed_index: Path, tmp_path: Path) -> None:
    arguments = [
        *("chat", str(PAIRS), "--index", str(seed_index), "--conversations", "20"),
        *("--seconds", "4", "--pause", "0.5", "--json", str(tmp_path / "load.json")),
    ]
    result = apart(lambda: CliRunner().invoke(bench_command, arguments))
    assert result.exit_code == 0, result.output
    assert "出错 0，串话 0，与 answer() 不同 0" in result.output
    assert not (seed_index / "conversations").exists()
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
