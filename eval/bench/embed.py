"""``youju bench embed``: the bundled model beside the same network in torch, and beside what the
machine's matrix product allows."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from eval.bench.shown import FOLDER, machine, percentiles, ratio, told
from eval.bench.torch_folder import torch_folder
from eval.opening import give_up, open_system
from eval.result_json import write_json
from eval.table import wide_console
from index.errors import YoujuError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index.embed import Embedder

_QUERY = "市南区要建多少个都市园区？"
_SIDE, _PRODUCTS = 1536, 8
"""Side of the square matrices whose product is timed, and how many products."""
_LAYERS, _HIDDEN, _INNER = 12, 384, 1536


@click.command()
@click.option("--index", "home", type=FOLDER, help="取用片段的索引文件夹。")
@click.option(
    "--chunks", default=48, show_default=True, type=click.IntRange(min=4), help="几个片段。"
)
@click.option(
    "--rounds", default=5, show_default=True, type=click.IntRange(min=2), help="交替几轮。"
)
@click.option(
    "--torch-model",
    type=FOLDER,
    help="同一网络的 sentence-transformers 文件夹；不给就用软件包里的权重现做一个。",
)
@click.option("--json", "json_file", type=FOLDER, help="把结果写成 JSON。")
@click.pass_context
def embed(
    ctx: click.Context,
    *,
    home: Path | None,
    chunks: int,
    rounds: int,
    torch_model: Path | None,
    json_file: Path | None,
) -> None:
    """内置模型与 torch 里的同一网络交替计算同样的片段：每秒片段数、词元数，单个问题的用时，向量是否一致。"""
    try:
        texts = [chunk.text for chunk in open_system(home).index.chunks[:chunks]]
        with torch_folder(torch_model) as folder:
            found = compare(texts, folder, rounds)
        if json_file:
            write_json(json_file, found)
    except YoujuError as error:
        give_up(ctx, error)
    console = wide_console()
    for line in found["told"]:
        console.print(line, highlight=False)


def compare(texts: Sequence[str], folder: Path, rounds: int) -> dict[str, Any]:
    """Time both models on ``texts``, turn by turn."""
    from index.embed import load_embedder
    from index.embed.sentence_transformer import SentenceTransformerEmbedder

    ours, theirs = load_embedder(), SentenceTransformerEmbedder(folder)
    tokens = sum(ours.count_tokens(text) for text in texts)
    cosines = np.sum(ours.embed_passages(texts) * theirs.embed_passages(texts), axis=1)
    theirs.embed_query(_QUERY)
    speeds: dict[str, list[float]] = {"ours": [], "torch": []}
    queries: dict[str, list[float]] = {"ours": [], "torch": []}
    for _ in range(rounds):
        for name, model in (("ours", ours), ("torch", theirs)):
            speeds[name].append(len(texts) / _seconds(lambda m=model: m.embed_passages(texts)))  # type: ignore[misc]
            queries[name].append(1000 * _query_seconds(model))
    peak = sgemm_flops()
    share = (
        tokens
        / len(texts)
        * float(np.median(speeds["ours"]))
        * _flops_a_token(tokens / len(texts))
        / peak
    )
    throughput, latency = (
        ratio(speeds["ours"], speeds["torch"]),
        ratio(queries["torch"], queries["ours"]),
    )
    return {
        "machine": machine(),
        "chunks": len(texts),
        "tokens": tokens,
        "chunks_per_second": {name: percentiles(own)["p50"] for name, own in speeds.items()},
        "tokens_per_second": {
            name: round(tokens / len(texts) * float(np.median(own)), 1)
            for name, own in speeds.items()
        },
        "query_ms": {name: percentiles(own)["p50"] for name, own in queries.items()},
        "throughput_ratio": told(throughput),
        "query_ratio": told(latency),
        "cosine_min": round(float(cosines.min()), 5),
        "sgemm_gflops": round(peak / 1e9, 1),
        "share_of_sgemm": round(share, 3),
        "told": [
            f"{len(texts)} 个片段、{tokens} 个词元，交替 {rounds} 轮（中位数；比值括号内为 95% 区间）",
            f"每秒片段：内置 {np.median(speeds['ours']):.1f}，torch {np.median(speeds['torch']):.1f}，比值 {told(throughput)}",
            f"单个问题：内置 {np.median(queries['ours']):.1f} 毫秒，torch {np.median(queries['torch']):.1f} 毫秒，快 {told(latency)} 倍",
            f"余弦最小 {cosines.min():.4f}",
            f"本机单精度矩阵乘法 {peak / 1e9:.0f} GFLOP/s，内置模型相当于它的 {share:.0%}（8 位整数运算，可以超过 100%）",
            f"机器：{machine()}",
        ],
    }


def sgemm_flops() -> float:
    """Floating-point operations a second of this machine's float32 matrix product, all cores."""
    rng = np.random.default_rng(0)
    a, b = (rng.standard_normal((_SIDE, _SIDE), np.float32) for _ in range(2))
    a @ b
    best = min(_seconds(lambda: a @ b) for _ in range(_PRODUCTS))
    return 2 * _SIDE**3 / best


def _flops_a_token(length: float) -> float:
    """Operations of the network for one token of a text of ``length`` tokens."""
    weights = _LAYERS * (4 * _HIDDEN**2 + 2 * _HIDDEN * _INNER)
    return 2 * weights + _LAYERS * 4 * _HIDDEN * length


def _query_seconds(model: Embedder) -> float:
    return float(np.median([_seconds(lambda: model.embed_query(_QUERY)) for _ in range(9)]))


def _seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started
