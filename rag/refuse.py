"""Whether the best evidence is good enough to be an answer."""

from __future__ import annotations

from rag.question import Question
from rag.select import Candidate, gives_cause, gives_meaning, lists_members

COVERAGE = 0.62
"""Least share of the topic that evidence must cover."""


def shortcoming(question: Question, best: Candidate | None) -> str:
    """Why ``best`` does not answer ``question``, in Chinese; empty when it does."""
    if best is None:
        return "资料中没有相关内容"
    if best.coverage < COVERAGE:
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


def confidence(question: Question, best: Candidate | None) -> float:
    """How sure the answer is, 0..1; 0 when there is a shortcoming."""
    if best is None:
        return 0.0
    return max(0.0, min(1.0, best.coverage))
