"""How far a change of the index has come, shown in the terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from index.renew import Progress

Result = TypeVar("Result")


def with_progress(work: Callable[[Callable[[Progress], None]], Result]) -> Result:
    """What ``work`` returns, with a bar on standard error that it moves."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    stages = {"read": "读取资料", "embed": "计算向量", "write": "写入索引"}
    with Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total} {task.fields[unit]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task("读取资料", total=None, unit="份")

        def show(progress: Progress) -> None:
            by_chunk = progress.stage != "read" and progress.chunks_total > 0
            bar.update(
                task,
                description=stages[progress.stage],
                completed=progress.chunks_done if by_chunk else progress.documents_done,
                total=progress.chunks_total if by_chunk else progress.documents_total,
                unit="片段" if by_chunk else "份",
            )

        return work(show)
