"""Prove that the finished model says what the original network says."""

from __future__ import annotations

from collections.abc import Sequence

import click
import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from transformers import BertModel

Vectors = NDArray[np.float32]


def torch_vectors(model: BertModel, tokenizer: Tokenizer, texts: Sequence[str]) -> Vectors:
    """Return mean-pooled unit vectors, one text at a time; shape (n, hidden)."""
    rows = []
    with torch.inference_mode():
        for text in texts:
            ids = torch.tensor([tokenizer.encode(text).ids])
            mean = model(input_ids=ids).last_hidden_state[0].mean(dim=0)
            rows.append(torch.nn.functional.normalize(mean, dim=0).numpy())
    return np.stack(rows)


def cosines(a: Vectors, b: Vectors) -> Vectors:
    """Return the cosine of each row of ``a`` with the same row of ``b`` (unit rows)."""
    products: Vectors = np.einsum("ij,ij->i", a, b)
    return products


def require(holds: bool, claim: str) -> None:
    """Stop the build, naming the broken claim, unless it holds."""
    if not holds:
        raise SystemExit(f"check failed: {claim}")
    click.echo(f"  ok: {claim}")
