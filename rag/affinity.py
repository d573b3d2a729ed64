"""How near a quote is in meaning to the topic, on a scale that holds across questions.

Cosines of the embedding model lie close together and shift from question to question. The
affinity of a quote is its cosine to the topic measured in standard deviations above the
corpus mean for the same topic (a z-score): about 0 for any passage, 3 and more for one on
the subject.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.searchable import Index
from rag.quote_vectors import QuoteVectors

_FEWEST = 16
"""Chunks below which a mean and a deviation say nothing."""
_SAMPLE = 1000
"""Chunks that stand for the corpus; more change the mean and deviation by nothing that counts."""


class Affinity:
    """Measures quotes against one topic."""

    def __init__(
        self, index: Index, quotes: QuoteVectors, topic_vector: NDArray[np.float32]
    ) -> None:
        self._quotes = quotes
        self._topic = topic_vector
        count = len(index.chunks)
        ids = np.unique(np.linspace(0, count - 1, min(count, _SAMPLE)).astype(np.int64))
        cosines = index.vectors(ids) @ topic_vector
        self._mean = float(cosines.mean())
        self._deviation = max(float(cosines.std()), 0.01)

    @staticmethod
    def is_known(index: Index) -> bool:
        """Whether the corpus is large enough to have a mean worth comparing with."""
        return len(index.chunks) >= _FEWEST

    def of(self, quotes: Sequence[str]) -> list[float]:
        """The affinity of each quote."""
        cosines = self._quotes.of(quotes) @ self._topic
        return [float((cosine - self._mean) / self._deviation) for cosine in cosines]
