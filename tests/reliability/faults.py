"""Writers killed at every step and at any moment, disks that are full: the old or the new index,
whole, and the next run finishes.

Each trial is a forked process, so that what is killed is a real writer and costs no start.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from index.errors import UsageError
from tests.reliability.library import WORKS, add, build, check_no_litter, places_answered

_STEPS = ("fsync", "replace", "rename", "mkdir", "unlink", "rmdir", "write", "pwrite")
"""Calls of ``os`` at which a writer may be stopped; ``open`` for writing is one as well."""


@dataclass(slots=True)
class Tally:
    """What was tried and how it went."""

    kills: int = 0
    steps: int = 0
    whole: int = 0
    finished: int = 0
    full_disks: int = 0
    new_seen: int = 0
    problems: list[str] = field(default_factory=list)


def prepare(work: str, folder: Path) -> tuple[Path, Path]:
    """An index on which ``work`` can be done."""
    sources, home = folder / "sources", folder / "home"
    build(sources, home)
    if work == "remove":
        add(sources, home)
    return sources, home


def count_steps(work: str, sources: Path, home: Path) -> int:
    """How many steps ``work`` takes on a copy of ``home``."""
    reader, writer = os.pipe()
    copy = home.with_name("counted")
    shutil.copytree(home, copy)

    def counting() -> None:
        steps = _at_step(None)
        WORKS[work](sources, copy)
        os.write(writer, str(steps()).encode())

    _wait(_fork(counting))
    os.close(writer)
    with os.fdopen(reader, "rb") as said:
        steps = int(said.read() or b"0")
    shutil.rmtree(copy)
    return steps


def kill_at(step: int, work: str, sources: Path, home: Path) -> None:
    """Do ``work`` in a process that kills itself at ``step``."""

    def doomed() -> None:
        _at_step(step)
        WORKS[work](sources, home)

    _wait(_fork(doomed))


def kill_after(seconds: float, work: str, sources: Path, home: Path) -> None:
    """Do ``work`` in a process that is killed after ``seconds``."""
    child = _fork(lambda: WORKS[work](sources, home))
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _wait(child)


def fill_at(step: int, work: str, sources: Path, home: Path) -> int:
    """Do ``work`` in a process whose disk is full from ``step`` on; its exit code: 0 it was done,
    3 it was refused with a message for the reader, 1 anything else."""

    def on_a_full_disk() -> None:
        _at_step(step, full=True)
        try:
            WORKS[work](sources, home)
        except UsageError as error:
            sys.stderr.flush()
            os._exit(3 if "磁盘" in f"{error}" or "写入" in f"{error}" else 1)

    return _wait(_fork(on_a_full_disk))


def try_work(work: str, folder: Path, every: int, random_kills: int, seed: int = 0) -> Tally:
    """Kill ``work`` at every ``every``-th step and ``random_kills`` times at any moment, and fill
    the disk at the same steps; after each the index must be whole and a new run must finish."""
    sources, home = prepare(work, folder)
    before = places_answered(home)
    steps = count_steps(work, sources, home)
    tally = Tally(steps=steps)
    started = time.perf_counter()
    _wait(_fork(lambda: WORKS[work](sources, _copied(home, "timed"))))
    took = time.perf_counter() - started
    shutil.rmtree(home.with_name("timed"))
    rng = random.Random(seed)
    harms: list[tuple[str, Callable[[Path], object]]] = [
        (f"第 {step} 步被杀", lambda at, s=step: kill_at(s, work, sources, at))  # type: ignore[misc]
        for step in range(1, steps + 1, every)
    ]
    harms += [
        (f"{moment:.4f} 秒时被杀", lambda at, m=moment: kill_after(m, work, sources, at))  # type: ignore[misc]
        for moment in (rng.uniform(0, took) for _ in range(random_kills))
    ]
    for name, harm in harms:
        tally.kills += 1
        _after(name, harm, work, sources, home, before, tally)
    for step in range(1, steps + 1, every):
        copy = _copied(home, "full")
        code = fill_at(step, work, sources, copy)
        tally.full_disks += 1
        if code not in {0, 3}:
            tally.problems.append(f"{work}：第 {step} 步磁盘已满，退出码 {code}")
        _check(f"{work}：第 {step} 步磁盘已满", copy, before, work, sources, tally)
    return tally


def _after(
    name: str,
    harm: Callable[[Path], object],
    work: str,
    sources: Path,
    home: Path,
    before: frozenset[str],
    tally: Tally,
) -> None:
    copy = _copied(home, "killed")
    harm(copy)
    _check(f"{work}：{name}", copy, before, work, sources, tally)


def _check(
    name: str, home: Path, before: frozenset[str], work: str, sources: Path, tally: Tally
) -> None:
    """The old index or the new one, whole; then what was broken off is done, and nothing is left
    over."""
    try:
        found = places_answered(home)
        tally.whole += 1
        tally.new_seen += found != before
        if work == "rebuild" or found == before:
            WORKS[work](sources, home)
        places_answered(home)
        check_no_litter(home)
        tally.finished += 1
    except Exception as error:  # whatever it is, it is to be told with the moment it came at
        tally.problems.append(f"{name}：{type(error).__name__}: {error}")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _copied(home: Path, name: str) -> Path:
    copy = home.with_name(name)
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(home, copy)
    return copy


def _at_step(last: int | None, *, full: bool = False) -> Callable[[], int]:
    """Count the steps of this process; at ``last`` it kills itself, or with ``full`` finds the disk
    full from then on. Returns what tells the count."""
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if last is None or done < last:
            return
        if full:
            raise OSError(errno.ENOSPC, "设备上没有空间")
        os.kill(os.getpid(), signal.SIGKILL)

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def stepping(*args: Any, **kwargs: Any) -> Any:
            step()
            return call(*args, **kwargs)

        return stepping

    for name in _STEPS:
        if full and name in {"unlink", "rmdir"}:
            continue  # a full disk lets go of what it has
        setattr(os, name, counted(getattr(os, name)))
    return lambda: done


def _fork(work: Callable[[], None]) -> int:
    child = os.fork()
    if child:
        return child
    _leave(work)


def _leave(work: Callable[[], None]) -> NoReturn:
    """Do ``work`` and end the process there and then: nothing of the parent's is to run twice."""
    code = 1
    try:
        work()
        code = 0
    finally:
        os._exit(code)


def _wait(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
