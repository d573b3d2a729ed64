"""Small TOML files that people write, read within limits."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

_DOTS = 100
"""Dots a line may have outside strings: the time a key takes grows with the square of its parts."""
_STRING = re.compile(r""""(?:[^"\\]|\\.)*+"?|'[^']*+'?""")


def read_bounded(path: Path, most: int) -> bytes:
    """The content of a file. Raises ``OSError``, and ``ValueError`` beyond ``most`` bytes."""
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise ValueError(f"文件太大，上限是 {most // 1024:,} KB")
    return data


def parse_table(data: bytes) -> dict[str, Any]:
    """The table that ``data`` says. Raises ``ValueError`` for what is no TOML or too deep."""
    text = data.decode("utf-8-sig")
    for number, line in enumerate(text.splitlines(), 1):
        if line.count(".") > _DOTS and _STRING.sub("", line).count(".") > _DOTS:
            raise ValueError(f"第 {number} 行有超过 {_DOTS} 个点")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("括号套得太深") from error
