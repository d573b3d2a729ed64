"""A piece of evidence with everything that was found out about it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.period import Timing
from rag.records import Evidence
from rag.retrieve import Hit

RELEVANCE_SHARE = 0.4
"""What being sure to answer is worth in a score (see ``rag.relevance``)."""
AFFINITY_SHARE = 0.03
"""What a standard deviation of affinity is worth in a score."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where evidence was looked for: the sentence from ``start`` to ``end`` of the document that the
    passage ``hit`` is of, what time it is ``told`` at, and the place that a clause of it must be
    ``naming``, "" where any clause will do."""

    hit: Hit
    start: int
    end: int
    told: Timing
    naming: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Evidence with what was found out about it.

    ``coverage`` is the share of the topic covered (context counting less), ``own`` the share
    covered by the quote alone, ``mask`` the covered characters, ``quantity`` whether it has
    a number of the kind asked for, ``timely`` is 1 for the right time, 0 unknown, -1 wrong,
    ``unknown`` the share of the topic that is not covered and stands nowhere in the corpus,
    ``only_new`` that it tells an increase where a total was asked for, ``unbroken`` the share
    of the topic's longest piece that stands in the quote in one piece,
    ``gap`` the share that is not covered here but stands elsewhere in it,
    ``of_head`` the share covered of the things counted (see ``Question.head``), ``of_core`` the
    share covered of what names the matter (see ``Topic.core``), ``sentence`` the sentence it
    stands in, ``lead`` by how much its score is ahead of the next one's, ``affinity`` the
    nearness in meaning where it was measured (see ``rag.affinity``), ``relevance`` the log-odds that
    its sentence answers where they were (see ``rag.relevance``), ``of_place`` whether the place
    asked about that has no documents of its own (``Question.places``) is named there, ``spot``
    where it was looked for, none for a row of a table.
    """

    evidence: Evidence
    coverage: float
    own: float
    mask: int
    unknown: float
    gap: float
    quantity: bool
    timely: int
    only_new: bool = False
    unbroken: float = 1.0
    of_head: float = 1.0
    of_core: float = 1.0
    sentence: str = ""
    lead: float = 0.0
    affinity: float | None = None
    relevance: float | None = None
    of_place: bool = True
    spot: Spot | None = None

    @property
    def score(self) -> float:
        """The final score candidates are ordered by."""
        return self.evidence.score

    @property
    def read(self) -> float:
        """Its relevance; minus infinity where it was not measured, as sure as nothing."""
        return -math.inf if self.relevance is None else self.relevance

    def with_affinity(self, affinity: float) -> Candidate:
        """The same candidate with its nearness in meaning known and counted."""
        score = self.evidence.score + AFFINITY_SHARE * affinity
        return replace(self, evidence=replace(self.evidence, score=score), affinity=affinity)

    def with_relevance(self, log_odds: float) -> Candidate:
        """The same candidate with the log-odds that its sentence answers known and counted."""
        sure = 1 / (1 + math.exp(-log_odds / 2))
        score = self.evidence.score + RELEVANCE_SHARE * sure
        return replace(self, evidence=replace(self.evidence, score=score), relevance=log_odds)


def best_first(candidates: Sequence[Candidate]) -> list[Candidate]:
    """``candidates`` by score, equal ones in the order of the documents."""
    return sorted(
        candidates, key=lambda c: (-c.score, c.evidence.chunk.document_id, c.evidence.start)
    )
