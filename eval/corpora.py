"""Corpora from outside the project, brought into a form that can be indexed.

python -m eval.corpora provincial REPORTS.jsonl OUTDIR
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import click
from pydantic import BaseModel, ConfigDict, Field

from eval.opening import give_up
from eval.passages import read_lines
from eval.result_json import write_text
from index.errors import YoujuError


class Report(BaseModel):
    """A line of the reports file; other keys are passed over. The province becomes a file
    name, so it may hold letters only."""

    model_config = ConfigDict(frozen=True)
    province: Annotated[str, Field(pattern=r"^\w+$")]
    text: str


@click.group()
def corpora() -> None:
    """准备项目以外的资料。"""


@corpora.command()
@click.argument("reports", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_context
def provincial(ctx: click.Context, reports: Path, folder: Path) -> None:
    """把每行含 province 与 text 的 REPORTS.jsonl 存为 FOLDER 里每省一个的 txt 文件。"""
    try:
        found = read_lines(reports, Report)
        for report in found:
            write_text(folder / f"{report.province}.txt", report.text)
    except YoujuError as error:
        give_up(ctx, error)
    click.echo(f"写了 {len(found)} 个文件。接着运行：youju index {folder} --out 索引文件夹")


if __name__ == "__main__":
    corpora(prog_name="python -m eval.corpora")
