"""Every word of the page that is not a document's, in Chinese and in English.

Each tab has a file of its own: a frozen dataclass with its two instances. Answers and
documents are never translated.
"""

from __future__ import annotations

from dataclasses import dataclass

from ui.words import ask, compare, documents, frame, quality, reader

CHINESE, ENGLISH = "zh", "en"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the whole page in one language."""

    language: str
    frame: frame.FrameWords
    ask: ask.AskWords
    compare: compare.CompareWords
    documents: documents.DocumentsWords
    quality: quality.QualityWords
    reader: reader.ReaderWords


ZH = Words(CHINESE, frame.ZH, ask.ZH, compare.ZH, documents.ZH, quality.ZH, reader.ZH)
EN = Words(ENGLISH, frame.EN, ask.EN, compare.EN, documents.EN, quality.EN, reader.EN)


def words_in(language: object) -> Words:
    """The words of ``language``; Chinese for anything but ``en``."""
    return EN if language == ENGLISH else ZH


__all__ = ["CHINESE", "EN", "ENGLISH", "ZH", "Words", "words_in"]
