"""Refusing when there is no answer, and only then.

Refusing is the positive class. Risk–coverage curves: El-Yaniv & Wiener, *On the Foundations
of Noise-free Selective Classification* (JMLR 2010); area under the curve: Geifman, Uziel &
El-Yaniv (ICLR 2019).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Decision:
    """One question: whether it has an answer, whether the system refused, how confident it
    was, and whether what it said was wrong."""

    answerable: bool
    refused: bool
    confidence: float
    wrong: bool


@dataclass(frozen=True, slots=True)
class Confusion:
    """Counts of questions."""

    refused_unanswerable: int
    refused_answerable: int
    answered_unanswerable: int
    answered_answerable: int

    @property
    def accuracy(self) -> float:
        """Share of right decisions to answer or refuse."""
        right = self.refused_unanswerable + self.answered_answerable
        total = right + self.refused_answerable + self.answered_unanswerable
        return right / total if total else 0.0

    @property
    def f1(self) -> float:
        """F1 of refusing; 1 when there was nothing to refuse and nothing was refused."""
        wrong = self.refused_answerable + self.answered_unanswerable
        found = 2 * self.refused_unanswerable
        return found / (found + wrong) if found + wrong else 1.0


@dataclass(frozen=True, slots=True)
class Point:
    """Answering only the questions with at least this ``confidence``: the share of questions
    answered (``coverage``) and the share of those answered wrongly (``risk``)."""

    coverage: float
    risk: float
    confidence: float


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """The curve by rising coverage, its area (0 is best), and the point the system chose.

    A refused question has no answer to judge and counts as wrong from the place its
    confidence gives it: beyond the chosen point the curve is an upper bound of the risk.
    ``chosen.confidence`` is the lowest confidence at which the system answered.
    """

    points: tuple[Point, ...]
    area: float
    chosen: Point


def confusion(decisions: Sequence[Decision]) -> Confusion:
    """Count decisions by whether there was an answer and whether it was refused."""
    counts = [
        sum(d.refused is refused and d.answerable is answerable for d in decisions)
        for refused, answerable in ((True, False), (True, True), (False, False), (False, True))
    ]
    return Confusion(*counts)


def risk_coverage(decisions: Sequence[Decision]) -> RiskCoverage:
    """The curve over all questions; questions of equal confidence enter together."""
    ordered = sorted(decisions, key=lambda d: -d.confidence)
    points: list[Point] = []
    area = 0.0
    wrong = 0
    for count, decision in enumerate(ordered, 1):
        wrong += decision.wrong or decision.refused
        last = count == len(ordered) or ordered[count].confidence < decision.confidence
        if last:
            before = round(points[-1].coverage * len(ordered)) if points else 0
            area += wrong / count * (count - before) / len(ordered)
            points.append(Point(count / len(ordered), wrong / count, decision.confidence))
    answered = [d for d in decisions if not d.refused]
    chosen = Point(
        coverage=len(answered) / len(ordered) if ordered else 0.0,
        risk=sum(d.wrong for d in answered) / len(answered) if answered else 0.0,
        confidence=min((d.confidence for d in answered), default=1.0),
    )
    return RiskCoverage(tuple(points), area, chosen)
