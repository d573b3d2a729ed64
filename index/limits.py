"""How large a document may be, and how long reading it may take."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024

TOLD_BYTES = 16 * 1024
"""A description beside a file: everything it can say fits many times over."""
TABLE_BYTES = 4 * MEGABYTE
"""A ``districts.toml``: some forty thousand entries."""
PLACE_CHARS = 50
"""The name of a place there; every text is searched for names up to the longest."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may be: ``bytes`` on disk, ``chars`` of text, ``pages`` of a PDF.

    ``seconds`` is the wall-clock time that converting a Word file, PDF or page may take.
    """

    bytes: int = 64 * MEGABYTE
    chars: int = 5_000_000
    pages: int = 3000
    seconds: float = 120


DEFAULT_LIMITS = Limits()
