"""The passages that answer a summary: together they cover what was asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.candidate import Candidate
from rag.groups import overlap
from rag.records import Evidence
from rag.select import Selector

ONE, FEW, MANY = 200, 130, 80
"""Characters of one passage of a summary: for one district, for two or three, for more."""
NAMED, WHOLE, TRIED = 360, 0.9, 4
"""Characters of the passage for one district whose very opening names nearly all that is asked for,
which share of it that is, and how many candidates may be it."""
_ATTRIBUTES = re.compile("[^。；]{2,60}(?:说|表示|介绍|认为|指出|强调|谈到|坦言)")
OFF = -3.0
"""The log-odds (see ``rag.relevance``) below which a further passage is left out."""
ADDS, ABOUT_AS_GOOD = 0.15, 0.6
"""What a further passage must add to the topic covered, or else the share of the best score it
must reach."""


def summary(candidates: Sequence[Candidate], selector: Selector, among: int) -> list[Evidence]:
    """Passages that together cover the topic: the best one, then those that cover what it
    leaves open or are about as good, each run on within its paragraph."""
    limit = ONE if among == 1 else FEW if among <= 3 else MANY
    most = 3 if among == 1 else 2
    chosen: list[Evidence] = []
    covered = 0
    lead = _lead(candidates, selector) if among == 1 else None
    if lead:
        limit, most = NAMED, 2
        candidates = [lead, *(c for c in candidates if c is not lead)]
    for candidate in candidates:
        own = candidate.evidence
        if any(overlap(own, other) for other in chosen):
            continue
        if chosen and (_says(own.quote) or _is_off(candidate)):
            continue
        room = [e.start - own.start for e in chosen if _same(own, e) and e.start >= own.end]
        passage = selector.extended(candidate, min([limit, *room]))
        if any(overlap(passage, other) for other in chosen):
            passage = own
        mask = selector.topic.mask(passage.quote.lower())
        adds = selector.topic.weight(mask & ~covered) / (selector.topic.whole(mask) or 1)
        if chosen and adds < ADDS and candidate.score < ABOUT_AS_GOOD * candidates[0].score:
            continue
        chosen.append(passage)
        if (more := selector.below(passage, limit)) and not any(overlap(more, e) for e in chosen):
            chosen.append(more)
            most += 1
        covered |= mask
        if len(chosen) == most or sum(len(e.quote) for e in chosen) > 2 * limit:
            break
    return in_order(chosen)


def _is_off(candidate: Candidate) -> bool:
    """Whether a candidate was read beside the question and hardly tells of it."""
    return candidate.relevance is not None and candidate.relevance < OFF


def _lead(candidates: Sequence[Candidate], selector: Selector) -> Candidate | None:
    """The one of the best candidates that opens a paragraph with about all that is asked for."""
    for candidate in candidates[:TRIED]:
        if candidate.own >= WHOLE and selector.opens(candidate.evidence):
            return candidate
    return None


def _says(quote: str) -> bool:
    """Whether a quote tells no more than who speaks: 市北区委书记高健说."""
    return _ATTRIBUTES.fullmatch(quote) is not None


def _same(one: Evidence, other: Evidence) -> bool:
    return one.chunk.document_id == other.chunk.document_id


def in_order(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Evidence in the order in which it stands in the documents."""
    return sorted(evidence, key=lambda e: (e.chunk.document_id, e.start))
