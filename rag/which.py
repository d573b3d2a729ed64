"""Which districts answer 哪些地区…: those that tell of the very thing, measured against the best."""

from __future__ import annotations

import math
from collections.abc import Mapping

from rag.candidate import Candidate
from rag.numbers import may_be_congress, quantities
from rag.question import Question
from rag.refuse import confidence
from rag.select import Selector

NAMED_CORE, NEARLY_NAMED, IN_ONE_PIECE = 0.8, 0.75, 0.8
"""The share of the matter's name that a district must have of what the best one has (青藏铁路 is no
answer next to 川藏铁路); and where its evidence is sure and covers about as much, unless the best
has so much of the matter's longest piece in one that it must be the very name."""
COVERAGE, MENTION_COVERAGE, RELATIVE = 0.7, 0.6, 0.85
"""The coverage that evidence needs, less where only a mention is asked for, and never more than
this share of the best one's: words that no document has lower all alike."""
READ_SURE, READ_AS_WELL, READ_FAR_BEHIND = 2.0, 2.0, 4.0
"""Log-odds (see ``rag.relevance``) of a sentence that tells what is looked for, how far behind the best
one as good a sentence may be, and how far behind one is none."""
CERTAIN_CORE, RELATIVE_CORE = 0.9, 0.95
SURE, SURE_ENOUGH, ABOUT_AS_MUCH, CERTAIN = 0.8, 0.7, 0.8, 0.95
"""The confidence from which on less of the words will do, and the one that is enough where they
are this share of the best one's."""


def qualifying(
    question: Question, groups: Mapping[str, list[Candidate]], selector: Selector
) -> dict[str, list[Candidate]]:
    """Those of ``groups``, the candidates of each district that may answer, that do."""
    groups = {n: own for n, own in groups.items() if _has_figures(question, n, own[0], selector)}
    best = [own[0] for own in groups.values()]
    named = max((c.unbroken for c in best), default=0.0) >= IN_ONE_PIECE
    coverage = max((c.coverage for c in best), default=0.0)
    core = max((c.of_core for c in best), default=0.0)
    foremost = max(best, key=lambda c: c.score, default=None)
    whole_name = (
        foremost and selector.topic.has_head(foremost.mask) and "或" not in selector.topic.text
    )
    least = min(MENTION_COVERAGE if question.mention else COVERAGE, RELATIVE * coverage)
    least_core = min(CERTAIN_CORE, RELATIVE_CORE * core)

    foremost_read = max((c.read for c in best), default=-math.inf)

    def qualifies(candidate: Candidate) -> bool:
        if not named and candidate.relevance is not None and foremost_read >= READ_SURE:
            behind = foremost_read - candidate.relevance
            if candidate.relevance >= READ_SURE and behind <= READ_AS_WELL:
                return True
            if behind >= READ_FAR_BEHIND:
                return False
        if whole_name and not selector.topic.has_head(candidate.mask):
            return False  # 普惠贷款 next to 普惠托位
        sure = confidence(question, candidate)
        if question.mention and candidate.unbroken >= 1 and sure >= CERTAIN:
            return True  # the very name (藏粤直流), whatever else is said of it in the question
        near = not named and candidate.coverage >= ABOUT_AS_MUCH * coverage
        if near and candidate.of_core >= NEARLY_NAMED * core and sure >= SURE_ENOUGH:
            return True
        if candidate.of_core < NAMED_CORE * core or (candidate.coverage < least and sure < SURE):
            return False
        if not question.mention or question.numeric or candidate.of_core >= least_core:
            return True
        lowered = candidate.evidence.quote.lower()
        return selector.topic.names_it(lowered) or selector.topic.says_it(lowered)

    return {name: own for name, own in groups.items() if qualifies(own[0])}


def _has_figures(
    question: Question, district: str, candidate: Candidate, selector: Selector
) -> bool:
    """Whether evidence tells one of the figures that the question looks for."""
    quote = candidate.evidence.quote
    if limit := question.bound:
        start, end = selector.told_of(quote, district)
        told = list(quantities(quote))
        owned = [q for q in told if selector.owns(quote, q)]
        if owned and end - start < len(quote):
            owned = told  # what a list of places and figures opens with is told of all of them
        return any(start <= q.start < end and limit.allows(q) for q in owned)
    figures = [q for q in quantities(question.topic) if not may_be_congress(q)]
    return not figures or any(selector.owns(quote, figure) for figure in figures)
