"""Whether the best evidence is good enough to be an answer."""

from __future__ import annotations

import math

from rag.question import Question
from rag.select import Candidate, gives_cause, gives_meaning, lists_members

MENTIONED = 0.8
"""Least share of the phrase looked for that must stand in the quote in one piece."""
WEIGHTS = {"bias": -5.0, "coverage": 5.4, "unknown": 2.5, "affinity": 0.5}


def shortcoming(question: Question, best: Candidate | None) -> str:
    """Why ``best`` does not answer ``question``, in Chinese; empty when it does."""
    if best is None:
        return "资料中没有相关内容"
    if probability(best) < 0.5:
        return "资料中未提及"
    if question.numeric and not best.quantity:
        return "资料提到了相关内容，但没有给出所问的数字"
    if best.timely < 0:
        return "资料中有相关内容，但不是所问的时间"
    if question.counted and question.kind == "list":
        if not lists_members(best.evidence.quote, question.counted):
            return f"资料提到了“{question.counted}”，但没有逐一列出"
    if question.why and not gives_cause(best.evidence.quote):
        return "资料没有说明原因"
    if question.meaning and not gives_meaning(best.evidence.quote):
        return "资料没有解释其含义"
    return ""


def probability(best: Candidate) -> float:
    """The probability that ``best`` answers the question, by logistic regression over how
    much of the topic it covers, how much of it no document knows, and its affinity."""
    affinity = 3.5 if best.affinity is None else best.affinity
    z = (
        WEIGHTS["bias"]
        + WEIGHTS["coverage"] * best.coverage
        + WEIGHTS["unknown"] * best.unknown
        + WEIGHTS["affinity"] * min(affinity, 7.0)
    )
    return 1 / (1 + math.exp(-z))


def confidence(question: Question, best: Candidate | None) -> float:
    """How sure the answer is, 0..1; 0 when there is nothing."""
    return 0.0 if best is None else round(probability(best), 4)
