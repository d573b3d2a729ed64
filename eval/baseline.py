"""A run against a stored one, question by question."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.metrics import METRICS, Metric
from eval.result_json import write_text
from eval.run import Result, Run
from eval.statistics import Interval, paired
from index.errors import UsageError

COMPARED = tuple(metric for metric in METRICS if metric.better != "none")
NOISE = 1e-3
"""A smaller change of a score is rounding."""

Score = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class StoredQuestion(BaseModel):
    """The scores of one question; ``pair`` is ``Pair.digest`` of what was asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    pair: str
    scores: dict[str, Score]


class Baseline(BaseModel):
    """The scores of a run, without any text, and the conditions it was made under."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    schema_version: Literal[1] = 1
    conditions: dict[str, str]
    questions: dict[str, StoredQuestion]


@dataclass(frozen=True, slots=True)
class Change:
    """One measure over the questions that have it in both runs.

    ``difference`` is new minus old with its 95 % interval; ``worse`` maps question ids to
    their old and new score.
    """

    metric: Metric
    before: float
    after: float
    difference: Interval
    worse: Mapping[str, tuple[float, float]]
    better: int

    @property
    def fell(self) -> bool:
        """Whether it got worse by more than chance."""
        higher = self.metric.better == "higher"
        return self.difference.high < 0 if higher else self.difference.low > 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """``notes`` are Chinese sentences about conditions that differ between the runs."""

    changes: tuple[Change, ...]
    notes: tuple[str, ...]

    @property
    def fell(self) -> bool:
        """Whether any measure got worse by more than chance."""
        return any(change.fell for change in self.changes)


def make_baseline(run: Run) -> Baseline:
    """What of ``run`` later runs are compared with."""
    return Baseline(
        conditions=_conditions(run),
        questions={
            r.pair.id: StoredQuestion(pair=r.pair.digest, scores=_scores(r)) for r in run.results
        },
    )


def write_baseline(path: Path, baseline: Baseline) -> None:
    """Write it with one question a line, so that changes can be read in a diff."""
    lines = [
        f"  {json.dumps(name, ensure_ascii=False)}: {question.model_dump_json()}"
        for name, question in baseline.questions.items()
    ]
    conditions = json.dumps(baseline.conditions, ensure_ascii=False)
    text = (
        f'{{\n "schema_version": 1,\n "conditions": {conditions},\n "questions": {{\n'
        + ",\n".join(lines)
        + "\n }\n}\n"
    )
    write_text(path, text)


def read_baseline(path: Path) -> Baseline:
    """Raises ``UsageError`` when ``path`` is missing or no baseline."""
    try:
        return Baseline.model_validate_json(path.read_bytes())
    except OSError as error:
        raise UsageError(f"读不了基线文件 {path}：{error.strerror}。", "请检查路径。") from error
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"]) or "开头"
        raise UsageError(
            f"{path} 不是可用的基线文件（{where} 处不对）。", "请用 --save-baseline 重新生成。"
        ) from error


def compare(baseline: Baseline, run: Run) -> Comparison:
    """Compare the questions of ``run`` that the baseline has with the same content."""
    same: dict[str, tuple[Mapping[str, float], Mapping[str, float]]] = {}
    changed = new = 0
    for result in run.results:
        stored = baseline.questions.get(result.pair.id)
        if stored is None:
            new += 1
        elif stored.pair != result.pair.digest:
            changed += 1
        else:
            same[result.pair.id] = (stored.scores, _scores(result))
    changes = [change for metric in COMPARED if (change := _change(metric, same))]
    notes = [
        f"{name}与基线不同：{baseline.conditions.get(name, '未记录')} → {now}。"
        for name, now in _conditions(run).items()
        if baseline.conditions.get(name) != now
    ]
    if changed:
        notes.append(f"{changed} 题的内容在基线之后改过，不参加比较。")
    if new:
        notes.append(f"{new} 题不在基线里，不参加比较。")
    if not same:
        notes.append("没有可以比较的题。")
    return Comparison(tuple(changes), tuple(notes))


def _change(
    metric: Metric, same: Mapping[str, tuple[Mapping[str, float], Mapping[str, float]]]
) -> Change | None:
    both = {
        name: (old[metric.key], new[metric.key])
        for name, (old, new) in same.items()
        if metric.key in old and metric.key in new
    }
    before = [old for old, _ in both.values()]
    # Rounding is taken out question by question, or it could add up to an interval beyond zero.
    after = [old if abs(new - old) < NOISE else new for old, new in both.values()]
    difference = paired(before, after)
    if difference is None:
        return None
    sign = 1 if metric.better == "higher" else -1
    gains = {name: sign * (new - old) for name, (old, new) in both.items()}
    return Change(
        metric=metric,
        before=sum(before) / len(before),
        after=sum(after) / len(after),
        difference=difference,
        worse={name: both[name] for name, gain in gains.items() if gain <= -NOISE},
        better=sum(gain >= NOISE for gain in gains.values()),
    )


def _scores(result: Result) -> dict[str, float]:
    values = ((metric.key, result.scores.get(metric.key)) for metric in COMPARED)
    return {key: round(value, 4) for key, value in values if value is not None}


def _conditions(run: Run) -> dict[str, str]:
    manifest = run.manifest
    return {
        "引擎": manifest.engine,
        "模型": f"{manifest.model} {manifest.model_revision}".strip(),
        "切分": f"{manifest.chunk_max_tokens} 词元，第 {manifest.chunker_version} 版",
        "资料": manifest.corpus_sha256[:12],
    }
