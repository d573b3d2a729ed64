"""Opening the system under test, and saying so when a command cannot go on."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import click

from eval.system import QuestionAnswerer
from index.errors import YoujuError


def open_system(home: Path | None) -> QuestionAnswerer:
    """The index folder ``home``, or the default one, which is built if there is none.

    Raises ``IndexUnreadable`` when the folder holds no readable index.
    """
    from rag.default import default_youju
    from rag.youju import Youju

    return default_youju() if home is None else Youju.open(home)


def give_up(ctx: click.Context, error: YoujuError) -> NoReturn:
    """Print what is wrong and what to do, and end with the error's exit code."""
    click.echo(f"错误：{error.message}", err=True)
    if error.remedy:
        click.echo(f"怎么办：{error.remedy}", err=True)
    ctx.exit(error.exit_code)
