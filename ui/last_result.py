"""The last evaluation of an index, as ``youju eval`` left it in the index folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.store.layout import LAST_RESULT

SCHEMA = 1
"""What ``eval.result_json`` writes and this page understands."""


@dataclass(frozen=True, slots=True)
class Score:
    """The mean of one measure, and the questions it stands on."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Group:
    """Some questions: how many, how many failed, their scores and times."""

    n: int
    failed: int
    scores: Mapping[str, Score]
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Failure:
    """A question that failed, and why."""

    id: str
    type: str
    question: str
    status: str
    answer: str
    missing: tuple[str, ...]
    wrong_number: bool
    wrong_district: bool
    broken: bool


@dataclass(frozen=True, slots=True)
class LastResult:
    """A whole evaluation: ``splits`` maps a split to its groups by type, ``all`` among them."""

    manifest: Mapping[str, Any]
    splits: Mapping[str, Mapping[str, Group]]
    failures: tuple[Failure, ...]


def read_last(home: Path) -> LastResult | None:
    """Read the last evaluation; ``None`` without one.

    Raises ``ValueError`` for a file that is something else.
    """
    try:
        content = json.loads((home / LAST_RESULT).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ValueError(error.strerror) from error
    try:
        if content["schema"] != SCHEMA:
            raise ValueError(f"schema {content['schema']}")
        return LastResult(
            manifest=dict(content["manifest"]),
            splits={
                str(split): {str(kind): _group(group) for kind, group in told["types"].items()}
                for split, told in content["summary"].items()
            },
            failures=tuple(_failure(row) for row in content["questions"] if row["failed"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error


def _group(group: Mapping[str, Any]) -> Group:
    total = group["latency_ms"]["total"]
    return Group(
        n=int(group["n"]),
        failed=int(group["failed"]),
        scores={
            str(key): Score(float(told["mean"]), float(told["low"]), float(told["high"]))
            for key, told in group["means"].items()
        },
        p50=float(total["p50"]),
        p95=float(total["p95"]),
    )


def _failure(row: Mapping[str, Any]) -> Failure:
    return Failure(
        id=str(row["id"]),
        type=str(row["type"]),
        question=str(row["question"]),
        status=str(row["status"]),
        answer=str(row["answer"]),
        missing=tuple(" / ".join(map(str, forms)) for forms in row["missing"]),
        wrong_number=bool(row["wrong_number"]),
        wrong_district=bool(row["wrong_district"]),
        broken=bool(row["broken"]),
    )
