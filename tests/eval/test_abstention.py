from __future__ import annotations

import pytest

from eval.abstention import Confusion, Decision, confusion, risk_coverage
from eval.charts import interval_bars_svg, risk_coverage_svg
from eval.statistics import Interval


def decision(confidence: float, *, wrong: bool = False, refused: bool = False) -> Decision:
    return Decision(answerable=True, refused=refused, confidence=confidence, wrong=wrong)


def test_confusion_by_hand() -> None:
    decisions = [
        Decision(answerable, refused, 0.5, False)
        for answerable, refused, times in (
            (False, True, 3),
            (True, True, 1),
            (False, False, 2),
            (True, False, 4),
        )
        for _ in range(times)
    ]
    counts = confusion(decisions)
    assert counts == Confusion(3, 1, 2, 4)
    assert counts.accuracy == 0.7
    assert counts.f1 == pytest.approx(6 / 9)


def test_nothing_to_refuse() -> None:
    assert confusion([decision(0.9)]).f1 == 1
    assert Confusion(0, 0, 0, 0).accuracy == 0


def test_the_curve_by_hand() -> None:
    curve = risk_coverage(
        [
            decision(0.2, refused=True),
            decision(0.9),
            decision(0.6, wrong=True),
            decision(0.8),
        ]
    )
    assert [(p.coverage, p.risk) for p in curve.points] == [
        (0.25, 0),
        (0.5, 0),
        (0.75, pytest.approx(1 / 3)),
        (1, 0.5),
    ]
    assert curve.area == pytest.approx((0 + 0 + 1 / 3 + 0.5) / 4)
    assert (curve.chosen.coverage, curve.chosen.confidence) == (0.75, 0.6)
    assert curve.chosen.risk == pytest.approx(1 / 3)


def test_equal_confidence_enters_together_in_any_order() -> None:
    some = [decision(0.5, wrong=True), decision(0.5), decision(0.9)]
    assert risk_coverage(some) == risk_coverage(some[::-1])
    assert [p.coverage for p in risk_coverage(some).points] == [pytest.approx(1 / 3), 1]


def test_all_refused() -> None:
    curve = risk_coverage([decision(0.1, refused=True)])
    assert (curve.chosen.coverage, curve.chosen.risk) == (0, 0)
    assert curve.area == 1


def test_charts_hold_what_they_show() -> None:
    curve = risk_coverage([decision(0.9), decision(0.6, wrong=True)])
    svg = risk_coverage_svg(curve)
    assert svg.startswith("<svg")
    assert "覆盖 100%，风险 50.0%" in svg
    assert 'class="chosen"' in svg
    bars = interval_bars_svg("题型", [("事实", Interval(0.5, 0.25, 0.75, 8))])
    assert "50.0%" in bars
    assert bars.count("<rect") == 1
