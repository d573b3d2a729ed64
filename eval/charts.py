"""Charts as SVG text, without any library; all numbers and our own words only."""

from __future__ import annotations

from collections.abc import Sequence

from eval.abstention import RiskCoverage
from eval.statistics import Interval

WIDTH, HEIGHT = 460, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 16, 16, 44
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def risk_coverage_svg(curve: RiskCoverage) -> str:
    """Risk (upwards) against coverage (to the right), the chosen point marked."""
    points = [(_x(p.coverage), _y(p.risk)) for p in curve.points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = _x(curve.chosen.coverage), _y(curve.chosen.risk)
    anchor, shift = ("end", -8) if curve.chosen.coverage > 0.6 else ("start", 8)
    label = f"覆盖 {curve.chosen.coverage:.0%}，风险 {curve.chosen.risk:.1%}"
    body = [
        _axes("覆盖率（作答的比例）", "风险（答错的比例）"),
        f'<polyline class="line" points="{path}"/>',
        f'<line class="guide" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>',
        f'<circle class="chosen" cx="{x:.1f}" cy="{y:.1f}" r="5"/>',
        f'<text x="{x + shift:.1f}" y="{TOP + 14}" text-anchor="{anchor}">{label}</text>',
    ]
    return _svg("风险—覆盖曲线", body, HEIGHT)


def interval_bars_svg(title: str, rows: Sequence[tuple[str, Interval]]) -> str:
    """One horizontal bar a row for a share in 0–1, with its interval as a whisker."""
    row_height, label_width = 30, 84
    height = TOP + row_height * len(rows) + 24
    scale = WIDTH - label_width - 70
    body = []
    for number, (name, interval) in enumerate(rows):
        y = TOP + row_height * number
        low, high = (label_width + scale * v for v in (interval.low, interval.high))
        body += [
            f'<text x="{label_width - 8}" y="{y + 15}" text-anchor="end">{name}</text>',
            f'<rect class="bar" x="{label_width}" y="{y + 3}" height="16" '
            f'width="{scale * interval.mean:.1f}"/>',
            f'<line class="whisker" x1="{low:.1f}" x2="{high:.1f}" y1="{y + 11}" y2="{y + 11}"/>',
            f'<text x="{label_width + scale + 8}" y="{y + 15}">{interval.mean:.1%}</text>',
        ]
    return _svg(title, body, height)


def _svg(title: str, body: Sequence[str], height: int) -> str:
    inner = "".join(body)
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{title}">'
        f"<title>{title}</title>{inner}</svg>"
    )


def _axes(horizontal: str, vertical: str) -> str:
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    parts = [f'<rect class="frame" x="{LEFT}" y="{TOP}" width="{right - LEFT}" '
             f'height="{bottom - TOP}"/>']  # fmt: skip
    for tick in _TICKS:
        x, y = _x(tick), _y(tick)
        parts += [
            f'<line class="grid" x1="{LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>',
            f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{tick:.0%}</text>',
            f'<text x="{x:.1f}" y="{bottom + 16}" text-anchor="middle">{tick:.0%}</text>',
        ]
    middle = (TOP + bottom) / 2
    parts += [
        f'<text x="{(LEFT + right) / 2}" y="{HEIGHT - 8}" text-anchor="middle">{horizontal}</text>',
        f'<text transform="translate(12 {middle}) rotate(-90)" text-anchor="middle">'
        f"{vertical}</text>",
    ]
    return "".join(parts)


def _x(share: float) -> float:
    return LEFT + share * (WIDTH - RIGHT - LEFT)


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)
