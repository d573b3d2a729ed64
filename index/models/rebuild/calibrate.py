"""Measure how large the input of every matrix product gets on ordinary text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from transformers import BertModel

# Matrix products by their name in the wheel; query, key and value share one input.
_INPUTS = {
    "q": "attention.self.query",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}


@dataclass
class Range:
    """The smallest and largest value seen of each input channel; never above / below 0."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]


def measure(model: BertModel, tokenizer: Tokenizer, texts: Iterable[str]) -> dict[str, Range]:
    """Return the input range of each matrix product (``l0.q``, ``l0.ao``, …) over ``texts``.

    Runs in double precision, so that the rounded result is the same on every machine.
    The model is returned to single precision.
    """
    ranges: dict[str, Range] = {}
    handles = [
        model.get_submodule(f"encoder.layer.{layer}.{module}").register_forward_hook(
            partial(record, ranges, f"l{layer}.{name}")
        )
        for layer in range(model.config.num_hidden_layers)
        for name, module in _INPUTS.items()
    ]
    model.double()
    with torch.inference_mode():
        for text in texts:
            ids = tokenizer.encode(text).ids[: model.config.max_position_embeddings]
            model(input_ids=torch.tensor([ids]))
    model.float()  # type: ignore[no-untyped-call]
    for handle in handles:
        handle.remove()
    return ranges


def record(
    ranges: dict[str, Range],
    name: str,
    _module: torch.nn.Module,
    inputs: tuple[torch.Tensor, ...],
    _output: torch.Tensor,
) -> None:
    """A forward hook that widens the range ``name`` of ``ranges`` to what a module is given."""
    values = inputs[0][0].double().numpy()
    low, high = np.minimum(values.min(axis=0), 0), np.maximum(values.max(axis=0), 0)
    if name in ranges:
        low = np.minimum(low, ranges[name].low)
        high = np.maximum(high, ranges[name].high)
    ranges[name] = Range(low, high)
