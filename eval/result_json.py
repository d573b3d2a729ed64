"""A whole run as plain JSON. Apart from ``manifest.created``, ``timings_ms`` and ``latency_ms``
the same code, index and pairs give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.run import Result, Run
from eval.summary import Group, SplitSummary
from index.errors import UsageError

SCHEMA = 1


def to_json(run: Run, summary: Mapping[str, SplitSummary]) -> dict[str, Any]:
    """Manifest, summary by split and type, and one row for each question."""
    return {
        "schema": SCHEMA,
        "manifest": asdict(run.manifest),
        "summary": {name: _split(split) for name, split in summary.items()},
        "questions": [_row(result) for result in run.results],
    }


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write ``content`` readably. Raises ``UsageError`` when ``path`` cannot be written."""
    write_text(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a result file whole, its folder made if missing. Raises ``UsageError``."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(path.name + ".part")
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(path)
    except OSError as error:
        raise UsageError(f"写不了 {path}：{error.strerror}。", "请检查路径和权限。") from error


def _split(split: SplitSummary) -> dict[str, Any]:
    return {
        "types": {name: _group(group) for name, group in split.types.items()},
        "abstention": {
            **asdict(split.confusion),
            "accuracy": _rounded(split.confusion.accuracy),
            "f1": _rounded(split.confusion.f1),
        },
        "risk_coverage": {
            "area": _rounded(split.risk_coverage.area),
            "chosen": _point(asdict(split.risk_coverage.chosen)),
            "points": [_point(asdict(point)) for point in split.risk_coverage.points],
        },
        "broken": split.broken,
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "n": group.n,
        "failed": group.failed,
        "means": {key: asdict(interval) for key, interval in group.means.items()},
        "latency_ms": {
            stage: {"p50": round(time.p50, 2), "p95": round(time.p95, 2)}
            for stage, time in group.latency.items()
        },
    }


def _row(result: Result) -> dict[str, Any]:
    answer = result.answer.to_dict()
    scores = result.scores
    numbers = scores["numbers"]
    return {
        "id": result.pair.id,
        "type": result.pair.type,
        "split": result.pair.split,
        "question": result.pair.question,
        "status": result.answer.status,
        "failed": result.failed,
        "facts_ok": None if scores["facts"] is None else scores["facts"] == 1,
        "numbers_ok": None if numbers is None else numbers == 1,
        "wrong_number": None if scores["wrong_number"] is None else bool(scores["wrong_number"]),
        "wrong_district": (
            None if scores["wrong_district"] is None else bool(scores["wrong_district"])
        ),
        "confidence": _rounded(result.answer.confidence),
        "scope": answer["scope"],
        "missing": result.missing,
        "broken": result.broken,
        "ranks": dict(result.ranks),
        "answer": result.answer.text,
        "reason": result.answer.reason,
        "citations": answer["citations"],
        "scores": {key: _rounded(v) for key, v in scores.items() if v is not None},
        "timings_ms": {stage: round(time, 2) for stage, time in result.timings_ms.items()},
    }


def _point(point: dict[str, float]) -> dict[str, float]:
    return {key: _rounded(value) for key, value in point.items()}


def _rounded(value: float) -> float:
    return round(value, 6)
