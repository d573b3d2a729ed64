"""Embeddings of quotes, kept while they are likely to be asked for again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from index.embed import Embedder
from index.embed.base import Vectors

MOST = 4096
"""Quotes kept: about 6 MB at 384 dimensions."""


class QuoteVectors:
    """The embeddings of quotes of one corpus. The same clauses are weighed for question after
    question, so the latest ``MOST`` are kept. Safe to share between threads."""

    def __init__(self, embedder: Embedder, most: int = MOST) -> None:
        self._embedder = embedder
        self._most = most
        self._kept: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, quotes: Sequence[str]) -> Vectors:
        """The embeddings of ``quotes``, float32 of shape (len(quotes), dimensions)."""
        with self._lock:
            found = {quote: self._kept[quote] for quote in quotes if quote in self._kept}
            for quote in found:
                self._kept.move_to_end(quote)
        if new := [quote for quote in dict.fromkeys(quotes) if quote not in found]:
            computed = dict(zip(new, self._embedder.embed_passages(new), strict=True))
            found |= computed
            with self._lock:
                self._kept |= computed
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return np.stack([found[quote] for quote in quotes])
