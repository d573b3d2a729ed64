"""A target, and running it: case after case until the time is up, every finding once."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.strategies import SearchStrategy

from index.errors import YoujuError

_ROOT = Path(__file__).parents[2]
_BATCH = 300


@dataclass(frozen=True, slots=True)
class Target:
    """``check`` is given one of ``cases``; what it raises is a finding, unless it is a refusal."""

    cases: SearchStrategy[Any]
    check: Callable[[Any], None]

    def run(self, case: Any) -> None:
        """Check one case; a refusal must be one that can be shown."""
        try:
            self.check(case)
        except YoujuError as error:
            assert error.message.strip()
            str(error).encode()  # no half of a character, which no terminal can print


@dataclass(slots=True)
class Tally:
    """``findings`` are reports with the smallest case found, by where they were raised."""

    seconds: float = 0.0
    cases: int = 0
    findings: dict[str, str] = field(default_factory=dict)


def fuzz(target: Target, seconds: float, start: int) -> Tally:
    """Try ``target`` for so long. ``start`` seeds the choice of cases."""
    tally = Tally()
    began = time.monotonic()
    end = began + seconds
    random = Random(start)
    known: set[str] = set()
    while time.monotonic() < end:
        _batch(target, tally, known, end, random.getrandbits(64))
    tally.seconds = time.monotonic() - began
    return tally


def _batch(target: Target, tally: Tally, known: set[str], end: float, number: int) -> None:
    last: dict[str, str] = {}

    @seed(number)
    @settings(
        max_examples=_BATCH,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
        report_multiple_bugs=False,
    )
    @given(target.cases)
    def trial(case: Any) -> None:
        if time.monotonic() > end:
            return
        tally.cases += 1
        try:
            target.run(case)
        except Exception as error:
            place = _place(error)
            if place in known:
                return
            last[place] = f"{traceback.format_exc(limit=-6)}\n{case!r:.4000}"
            raise

    try:
        trial()
    except Exception as error:
        if not last:
            raise
        # Hypothesis raises what the smallest case raised, or that it could not repeat it.
        known.update(last)
        tally.findings.update(last or {repr(error): ""})


def _place(error: BaseException) -> str:
    """Where it was raised: the kind of error and the last line of the project's on the way."""
    ours = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(_ROOT) and ".venv" not in frame.filename
    ]
    frame = next((f for f in reversed(ours) if "fuzz" not in f.filename), ours[-1])
    where = Path(frame.filename).relative_to(_ROOT)
    return f"{type(error).__name__} {where}:{frame.lineno}"
