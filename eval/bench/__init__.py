"""``youju bench``: speed, memory and retrieval, alone and beside what a user would build otherwise."""

from __future__ import annotations

import click

from eval.bench import answer, chat, embed, peer, retrieval, search

__all__ = ["bench_command"]


@click.group("bench")
def bench_command() -> None:
    """测量速度、内存与检索。每个结果都注明机器；与别家相比的，是同一次运行里的比值。"""


for _command in (
    answer.answer,
    chat.chat,
    embed.embed,
    peer.peer,
    retrieval.retrieval,
    search.search,
):
    bench_command.add_command(_command)
