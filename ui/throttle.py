"""Slowing down whoever keeps getting a password wrong."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Hashable

_FREE_FOR_NAME, _FREE_FOR_ADDRESS = 4, 20
"""Failures without a wait. An office may share one address, so that has more of them."""
_LONGEST_WAIT = 60.0
_FORGOTTEN_AFTER = 900.0
_MOST_KEYS = 10_000


class Throttle:
    """Counts failures by address, and by name from an address; each makes the next wait longer.

    A wait is told, not slept through, so that nobody can tie up the server with it. Counting
    names only together with an address, no stranger can lock a user out from elsewhere.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: dict[Hashable, tuple[int, float]] = {}

    def wait(self, address: str, name: str) -> int:
        """Whole seconds until this name may be tried again from this address; 0 for now."""
        now = self._clock()
        left = 0.0
        for key, free in self._keys(address, name):
            count, last = self._failures.get(key, (0, -math.inf))
            if count >= free and now - last < _FORGOTTEN_AFTER:
                left = max(left, last + min(2.0 ** (count - free), _LONGEST_WAIT) - now)
        return math.ceil(left)

    def failed(self, address: str, name: str) -> None:
        """Note that a guess was wrong."""
        now = self._clock()
        if len(self._failures) >= _MOST_KEYS:
            self._forget(now)
        for key, _ in self._keys(address, name):
            count, last = self._failures.get(key, (0, now))
            # Thirty doublings are far beyond the longest wait; no float overflows.
            self._failures[key] = (1 if now - last >= _FORGOTTEN_AFTER else min(count + 1, 30), now)

    def succeeded(self, address: str, name: str) -> None:
        """Forget this name's failures; not the address's, or one good account pays for guesses."""
        self._failures.pop((address, name), None)

    def _keys(self, address: str, name: str) -> tuple[tuple[Hashable, int], ...]:
        return ((address, name), _FREE_FOR_NAME), (address, _FREE_FOR_ADDRESS)

    def _forget(self, now: float) -> None:
        """Drop what has lapsed, and if that is not enough the older half."""
        kept = sorted(
            (item for item in self._failures.items() if now - item[1][1] < _FORGOTTEN_AFTER),
            key=lambda item: item[1][1],
        )
        self._failures = dict(kept[-_MOST_KEYS // 2 :])
