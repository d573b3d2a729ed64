"""Means with bootstrap intervals, and paired comparison of two runs.

Percentile bootstrap (Efron & Tibshirani, *An Introduction to the Bootstrap*, 1993, chapter
13) over questions, with a fixed seed: the same scores always give the same interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
SEED = 20240731
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over ``n`` questions with its 95 % interval, in the unit of the values."""

    mean: float
    low: float
    high: float
    n: int


def bootstrap(values: Sequence[float]) -> Interval | None:
    """Mean and percentile interval of the mean; None without values."""
    if not values:
        return None
    data = np.asarray(values, np.float64)
    means = data[_resamples(len(data))].mean(axis=1)
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    mean, low, high = (round(float(x), 6) for x in (data.mean(), low, high))
    return Interval(mean, low, high, len(data))


def paired(before: Sequence[float], after: Sequence[float]) -> Interval | None:
    """Interval of the mean change from ``before`` to ``after``, question by question.

    The change is beyond chance when the interval leaves out zero.
    """
    return bootstrap([b - a for a, b in zip(before, after, strict=True)])


def percentile(values: Sequence[float], q: float) -> float:
    """The ``q``-th percentile (0–100), linear between neighbours; 0 without values."""
    return float(np.percentile(np.asarray(values, np.float64), q)) if values else 0.0


@lru_cache(maxsize=32)
def _resamples(n: int) -> NDArray[np.int64]:
    """Positions drawn with replacement, ``(RESAMPLES, n)``."""
    return np.random.default_rng(SEED).integers(0, n, (RESAMPLES, n))
