"""The bundled model: onnxruntime and tokenizers, no torch, ready in a fraction of a second."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.embed.base import LongTextWarning, Progress, Vectors, unit, windows
from index.embed.manifest import verify
from index.errors import ModelError

_NETWORK, _TOKENIZER, _CONFIG = "model.onnx", "tokenizer.json", "config.json"
_PROGRESS_EVERY = 16  # texts
_MAX_THREADS = 8
_READ_AT = "LayerNormalization_186_0"
"""What the network's tenth layer gives, of twelve."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the network has read it two layers before its end: each token's characters and where
    they stand (-1 to -1, and none, for those put around the text), and its state, float16 of shape
    (tokens, dimension)."""

    pieces: tuple[str, ...]
    spans: NDArray[np.int32]
    states: NDArray[np.float16]


class OnnxEmbedder:
    """A folder of ``model.onnx``, ``tokenizer.json``, ``config.json`` and ``manifest.json``.

    Each text is run by itself, several at once on separate threads. That is as fast as
    padded batches (faster from two cores on), and the vector of a text depends on
    nothing but the text: adding a document cannot move the others.

    Raises ModelError if a file is missing, altered or cannot be loaded.
    """

    def __init__(self, folder: Path | str, threads: int | None = None) -> None:
        folder = Path(folder)
        verify(folder, (_NETWORK, _TOKENIZER, _CONFIG))
        try:
            config = json.loads((folder / _CONFIG).read_text(encoding="utf-8"))
            self.name: str = config["name"]
            self.revision: str = config["revision"]
            self.dimension: int = config["dimension"]
            self.max_tokens: int = config["max_tokens"]
            prompts: dict[str, str] = config["prompts"]
            self._tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
            network = (folder / _NETWORK).read_bytes() + _also_giving(_READ_AT)
            self._session = session(network)
        except Exception as error:  # the libraries raise many unrelated kinds
            raise ModelError(
                f"无法加载模型 {folder}：{error}。",
                "请用 `pip install -U onnxruntime tokenizers` 更新依赖后重试。",
            ) from error
        self._threads = threads or min(os.cpu_count() or 1, _MAX_THREADS)
        self._passage_prompt = self._ids(prompts["passage"])
        self._query_prompt = self._ids(prompts["query"])
        self._begin, self._end = self._tokenizer.encode("").ids
        self._warning = LongTextWarning(self.name)

    @property
    def passage_budget(self) -> int:
        """Tokens of passage text that fit in the window beside prompt and special tokens."""
        return self._budget(self._passage_prompt)

    def count_tokens(self, text: str) -> int:
        """Return the number of tokens of ``text`` alone: no prompt, no special tokens."""
        return len(self._ids(text))

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return the vectors of ``texts``, float32, shape (n, dimension), in the same order."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        with ThreadPoolExecutor(self._threads) as pool:
            results = pool.map(lambda text: self._embed(self._passage_prompt, text), texts)
            for i, vector in enumerate(results):
                vectors[i] = vector
                done = i + 1
                if progress and (done % _PROGRESS_EVERY == 0 or done == len(texts)):
                    progress(done)
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """Return the vector of one question, float32, shape (dimension,)."""
        return self._embed(self._query_prompt, text)

    def read(self, text: str, *, query: bool, most: int) -> Reading:
        """Return how the network has read the first ``most`` tokens of a question, or of a passage,
        before its last two layers: see ``rag.relevance``."""
        prompt = self._query_prompt if query else self._passage_prompt
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        ids = encoded.ids[: min(most, self._budget(prompt))]
        states = self._run([self._begin, *prompt, *ids, self._end], _READ_AT).astype(np.float16)
        own = encoded.offsets[: len(ids)]
        spans = [*[(-1, -1)] * (1 + len(prompt)), *own, (-1, -1)]
        pieces = tuple(text[start:end] if start >= 0 else "" for start, end in spans)
        return Reading(pieces, np.array(spans, np.int32), states)

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def _budget(self, prompt: list[int]) -> int:
        return self.max_tokens - len(prompt) - 2

    def _embed(self, prompt: list[int], text: str) -> Vectors:
        # A prompt ends in a space, so it and the text are cut into tokens independently.
        ids, budget = self._ids(text), self._budget(prompt)
        if len(ids) > budget:
            self._warning.give(len(ids), budget)
        total = np.zeros(self.dimension, np.float64)
        count = 0
        for window in windows(len(ids), budget):
            states = self._run([self._begin, *prompt, *ids[window], self._end])
            total += states.sum(axis=0, dtype=np.float64)
            count += len(states)
        return unit((total / count).astype(np.float32))

    def _run(self, ids: list[int], output: str = "last_hidden_state") -> Vectors:
        """Return the hidden state of one sequence at ``output``, shape (len(ids), dimension)."""
        tokens = np.array([ids], np.int64)
        feed = {"input_ids": tokens, "attention_mask": np.ones_like(tokens)}
        states: Vectors = self._session.run([output], feed)[0][0]
        return states


def session(network: bytes) -> onnxruntime.InferenceSession:
    """Load a network to be run by one thread at a time, of which there may be several."""
    options = onnxruntime.SessionOptions()
    # One thread a text: texts run side by side, see OnnxEmbedder.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])


def _also_giving(tensor: str) -> bytes:
    """What makes ``tensor``, float32, another output of the model it is appended to: Protocol Buffers
    merge messages that follow one another (Encoding, "Last One Wins")."""

    def field(number: int, content: bytes) -> bytes:
        return bytes([number << 3 | 2, len(content)]) + content

    float32 = field(1, bytes([1 << 3, 1]))  # TypeProto.tensor_type.elem_type
    value = field(1, tensor.encode()) + field(2, float32)  # ValueInfoProto
    return field(7, field(12, value))  # ModelProto.graph.output
