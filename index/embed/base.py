"""What every embedder offers, and how a text longer than the window is divided."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Progress = Callable[[int], None]

_log = logging.getLogger(__name__)


class Embedder(Protocol):
    """Turns texts into vectors of length 1, so that a dot product is a cosine.

    No text is ever cut in silence: one longer than the window is embedded window by
    window, and its vector is the mean over all its tokens (a warning is logged once).
    """

    @property
    def name(self) -> str:
        """The name to load the same model by."""

    @property
    def revision(self) -> str:
        """Changes whenever the vectors do."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""

    @property
    def max_tokens(self) -> int:
        """Tokens in the window, with the prompt and special tokens."""

    @property
    def passage_budget(self) -> int:
        """Tokens of passage text that fit in the window beside prompt and special tokens."""

    def count_tokens(self, text: str) -> int:
        """Return the number of tokens of ``text`` alone: no prompt, no special tokens."""

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return the vectors of ``texts``, float32, shape (n, dimension), in the same order.

        ``progress``, if given, is called now and then with the number of texts done.
        """

    def embed_query(self, text: str) -> Vectors:
        """Return the vector of one question, float32, shape (dimension,)."""


def windows(count: int, budget: int) -> list[slice]:
    """Divide ``count`` tokens into the fewest windows of at most ``budget``, evenly.

    Even windows, so that the last one is not a remnant without context.
    """
    pieces = max(1, -(-count // budget))
    edges = [count * i // pieces for i in range(pieces + 1)]
    return [slice(start, end) for start, end in pairwise(edges)]


class LongTextWarning:
    """Logs once per embedder that a text was longer than the window."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._given = False

    def give(self, tokens: int, budget: int) -> None:
        """Log the first time; ``tokens`` is the length of the text, ``budget`` what fits."""
        if not self._given:
            self._given = True
            _log.warning(
                "文本有 %d 个词元，超过模型 %s 一次能读的 %d 个，已分段计算后取平均；"
                "若常见，请把文档切得更短。",
                tokens,
                self._name,
                budget,
            )


def unit(vectors: Vectors) -> Vectors:
    """Return ``vectors`` (last axis) scaled to length 1; zero vectors stay zero."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Vectors = (vectors / np.where(length > 0, length, 1)).astype(np.float32)
    return scaled
