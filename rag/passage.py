"""Running a clause on to the passage around it: what a summary quotes."""

from __future__ import annotations

import re

from index.document import Document
from index.sentences import Span, clause_spans, sentence_spans
from rag.fit import CAUSE
from rag.records import Evidence

_GOES_ON = re.compile(
    "[：:](?!\\s)|[，。](?:即|包括|具体(?:是|为)|分别(?:是|为)|就是)|[，。][^，。；：]{1,8}(?:分别(?:是|为)|指的是|包括)"
)
_GROWTH = re.compile(
    r"[，、](?:按[^，。；]{2,8}计算，)?(?:同比|实际|比上年|较上年)?(?:增长|下降|提高|增幅)[^，。；、]*\d[^，。；、]*"
)
_PASSED = re.compile("(?:突破|超过?|跨[上越过]|迈[上过]|首破|站上)[^，。；]*$")
_EXACT = re.compile(r"，(?:达到?|为|实际为?|共|累计)[^，。；、]{0,4}\d[^，。；、]*")
_SAYS = "(?:说|表示|介绍|坦言|讲|谈|指出|强调|告诉记者|认为)"
_SAID_AFTER = re.compile(rf"[。！？，]?[”」]?[^。；：]{{2,24}}?{_SAYS}")
_SAID_BEFORE = re.compile(
    rf"(?:^|(?<=[。；！？”\s]))[^。；！？”\s]{{2,60}}{_SAYS}[^。；，：]{{0,6}}[，：:]?[“「]?$"
)
_EXPLAINS = re.compile("原因|理由|是[为因](?!什么)|，因为|为的是|[缘源]于|旨在|目的")
"""Words with which a reason is given for what was told before."""
SHORT = 1.25
"""What a paragraph may be times as long as a passage, to be quoted whole."""
WHOLE_SENTENCE = 200
"""Characters up to which a sentence is quoted from its start, however late the clause."""


def extended(document: Document, evidence: Evidence, limit: int) -> Evidence:
    """``evidence`` with the start of its sentence, if near, and run on within its paragraph for
    ``limit`` characters at most; or all its paragraph, as far as its chunk goes, if that is not
    much longer."""
    text = document.text
    line_start = text.rfind("\n", 0, evidence.start) + 1
    line_end = text.find("\n", evidence.end)
    line_end = len(text) if line_end < 0 else line_end
    first, last = max(line_start, evidence.chunk.start), min(line_end, evidence.chunk.end)
    if first <= evidence.start and evidence.end <= last <= first + SHORT * limit:
        begin, end = trimmed(text, first, last)
        return Evidence(evidence.chunk, begin, end, text[begin:end], evidence.score)
    end = evidence.end
    for sentence_start, sentence_end in sentence_spans(text, evidence.start, line_end):
        for _, clause_end in clause_spans(text, sentence_start, sentence_end):
            if clause_end - evidence.start <= limit:
                end = max(end, clause_end)
    begin = _sentence_start(text, evidence, line_end, limit)
    begin, end = trimmed(text, begin, end)
    return Evidence(evidence.chunk, begin, end, text[begin:end], evidence.score)


def whole_sentence(document: Document, evidence: Evidence, limit: int) -> Evidence:
    """``evidence`` with the rest of its sentence, where that has ``limit`` characters at most, and
    else with the clause before and after it that lists something."""
    text = document.text
    line = text.rfind("\n", 0, evidence.start) + 1
    stop = text.find("\n", evidence.end)
    for start, end in sentence_spans(text, line, len(text) if stop < 0 else stop):
        if not (start <= evidence.start and evidence.end <= end):
            continue
        if end - start <= limit:
            return stretched(document, evidence, start=start, end=end)
        clauses = clause_spans(text, start, end)
        beside = [
            span
            for span in clauses
            if (span[1] == evidence.start or span[0] in range(evidence.end, evidence.end + 2))
            and "、" in text[slice(*span)]
        ]
        begin = min([evidence.start, *(a for a, _ in beside)])
        last = max([evidence.end, *(b for _, b in beside)])
        if last - begin <= limit:
            return stretched(document, evidence, start=begin, end=last)
    return evidence


