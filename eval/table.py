"""The result of a run in the terminal."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.metrics import ABSTENTION, ANSWERS, BY_KEY, CITATIONS, GENERATED, MODES, TYPES
from eval.run import Result, Run
from eval.summary import ALL, Group, SplitSummary

SPLITS = {"dev": "开发集", "test": "测试集", ALL: "全部"}
TYPE_COLUMNS = (
    "facts",
    "numbers",
    "wrong_number",
    "wrong_district",
    "refusal",
    "evidence_recall",
    "citation_precision",
    "hybrid.recall@5",
    "length",
)
SEARCH_COLUMNS = (
    "recall@1",
    "recall@3",
    "recall@5",
    "recall@10",
    "mrr@10",
    "ndcg@10",
    "document@1",
    "district@1",
)


WIDE = 170
"""Columns where the output goes to a file or a log, which wraps nothing."""


def wide_console() -> Console:
    """Standard output; wide enough for every table when it is no terminal."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=max(console.width, WIDE))
    return console


def print_tables(console: Console, summary: Mapping[str, SplitSummary]) -> None:
    """All measures with intervals, then by question type, by way of searching, and times."""
    console.print(overview(summary))
    for name, split in summary.items():
        console.print(by_type(SPLITS[name], split))
        console.print(by_search(SPLITS[name], split))
        console.print(_decisions(SPLITS[name], split), highlight=False)
        console.print(_latency(split.types[ALL]), highlight=False)


def overview(summary: Mapping[str, SplitSummary]) -> Table:
    """One row a measure, one column a split; in brackets the 95 % interval."""
    table = Table(title="评测结果（括号内为 95% 区间）")
    table.add_column("指标")
    for name, split in summary.items():
        table.add_column(f"{SPLITS[name]}（{split.types[ALL].n} 题）", justify="right")
    shown = [m for m in GENERATED if any(m.key in s.types[ALL].means for s in summary.values())]
    for metric in (*ANSWERS, *CITATIONS, *ABSTENTION, *shown):
        table.add_row(
            metric.title, *(cell(s.types[ALL], metric.key, full=True) for s in summary.values())
        )
    table.add_row("拒答 F1", *(f"{100 * s.confusion.f1:.1f}%" for s in summary.values()))
    table.add_row("风险—覆盖曲线面积", *(f"{s.risk_coverage.area:.3f}" for s in summary.values()))
    table.add_row("违反不变式的题数", *(str(s.broken) for s in summary.values()))
    return table


def by_type(title: str, split: SplitSummary) -> Table:
    """One row a question type."""
    table = Table(title=f"{title}：按题型")
    table.add_column("题型")
    table.add_column("题数", justify="right")
    table.add_column("未通过", justify="right")
    for key in TYPE_COLUMNS:
        table.add_column(BY_KEY[key].title.replace("（混合）", ""), justify="right")
    table.add_column("p50/p95 毫秒", justify="right")
    for name, group in split.types.items():
        total = group.latency["total"]
        table.add_row(
            TYPES.get(name, "合计"),
            str(group.n),
            str(group.failed),
            *(cell(group, key) for key in TYPE_COLUMNS),
            f"{total.p50:.0f}/{total.p95:.0f}",
        )
    return table


def by_search(title: str, split: SplitSummary) -> Table:
    """One row a way of searching."""
    table = Table(title=f"{title}：检索")
    table.add_column("方式")
    for key in SEARCH_COLUMNS:
        table.add_column(BY_KEY[f"hybrid.{key}"].title.replace("（混合）", ""), justify="right")
    for mode, name in MODES.items():
        cells = (cell(split.types[ALL], f"{mode}.{key}") for key in SEARCH_COLUMNS)
        table.add_row(name, *cells)
    return table


def print_failures(console: Console, run: Run) -> None:
    """Every failed question in a few lines."""
    for result in run.results:
        if not result.failed:
            continue
        pair = result.pair
        console.print(f"\n[bold]{escape(pair.id)}[/] {TYPES[pair.type]}：{escape(pair.question)}")
        for question, answer in pair.history:
            console.print(f"  前文：{escape(question)} → {escape(answer)}")
        lines = {
            "回答": f"（{result.answer.status}，{result.answer.confidence:.2f}）"
            + result.answer.text,
            "地区": "、".join(pair.districts),
            "缺少": "；".join("/".join(group) for group in result.missing),
            "证据": "；".join(quote.text for quote in result.gold),
            "名次": "、".join(str(rank or "—") for rank in result.ranks.get("hybrid", ())),
            "未通过": "、".join(reasons(result)),
            "违反": "；".join(result.broken),
        }
        for name, text in lines.items():
            if text:
                console.print(f"  {name}：{escape(text)}", highlight=False)


def print_broken(console: Console, run: Run) -> None:
    """Every invariant that broke."""
    for result in run.results:
        for sentence in result.broken:
            console.print(
                f"[bold red]违反不变式[/] {escape(result.pair.id)}：{escape(sentence)}",
                highlight=False,
            )


def reasons(result: Result) -> list[str]:
    """Why an answer failed, in Chinese."""
    found = {
        "该答未答": result.refused and result.pair.answerable,
        "该拒未拒": not (result.refused or result.pair.answerable),
        "事实不全": not result.refused and result.scores["facts"] == 0,
        "错误数字": result.scores["wrong_number"] == 1,
        "错误地区": result.scores["wrong_district"] == 1,
        "违反不变式": bool(result.broken),
    }
    return [reason for reason, holds in found.items() if holds]


def cell(group: Group, key: str, *, full: bool = False) -> str:
    interval = group.means.get(key)
    if interval is None:
        return "—"
    show = BY_KEY[key].show
    if not full:
        return show(interval.mean)
    return f"{show(interval.mean)}（{show(interval.low)}–{show(interval.high)}）"


def _decisions(title: str, split: SplitSummary) -> str:
    counts, chosen = split.confusion, split.risk_coverage.chosen
    return (
        f"{title} 拒答：该拒已拒 {counts.refused_unanswerable}，该拒未拒 "
        f"{counts.answered_unanswerable}，该答已答 {counts.answered_answerable}，该答未答 "
        f"{counts.refused_answerable}；作答时覆盖率 {100 * chosen.coverage:.1f}%，"
        f"风险 {100 * chosen.risk:.1f}%，最低置信度 {chosen.confidence:.2f}"
    )


def _latency(group: Group) -> str:
    stages = (f"{name} {time.p50:.1f}/{time.p95:.1f}" for name, time in group.latency.items())
    return "用时 p50/p95（毫秒）：" + "，".join(stages)
