"""``youju bench peer``: beside langchain with FAISS and sentence-transformers, in one run."""

from __future__ import annotations

import importlib.util
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import click
from rich.table import Table

from eval.bench.process import Finished, run
from eval.bench.shown import FOLDER, machine, percentiles, ratio, told
from eval.bench.torch_folder import torch_folder
from eval.gold import GoldQuote, locate
from eval.opening import give_up
from eval.pairs import Pair, read_pairs
from eval.result_json import write_json
from eval.statistics import bootstrap
from eval.table import wide_console
from index.errors import UsageError, YoujuError

_CUTOFFS = (1, 5, 10)


@dataclass(frozen=True, slots=True)
class Side:
    """One side's rounds."""

    builds: list[dict[str, Any]]
    colds: list[Finished]
    searches: list[tuple[dict[str, Any], float]]


@click.command()
@click.argument("folder", type=FOLDER)
@click.argument("pairs", type=FOLDER)
@click.option(
    "--rounds", default=3, show_default=True, type=click.IntRange(min=1), help="交替几轮。"
)
@click.option(
    "--questions", default=60, show_default=True, type=click.IntRange(min=1), help="问几题。"
)
@click.option("--torch-model", type=FOLDER, help="同一网络的 sentence-transformers 文件夹。")
@click.option("--json", "json_file", type=FOLDER, help="把结果写成 JSON。")
@click.pass_context
def peer(
    ctx: click.Context,
    *,
    folder: Path,
    pairs: Path,
    rounds: int,
    questions: int,
    torch_model: Path | None,
    json_file: Path | None,
) -> None:
    """与 langchain + FAISS + sentence-transformers 在同样的资料（FOLDER）和问题（PAIRS）上交替比较：
    建索引、冷启动、查询、内存、磁盘和检索质量。"""
    try:
        if importlib.util.find_spec("langchain_community") is None:
            raise UsageError("没有安装用来比较的软件包。", "请运行 pip install 'youju[bench]'。")
        asked = [p for p in read_pairs(pairs) if p.answerable and not p.history][:questions]
        with torch_folder(torch_model) as model, tempfile.TemporaryDirectory() as scratch:
            found = _compare(folder, asked, rounds, model, Path(scratch))
        if json_file:
            write_json(json_file, found)
    except YoujuError as error:
        give_up(ctx, error)
    console = wide_console()
    console.print(_table(found))
    console.print(f"机器：{found['machine']}")


def _compare(
    folder: Path, pairs: Sequence[Pair], rounds: int, model: Path, scratch: Path
) -> dict[str, Any]:
    from index.build import build_index
    from index.searchable import Index

    build_index([folder], scratch / "reference")
    index = Index.open(scratch / "reference")
    texts, questions = scratch / "texts.json", scratch / "questions.json"
    documents = [[d.id, d.text] for d in index.documents.values()]
    chunks = [chunk.text for chunk in index.chunks]
    given = {"documents": documents, "chunks": chunks, "folder": str(folder)}
    texts.write_text(json.dumps(given, ensure_ascii=False), "utf-8")
    questions.write_text(json.dumps([p.question for p in pairs], ensure_ascii=False), "utf-8")
    gold = locate(pairs, index.documents)
    first = pairs[0].question
    ours, theirs = Side([], [], []), Side([], [], [])
    own, other = scratch / "own", scratch / "peer"
    for _ in range(rounds):
        ours.builds.append(_said(_own("build", texts, own)))
        theirs.builds.append(_said(_peer("build", texts, model, other)))
        ours.colds.append(run([sys.executable, "-m", "rag", "ask", first, "--index", str(own)]))
        theirs.colds.append(_peer("cold", other, model, first))
        for side, ran in (
            (ours, _own("search", own, questions)),
            (theirs, _peer("search", other, model, questions)),
        ):
            side.searches.append((_said(ran), ran.peak_mib))
    return {
        "machine": machine(),
        "documents": len(documents),
        "questions": len(pairs),
        "rounds": rounds,
        "rows": _rows(ours, theirs, gold),
    }


