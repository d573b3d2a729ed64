"""Where the quotes of a pair stand in the corpus: gold by character span."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.pairs import Pair
from index.clean import clean
from index.document import Chunk, Document
from index.errors import UsageError


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """``documents[document_id].text[start:end]`` is the quote."""

    document_id: str
    start: int
    end: int
    districts: tuple[str, ...]

    def overlap(self, document_id: str, start: int, end: int) -> int:
        """Characters this span has in common with another."""
        if document_id != self.document_id:
            return 0
        return max(0, min(self.end, end) - max(self.start, start))


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """A quote and every place where it stands; any of them will do."""

    text: str
    spans: tuple[GoldSpan, ...]

    def held_by(self, chunk: Chunk) -> bool:
        """Whether ``chunk`` holds at least half of the quote, in one of its places."""
        return any(
            2 * span.overlap(chunk.document_id, chunk.start, chunk.end) >= span.end - span.start
            for span in self.spans
        )

    def cited_by(self, document_id: str, start: int, end: int) -> bool:
        """Whether a citation covers at least half of the quote, or lies at least half in it."""
        return any(
            2 * span.overlap(document_id, start, end) >= min(span.end - span.start, end - start)
            for span in self.spans
        )

    @property
    def districts(self) -> frozenset[str]:
        """The districts of the sections it stands in."""
        return frozenset(name for span in self.spans for name in span.districts)


def locate(pairs: Sequence[Pair], documents: Mapping[str, Document]) -> list[tuple[GoldQuote, ...]]:
    """The gold quotes of each pair.

    A quote that stands in several places counts only in sections about one of the pair's
    districts, if there are any. Raises ``UsageError`` naming each pair with a quote that is
    not in the corpus.
    """
    gold = [tuple(_quote(pair, text, documents) for text in pair.evidence) for pair in pairs]
    missing = [
        f"{pair.id}：{quote.text}"
        for pair, quotes in zip(pairs, gold, strict=True)
        for quote in quotes
        if not quote.spans
    ]
    if missing:
        shown = "\n".join(missing[:10])
        raise UsageError(
            f"有 {len(missing)} 条证据原文不在资料里：\n{shown}",
            "请核对原文，并确认索引由同一批资料建立。",
        )
    return gold


def _quote(pair: Pair, text: str, documents: Mapping[str, Document]) -> GoldQuote:
    spans = list(_spans(text, documents))
    if not spans:
        # Documents are stored cleaned: full-width digits folded, spaces joined.
        text = clean(text).text
        spans = list(_spans(text, documents)) if text else []
    wanted = set(pair.districts)
    inside = [span for span in spans if wanted & set(span.districts)]
    return GoldQuote(text, tuple(inside or spans))


def _spans(text: str, documents: Mapping[str, Document]) -> Iterator[GoldSpan]:
    for document in documents.values():
        start = document.text.find(text)
        while start >= 0:
            end = start + len(text)
            yield GoldSpan(document.id, start, end, _districts(document, start, end))
            start = document.text.find(text, start + 1)


def _districts(document: Document, start: int, end: int) -> tuple[str, ...]:
    names = (s.districts for s in document.sections if s.start < end and start < s.end)
    return tuple(dict.fromkeys(name for own in names for name in own))
