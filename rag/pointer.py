"""Which clauses of a sentence tell the figure asked for, as they were pointed at when it was read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.sentences import Span
from rag.fit import Fitting

SOMEWHERE, THERE = 0.25, 0.5
"""How likely the answer must be to stand in a clause with a figure of its kind for the others to be
left out; how likely it must be to stand in a clause for that to be believed."""
MAY_ANSWER = -2.0
"""Log-odds below which it is no use to look where in a sentence the answer might be."""
Share = Callable[[int, int], float]
"""How likely, 0..1, a stretch of a document (its start and its end) tells the answer."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """Of each clause of a sentence how likely it tells the figure, 0..1, and the numbers of those
    whose figure is the one asked for, whatever they call it."""

    shares: Sequence[float]
    told: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Pointer:
    """What was read of a sentence: where in its document the answer stands, and the log-odds that
    there is one (see ``rag.relevance``)."""

    share: Share
    log_odds: float

    def among(self, clauses: Sequence[Span], text: str, fitting: Fitting) -> Pointed:
        """What that says of ``clauses`` of ``text``: where some have a figure of the kind asked for, it
        is one of these that tells it."""
        words = [text[start:end] for start, end in clauses]
        figures = [fitting.may_tell(clause) for clause in words]
        shares = [self.share(start, end) for start, end in clauses]
        some = sum(share for share, figure in zip(shares, figures, strict=True) if figure)
        if some < SOMEWHERE:
            return Pointed(shares)
        shares = [s / some if figure else 0.0 for s, figure in zip(shares, figures, strict=True)]
        return Pointed(shares, self._told(words, shares, fitting))

    def _told(
        self, words: Sequence[str], shares: Sequence[float], fitting: Fitting
    ) -> frozenset[int]:
        """Not where the measure has a name, which its figure then stands with, nor where only another
        clause names the things counted."""
        if fitting.owner.names_measure:
            return frozenset()
        named = {at for at, clause in enumerate(words) if fitting.owner.has_head(clause)}
        return frozenset(
            at
            for at, share in enumerate(shares)
            if share >= THERE and (not named or {at - 1, at} & named)
        )
