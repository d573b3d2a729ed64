"""The last evaluation: left by ``youju eval``, read with suspicion, shown as plain text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.store.layout import LAST_REPORT, LAST_RESULT
from tests.ui.fakes import HOSTILE, FakeYouju
from ui.last_result import read_last
from ui.quality_table import quality_html
from ui.words import EN, ZH


def result(**question: Any) -> dict[str, Any]:
    score = {"mean": 0.9, "low": 0.8, "high": 1.0, "n": 10}
    group = {
        "n": 10,
        "failed": 1,
        "means": {"facts": score, "wrong_district": score},
        "latency_ms": {"total": {"p50": 12.3, "p95": 45.6}},
    }
    row = {
        "id": "q1",
        "type": "fact",
        "question": "多少个？",
        "status": "refused",
        "failed": True,
        "answer": "资料中未提及。",
        "missing": [["8个", "八个"]],
        "wrong_number": None,
        "wrong_district": False,
        "broken": [],
    }
    return {
        "schema": 1,
        "manifest": {
            "created": "2026-01-02T03:04:05+00:00",
            "pairs": 10,
            "engine": "extractive",
            "model": "zh-e5-small",
            "documents": 1,
            "chunks": 4,
        },
        "summary": {"test": {"types": {"all": group, "fact": group}}},
        "questions": [row | question, {"failed": False}],
    }


def left(home: Path, content: object) -> Path:
    file = home / LAST_RESULT
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return home


def test_without_a_result_the_command_is_named(tmp_path: Path) -> None:
    html = quality_html(FakeYouju(), tmp_path, ZH)
    assert "还没有评测结果" in html
    assert f"youju eval eval/pairs/seeds.jsonl --index {tmp_path}" in html
    assert "不在索引文件夹里" in quality_html(FakeYouju(), None, ZH)


def test_scores_and_failures_are_shown(tmp_path: Path) -> None:
    html = quality_html(FakeYouju(), left(tmp_path, result()), ZH)
    assert "评测于 2026-01-02 03:04:05 UTC，10 题" in html
    assert "测试集（10 题）" in html
    assert "90.0%<small>80.0–100.0</small>" in html
    assert "<em>90.0%</em>" in html
    assert "12 / 46" in html
    assert "未通过的题（1）" in html
    assert "该答未答" in html
    assert "8个 / 八个" in html
    assert "变动" not in html
    assert LAST_REPORT not in html
    (tmp_path / LAST_REPORT).write_text("report")
    assert LAST_REPORT in quality_html(FakeYouju(), tmp_path, ZH)
    assert "Questions that failed (1)" in quality_html(FakeYouju(), tmp_path, EN)


def test_a_result_of_other_documents_says_so(tmp_path: Path) -> None:
    content = result()
    content["manifest"]["documents"] = 2
    assert "变动之前的成绩" in quality_html(FakeYouju(), left(tmp_path, content), ZH)


def test_foreign_text_is_plain(tmp_path: Path) -> None:
    content = result(
        question=HOSTILE, answer=f"{HOSTILE}\u202e", missing=[[HOSTILE]], id=HOSTILE, type=HOSTILE
    )
    content["manifest"]["model"] = HOSTILE
    content["summary"] = {HOSTILE: {"types": {"all": result()["summary"]["test"]["types"]["all"]}}}
    html = quality_html(FakeYouju(), left(tmp_path, content), ZH)
    assert "<script" not in html
    assert "<img" not in html
    assert "\u202e" not in html


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"schema": 2}', '{"schema": 1}', "[" * 10, {"schema": 1, "manifest": 3}],
)
def test_a_file_that_is_something_else_is_said_so(tmp_path: Path, content: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_last(left(tmp_path, content))
    html = quality_html(FakeYouju(), tmp_path, ZH)
    assert "读不出来" in html
    assert "youju eval" in html
