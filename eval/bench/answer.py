"""``youju bench answer``: how long answers take, stage by stage, and a whole cold process."""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

import click

from eval.bench.process import Finished, peak_mib, run
from eval.bench.shown import FOLDER, machine, percentiles, times_table
from eval.opening import give_up, open_system
from eval.pairs import Pair, read_pairs
from eval.result_json import write_json
from eval.system import QuestionAnswerer
from eval.table import wide_console
from index.errors import YoujuError


@click.command()
@click.argument("pairs", type=FOLDER)
@click.option("--index", "home", type=FOLDER, help="索引文件夹。")
@click.option("--engine", default="extractive", show_default=True, help="回答引擎。")
@click.option(
    "--rounds", default=3, show_default=True, type=click.IntRange(min=1), help="每题问几遍。"
)
@click.option(
    "--cold",
    default=5,
    show_default=True,
    type=click.IntRange(min=0),
    help="另起几次 youju ask，量整个进程的用时与内存。",
)
@click.option("--json", "json_file", type=FOLDER, help="把结果写成 JSON。")
@click.pass_context
def answer(
    ctx: click.Context,
    *,
    pairs: Path,
    home: Path | None,
    engine: str,
    rounds: int,
    cold: int,
    json_file: Path | None,
) -> None:
    """PAIRS 里的每个问题问几遍：打开索引、第一个回答与热身后各阶段的用时（毫秒）。"""
    try:
        questions = read_pairs(pairs)
        started = perf_counter()
        youju = open_system(home)
        opened = 1000 * (perf_counter() - started)
        times = {"打开索引": [opened], **answer_times(youju, questions, engine, rounds)}
        peak = peak_mib()
        ran = [ask_process(questions[0].question, home) for _ in range(cold)]
        times |= {"youju ask 整个进程": [1000 * run.seconds for run in ran]} if ran else {}
        memory = {"本进程": peak} | ({"youju ask": max(r.peak_mib for r in ran)} if ran else {})
        if json_file:
            stages = {stage: percentiles(own) for stage, own in times.items() if own}
            write_json(
                json_file, {"machine": machine(), "milliseconds": stages, "peak_mib": memory}
            )
    except YoujuError as error:
        give_up(ctx, error)
    console = wide_console()
    console.print(times_table(times))
    console.print("内存峰值（MiB）：" + "，".join(f"{n} {m:.0f}" for n, m in memory.items()))
    console.print(f"机器：{machine()}")


def ask_process(question: str, home: Path | None) -> Finished:
    """One whole ``youju ask`` in a process of its own."""
    given = ["--index", str(home)] if home else []
    return run([sys.executable, "-m", "rag", "ask", question, *given])


def answer_times(
    youju: QuestionAnswerer, questions: tuple[Pair, ...], engine: str, rounds: int
) -> dict[str, list[float]]:
    """Milliseconds of every call of ``answer()``, by stage: the very first one apart, since it
    loads the model, then each stage the answer itself reports, then the whole call."""
    times: dict[str, list[float]] = {"第一个回答": []}
    whole: list[float] = []
    for turn, pair in enumerate([questions[0], *questions * rounds]):
        started = perf_counter()
        found = youju.answer(pair.question, history=pair.history, engine=engine)
        total = 1000 * (perf_counter() - started)
        if turn == 0:
            times["第一个回答"].append(total)
            continue
        whole.append(total)
        for stage, milliseconds in found.timings_ms.items():
            if stage != "total":
                times.setdefault(stage, []).append(milliseconds)
    return {**times, "合计": whole}
