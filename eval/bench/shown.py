"""What the bench commands have in common: options, tables, the machine's name, ratios."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from rich.table import Table

from eval.statistics import Interval, bootstrap, percentile

FOLDER = click.Path(path_type=Path)


def machine() -> str:
    """What the figures were measured on: processor, cores, system."""
    return f"{_processor()}，{os.cpu_count()} 核，{platform.system()} {platform.machine()}，Python {platform.python_version()}"


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Interval | None:
    """The mean of ``ours[i] / theirs[i]`` over rounds that ran side by side, with its interval."""
    return bootstrap([a / b for a, b in zip(ours, theirs, strict=True)])


def told(interval: Interval | None) -> str:
    """An interval as people read it."""
    if interval is None:
        return "—"
    return f"{interval.mean:.2f}（{interval.low:.2f}–{interval.high:.2f}）"


def percentiles(times: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    return {"p50": round(percentile(times, 50), 2), "p95": round(percentile(times, 95), 2)}


def times_table(times: Mapping[str, list[float]]) -> Table:
    """One row a stage, in milliseconds."""
    table = Table(title="用时（毫秒）")
    for heading in ("阶段", "次数", "p50", "p95"):
        table.add_column(heading, justify="left" if heading == "阶段" else "right")
    for stage, own in times.items():
        found = percentiles(own)
        table.add_row(stage, str(len(own)), f"{found['p50']:.1f}", f"{found['p95']:.1f}")
    return table


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or "未知的处理器"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "未知的处理器"
