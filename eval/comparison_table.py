"""What got better and worse since the baseline, in the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.baseline import Change, Comparison

SHOWN = 20
"""Questions listed for each measure."""


def print_comparison(console: Console, comparison: Comparison) -> None:
    """One row a measure that changed, then the questions that got worse."""
    for note in comparison.notes:
        console.print(f"注意：{escape(note)}", highlight=False)
    moved = [change for change in comparison.changes if change.worse or change.better]
    if not moved:
        console.print("与基线相比，各题得分没有变化。")
        return
    table = Table(title="与基线比较（逐题配对，括号内为变化的 95% 区间）")
    for heading in ("指标", "基线", "现在", "变化", "变好", "变差", "结论"):
        table.add_column(heading, justify="left" if heading in ("指标", "结论") else "right")
    for change in moved:
        table.add_row(*_row(change))
    console.print(table)
    for change in moved:
        if change.worse:
            console.print(f"{change.metric.title}变差的题：{_listed(change)}", highlight=False)


def _row(change: Change) -> tuple[str, ...]:
    show = change.metric.show
    difference = change.difference
    verdict = "[bold red]变差，超出区间[/]" if change.fell else "在区间之内"
    gained = difference.low > 0 if change.metric.better == "higher" else difference.high < 0
    return (
        change.metric.title,
        show(change.before),
        show(change.after),
        f"{100 * difference.mean:+.1f}（{100 * difference.low:+.1f}–{100 * difference.high:+.1f}）",
        str(change.better),
        str(len(change.worse)),
        "变好" if gained else verdict,
    )


def _listed(change: Change) -> str:
    shown = [
        f"{escape(name)} {old:.2g}→{new:.2g}"
        for name, (old, new) in list(change.worse.items())[:SHOWN]
    ]
    more = len(change.worse) - SHOWN
    return "，".join(shown) + (f"，另有 {more} 题" if more > 0 else "")
