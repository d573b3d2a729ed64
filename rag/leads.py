"""Lines that only open what the next one tells: 加强盐湖资源综合开发利用。 on a line of its own."""

from __future__ import annotations

from collections.abc import Callable

from index.document import Chunk, Document
from index.sentences import clause_spans, sentence_spans
from rag.passage import trimmed
from rag.records import Evidence

LONGEST_LEAD = 45
"""Characters of a line that may be a lead and not a paragraph."""


def below(
    document: Document, lead: Evidence, limit: int, chunk_at: Callable[[Document, int], Chunk]
) -> Evidence | None:
    """What stands in the line below ``lead``, whole clauses of ``limit`` characters at most; ``None``
    if ``lead`` is not a short line of its own, or nothing of the same section follows.

    ``chunk_at`` gives the chunk that holds a character of a document.
    """
    text = document.text
    start = text.rfind("\n", 0, lead.start) + 1
    stop = text.find("\n", lead.end)
    if stop < 0 or stop - start > LONGEST_LEAD:
        return None
    section = next((s for s in document.sections if s.start <= lead.start < s.end), None)
    if section is not None and stop >= section.end:
        section = next((s for s in document.sections if s.start > stop), None)
    line_end = text.find("\n", stop + 1)
    line_end = len(text) if line_end < 0 else line_end
    if section is None or not section.start <= stop + 1 < section.end or line_end - stop <= 1:
        return None
    end = stop
    for sentence in sentence_spans(text, stop + 1, line_end):
        for _, clause_end in clause_spans(text, *sentence):
            if clause_end - stop <= limit:
                end = max(end, clause_end)
    begin, end = trimmed(text, stop + 1, end)
    if begin >= end:
        return None
    return Evidence(chunk_at(document, begin), begin, end, text[begin:end], lead.score)
