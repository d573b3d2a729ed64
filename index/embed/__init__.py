"""Texts in, unit vectors out.

``load_embedder()`` gives the bundled model, ``load_embedder("BAAI/bge-small-zh-v1.5")``
any sentence-transformers model by hub name or folder. torch is imported only when such
a model is loaded: the bundled one answers within a fraction of a second.
"""

from __future__ import annotations

from index.embed.base import Embedder, Progress
from index.embed.hashing import HashEmbedder
from index.embed.load import BUNDLED, load_embedder
from index.embed.onnx import OnnxEmbedder
from index.embed.sentence_transformer import SentenceTransformerEmbedder

__all__ = [
    "BUNDLED",
    "Embedder",
    "HashEmbedder",
    "OnnxEmbedder",
    "Progress",
    "SentenceTransformerEmbedder",
    "load_embedder",
]
