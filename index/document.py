"""The records an index is made of. All offsets count characters of ``Document.text``."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document that one heading governs.

    ``districts`` are canonical names; ``speaker`` and ``role`` are empty when the heading
    names nobody. ``text[start:end]`` is the section's body without its heading.
    """

    heading: str
    districts: tuple[str, ...]
    speaker: str
    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """One source document: its cleaned text and the sections found in it."""

    id: str
    title: str
    path: str
    text: str
    # Left out of the hash, which caches ask for with every lookup: the digest tells as much.
    sections: tuple[Section, ...] = field(hash=False)
    sha256: str
    date: str = ""
    original_offsets: tuple[tuple[int, int], ...] = field(default=(), repr=False, hash=False)
    """Map back to the text before cleaning: ``(start in text, start in original)`` of each
    run that was copied unchanged, in order."""

    @property
    def districts(self) -> tuple[str, ...]:
        """Canonical names of every district that has a section, in order of appearance."""
        return tuple(dict.fromkeys(name for s in self.sections for name in s.districts))

    @staticmethod
    def from_text(
        text: str,
        *,
        title: str = "",
        path: str = "",
        districts: tuple[str, ...] | list[str] = (),
    ) -> Document:
        """Clean ``text``, find its sections and districts, and return the document.

        ``districts`` are those of every section whose heading names none. Raises ``DocumentError`` when no
        readable text is left.
        """
        from index.parse import parse_document

        return parse_document(text, title=title, path=path, districts=tuple(districts))


@dataclass(frozen=True, slots=True)
class Chunk:
    """A retrievable passage: whole sentences of one section, never across two.

    ``Document.text[start:end] == text`` always holds.
    """

    id: int
    document_id: str
    districts: tuple[str, ...]
    speaker: str
    heading: str
    text: str
    start: int
    end: int


def content_sha256(text: str) -> str:
    """Hex digest that identifies a document's content."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
