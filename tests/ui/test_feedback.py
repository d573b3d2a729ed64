"""Votes: the files they make, and that ``youju eval`` reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from eval.pairs import Pair, read_pairs
from rag.cli import main
from rag.youju import Youju
from tests.ui.fakes import answered, refused, turn
from ui.asking import ask
from ui.conversation import Conversation, Turn
from ui.feedback import PAIRS, REVIEW, Feedback, pair_of

QUESTIONS = (
    "西海岸新区要推进多少个海洋重点项目？",
    "那它的医院目标呢？",
    "比较市南区和市北区的城市更新",
    "哪些区提到了RCEP？",
    "李沧区要建设多少个都市园区？",
    "崂山区要做强几大主导产业、几条产业链？",
)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def voted(*turns: Turn) -> Conversation:
    return Conversation("c" * 24, turns)


def test_eval_reads_what_people_liked_and_finds_it_right(seed_index: Path, tmp_path: Path) -> None:
    youju = Youju.open(seed_index)
    feedback = Feedback(tmp_path)
    conversation = voted()
    for question in QUESTIONS:
        (asked,) = ask(youju, question, before=conversation.turns)
        conversation = conversation.with_turn(asked)
        at = len(conversation.turns) - 1
        conversation = conversation.with_vote(at, "like")
        feedback.record(conversation, at)
    file = tmp_path / "feedback" / PAIRS
    kinds = [pair.type for pair in read_pairs(file)]
    assert kinds == [
        "fact",
        "multi_turn",
        "multi_turn",
        "multi_turn",
        "unanswerable",
        "multi_turn",
    ]
    report = tmp_path / "report.json"
    arguments = ["eval", str(file), "--index", str(seed_index), "--json", str(report)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    scores = json.loads(report.read_text("utf-8"))
    assert [row["failed"] for row in scores["questions"]] == [False] * len(QUESTIONS)


def test_a_liked_answer_is_a_pair_of_its_quotes() -> None:
    pair = pair_of("p1", turn(answered(), vote="like"), [])
    assert pair == {
        "id": "p1",
        "question": "多少个？",
        "type": "fact",
        "answerable": True,
        "districts": ["西海岸新区"],
        "answer_contains": [["2000亿元"], ["101个"]],
        "evidence": ["西海岸新区将全力推进总投资2000亿元的101个海洋重点项目"],
    }
    assert Pair.model_validate(pair)


def test_a_liked_refusal_is_an_unanswerable_pair() -> None:
    pair = pair_of("p1", turn(refused(), "李沧区？", vote="like"), [turn(answered(), "前？")])
    assert pair["type"] == "unanswerable"
    assert pair["history"] == [["前？", answered().text]]
    assert Pair.model_validate(pair)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (turn(answered(), vote="dislike"), "the answer is wrong"),
        (turn(refused(), vote="dislike"), "there is an answer"),
        (turn(answered(), vote="like", districts=("西海岸新区",)), "the question says too little"),
    ],
)
def test_what_a_person_has_to_decide_goes_to_review(tmp_path: Path, asked: Turn, why: str) -> None:
    Feedback(tmp_path).record(voted(asked), 0)
    assert not (tmp_path / "feedback" / PAIRS).exists(), why
    (entry,) = lines(tmp_path / "feedback" / REVIEW)
    assert asked.answer is not None
    assert entry["answer"] == asked.answer.text
    assert entry["quotes"]
    completed = entry["pair"] | {"answer_contains": [["101个"]], "evidence": ["101个项目"]}
    assert Pair.model_validate(completed), "a pair once somebody has filled it in"


def test_a_vote_that_changes_moves_and_one_taken_back_goes(tmp_path: Path) -> None:
    feedback = Feedback(tmp_path)
    pairs, review = tmp_path / "feedback" / PAIRS, tmp_path / "feedback" / REVIEW
    conversation = voted(turn(answered(), "一\u2028行？"), turn(answered(), "二？"))
    for at in (0, 1):
        conversation = conversation.with_vote(at, "like")
        feedback.record(conversation, at)
    assert [line["question"] for line in lines(pairs)] == ["一\u2028行？", "二？"]
    conversation = conversation.with_vote(0, "dislike")
    feedback.record(conversation, 0)
    assert [line["question"] for line in lines(pairs)] == ["二？"]
    assert [line["vote"] for line in lines(review)] == ["dislike"]
    conversation = conversation.with_vote(0, "dislike").with_vote(1, "like")
    feedback.record(conversation, 0)
    feedback.record(conversation, 1)
    assert lines(pairs) == lines(review) == []


def test_without_a_home_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Feedback(None).record(voted(turn(answered(), vote="like")), 0)
    assert list(tmp_path.iterdir()) == []
