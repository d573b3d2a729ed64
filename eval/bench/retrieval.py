"""``youju bench retrieval``: where the passage that holds the answer comes."""

from __future__ import annotations

from pathlib import Path

import click
from rich.table import Table

from eval.bench.shown import FOLDER
from eval.metrics import MODES
from eval.opening import give_up
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
from eval.statistics import Interval
from eval.system import Mode
from eval.table import wide_console
from index.errors import YoujuError


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--chunk-chars", default=300, show_default=True, type=click.IntRange(min=20))
@click.option("--model", help="向量模型，默认为内置模型。")
@click.option("--plain", is_flag=True, help="只测向量、词面与融合，不理解问题、不按地区筛选。")
@click.option("--json", "json_file", type=FOLDER, help="把结果写成 JSON。")
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
