"""From a model's name to an embedder."""

from __future__ import annotations

from pathlib import Path

from index.embed.base import Embedder
from index.embed.onnx import OnnxEmbedder
from index.embed.sentence_transformer import SentenceTransformerEmbedder

BUNDLED = "zh-e5-small"
_FOLDER = Path(__file__).parent.parent / "models" / BUNDLED


def load_embedder(name: str | None = None) -> Embedder:
    """Return the bundled model for None or its name, else a sentence-transformers model.

    Any other ``name`` is a hub name or a local folder. Raises ModelError.
    """
    if not name or name == BUNDLED:
        return OnnxEmbedder(_FOLDER)
    return SentenceTransformerEmbedder(name)
