"""Candidates by district: which answer, which stand out, and how they are told together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.districts import Gazetteer, short_name
from rag.candidate import Candidate
from rag.question import Question
from rag.records import Evidence
from rag.refuse import shortcoming, shortcoming_by_rule

MOST_DISTRICTS = 8
"""Districts that an answer to a question naming none may list."""
TRIED = 4
"""Candidates of a district that are tried where the best is of another time or has no figure."""
FAR_AHEAD = 0.3
"""The lead over every other district's best score from which on one stands out."""
ABOUT_AS_GOOD = 0.12
"""What a district's best score may fall short of the best of all."""


def with_leads(candidates: Sequence[Candidate]) -> list[Candidate]:
    """``candidates``, best first, each with its lead over the next one."""
    scores = [*(c.score for c in candidates), 0.0]
    return [
        replace(candidate, lead=max(candidate.score - after, 0.0))
        for candidate, after in zip(candidates, scores[1:], strict=True)
    ]


def all_answering(
    question: Question, groups: Mapping[str, list[Candidate]]
) -> dict[str, list[Candidate]]:
    """The groups of candidates that answer, each from the first that does on. Of places that are
    compared one that has an answer speaks for the others."""
    good = {name: own for name, c in groups.items() if (own := answering(question, c))}
    if good and question.kind == "compare":
        good = {
            name: own
            for name, c in groups.items()
            if (own := good.get(name) or answering(question, c, beside=True))
        }
    return good


def answering(
    question: Question, candidates: list[Candidate], *, beside: bool = False
) -> list[Candidate]:
    """The candidates from the first that answers on; none if that is not among the best, or
    if the best is not about the matter at all. ``beside`` as in ``rag.refuse.shortcoming``."""
    for number, candidate in enumerate(candidates[:TRIED]):
        if not shortcoming(question, candidate, beside=beside):
            return candidates[number:]
        if not shortcoming_by_rule(question, candidate):
            return []
    return []


def joined(
    parts: Sequence[tuple[str, list[Evidence]]],
) -> list[tuple[str, list[Evidence]]]:
    """Districts that share a section share its evidence: told once, under all their names."""
    names: dict[tuple[tuple[str, int, int], ...], list[str]] = {}
    quoted: dict[tuple[tuple[str, int, int], ...], list[Evidence]] = {}
    for name, evidence in parts:
        key = tuple((e.chunk.document_id, e.start, e.end) for e in evidence)
        names.setdefault(key, []).append(name)
        quoted[key] = evidence
    return [("、".join(own), quoted[key]) for key, own in names.items()]


def under_their_places(
    parts: Sequence[tuple[str, list[Evidence]]],
    gazetteer: Gazetteer,
    inner: Sequence[str] = (),
    *,
    sought: bool = False,
) -> list[tuple[str, list[Evidence]]]:
    """``parts``, each under the places it is of. Evidence from what is told of a place around the
    one asked about, and that names this one, is of this one: 推进富锦市玉米项目开工 in a report of
    佳木斯市. ``inner`` are places asked about that have no passages of their own. Where places are
    ``sought``, those that evidence names in full are what it is of: 在三台县、盐亭县开展试点."""
    told = []
    for names, evidence in parts:
        own = [_of_named(e, names.split("、"), inner, gazetteer) for e in evidence]
        if sought:
            own = [_of_all_named(e, gazetteer) for e in own]
        places = dict.fromkeys(name for e in own for name in e.chunk.districts)
        shared = [name for name in inner if name in places]
        shared = shared or [name for name in names.split("、") if name in places]
        told.append(("、".join(shared or places) if names and places else names, own))
    return told


def _of_named(
    evidence: Evidence, names: Sequence[str], inner: Sequence[str], gazetteer: Gazetteer
) -> Evidence:
    own = evidence.chunk.districts
    named = tuple(
        name
        for name in (*names, *inner)
        if name not in own
        and short_name(name) in evidence.quote
        and not gazetteer.ancestors(name).isdisjoint(own)
    )
    if evidence.cells or not named:
        return evidence
    # What no passage is of stays a matter of the place around it as well.
    around = own if set(named) <= set(inner) else ()
    return _under(evidence, (*named, *around))


def _of_all_named(evidence: Evidence, gazetteer: Gazetteer) -> Evidence:
    own = evidence.chunk.districts
    named = {m.name: None for m in gazetteer.mentions(evidence.quote) if m.full}
    inside = tuple(name for name in named if not gazetteer.ancestors(name).isdisjoint(own))
    if evidence.cells or not inside:
        return evidence
    return _under(evidence, inside)


def _under(evidence: Evidence, districts: tuple[str, ...]) -> Evidence:
    return replace(evidence, chunk=replace(evidence.chunk, districts=districts))


def stands_out(groups: dict[str, list[Candidate]]) -> bool:
    """Whether one district's best candidate is far ahead of every other's."""
    best = sorted((c[0].score for c in groups.values() if c), reverse=True)
    return len(best) < 2 or best[0] - best[1] >= FAR_AHEAD


def clear_winners(groups: dict[str, list[Candidate]]) -> dict[str, list[Candidate]]:
    """For a question that names no place: the districts whose evidence is about as good as
    the best."""
    if not groups:
        return groups
    best = max(c[0].score for c in groups.values())
    near = {n: c for n, c in groups.items() if c[0].score >= best - ABOUT_AS_GOOD}
    ordered = sorted(near, key=lambda n: -near[n][0].score)[:MOST_DISTRICTS]
    return {n: near[n] for n in near if n in ordered}


def spread(candidates: Sequence[Candidate], most: int, share: float) -> list[Evidence]:
    """The evidence of the best candidates, at most ``most``, that reach ``share`` of the best score."""
    best = candidates[0].score
    floor = best - (1 - share) * abs(best)
    return [c.evidence for c in candidates[:most] if c.score >= floor]


def unlike(evidence: Sequence[Evidence]) -> list[Evidence]:
    """``evidence`` without what lies within an earlier piece."""
    kept: list[Evidence] = []
    for own in evidence:
        if not any(overlap(own, e) for e in kept):
            kept.append(own)
    return kept


def overlap(one: Evidence, other: Evidence) -> bool:
    """Whether two pieces share a character of a document."""
    same = one.chunk.document_id == other.chunk.document_id
    return same and one.start < other.end and other.start < one.end


def ranked(groups: dict[str, list[Candidate]]) -> list[Candidate]:
    """The candidates of all districts, best first."""
    return sorted((c for own in groups.values() for c in own), key=lambda c: -c.score)
