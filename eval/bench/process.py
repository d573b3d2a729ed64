"""Whole processes, timed, with the memory they took at most."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from index.errors import UsageError

_UNIT = 1024 if sys.platform != "darwin" else 1
"""Bytes that ``ru_maxrss`` counts in."""


_MEASURED = "<measured> "
_LAUNCHER = f"""
import os, resource, subprocess, sys, time
started = time.perf_counter()
code = subprocess.call(sys.argv[1:])
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print({_MEASURED!r} + str(seconds), peak, flush=True)
sys.exit(code)
"""
"""A small process between this one and the measured one, which would otherwise count the memory of
its parent as its own peak."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A process that ended well: seconds from start to end, its peak resident memory in MiB, and
    what it printed."""

    seconds: float
    peak_mib: float
    output: str


def run(command: Sequence[str]) -> Finished:
    """Run ``command`` to its end. Raises ``UsageError`` with its last words when it fails."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", _LAUNCHER, *command],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise UsageError(f"{' '.join(command[:4])} 失败：{done.stderr.strip()[-400:]}")
    output, _, measured = done.stdout.rpartition(_MEASURED)
    seconds, peak = measured.split()
    return Finished(float(seconds), int(peak) * _UNIT / 2**20, output)


def peak_mib() -> float:
    """The peak resident memory of this process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT / 2**20
