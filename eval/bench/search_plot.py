"""The cost of searching against the number of passages, as SVG: both axes logarithmic."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10
from typing import Any

_WIDTH, _HEIGHT = 760, 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 190, 24, 52
_LINES = {
    "向量": ("#1f6feb", "向量 p95（毫秒）"),
    "向量，一个地区": ("#8250df", "向量，一个地区 p95"),
    "向量，全部比较": ("#6e7781", "全部比较 p95"),
    "BM25": ("#bf8700", "BM25 p95"),
    "混合，含问题的向量": ("#cf222e", "混合 p95"),
}
_BUILD = ("#1a7f37", "建立（秒）")


def search_svg(rows: Sequence[dict[str, Any]]) -> str:
    """One line for each kind of search, and one for the seconds an index takes to build."""
    lines = [
        (color, label, [(row["chunks"], row["searches"][name]["p95"]) for row in rows])
        for name, (color, label) in _LINES.items()
    ]
    lines.append((*_BUILD, [(row["chunks"], row["build_seconds"]) for row in rows]))
    sizes = [row["chunks"] for row in rows]
    costs = [max(y, 0.01) for _, _, points in lines for _, y in points]
    across = _Axis(min(sizes), max(sizes), _LEFT, _WIDTH - _RIGHT)
    up = _Axis(min(costs), max(costs), _HEIGHT - _BOTTOM, _TOP)
    body = [*_grid(across, up)]
    for number, (color, label, points) in enumerate(lines):
        path = " ".join(f"{across(x):.1f},{up(max(y, 0.01)):.1f}" for x, y in points)
        y = _TOP + 22 * number + 10
        body.append(f'<polyline fill="none" stroke="{color}" stroke-width="2" points="{path}"/>')
        body += [
            f'<circle cx="{across(x):.1f}" cy="{up(max(c, 0.01)):.1f}" r="3.5" fill="{color}"/>'
            for x, c in points
        ]
        body.append(f'<text x="{_WIDTH - _RIGHT + 16}" y="{y}" fill="{color}">{label}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="13"><rect width="100%" height="100%" fill="white"/>'
        f"{''.join(body)}</svg>\n"
    )


class _Axis:
    """Places a number on a logarithmic axis of whole powers of ten, in pixels."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.first = int(log10(low) // 1)
        self.last = max(int(-(-log10(high) // 1)), self.first + 1)
        self._start, self._end = start, end

    def __call__(self, value: float) -> float:
        share = (log10(value) - self.first) / (self.last - self.first)
        return self._start + share * (self._end - self._start)


def _grid(across: _Axis, up: _Axis) -> list[str]:
    body = []
    for power in range(up.first, up.last + 1):
        y = up(10.0**power)
        body.append(
            f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#d0d7de"/>'
            f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>'
        )
    for power in range(across.first, across.last + 1):
        x = across(10.0**power)
        body.append(
            f'<text x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 20}" text-anchor="middle">{10**power:,}</text>'
        )
    x = (_LEFT + _WIDTH - _RIGHT) / 2
    body.append(f'<text x="{x}" y="{_HEIGHT - 8}" text-anchor="middle">片段</text>')
    return body
