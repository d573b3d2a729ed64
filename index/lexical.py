"""BM25 over Chinese character unigrams and bigrams, read list by list.

Scores are Lucene's BM25 (Kamphuis et al., "Which BM25 do you mean?", ECIR 2020). The best are
found as MaxScore does it (Turtle and Flood, 1995): once the lists not read yet cannot lift a new
text among the best, they are only asked about the texts already found.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.postings import Lists
from index.ranking import Ids, Scores, ranked
from index.terms import CHARACTER_BITS, term_key, tokenize

K1 = 1.5
B = 0.75

_AT_ONCE = 1 << 16
"""Postings that are cheaper added up than thought about."""
_FEW = 10_000
"""Texts that are sooner looked up in a list than found by going through it."""


class _Term(NamedTuple):
    number: int
    times: int
    length: int
    peak: float


_Weigh: TypeAlias = Callable[[_Term, NDArray[Any], NDArray[np.uint16]], NDArray[Any]]
"""What a term adds to each of these texts, which have it so often."""


class LexicalIndex:
    """BM25 over ``len(sizes)`` texts; a text's id is its position.

    ``keys`` are those of all terms, rising, ``lists`` their postings, and ``sizes`` the terms that
    each text has. ``peaks`` say how much of its idf a term weighs at the most, 1 or less.
    """

    def __init__(
        self,
        keys: NDArray[np.int64],
        lists: Lists,
        sizes: NDArray[np.int64],
        peaks: NDArray[np.float32],
    ) -> None:
        self._keys, self._lists, self._peaks = keys, lists, peaks
        self.size = len(sizes)
        self._norms = norms(sizes)

    def document_frequency(self, token: str) -> int:
        """Return how many texts contain ``token`` (a term as ``tokenize`` gives it)."""
        number = self._number(token)
        return 0 if number is None else self._lists.length(number)

    def idf(self, token: str) -> float:
        """Return the natural-log inverse document frequency (> 0, highest when unseen)."""
        return inverse_frequency(self.size, self.document_frequency(token))

    def followers(self, character: str) -> frozenset[str]:
        """The Han characters that follow ``character`` in any text."""
        first = term_key(character)
        if first >> (2 * CHARACTER_BITS):
            return frozenset()
        low, high = np.searchsorted(self._keys, [first + 1, first + (1 << CHARACTER_BITS)])
        own = (number for number in range(low, high) if self._lists.length(number))
        return frozenset(chr(int(self._keys[n]) & ((1 << CHARACTER_BITS) - 1)) for n in own)

    def __contains__(self, token: object) -> bool:
        return isinstance(token, str) and self._number(token) is not None

    def scores(self, query: str, ids: Ids | None = None) -> Scores:
        """Return the BM25 score of the texts ``ids`` in that order (all, without), ``(n,)``; zero
        without a common term."""
        return self._summed(self._query(query), self._weights, ids)

    def presence(self, query: str, ids: Ids | None = None) -> Scores:
        """Return how much of ``query`` the texts ``ids`` (all, without) have at all, ``(n,)``: the
        summed idf of its distinct terms of two characters or more, however often they occur."""
        terms = self._query(query, distinct=True)
        return self._summed(terms, lambda term, texts, _: np.full(len(texts), self._idf(term)), ids)

    def containing(self, tokens: list[str]) -> Ids:
        """Return the texts that have all of ``tokens``, rising; all texts for no token."""
        numbers = [self._number(token) for token in tokens]
        known = sorted((n for n in numbers if n is not None), key=self._lists.length)
        if len(known) < len(numbers):
            return np.zeros(0, np.int64)
        found = np.arange(self.size, dtype=np.int64)
        for turn, number in enumerate(known):
            if turn == 0:
                found = self._lists.of(number)[0].astype(np.int64)
            else:
                found = found[self._lists.among(number, found)[0]]
            if not len(found):
                break
        return found

    def search(self, query: str, k: int, within: Ids | None = None) -> tuple[Ids, Scores]:
        """Return ids and scores of the ``k`` best texts, best first, equal scores by id.

        ``within`` restricts the candidates before the best are taken. Texts that share no
        term with the query are left out, so fewer than ``k`` may come back.
        """
        terms = self._query(query)
        if k <= 0 or not terms:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        if sum(term.length for term in terms) <= _AT_ONCE:
            ids = np.arange(self.size, dtype=np.int64) if within is None else np.unique(within)
            scores = self._summed(terms, self._weights, None)[ids]
        else:
            ids = self._candidates(terms, k, within)
            scores = self._summed(terms, self._weights, ids)
        kept = scores > 0
        return ranked(ids[kept], scores[kept], k)

    def _candidates(self, terms: list[_Term], k: int, within: Ids | None) -> Ids:
        """All texts that can be among the ``k`` best, and few others; rising."""
        allowed = None
        if within is not None:
            allowed = np.zeros(self.size, np.bool_)
            allowed[within] = True
        # First the lists that say most for what they cost to read.
        left = sorted(terms, key=lambda term: term.length / (term.peak * term.times))
        rest = sum(term.peak * term.times for term in left)
        sums = np.zeros(self.size, np.float32)
        read, next_look, least = 0, _AT_ONCE, 0.0
        while left:
            term = left.pop(0)
            texts, counts = self._lists.of(term.number)
            if allowed is not None:
                kept = np.flatnonzero(allowed[texts])
                texts, counts = texts[kept], counts[kept]
            sums[texts] += self._weights(term, texts, counts) * term.times
            rest -= term.peak * term.times
            read += term.length
            if read >= next_look and left:
                next_look = read + max(_AT_ONCE, self.size // 8)
                least = _kth(sums, k, least)
                if least > rest * 1.0001:
                    # Nothing else can be among the best any more; of long lists only these count.
                    allowed = sums >= (least - rest) * 0.9999
                    if np.count_nonzero(allowed) <= _FEW:
                        found = np.flatnonzero(allowed)
                        return self._narrowed(found, sums[found], left, rest, k)
        least = _kth(sums, k, least)
        return np.flatnonzero(sums >= least * 0.9999 if least > 0 else sums > 0)

    def _narrowed(self, ids: Ids, sums: Scores, left: list[_Term], rest: float, k: int) -> Ids:
        """Ask the lists not read yet about ``ids`` alone, giving up those that fall behind."""
        for term in left:
            if len(ids) <= 4 * k:
                break
            found, counts = self._lists.among(term.number, ids)
            sums[found] += self._weights(term, ids[found], counts) * term.times
            rest -= term.peak * term.times
            least = float(np.partition(sums, -k)[-k])
            kept = sums >= (least - rest) * 0.9999
            ids, sums = ids[kept], sums[kept]
        return ids

    def _summed(self, terms: list[_Term], weigh: _Weigh, ids: Ids | None) -> Scores:
        """Add up the weights of ``terms``, in double precision and in their order."""
        found = np.zeros(self.size if ids is None else len(ids))
        for term in terms:
            if ids is None:
                texts, counts = self._lists.of(term.number)
                found[texts] += weigh(term, texts, counts) * np.float64(term.times)
            else:
                own, counts = self._lists.among(term.number, ids)
                found[own] += weigh(term, ids[own], counts) * np.float64(term.times)
        return found.astype(np.float32)

    def _weights(
        self, term: _Term, texts: NDArray[Any], counts: NDArray[np.uint16]
    ) -> NDArray[np.float32]:
        return weights(self._idf(term), counts, self._norms[texts])

    def _query(self, query: str, *, distinct: bool = False) -> list[_Term]:
        """The terms of ``query`` that any text has, in order of first appearance."""
        tokens = Counter(tokenize(query))
        if distinct:
            tokens = Counter({token: 1 for token in tokens if len(token) > 1})
        numbers = [(self._number(token), times) for token, times in tokens.items()]
        found = []
        for number, times in numbers:
            if number is not None:
                length = self._lists.length(number)
                peak = inverse_frequency(self.size, length) * float(self._peaks[number])
                found.append(_Term(number, times, length, peak))
        return found

    def _number(self, token: str) -> int | None:
        key = term_key(token)
        at = int(np.searchsorted(self._keys, key))
        known = at < len(self._keys) and int(self._keys[at]) == key
        return at if known and self._lists.length(at) else None

    def _idf(self, term: _Term) -> float:
        return inverse_frequency(self.size, term.length)


def _kth(sums: Scores, k: int, floor: float) -> float:
    """The ``k``-th greatest of ``sums``, which is known to be no less than ``floor``; 0 when fewer
    are above 0. Asked of the few above the floor it is found ten times faster than of all."""
    above = sums[sums >= floor] if floor > 0 else sums[sums > 0]
    return float(np.partition(above, -k)[-k]) if len(above) >= k else 0.0


def inverse_frequency(size: int, frequency: int) -> float:
    """Lucene's idf of a term that ``frequency`` of ``size`` texts have."""
    return math.log(1 + (size - frequency + 0.5) / (frequency + 0.5))


def norms(sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """What a text's length in terms sets against the count of a term, ``(n,)``."""
    mean = float(sizes.mean()) if len(sizes) else 0.0
    return K1 * ((1 - B) + B * (sizes / mean if mean else np.zeros(len(sizes))))


def weights(
    idf: float | NDArray[np.float64], counts: NDArray[np.uint16], norm: NDArray[np.float64]
) -> NDArray[np.float32]:
    """What a term adds to the scores of texts that have it ``counts`` times."""
    found: NDArray[np.float32] = (np.float32(idf) * (counts / (norm + counts))).astype(np.float32)
    return found
