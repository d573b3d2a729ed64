"""The best candidates of each place read beside the question, and ordered by that as well."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.embed.onnx import Reading
from rag.candidate import Candidate, best_first
from rag.pointer import Pointer
from rag.relevance import Judgement, Relevance
from rag.select import Selector

JUDGED, LEAST_JUDGED = 5, 2
"""Candidates that are read beside a question, shared by its places, and for each place at least."""


def judged(
    relevance: Relevance,
    asked: Reading,
    groups: dict[str, list[Candidate]],
    selector: Selector,
) -> dict[str, list[Candidate]]:
    """``groups`` of candidates by place, the best of each with the log-odds that they answer and the
    clauses that then are best.

    ``asked`` is the question as it was read (see ``Relevance.read``).
    """
    most = max(JUDGED // max(len(groups), 1), LEAST_JUDGED)
    ordered: dict[str, list[Candidate]] = {}
    for name, candidates in groups.items():
        top = [c for c in candidates[:most] if not c.evidence.cells]
        passages = [told_as(c, whole=selector.quotes_passages) for c in top]
        judgements = relevance.of(asked, [p.text for p in passages])
        read = [
            selector.pointed(c, p.pointer(j)).with_relevance(j.log_odds)
            for c, p, j in zip(top, passages, judgements, strict=True)
        ]
        cells = [c for c in candidates if c.evidence.cells]
        unread = [c for c in candidates[most:] if not c.evidence.cells]
        ordered[name] = best_first(read + cells) + unread
    return ordered


@dataclass(frozen=True, slots=True)
class Passage:
    """What is read of a candidate, and where in its document the sentence in it stands: at ``start``,
    its character ``at``; None where that is not known."""

    text: str
    at: int
    start: int | None

    def pointer(self, judgement: Judgement) -> Pointer:
        """What ``judgement`` of the text says of stretches of the document."""

        def share(start: int, end: int) -> float:
            if self.start is None:
                return 0.0
            ahead = self.start - self.at
            return judgement.share(start - ahead, end - ahead)

        return Pointer(share, judgement.log_odds)


def told_as(candidate: Candidate, *, whole: bool = False) -> Passage:
    """A candidate's sentence under its heading, as ``rag.relevance`` reads it: of several sentences
    joined by semicolons the one that the evidence stands in, unless the ``whole`` may answer."""
    evidence = candidate.evidence
    heading = evidence.chunk.heading.rpartition(" › ")[2][:24]
    before = f"{heading}｜" if heading else ""
    quote = evidence.quote.lower()
    items = [] if whole else re.split("(?<=[;；])", candidate.sentence)
    told = next((item for item in items if quote in item), candidate.sentence)
    at = told.find(quote)
    return Passage(before + told, len(before), evidence.start - at if at >= 0 else None)
