"""Running a clause on to the passage around it: what a summary quotes."""

from __future__ import annotations

import re

from index.document import Document
from index.sentences import Span, clause_spans, sentence_spans
from rag.records import Evidence

_GOES_ON = re.compile("[：:](?!\\s)|[，。](?:即|包括|具体(?:是|为)|分别(?:是|为)|就是)")
WHOLE_SENTENCE = 200
"""Characters up to which a sentence is quoted from its start, however late the clause."""


def extended(document: Document, evidence: Evidence, limit: int) -> Evidence:
    """``evidence`` with the start of its sentence, if near, and run on within its paragraph for
    ``limit`` characters at most."""
    text = document.text
    line_end = text.find("\n", evidence.end)
    line_end = len(text) if line_end < 0 else line_end
    end = evidence.end
    for sentence_start, sentence_end in sentence_spans(text, evidence.start, line_end):
        for _, clause_end in clause_spans(text, sentence_start, sentence_end):
            if clause_end - evidence.start <= limit:
                end = max(end, clause_end)
    begin = _sentence_start(text, evidence, line_end, limit)
    begin, end = trimmed(text, begin, end)
    return Evidence(evidence.chunk, begin, end, text[begin:end], evidence.score)


def with_list(document: Document, evidence: Evidence) -> Evidence:
    """``evidence`` run on where a list or an explanation follows it: 面临不少困难：…, 六个一批，即…"""
    text = document.text
    if not _GOES_ON.match(text, evidence.end):
        return evidence
    line_end = text.find("\n", evidence.end)
    stop = min(len(text) if line_end < 0 else line_end, evidence.end + WHOLE_SENTENCE)
    ends = [end for _, end in sentence_spans(text, evidence.end, stop)]
    _, end = trimmed(text, evidence.start, ends[0] if ends else evidence.end)
    return Evidence(evidence.chunk, evidence.start, end, text[evidence.start : end], evidence.score)


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without the marks that end it, and those of a heading that open it."""
    while end > start and text[start] in "#*- ":
        start += 1
    while end > start and text[end - 1] in "，；：,;。、 ":
        end -= 1
    return start, end


def _sentence_start(text: str, evidence: Evidence, line_end: int, limit: int) -> int:
    line_start = text.rfind("\n", 0, evidence.start) + 1
    for start, end in sentence_spans(text, line_start, line_end):
        if start < evidence.start < end:
            near = evidence.start - start <= limit // 2 or end - start <= WHOLE_SENTENCE
            return start if near else evidence.start
    return evidence.start
