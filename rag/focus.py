"""The clause of a sentence that tells the figure asked for, where its words alone do not show it.

A question in other words (看护老茶树 for 护茶员) may be as near to any clause of a long sentence, even to
one without a figure. Those that have a fitting one are read beside the question, each for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.candidate import Candidate
from rag.question import Question
from rag.select import Selector

WORTH_IT = 0.0
"""The log-odds of a sentence from which on its clauses are read, and of a clause that is meant."""
MOST_CLAUSES = 6
Judge = Callable[[Sequence[str]], Sequence[float]]


def focused(
    question: Question, candidates: list[Candidate], selector: Selector, judge: Judge
) -> list[Candidate]:
    """``candidates``, best first, the best one with the clause that is meant; ``judge`` gives the
    log-odds of clauses."""
    if not (question.numeric and question.kind == "fact" and candidates):
        return candidates
    best = candidates[0]
    if best.quantity or best.evidence.cells or best.read < WORTH_IT:
        return candidates
    clauses = selector.figure_clauses(best)[:MOST_CLAUSES]
    if not clauses:
        return candidates
    log_odds = judge([clause.quote for clause in clauses])
    at = max(range(len(clauses)), key=log_odds.__getitem__)
    if log_odds[at] < WORTH_IT:
        return candidates
    return [replace(best, evidence=clauses[at], quantity=True), *candidates[1:]]
