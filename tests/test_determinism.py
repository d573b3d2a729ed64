"""The same question and the same index: the same answer, whatever the process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rag import Youju
from tests.conftest import ROOT

QUESTIONS = [
    "西海岸新区要推进多少个海洋重点项目？",
    "哪些区提到了RCEP？",
    "比较市南区和市北区的城市更新",
    "李沧区要建设多少个都市园区？",
]

ASK = """
import json, sys
from rag import Youju
youju = Youju.open(sys.argv[1])
print(json.dumps([youju.answer(q).to_dict() for q in json.loads(sys.argv[2])]))
"""


def untimed(answer: dict[str, Any]) -> dict[str, Any]:
    assert set(answer.pop("timings_ms")) >= {"total"}
    return answer


@pytest.fixture(scope="module")
def youju(seed_index: Path) -> Youju:
    return Youju.open(seed_index)


def test_fifty_times_the_same(youju: Youju) -> None:
    first = untimed(youju.answer(QUESTIONS[0]).to_dict())
    assert first["status"] == "answered"
    for _ in range(49):
        assert untimed(youju.answer(QUESTIONS[0]).to_dict()) == first


def test_the_same_in_other_processes(youju: Youju, seed_index: Path, tmp_path: Path) -> None:
    here = [untimed(youju.answer(question).to_dict()) for question in QUESTIONS]
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", ASK, str(seed_index), json.dumps(QUESTIONS)],
            capture_output=True,
            text=True,
            check=True,
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
        )
        assert [untimed(answer) for answer in json.loads(done.stdout)] == here


def test_what_was_asked_before_changes_nothing(youju: Youju, seed_index: Path) -> None:
    fresh = Youju.open(seed_index)
    for question in reversed(QUESTIONS):
        assert untimed(fresh.answer(question).to_dict()) == untimed(
            youju.answer(question).to_dict()
        )
