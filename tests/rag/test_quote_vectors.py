from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.embed import HashEmbedder
from index.embed.base import Progress, Vectors
from rag.quote_vectors import QuoteVectors


class Counting(HashEmbedder):
    """Notes what it was asked to embed."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        self.asked += texts
        return super().embed_passages(texts, progress)


def test_a_quote_is_embedded_once_and_the_vectors_are_the_same() -> None:
    embedder = Counting()
    vectors = QuoteVectors(embedder)
    first = vectors.of(["新建学校3所", "改造小区", "新建学校3所"])
    again = vectors.of(["改造小区", "新建学校3所"])
    assert embedder.asked == ["新建学校3所", "改造小区"]
    plain = HashEmbedder().embed_passages(["新建学校3所", "改造小区", "新建学校3所"])
    assert np.array_equal(first, plain)
    assert np.array_equal(again, plain[[1, 0]])


def test_no_more_than_so_many_are_kept_the_latest() -> None:
    embedder = Counting()
    vectors = QuoteVectors(embedder, most=2)
    vectors.of(["甲", "乙"])
    vectors.of(["甲", "丙"])  # 乙 goes
    embedder.asked.clear()
    vectors.of(["甲", "丙"])
    assert embedder.asked == []
    vectors.of(["乙"])
    assert embedder.asked == ["乙"]
