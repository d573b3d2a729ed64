"""Embeddings of quotes, kept while they are likely to be asked for again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.embed import Embedder
from index.embed.base import Vectors
from index.latest import Latest

MOST = 4096
"""Quotes kept: about 6 MB at 384 dimensions."""


class QuoteVectors:
    """The embeddings of quotes of one corpus. The same clauses are weighed for question after
    question, so the latest ``MOST`` are kept. Safe to share between threads."""

    def __init__(self, embedder: Embedder, most: int = MOST) -> None:
        self._embedder = embedder
        self._kept: Latest[str, Vectors] = Latest(most)

    def of(self, quotes: Sequence[str]) -> Vectors:
        """The embeddings of ``quotes``, float32 of shape (len(quotes), dimensions)."""
        kept = {quote: self._kept.get(quote) for quote in quotes}
        found = {quote: vector for quote, vector in kept.items() if vector is not None}
        if new := [quote for quote in kept if quote not in found]:
            found |= zip(new, self._embedder.embed_passages(new), strict=True)
            for quote in new:
                self._kept.put(quote, found[quote])
        return np.stack([found[quote] for quote in quotes])
