"""``youju bench``: how fast answers come, to one and to many, and how well passages are found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from time import perf_counter

import click
from rich.table import Table

from eval.metrics import MODES
from eval.opening import give_up, open_system
from eval.pairs import Pair, read_pairs
from eval.passages import (
    AnswerQuestion,
    PassageScores,
    PassageSearch,
    PlainSearch,
    SourceText,
    as_json,
    index_passages,
    passage_scores,
    read_lines,
)
from eval.result_json import write_json
from eval.run import SEARCHES
from eval.statistics import Interval, percentile
from eval.system import Mode, QuestionAnswerer
from eval.table import wide_console
from index.errors import UsageError, YoujuError


@click.group("bench")
def bench_command() -> None:
    """测量速度与检索。"""


@bench_command.command()
@click.argument("pairs", type=click.Path(path_type=Path))
@click.option("--index", "home", type=click.Path(path_type=Path), help="索引文件夹。")
@click.option("--engine", default="extractive", show_default=True, help="回答引擎。")
@click.option(
    "--rounds", default=3, show_default=True, type=click.IntRange(min=1), help="每题问几遍。"
)
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="把结果写成 JSON。")
@click.pass_context
def answer(
    ctx: click.Context,
    *,
    pairs: Path,
    home: Path | None,
    engine: str,
    rounds: int,
    json_file: Path | None,
) -> None:
    """PAIRS 里的每个问题问几遍：打开索引、第一个回答与热身后各阶段的用时（毫秒）。"""
    try:
        questions = read_pairs(pairs)
        started = perf_counter()
        youju = open_system(home)
        opened = 1000 * (perf_counter() - started)
        times = {"打开索引": [opened], **answer_times(youju, questions, engine, rounds)}
        if json_file:
            write_json(json_file, {stage: _percentiles(own) for stage, own in times.items()})
    except YoujuError as error:
        give_up(ctx, error)
    wide_console().print(_times_table(times))


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


@bench_command.command()
@click.argument("pairs", type=click.Path(path_type=Path))
@click.option("--index", "home", type=click.Path(path_type=Path), help="索引文件夹。")
@click.option(
    "--conversations", default=20, show_default=True, type=click.IntRange(1, 100), help="几组对话。"
)
@click.option(
    "--seconds", default=60.0, show_default=True, type=click.FloatRange(1, 3600), help="谈多久。"
)
@click.option(
    "--pause",
    default=3.0,
    show_default=True,
    type=click.FloatRange(0, 60),
    help="得到回答后过几秒再问。",
)
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="把结果写成 JSON。")
@click.pass_context
def chat(
    ctx: click.Context,
    *,
    pairs: Path,
    home: Path | None,
    conversations: int,
    seconds: float,
    pause: float,
    json_file: Path | None,
) -> None:
    """在本机启动问答网页，用 PAIRS 里的问题同时进行多组对话；有出错或串话以退出码 1 结束。"""
    import asyncio

    from eval.chat_server import chat_server
    from eval.conversations import converse, judge
    from index.settings import load_settings

    try:
        questions = read_pairs(pairs)
        if len(questions) < conversations:
            raise UsageError(
                f"{pairs} 只有 {len(questions)} 题，不够 {conversations} 组对话各用各的。"
            )
        youju = open_system(home)
        with chat_server(home or load_settings().home) as url:
            held = asyncio.run(converse(url, questions, conversations, seconds, pause))
        load = judge(held, youju, conversations, seconds)
        if json_file:
            write_json(json_file, load.to_dict())
    except YoujuError as error:
        give_up(ctx, error)
    click.echo(
        f"{load.conversations} 组对话，{load.seconds:g} 秒，{load.questions} 个问题："
        f"出错 {load.errors}，串话 {load.mixed_up}，与 answer() 不同 {load.different}；"
        f"用时 p50 {load.p50_ms} 毫秒，p95 {load.p95_ms} 毫秒，最慢 {load.slowest_ms} 毫秒。"
    )
    if load.failed:
        errors = {exchange.error for talk in held for exchange in talk if exchange.error}
        for message in sorted(errors)[:5]:
            click.echo(f"  {message}", err=True)
        ctx.exit(1)


@bench_command.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--chunk-chars", default=300, show_default=True, type=click.IntRange(min=20))
@click.option("--model", help="向量模型，默认为内置模型。")
@click.option("--plain", is_flag=True, help="只测向量、词面与融合，不理解问题、不按地区筛选。")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="把结果写成 JSON。")
@click.pass_context
def retrieval(
    ctx: click.Context,
    *,
    folder: Path,
    chunk_chars: int,
    model: str | None,
    plain: bool,
    json_file: Path | None,
) -> None:
    """在 FOLDER 的 docs.jsonl 与 questions.jsonl 上测量：含答案的片段排在第几。"""
    try:
        scores = _measured(folder, chunk_chars, model, plain)
        if json_file:
            write_json(json_file, as_json(scores))
    except YoujuError as error:
        give_up(ctx, error)
    wide_console().print(_table(scores, chunk_chars))


def _measured(
    folder: Path, chunk_chars: int, model: str | None, plain: bool
) -> dict[Mode, PassageScores]:
    from index.embed import load_embedder
    from rag.youju import Youju

    texts = read_lines(folder / "docs.jsonl", SourceText)
    questions = read_lines(folder / "questions.jsonl", AnswerQuestion)
    index = index_passages(texts, load_embedder(model), chunk_chars)
    system: PassageSearch = PlainSearch(index) if plain else Youju(index)
    return passage_scores(system, questions, SEARCHES)


def _table(scores: dict[Mode, PassageScores], chunk_chars: int) -> Table:
    """Two rows a way of searching: questions whose answer fits a passage, and all."""
    table = Table(title=f"每段至多 {chunk_chars} 字（括号内为 95% 区间）")
    table.add_column("方式")
    table.add_column("题目")
    for heading in ("答案片段@1", "答案片段@5", "答案片段@10", "文档命中@1"):
        table.add_column(heading, justify="right")
    for mode, own in scores.items():
        for name, held in (("一段放得下答案的", own.fitting), ("全部", own.overall)):
            questions = f"{name} {held[1].n} 题"
            document = _shown(own.document) if held is own.overall else ""
            table.add_row(MODES[mode], questions, *map(_shown, held.values()), document)
    return table


def _shown(interval: Interval) -> str:
    return f"{interval.mean:.3f}（{interval.low:.3f}–{interval.high:.3f}）"


def _times_table(times: Mapping[str, list[float]]) -> Table:
    table = Table(title="用时（毫秒）")
    for heading in ("阶段", "次数", "p50", "p95"):
        table.add_column(heading, justify="left" if heading == "阶段" else "right")
    for stage, own in times.items():
        found = _percentiles(own)
        table.add_row(stage, str(len(own)), f"{found['p50']:.1f}", f"{found['p95']:.1f}")
    return table


def _percentiles(times: list[float]) -> dict[str, float]:
    return {"p50": round(percentile(times, 50), 2), "p95": round(percentile(times, 95), 2)}
