"""``youju bench chat``: many conversations with the page at once."""

from __future__ import annotations

from pathlib import Path

import click

from eval.bench.shown import FOLDER
from eval.opening import give_up, open_system
from eval.pairs import read_pairs
from eval.result_json import write_json
from index.errors import UsageError, YoujuError


@click.command()
@click.argument("pairs", type=FOLDER)
@click.option("--index", "home", type=FOLDER, help="索引文件夹。")
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
@click.option("--json", "json_file", type=FOLDER, help="把结果写成 JSON。")
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
