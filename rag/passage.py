"""Running a clause on to the passage around it: what a summary quotes."""

from __future__ import annotations

from index.document import Document
from index.sentences import Span, clause_spans, sentence_spans
from rag.records import Evidence

WHOLE_SENTENCE = 200
"""Characters up to which a sentence is quoted from its start, however late the clause."""


def extended(document: Document, evidence: Evidence, limit: int) -> Evidence:
    """``evidence`` with the start of its sentence, if near, and run on within its paragraph
    and chunk for ``limit`` characters at most."""
    text = document.text
    line_end = text.find("\n", evidence.end)
    line_end = evidence.chunk.end if line_end < 0 else min(line_end, evidence.chunk.end)
    end = evidence.end
    for sentence_start, sentence_end in sentence_spans(text, evidence.start, line_end):
        for _, clause_end in clause_spans(text, sentence_start, sentence_end):
            if clause_end - evidence.start <= limit:
                end = max(end, clause_end)
    begin = _sentence_start(text, evidence, line_end, limit)
    begin, end = trimmed(text, begin, end)
    return Evidence(evidence.chunk, begin, end, text[begin:end], evidence.score)


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without the marks that end it."""
    while end > start and text[end - 1] in "，；：,;。、 ":
        end -= 1
    return start, end


def _sentence_start(text: str, evidence: Evidence, line_end: int, limit: int) -> int:
    line_start = max(text.rfind("\n", 0, evidence.start) + 1, evidence.chunk.start)
    for start, end in sentence_spans(text, line_start, line_end):
        if start < evidence.start < end:
            near = evidence.start - start <= limit // 2 or end - start <= WHOLE_SENTENCE
            return start if near else evidence.start
    return evidence.start
