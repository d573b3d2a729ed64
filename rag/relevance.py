"""How likely a sentence is to answer a question, and where in it the answer stands, read side by side
by the last layers of a network.

The bundled embedding network reads question and sentence each for itself up to its tenth layer; two
more, trained on the dev questions, read them together (MacAvaney et al., "Efficient Document
Re-Ranking for Transformers by Precomputing Term Representations", SIGIR 2020). What has been read of
a sentence is kept, so that the next question costs the last layers alone. Of each token of the
sentence they also give how likely the answer begins and ends with it (as Devlin et al., "BERT", NAACL
2019, do for SQuAD). ``python -m eval.relevance`` trains and writes the network.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embed.manifest import verify
from index.embed.onnx import OnnxEmbedder, Reading, session
from index.errors import ModelError
from index.latest import Latest

FOLDER = Path(__file__).parent.parent / "index" / "models" / "zh-e5-relevance"
NETWORK, ENDING, CONFIG = "model.onnx", "ending.f4", "config.json"
MOST_TOKENS = 110
"""Tokens read of a question and of a sentence."""
KEPT = 1024
"""Sentences whose reading is kept: about 50 MB."""
_WEAK = frozenset("的了是在有和与及等个多少几什么哪谁吗呢？，。、；：“”（）《》 ")
"""Characters that say nothing when both have them."""
_THREADS = 2


@dataclass(frozen=True, slots=True)
class Sides:
    """A question and a sentence one after the other: their states, float32 of shape (tokens, dimension),
    and of each token which of the two it is of (0 or 2), one more where the other has a character of
    it."""

    states: NDArray[np.float32]
    marks: NDArray[np.int64]


def side_by_side(asked: Reading, told: Reading) -> Sides:
    """Put a question and a sentence together as the last layers read them."""
    marks = [_shared(asked, told), 2 + _shared(told, asked)]
    states = np.concatenate([asked.states, told.states]).astype(np.float32)
    return Sides(states, np.concatenate(marks))


class Readings:
    """What the embedder has read of texts, the latest ``most`` kept. Safe to share between threads."""

    def __init__(self, embedder: OnnxEmbedder, most: int = KEPT) -> None:
        self._embedder = embedder
        self._kept: Latest[tuple[str, bool], Reading] = Latest(most)

    def of(self, text: str, *, query: bool = False) -> Reading:
        """How a passage, or a question, has been read."""
        return self._kept.get_or_make((text, query), self._read)

    def _read(self, asked: tuple[str, bool]) -> Reading:
        text, query = asked
        return self._embedder.read(text, query=query, most=MOST_TOKENS)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was read of a sentence beside a question: the log-odds that it answers, higher is likelier,
    and, of each of its tokens, where it stands and how likely the answer begins or ends with it
    (the weights of a sentence add up to 1)."""

    log_odds: float
    spans: NDArray[np.int32]
    weights: NDArray[np.float32]

    def share(self, start: int, end: int) -> float:
        """How likely, 0..1, it is this stretch of the sentence that tells the answer."""
        inside = (self.spans[:, 0] >= start) & (self.spans[:, 1] <= end) & (self.spans[:, 0] >= 0)
        return float(self.weights[inside].sum())


class Relevance:
    """Judges sentences against questions, with the embedder whose network it continues.

    Raises ModelError if a file is missing or altered, or made for another embedder. Safe to share
    between threads.
    """

    def __init__(self, embedder: OnnxEmbedder, folder: Path = FOLDER) -> None:
        verify(folder, (NETWORK, ENDING, CONFIG))
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        if config["encoder_revision"] != embedder.revision:
            raise ModelError(
                f"{folder} 不是为模型 {embedder.name} {embedder.revision} 训练的。",
                "请用 `python -m eval.relevance` 重新训练。",
            )
        shapes = [tuple(shape) for shape in config["ending"]]
        sizes = [int(np.prod(shape)) for shape in shapes]
        stored = np.split(np.fromfile(folder / ENDING, "<f4"), np.cumsum(sizes)[:-1])
        (
            self._marks,
            self._inner,
            self._inner_bias,
            self._outer,
            self._outer_bias,
            self._pointer,
            self._pointer_bias,
        ) = (values.reshape(shape) for values, shape in zip(stored, shapes, strict=True))
        self._session = session((folder / NETWORK).read_bytes())
        self._readings = Readings(embedder)
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="youju-relevance")

    def read(self, question: str) -> Future[Reading]:
        """Begin to read a question, while what may answer it is searched for."""
        return self._pool.submit(self._readings.of, question, query=True)

    def of(self, asked: Reading, passages: Sequence[str]) -> list[Judgement]:
        """What is read of each of ``passages`` beside the question that was read."""
        return list(self._pool.map(lambda p: self._judge(asked, self._readings.of(p)), passages))

    def _judge(self, asked: Reading, told: Reading) -> Judgement:
        sides = side_by_side(asked, told)
        states = sides.states + self._marks[sides.marks]
        out = self._session.run(["last_hidden_state"], {"states": states[None]})[0][0]
        one, other = out[: len(asked.pieces)].mean(0), out[len(asked.pieces) :].mean(0)
        both = np.concatenate([5 * one * other, 2 * np.abs(one - other), out.max(0)])
        inner = np.tanh(self._inner @ both + self._inner_bias)
        log_odds = float(self._outer @ inner + self._outer_bias[0])
        ends = out[len(asked.pieces) :] @ self._pointer.T + self._pointer_bias
        ends[told.spans[:, 0] < 0] = -np.inf
        likely = np.exp(ends - ends.max(0))
        return Judgement(log_odds, told.spans, (likely / likely.sum(0)).mean(1))


def _shared(own: Reading, other: Reading) -> NDArray[np.int64]:
    """Of each token 1 where the other text has a character of it that says something, else 0."""
    characters = frozenset("".join(other.pieces)) - _WEAK
    return np.array([not characters.isdisjoint(piece) for piece in own.pieces], np.int64)
