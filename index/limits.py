"""How large a document may be, and how long reading it may take."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


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
