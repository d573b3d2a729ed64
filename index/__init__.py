"""Documents in, a searchable index out: ``from index import Document, Index, build_index``."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.build import BuildReport, build_index
    from index.districts import Gazetteer
    from index.document import Chunk, Document, Section
    from index.searchable import Index

__all__ = [
    "BuildReport",
    "Chunk",
    "Document",
    "Gazetteer",
    "Index",
    "Section",
    "build_index",
]

# Loaded when first asked for: answering a question needs nothing that builds an index.
_HOMES = {
    "BuildReport": "index.build",
    "build_index": "index.build",
    "Gazetteer": "index.districts",
    "Chunk": "index.document",
    "Document": "index.document",
    "Section": "index.document",
    "Index": "index.searchable",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'index' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
