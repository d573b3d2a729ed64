"""The short form of what ``python -m tests.fuzz`` runs at length: the same cases every time."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzz.targets import TARGETS
from tests.fuzz.trial import Target, fuzz

_SLOW = {"html", "docx", "pdf", "xlsx、csv 等改名", "回答"}


@pytest.mark.parametrize("name", TARGETS)
def test_only_refusals_come_out(name: str) -> None:
    target = TARGETS[name]

    @settings(
        max_examples=20 if name in _SLOW else 60,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(target.cases)
    def trial(case: Any) -> None:
        target.run(case)

    trial()


def test_a_finding_is_reported_once_with_its_smallest_case() -> None:
    from hypothesis import strategies as st

    def check(number: int) -> None:
        if number >= 7:
            raise ZeroDivisionError
        assert number != 3

    tally = fuzz(Target(st.integers(0, 999), check), 1.0, 0)
    assert sorted(place.split()[0] for place in tally.findings) == [
        "AssertionError",
        "ZeroDivisionError",
    ]
    assert sorted(report.split()[-1] for report in tally.findings.values()) == ["3", "7"]
    assert tally.cases > 100
