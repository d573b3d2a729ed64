"""Bytes flipped anywhere in an index: named, or without any effect on an answer."""

from __future__ import annotations

import os
import random
import shutil
import signal
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import IndexUnreadable
from index.store import layout
from index.store.reading import verify_current
from tests.reliability.faults import _fork, _wait
from tests.reliability.library import build, places_answered

UNHARMED, NAMED, VAGUE, WRONG = 10, 11, 12, 13


@dataclass(slots=True)
class Flips:
    """How many bytes were flipped, and what came of each."""

    flips: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


def flip_bytes(folder: Path, flips: int, seed: int = 0) -> Flips:
    """Flip ``flips`` random bits over all files of an index, one at a time, a copy each."""
    home = folder / "home"
    build(folder / "sources", home)
    expected = places_answered(home)
    live = home / layout.GENERATIONS / (layout.current_name(home) or "")
    files = sorted(p for p in [home / layout.CURRENT, *live.rglob("*")] if p.is_file())
    rng = random.Random(seed)
    found = Flips()
    copy = folder / "flipped"
    for number in range(flips):
        file = files[number % len(files)]  # small files as often as large ones
        if not file.stat().st_size:
            continue
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(home, copy)
        target = copy / file.relative_to(home)
        data = bytearray(target.read_bytes())
        at = rng.randrange(len(data))
        data[at] ^= 1 << rng.randrange(8)
        target.write_bytes(bytes(data))
        found.flips += 1
        code = _wait(_fork(lambda name=target.name: _open(copy, name, expected)))  # type: ignore[misc]
        name = {UNHARMED: "无影响", NAMED: "指明文件", VAGUE: "发现但没指明文件"}.get(code)
        found.outcomes[name or "没有发现"] += 1
        if name is None:
            how = signal.Signals(-code).name if code < 0 else f"退出码 {code}"
            found.problems.append(f"{file.name} 第 {at} 字节：{how}")
    return found


def _open(home: Path, name: str, expected: frozenset[str]) -> None:
    """Open the damaged index and use all of it; how that went is the exit code."""
    try:
        answered = places_answered(home)
    except IndexUnreadable as error:
        # The manifest and its checksum vouch for each other: which of them is wrong nobody knows.
        told = layout.MANIFEST if name == layout.MANIFEST_SHA256 else name
        os._exit(NAMED if told in f"{error}" else VAGUE)
    except AssertionError:
        os._exit(WRONG)
    verify_current(home)
    os._exit(UNHARMED if answered == expected else WRONG)
