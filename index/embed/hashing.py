"""An embedder that needs no model: for tests and for trying out the rest of the system."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from index.embed.base import Progress, Vectors, unit


class HashEmbedder:
    """Counts of character bigrams, hashed into ``dimension`` places, L2-normalised.

    The same text gives the same vector on every machine; texts that share words are
    near each other. One character is one token.
    """

    name = "hash"
    revision = "1"
    max_tokens = 512
    passage_budget = 512

    def __init__(self, dimension: int = 256) -> None:
        self.dimension = dimension

    def count_tokens(self, text: str) -> int:
        """Return the number of characters."""
        return len(text)

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return shape (n, dimension), float32."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            row[:] = self.embed_query(text)
        if progress:
            progress(len(texts))
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """Return shape (dimension,), float32."""
        counts = np.zeros(self.dimension, np.float32)
        # The marks at both ends give even a single character its bigrams.
        marked = f"\x02{text}\x03"
        for first, second in pairwise(marked):
            counts[zlib.crc32((first + second).encode()) % self.dimension] += 1
        return unit(counts)
