"""Documents in, chunks out: whole sentences of one section, sized by the model's tokens.

Splitting is langchain-text-splitters' ``RecursiveCharacterTextSplitter``; this module gives
it boundaries that are true of Chinese and keeps the offsets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from index.document import Chunk, Document, Section
from index.sentences import sentence_spans

CHUNKER_VERSION = "17"
"""Raise whenever the same document would be cut differently: stored chunks are then remade."""

_BOUNDARY = "\ue000"
"""A private-use character that marks a sentence boundary for the splitter and is taken out
again; cleaning leaves none in a text that could be mistaken for it."""
_SEPARATORS = [
    "\n",
    _BOUNDARY,
    *(rf"(?<={mark})" for mark in ("；", "，", "、", r"\s")),
    r"(?<=[^\d.,])(?=\D)",  # anywhere but in a number
    "",
]


def split_document(
    document: Document, count_tokens: Callable[[str], int], max_tokens: int
) -> list[Chunk]:
    """Chunks of ``document`` in order, each of at most ``max_tokens`` tokens.

    ``Chunk.id`` is the position in the returned list. A sentence is cut only when it alone
    is longer than ``max_tokens``, then after a clause mark where there is one.
    """
    chunks: list[Chunk] = []
    for section in document.sections:
        for start, end in _pieces(document.text, section, count_tokens, max_tokens):
            chunks.append(
                Chunk(
                    id=len(chunks),
                    document_id=document.id,
                    districts=section.districts,
                    speaker=section.speaker,
                    heading=section.heading,
                    text=document.text[start:end],
                    start=start,
                    end=end,
                )
            )
    return chunks


def _pieces(
    text: str, section: Section, count_tokens: Callable[[str], int], max_tokens: int
) -> Iterator[tuple[int, int]]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        separators=_SEPARATORS,
        is_separator_regex=True,
        keep_separator="end",
        strip_whitespace=False,
        chunk_size=max_tokens,
        chunk_overlap=0,
        length_function=lambda piece: count_tokens(piece.replace(_BOUNDARY, "")),
    )
    position = section.start
    for piece in splitter.split_text(_marked(text, section)):
        plain = piece.replace(_BOUNDARY, "")
        start, end = position, position + len(plain)
        position = end
        body = plain.strip()
        if body:
            start += len(plain) - len(plain.lstrip())
            yield start, start + len(body)


def _marked(text: str, section: Section) -> str:
    """The section with a mark after each sentence, so that no boundary is inside a number
    or, where avoidable, a quotation."""
    parts: list[str] = []
    position = section.start
    for _, end in sentence_spans(text, section.start, section.end):
        parts += [text[position:end], _BOUNDARY]
        position = end
    parts.append(text[position : section.end])
    return "".join(parts)
