"""The best candidates of each place read beside the question, and ordered by that as well."""

from __future__ import annotations

import re

from index.embed.onnx import Reading
from rag.candidate import Candidate, best_first
from rag.relevance import Relevance

JUDGED, LEAST_JUDGED = 5, 2
"""Candidates that are read beside a question, shared by its places, and for each place at least."""


def judged(
    relevance: Relevance,
    asked: Reading,
    groups: dict[str, list[Candidate]],
    *,
    whole: bool = False,
) -> dict[str, list[Candidate]]:
    """``groups`` of candidates by place, the best of each with the log-odds that they answer.

    ``asked`` is the question as it was read (see ``Relevance.read``), ``whole`` as in ``passage_of``.
    """
    most = max(JUDGED // max(len(groups), 1), LEAST_JUDGED)
    ordered: dict[str, list[Candidate]] = {}
    for name, candidates in groups.items():
        top = [c for c in candidates[:most] if not c.evidence.cells]
        log_odds = relevance.of(asked, [passage_of(c, whole=whole) for c in top])
        read = [c.with_relevance(o) for c, o in zip(top, log_odds, strict=True)]
        cells = [c for c in candidates if c.evidence.cells]
        unread = [c for c in candidates[most:] if not c.evidence.cells]
        ordered[name] = best_first(read + cells) + unread
    return ordered


def passage_of(candidate: Candidate, *, whole: bool = False) -> str:
    """A candidate's sentence under its heading, as ``rag.relevance`` reads it: of several sentences
    joined by semicolons the one that the evidence stands in, unless the ``whole`` may answer."""
    heading = candidate.evidence.chunk.heading.rpartition(" › ")[2][:24]
    quote = candidate.evidence.quote.lower()
    items = [] if whole else re.split("(?<=[;；])", candidate.sentence)
    told = next((item for item in items if quote in item), candidate.sentence)
    return f"{heading}｜{told}" if heading else told