def with_members(document: Document, evidence: Evidence, limit: int) -> Evidence:
    """``evidence`` that lists nothing with the next sentence of its paragraph, where that does in
    ``limit`` characters at most: 实施“种芯”工程。聚焦农作物、家畜、林草三大领域…"""
    text = document.text
    following = next(iter(_following(text, evidence)), 0)
    lists = "、" in text[evidence.end : following]
    if "、" in evidence.quote or not lists or following - evidence.start > limit:
        return evidence
    return stretched(document, evidence, end=following)


def with_cause(document: Document, evidence: Evidence) -> Evidence:
    """``evidence`` that states no reason run on to where its sentence or the next one does: 每天少放
    一千五百人进山。下调是为减少对栖息地的干扰。"""
    if CAUSE.search(evidence.quote):
        return evidence
    text = document.text
    for end in _following(text, evidence)[:2]:
        if _EXPLAINS.search(text, evidence.end, end) and end - evidence.start <= WHOLE_SENTENCE:
            return stretched(document, evidence, end=end)
    return evidence


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


def with_growth(document: Document, evidence: Evidence) -> Evidence:
    """``evidence`` run on where the growth of its figure follows: …达到17860亿元，增长5.6%."""
    follows = _GROWTH.match(document.text, evidence.end)
    return stretched(document, evidence, end=follows.end()) if follows else evidence


def with_exact(document: Document, evidence: Evidence) -> Evidence:
    """``evidence`` that tells which mark a figure passed, run on to the figure itself: …突破8000亿元，
    达到8126亿元."""
    follows = _EXACT.match(document.text, evidence.end)
    if follows and _PASSED.search(evidence.quote):
        return stretched(document, evidence, end=follows.end())
    return evidence


def with_speaker(document: Document, evidence: Evidence) -> Evidence:
    """``evidence`` with who says it, before or after: “…”区科技局局长周若谷说."""
    text = document.text
    line = text.rfind("\n", 0, evidence.start) + 1
    if before := _SAID_BEFORE.search(text[line : evidence.start]):
        return stretched(document, evidence, start=line + before.start())
    stop = text.find("\n", evidence.end)
    after = _SAID_AFTER.match(text, evidence.end, len(text) if stop < 0 else stop)
    return stretched(document, evidence, end=after.end()) if after else evidence


def stretched(
    document: Document, evidence: Evidence, *, start: int | None = None, end: int | None = None
) -> Evidence:
    begin, stop = trimmed(
        document.text,
        evidence.start if start is None else start,
        evidence.end if end is None else end,
    )
    return Evidence(evidence.chunk, begin, stop, document.text[begin:stop], evidence.score)


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without the marks that end it, and those of a heading that open it."""
    while end > start and text[start] in "#*- ":
        start += 1
    while end > start and text[end - 1] in "，；：,;。、 ":
        end -= 1
    return start, end


def _following(text: str, evidence: Evidence) -> list[int]:
    """Where the sentences of its paragraph end that end after evidence does."""
    stop = text.find("\n", evidence.end)
    spans = sentence_spans(text, evidence.end, len(text) if stop < 0 else stop)
    return [end for start, end in spans if end > start and end - evidence.end > 2]


def _sentence_start(text: str, evidence: Evidence, line_end: int, limit: int) -> int:
    line_start = text.rfind("\n", 0, evidence.start) + 1
    for start, end in sentence_spans(text, line_start, line_end):
        if start < evidence.start < end:
            near = evidence.start - start <= limit // 2 or end - start <= WHOLE_SENTENCE
            return start if near else evidence.start
    return evidence.start
