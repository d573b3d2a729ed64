"""Means with intervals over a run, by split and by question type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.abstention import Confusion, Decision, RiskCoverage, confusion, risk_coverage
from eval.metrics import METRICS, TYPES
from eval.run import Result, Run
from eval.statistics import Interval, bootstrap, percentile

ALL = "all"


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds of ``answer()`` or one stage of it: median and 95th percentile."""

    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Group:
    """Some questions: how many, and the mean of each measure that applies to any of them."""

    n: int
    failed: int
    means: dict[str, Interval]
    latency: dict[str, Latency]


@dataclass(frozen=True, slots=True)
class SplitSummary:
    """One split: ``types`` maps ``all`` and each question type present to its group."""

    types: dict[str, Group]
    confusion: Confusion
    risk_coverage: RiskCoverage
    broken: int


def summarise(run: Run) -> dict[str, SplitSummary]:
    """Summaries of ``dev`` and ``test``, as far as present, and of ``all`` questions when
    that is more than one of them."""
    splits = {name: [r for r in run.results if r.pair.split == name] for name in ("dev", "test")}
    found = {name: _split(results) for name, results in splits.items() if results}
    if not any(len(results) == len(run.results) for results in splits.values()):
        found[ALL] = _split(run.results)
    return found


def _split(results: Sequence[Result]) -> SplitSummary:
    types = {ALL: _group(results)}
    for name in TYPES:
        own = [result for result in results if result.pair.type == name]
        if own:
            types[name] = _group(own)
    decisions = [
        Decision(
            answerable=result.pair.answerable,
            refused=result.refused,
            confidence=result.answer.confidence,
            wrong=result.failed,
        )
        for result in results
    ]
    return SplitSummary(
        types=types,
        confusion=confusion(decisions),
        risk_coverage=risk_coverage(decisions),
        broken=sum(bool(result.broken) for result in results),
    )


def _group(results: Sequence[Result]) -> Group:
    means = {}
    for metric in METRICS:
        values = [v for r in results if (v := r.scores.get(metric.key)) is not None]
        interval = bootstrap(values)
        if interval:
            means[metric.key] = interval
    stages = dict.fromkeys(stage for result in results for stage in result.timings_ms)
    latency = {}
    for stage in stages:
        times = [r.timings_ms[stage] for r in results if stage in r.timings_ms]
        latency[stage] = Latency(percentile(times, 50), percentile(times, 95))
    return Group(len(results), sum(r.failed for r in results), means, latency)
