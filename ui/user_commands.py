"""``youju user``: who may log in to ``youju chat --auth-file``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ui.users import read_users, remove_user, set_password

_FILE = click.option(
    "--auth-file",
    "path",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="用户文件，与 youju chat --auth-file 同一个。",
)


@click.group("user")
def user_command() -> None:
    """管理可以登录问答网页的用户。"""


@user_command.command()
@click.argument("name")
@_FILE
def add(name: str, path: Path) -> None:
    """添加用户 NAME，或更改其口令。口令不显示；在脚本里从标准输入读第一行。"""
    new = set_password(path, name, _password())
    click.echo(f"已添加用户 {name}。" if new else f"已更改用户 {name} 的口令。")


@user_command.command()
@click.argument("name")
@_FILE
def remove(name: str, path: Path) -> None:
    """删除用户 NAME；正在使用的网页也不再认他。"""
    remove_user(path, name)
    click.echo(f"已删除用户 {name}。")


@user_command.command("list")
@_FILE
def list_users(path: Path) -> None:
    """列出用户名，每行一个。"""
    for name in sorted(read_users(path)):
        click.echo(name)


def _password() -> str:
    """Typed twice without being shown, or the first line of what a script pipes in.

    Never an argument: those stand in the shell's history and in the list of processes.
    """
    if _typed_by_a_person():
        typed: str = click.prompt("口令", hide_input=True, confirmation_prompt="再输一次", err=True)
        return typed
    return sys.stdin.readline().rstrip("\r\n")


def _typed_by_a_person() -> bool:
    return sys.stdin.isatty()
