"""``youju repair``: an index made whole from what it holds itself."""

from __future__ import annotations

from pathlib import Path

import click

from rag.progress import with_progress


@click.command("repair")
@click.option(
    "--index",
    "home",
    type=click.Path(path_type=Path),
    help="索引文件夹，默认 $YOUJU_HOME 或 .youju。",
)
@click.pass_context
def repair_command(ctx: click.Context, home: Path | None) -> None:
    """修复损坏的索引，或把旧格式的换成新格式：用索引里存的资料重建，不需要原来的文件。有资料没能救回时退出码为 1。"""
    from index.repair import repair_index
    from index.settings import load_settings

    folder = load_settings(home=home).home
    repair = with_progress(lambda progress: repair_index(folder, progress=progress))
    if not repair.found:
        click.echo(f"索引 {folder}（{repair.generation}）完好，不需要修复。")
        return
    click.echo(f"发现    {repair.found}")
    click.echo(f"处理    {repair.done}")
    click.echo(f"索引    {folder}（{repair.generation}），{repair.documents} 份资料")
    for what in repair.lost:
        click.echo(f"丢失    {what}")
    if repair.lost:
        click.echo("请找到这些资料的原文件，用 youju index 或在网页里重新加入。")
        ctx.exit(1)
    click.echo("没有丢失资料。")
