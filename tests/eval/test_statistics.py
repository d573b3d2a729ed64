from __future__ import annotations

import pytest

from eval.statistics import Interval, bootstrap, paired, percentile


def test_the_interval_holds_the_mean_and_repeats() -> None:
    values = [1.0] * 80 + [0.0] * 20
    first = bootstrap(values)
    assert first == bootstrap(values)
    assert first is not None
    assert first.mean == 0.8
    # The normal approximation gives 0.8 ± 1.96 · √(0.8 · 0.2 / 100) = 0.8 ± 0.078.
    assert first.low == pytest.approx(0.722, abs=0.02)
    assert first.high == pytest.approx(0.878, abs=0.02)
    assert first.n == 100


def test_constant_values_have_no_width() -> None:
    assert bootstrap([1.0, 1.0, 1.0]) == Interval(1, 1, 1, 3)
    assert bootstrap([0.5]) == Interval(0.5, 0.5, 0.5, 1)
    assert bootstrap([]) is None


def test_a_paired_change_is_seen_where_two_intervals_would_overlap() -> None:
    before = [1.0, 0.0] * 50
    after = [v if i >= 10 else 0.0 for i, v in enumerate(before)]
    change = paired(before, after)
    assert change is not None
    assert change.mean == pytest.approx(-0.05)
    assert change.high < 0


def test_percentile() -> None:
    assert percentile([1, 2, 3, 4, 5], 50) == 3
    assert percentile([10, 20], 95) == pytest.approx(19.5)
    assert percentile([], 50) == 0
