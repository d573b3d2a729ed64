"""``youju eval`` and ``python -m eval``."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from eval.baseline import Baseline, compare, make_baseline, read_baseline, write_baseline
from eval.opening import give_up, open_system
from eval.pairs import Pair, Split, read_pairs
from eval.run import Run, evaluate
from eval.system import QuestionAnswerer
from index.errors import UsageError, YoujuError
from index.store.layout import LAST_REPORT, LAST_RESULT

WORSE = 1
"""Exit code when a score fell beyond its interval or an invariant broke."""


@click.command("eval")
@click.argument("pairs", type=click.Path(path_type=Path))
@click.option("--index", "home", type=click.Path(path_type=Path), help="索引文件夹。")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="把全部结果写成 JSON。")
@click.option("--html", "html_file", type=click.Path(path_type=Path), help="写一份网页报告。")
@click.option(
    "--baseline", type=click.Path(path_type=Path), help="逐题与这份基线比较，变差时退出码为 1。"
)
@click.option("--save-baseline", type=click.Path(path_type=Path), help="把各题得分存为新的基线。")
@click.option("--engine", default="extractive", show_default=True, help="回答引擎。")
@click.option("--split", type=click.Choice(["dev", "test"]), help="只跑其中一部分，默认全部。")
@click.option("--only", "ids", multiple=True, metavar="ID", help="只跑这些编号，可重复。")
@click.option(
    "--ceiling/--no-ceiling", default=True, show_default=True, help="另测给定证据的上限。"
)
@click.option("--failures", is_flag=True, help="在终端逐条列出未通过的题。")
@click.pass_context
def eval_command(
    ctx: click.Context,
    *,
    pairs: Path,
    home: Path | None,
    json_file: Path | None,
    html_file: Path | None,
    baseline: Path | None,
    save_baseline: Path | None,
    engine: str,
    split: Split | None,
    ids: tuple[str, ...],
    ceiling: bool,
    failures: bool,
) -> None:
    """用问答对评测：检索、回答、引用、拒答与用时。

    PAIRS 是每行一个 JSON 对象的问答对文件。结果留在索引文件夹的 eval/ 里，网页的“质量”页显示它
    （用 --only 时不留）。退出码：0 正常；1 比基线差，或有引用、数字
    不合规矩；2 输入有误；3 索引读不了。
    """
    try:
        chosen = _chosen(read_pairs(pairs, split=split), ids)
        stored = read_baseline(baseline) if baseline else None
        run = _run(open_system(home), chosen, engine, ceiling)
        ctx.exit(
            _report(
                run,
                json_file=json_file,
                html_file=html_file,
                baseline=stored,
                save_baseline=save_baseline,
                failures=failures,
                left_in=None if ids else _home(home),
            )
        )
    except YoujuError as error:
        give_up(ctx, error)


def _home(home: Path | None) -> Path:
    from index.settings import load_settings

    return home or load_settings().home


def _chosen(pairs: tuple[Pair, ...], ids: tuple[str, ...]) -> tuple[Pair, ...]:
    unknown = set(ids) - {pair.id for pair in pairs}
    if unknown:
        raise UsageError(f"没有编号为 {'、'.join(sorted(unknown))} 的问答对。")
    return tuple(pair for pair in pairs if not ids or pair.id in ids)


def _run(youju: QuestionAnswerer, pairs: tuple[Pair, ...], engine: str, ceiling: bool) -> Run:
    columns = (TextColumn("评测"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=len(pairs))
        return evaluate(
            youju,
            pairs,
            engine=engine,
            ceiling=ceiling,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


def _report(
    run: Run,
    *,
    json_file: Path | None,
    html_file: Path | None,
    baseline: Baseline | None,
    save_baseline: Path | None,
    failures: bool,
    left_in: Path | None,
) -> int:
    """Show and write the results. ``left_in`` is the index folder whose last result this is."""
    from eval.comparison_table import print_comparison
    from eval.report_html import write_html
    from eval.result_json import to_json, write_json
    from eval.summary import summarise
    from eval.table import print_broken, print_failures, print_tables, wide_console

    console = wide_console()
    summary = summarise(run)
    comparison = compare(baseline, run) if baseline else None
    if failures:
        print_failures(console, run)
    print_tables(console, summary)
    if comparison:
        print_comparison(console, comparison)
    print_broken(console, run)
    if json_file:
        write_json(json_file, to_json(run, summary))
    if html_file:
        write_html(html_file, run, summary, comparison)
    if left_in:
        try:
            write_json(left_in / LAST_RESULT, to_json(run, summary))
            write_html(left_in / LAST_REPORT, run, summary, comparison)
        except UsageError as error:  # an index that may only be read can be evaluated all the same
            click.echo(f"提醒：结果没有留在索引文件夹里。{error}", err=True)
    if save_baseline:
        write_baseline(save_baseline, make_baseline(run))
    broken = any(result.broken for result in run.results)
    return WORSE if broken or (comparison and comparison.fell) else 0