def _own(*arguments: object) -> Finished:
    return run([sys.executable, "-m", "eval.bench.own_side", *map(str, arguments)])


def _peer(*arguments: object) -> Finished:
    return run([sys.executable, "-m", "eval.bench.peer_side", *map(str, arguments)])


def _said(finished: Finished) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(finished.output.splitlines()[-1])
    return said


def _rows(ours: Side, theirs: Side, gold: Sequence[Sequence[GoldQuote]]) -> list[list[str]]:
    """Name, ours, the peer's, ratio; every ratio above 1 is in our favour."""
    rows = []

    def add(name: str, mine: list[float], other: list[float], *, more_is_better: bool) -> None:
        gain = ratio(mine, other) if more_is_better else ratio(other, mine)
        rows.append([name, f"{median(mine):.2f}", f"{median(other):.2f}", told(gain)])

    def each(side: Side, key: str) -> list[float]:
        return [float(build[key]) for build in side.builds]

    add(
        "建索引：同样的片段，每秒片段",
        each(ours, "equal_chunks_per_second"),
        each(theirs, "equal_chunks_per_second"),
        more_is_better=True,
    )
    add(
        "建索引：各按自己的切法，秒",
        each(ours, "seconds"),
        each(theirs, "seconds"),
        more_is_better=False,
    )
    add(
        "磁盘，MB",
        [b / 1e6 for b in each(ours, "bytes")],
        [b / 1e6 for b in each(theirs, "bytes")],
        more_is_better=False,
    )
    add(
        "冷启动到第一个结果，秒",
        [c.seconds for c in ours.colds],
        [c.seconds for c in theirs.colds],
        more_is_better=False,
    )
    add(
        "冷启动内存峰值，MiB",
        [c.peak_mib for c in ours.colds],
        [c.peak_mib for c in theirs.colds],
        more_is_better=False,
    )
    add(
        "查询内存峰值，MiB",
        [m for _, m in ours.searches],
        [m for _, m in theirs.searches],
        more_is_better=False,
    )
    for name in ("p50", "p95"):
        add(
            f"查询 {name}，毫秒",
            [percentiles(s["milliseconds"])[name] for s, _ in ours.searches],
            [percentiles(s["milliseconds"])[name] for s, _ in theirs.searches],
            more_is_better=False,
        )
    for k in _CUTOFFS:
        mine, other = (_recalls(side.searches[0][0]["spans"], gold, k) for side in (ours, theirs))
        rows.append([f"召回率@{k}", told(bootstrap(mine)), told(bootstrap(other)), "—"])
    return rows


def _recalls(
    spans: Sequence[Sequence[tuple[str, int, int]]], gold: Sequence[Sequence[GoldQuote]], k: int
) -> list[float]:
    """For each question the share of its gold quotes that the first ``k`` spans hold at least half
    of."""
    shares = []
    for found, quotes in zip(spans, gold, strict=True):
        held = [any(_holds(quote, *span) for span in found[:k]) for quote in quotes]
        shares.append(sum(held) / len(held))
    return shares


def _holds(quote: GoldQuote, document: str, start: int, end: int) -> bool:
    return any(2 * s.overlap(document, start, end) >= s.end - s.start for s in quote.spans)


def _table(found: dict[str, Any]) -> Table:
    table = Table(
        title=f"与 langchain + FAISS + sentence-transformers 相比：{found['documents']} 份资料，"
        f"{found['questions']} 题，交替 {found['rounds']} 轮（比值大于 1 为优，括号内为 95% 区间）"
    )
    for at, heading in enumerate(("", "有据", "对照", "比值")):
        table.add_column(heading, justify="right" if at else "left")
    for row in found["rows"]:
        table.add_row(*row)
    return table
