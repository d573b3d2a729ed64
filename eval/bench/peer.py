"""``youju bench peer``: beside langchain with FAISS and sentence-transformers, in one run."""

from __future__ import annotations

import importlib.util
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
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


_SAMPLE = 256
"""Chunks that every round is timed with; the peer embeds about ten a second."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side: its whole build, its size with our chunks, and what each round measured."""

    build: dict[str, Any]
    equal_bytes: int
    rates: list[float] = field(default_factory=list)
    colds: list[Finished] = field(default_factory=list)
    searches: list[tuple[dict[str, Any], float]] = field(default_factory=list)


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
    from index.searchable import Index

    own, other, equal = (scratch / name for name in ("own", "peer", "equal"))
    documents, chunks, sample, questions = (
        scratch / f"{name}.json" for name in ("documents", "chunks", "sample", "questions")
    )
    _show("有据：建索引……")
    build = _said(_own("build", folder, own))
    ours = Side(build, build["bytes"])
    index = Index.open(own)
    texts = [chunk.text for chunk in index.chunks]
    _keep(documents, [[d.id, d.text] for d in index.documents.values()])
    _keep(chunks, texts)
    _keep(sample, texts[:: -(-len(texts) // _SAMPLE)])
    _keep(questions, [p.question for p in pairs])
    _show(f"对照：用同样的 {len(texts)} 个片段建一份……")
    equal_bytes = _said(_peer("rate", chunks, model, equal))["bytes"]
    _show("对照：按自己的切法建一份……")
    theirs = Side(_said(_peer("build", documents, model, other)), equal_bytes)
    first = pairs[0].question
    for number in range(rounds):
        _show(f"第 {number + 1} / {rounds} 轮……")
        ours.rates.append(_said(_own("rate", sample))["chunks_per_second"])
        theirs.rates.append(_said(_peer("rate", sample, model, equal))["chunks_per_second"])
        ours.colds.append(run([sys.executable, "-m", "rag", "ask", first, "--index", str(own)]))
        theirs.colds.append(_peer("cold", other, model, first))
        for side, ran in (
            (ours, _own("search", own, questions)),
            (theirs, _peer("search", other, model, questions)),
        ):
            side.searches.append((_said(ran), ran.peak_mib))
    return {
        "machine": machine(),
        "documents": len(index.documents),
        "questions": len(pairs),
        "rounds": rounds,
        "rows": _rows(ours, theirs, locate(pairs, index.documents)),
    }


def _show(stage: str) -> None:
    click.echo(stage, err=True)


def _keep(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")


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
        compared = told(gain) if len(mine) > 1 or gain is None else f"{gain.mean:.2f}"
        rows.append([name, f"{median(mine):.2f}", f"{median(other):.2f}", compared])

    add("建索引：同样的片段，每秒片段", ours.rates, theirs.rates, more_is_better=True)
    add(
        "建索引：各按自己的切法，秒",
        [ours.build["seconds"]],
        [theirs.build["seconds"]],
        more_is_better=False,
    )
    for name, mine, other in (
        ("磁盘：同样的片段，MB", ours.equal_bytes, theirs.equal_bytes),
        ("磁盘：各按自己的切法，MB", ours.build["bytes"], theirs.build["bytes"]),
    ):
        add(name, [mine / 1e6], [other / 1e6], more_is_better=False)
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
