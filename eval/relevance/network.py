"""The network in torch: two layers that read question and sentence together, and an ending."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from index.models.rebuild.wheel import Weights
from rag.relevance import Sides

WIDTH = 128
"""Numbers in the layer before the last."""
DROPOUT = 0.1
_PARTS = {"q": "query", "k": "key", "v": "value", "ao": "attended", "fi": "inner", "fo": "outer"}
_NORMS = {"aln": "attended_norm", "oln": "outer_norm"}


class Layer(nn.Module):
    """One layer of the encoder, started from the weights of layer ``number`` of the embedding network."""

    def __init__(self, weights: Weights, number: int) -> None:
        super().__init__()
        self.heads = weights.heads
        for short, name in _PARTS.items():
            matrix = weights.tensor(f"l{number}.{short}.w")
            linear = nn.Linear(matrix.shape[1], matrix.shape[0])
            _set(linear, matrix, weights.dense[f"l{number}.{short}.b"])
            self.add_module(name, linear)
        for short, name in _NORMS.items():
            gain = weights.dense[f"l{number}.{short}.w"]
            norm = nn.LayerNorm(len(gain), eps=weights.epsilon)
            _set(norm, gain, weights.dense[f"l{number}.{short}.b"])
            self.add_module(name, norm)
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """``x`` is (batch, tokens, hidden), ``mask`` (batch, tokens) true where there is a token."""
        part = self.get_submodule
        shape = (*x.shape[:2], self.heads, x.shape[2] // self.heads)
        query, key, value = (
            part(n)(x).view(shape).transpose(1, 2) for n in ("query", "key", "value")
        )
        seen = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=mask[:, None, None, :]
        )
        attended = part("attended")(seen.transpose(1, 2).reshape(x.shape))
        x = part("attended_norm")(x + self.drop(attended))
        outer = part("outer")(functional.gelu(part("inner")(x)))
        normed: Tensor = part("outer_norm")(x + self.drop(outer))
        return normed


class Joint(nn.Module):
    """The log-odds of sentences and where they tell the answer, see ``rag.relevance``."""

    def __init__(self, weights: Weights, layers: int = 2) -> None:
        super().__init__()
        self.marks = nn.Embedding(4, weights.hidden)
        nn.init.normal_(self.marks.weight, std=0.02)
        numbers = range(weights.layers - layers, weights.layers)
        self.layers = nn.ModuleList(Layer(weights, number) for number in numbers)
        self.inner = nn.Linear(3 * weights.hidden, WIDTH)
        self.outer = nn.Linear(WIDTH, 1)
        self.pointer = nn.Linear(weights.hidden, 2)
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, sides: Sequence[Sides]) -> tuple[Tensor, Tensor]:
        """The log-odds of each of ``sides``, shape (n,), and those that the answer begins and ends at
        each token, shape (n, tokens, 2)."""
        states, marks, mask = _batch(sides)
        x = states + self.marks(marks)
        for layer in self.layers:
            x = layer(x, mask)
        one = _mean(x, mask & (marks < 2))
        other = _mean(x, mask & (marks >= 2))
        most = x.masked_fill(~mask[..., None], -1e4).amax(1)
        both = torch.cat([5 * one * other, 2 * (one - other).abs(), most], -1)
        out: Tensor = self.outer(self.drop(torch.tanh(self.inner(both)))).squeeze(-1)
        return out, self.pointer(x)


def _set(
    module: nn.Linear | nn.LayerNorm, weight: NDArray[np.float32], bias: NDArray[np.float32]
) -> None:
    module.weight.data = torch.from_numpy(weight.reshape(module.weight.shape).copy())
    module.bias.data = torch.from_numpy(bias.copy())


def _mean(x: Tensor, mask: Tensor) -> Tensor:
    share = mask[..., None].float()
    return (x * share).sum(1) / share.sum(1)


def _batch(sides: Sequence[Sides]) -> tuple[Tensor, Tensor, Tensor]:
    longest, width = max(len(s.marks) for s in sides), sides[0].states.shape[1]
    states = np.zeros((len(sides), longest, width), np.float32)
    marks = np.zeros((len(sides), longest), np.int64)
    mask = np.zeros((len(sides), longest), np.bool_)
    for row, side in enumerate(sides):
        length = len(side.marks)
        states[row, :length], marks[row, :length], mask[row, :length] = (
            side.states,
            side.marks,
            True,
        )
    return torch.from_numpy(states), torch.from_numpy(marks), torch.from_numpy(mask)
