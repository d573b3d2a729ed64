"""What a generation says about itself in ``manifest.json``."""

from __future__ import annotations

from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict

SCHEMA = 3
"""Raised whenever an older program could misread the files."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class ModelRecord(_Record):
    """The embedding model that made the vectors."""

    name: str
    revision: str
    dimension: int


class ChunkSettings(_Record):
    """How documents were cut: the most tokens a chunk may have, and the cutter's version."""

    max_tokens: int
    version: str


class FileRecord(_Record):
    """Checksum and length of one file of the generation."""

    sha256: str
    bytes: int


class Manifest(_Record):
    """Everything needed to judge a generation without reading its other files."""

    schema_version: int = SCHEMA
    created: str
    model: ModelRecord
    chunking: ChunkSettings
    gazetteer_sha256: str
    documents: int
    chunks: int
    characters: int
    files: dict[str, FileRecord]


def now() -> str:
    """The current time in UTC, to the second, in ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")
