"""``youju bench search``: what searching costs from a thousand passages to a million."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import Any

import click
import numpy as np
from rich.table import Table

from eval.bench.search_index import Synthesis, build_synthetic
from eval.bench.search_measures import NEIGHBOURS, measured, timed
from eval.bench.search_plot import search_svg
from eval.bench.search_variants import Vectors, faiss_variants, nearest
from eval.bench.shown import FOLDER, machine
from eval.opening import give_up
from eval.pairs import read_pairs
from eval.result_json import write_json
from eval.table import wide_console
from index.errors import UsageError, YoujuError
from index.searchable import Index

_ASKED, _TUNED_ON = 200, 100
_PART = 1 << 16


class _Sizes(click.ParamType[list[int]]):
    name = "N,N,…"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        try:
            sizes = [int(part) for part in str(value).split(",")]
        except ValueError:
            self.fail(f"{value} 不是逗号分开的整数", param, ctx)
        if min(sizes) < 100:
            self.fail("至少 100 个片段", param, ctx)
        return sizes


@click.command()
@click.argument("pairs", type=FOLDER)
@click.option("--index", "home", type=FOLDER, help="仿照哪个索引。")
@click.option("--chunks", "sizes", type=_Sizes(), default="1000,10000,100000", show_default=True)
@click.option(
    "--variants-to",
    default=100_000,
    show_default=True,
    help="到多少片段为止也量 FAISS 的各种索引。",
)
@click.option("--work", type=FOLDER, default=Path(".cache/bench-search"), show_default=True)
@click.option("--plot", "plot_file", type=FOLDER, help="把用时随片段数的变化画成 SVG。")
@click.option("--json", "json_file", type=FOLDER, help="把结果写成 JSON。")
@click.pass_context
def search(
    ctx: click.Context,
    *,
    pairs: Path,
    home: Path | None,
    sizes: list[int],
    variants_to: int,
    work: Path,
    plot_file: Path | None,
    json_file: Path | None,
) -> None:
    """仿照一个真实的索引造出更大的，用 PAIRS 里的问题量查找的用时、召回、内存与建立用时。

    造好的索引留在 --work，下次直接使用。百万片段要约 4 GB 磁盘与几分钟。
    """
    from index.settings import load_settings

    try:
        questions = [pair.question for pair in read_pairs(pairs)]
        if len(questions) < _ASKED + _TUNED_ON:
            raise UsageError(f"{pairs} 只有 {len(questions)} 题，至少要 {_ASKED + _TUNED_ON} 题。")
        source = Index.open(home or load_settings().home)
        chosen = np.linspace(0, len(questions) - 1, _ASKED + _TUNED_ON).astype(int).tolist()
        tuned_on = [questions[n] for n in chosen[:: 1 + _ASKED // _TUNED_ON]]
        asked = [questions[n] for n in chosen if questions[n] not in set(tuned_on)]
        bandwidth = read_bandwidth()
        rows = []
        for size in sizes:
            click.echo(f"{size:,} 个片段……", err=True)
            built = build_synthetic(source, size, work / str(size))
            found = measured(built.folder, asked)
            scanned = 4 * size * source.manifest.model.dimension
            scan = scanned / (found["searches"]["向量，全部比较"]["p50"] / 1000)
            found |= {
                "chunks": size,
                "build_seconds": round(built.seconds, 1),
                "disk": built.bytes,
                "scan_share_of_bandwidth": round(scan / bandwidth, 3),
                "variants": [],
            }
            if size <= variants_to:
                found["variants"] = _variants(source, size, asked, tuned_on)
            rows.append(found)
        result = {"machine": machine(), "bandwidth_gb_s": round(bandwidth / 1e9, 1), "sizes": rows}
        if json_file:
            write_json(json_file, result)
        if plot_file:
            plot_file.write_text(search_svg(rows), encoding="utf-8")
    except YoujuError as error:
        give_up(ctx, error)
    console = wide_console()
    console.print(_table(rows))
    for row in rows:
        if row["variants"]:
            console.print(_variants_table(row))
    console.print(f"内存读取上限（本机实测）{bandwidth / 1e9:.1f} GB/s。机器：{machine()}")


def read_bandwidth() -> float:
    """Bytes per second at which one thread reads memory that no cache holds: the best of a few
    passes of BLAS's dot product over half a gigabyte."""
    numbers = np.ones(1 << 27, np.float32)
    best = 0.0
    for _ in range(5):
        started = perf_counter()
        np.dot(numbers[: 1 << 26], numbers[1 << 26 :])
        best = max(best, numbers.nbytes / (perf_counter() - started))
    return best


def _variants(
    source: Index, size: int, asked: Sequence[str], tuned_on: Sequence[str]
) -> list[dict[str, Any]]:
    """FAISS's index types over the same kind of vectors."""
    synthesis = Synthesis(source)
    parts = range(0, size, _PART)
    rows = np.concatenate([synthesis.vectors(min(_PART, size - at), at) for at in parts])
    embedder = source.embedder
    questions = np.stack([embedder.embed_query(text) for text in asked])
    tuning: Vectors = np.stack([embedder.embed_query(text) for text in tuned_on])
    truth = nearest(rows, questions, NEIGHBOURS)
    found = []
    for variant in faiss_variants(rows, tuning, nearest(rows, tuning, NEIGHBOURS), NEIGHBOURS):
        times = timed(lambda q, v=variant: v.search(q, NEIGHBOURS), list(questions), truth)  # type: ignore[misc]
        found.append(
            {
                "name": variant.name,
                "build_seconds": round(variant.build_seconds, 1),
                "bytes": variant.bytes,
                **asdict(times),
            }
        )
    return found


def _table(rows: Sequence[dict[str, Any]]) -> Table:
    table = Table(title="查找的用时：p50 / p95 毫秒（向量另有召回@10）")
    table.add_column("")
    for row in rows:
        table.add_column(f"{row['chunks']:,}", justify="right")
    for name in rows[0]["searches"]:
        table.add_row(name, *(_shown(row["searches"][name]) for row in rows))
    for name, key, unit, digits in (
        ("打开（毫秒）", "open_ms", 1, 0),
        ("第一次混合查找（毫秒）", "first_ms", 1, 0),
        ("建立，不含计算向量（秒）", "build_seconds", 1, 1),
        ("磁盘（MB）", "disk", 1e6, 0),
        ("全部比较占内存带宽", "scan_share_of_bandwidth", 1, 2),
    ):
        table.add_row(name, *(f"{row[key] / unit:,.{digits}f}" for row in rows))
    for name, key in (("内存（MB）", "resident"), ("其中不是文件的（MB）", "own")):
        table.add_row(name, *(f"{row['memory'][key] / 1e6:,.0f}" for row in rows))
    return table


def _variants_table(row: dict[str, Any]) -> Table:
    table = Table(title=f"FAISS 的各种索引，{row['chunks']:,} 个片段（括号内为查找深度）")
    for heading in ("索引", "p50 / p95 毫秒", "建立（秒）", "内存（MB）"):
        table.add_column(heading, justify="left" if heading == "索引" else "right")
    for one in row["variants"]:
        seconds, size = f"{one['build_seconds']:.1f}", f"{one['bytes'] / 1e6:,.0f}"
        table.add_row(one["name"], _shown(one), seconds, size)
    return table


def _shown(one: dict[str, Any]) -> str:
    recall = "" if one["recall"] is None else f"  @10 {one['recall']:.3f}"
    return f"{one['p50']:.1f} / {one['p95']:.1f}{recall}"
