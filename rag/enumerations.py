"""Enumerations quoted with all their items: 一是…；二是…, 第一剂…。第二剂…。"""

from __future__ import annotations

import re
from dataclasses import replace

from index.document import Document
from index.sentences import sentence_spans
from rag.numbers import quantities
from rag.passage import stretched, trimmed
from rag.records import Evidence

LONGEST = 400
"""Characters of an enumeration that is quoted whole; of a longer one, each item's opening is."""
REACH = 1500
"""Characters after a lead in which its items may stand."""
LONGEST_OPENING, MOST_ITEMS = 60, 12
_NUMERAL = "[一二三四五六七八九十]"
_TOLD = re.compile(f"(?<!第){_NUMERAL}是(?!{_NUMERAL})")
"""Items whose enumeration is quoted from any of them."""
_LED = (
    _TOLD,
    re.compile(f"第{_NUMERAL}(?![届次季产批期])[^，。；：]{{0,2}}[，、：]"),
    re.compile(f"(?<![第\u4e00-\u9fff]){_NUMERAL}要"),
    re.compile(f"其{_NUMERAL}[，是]"),
    re.compile("[①-⑩]"),
    re.compile(f"（{_NUMERAL}）"),
    re.compile(r"(?<![\d.])\d{1,2}[.．、](?!\d)"),
)
"""Items that are quoted with the sentence that leads into them: 要下三剂药。第一剂，…"""
_COUNTS = re.compile(
    r"(?P<number>[二两三四五六七八九十]|\d{1,2})[大个件条项点剂招步类方]?[^，。；：]{0,8}[。：]?$"
)
_OPENING = re.compile("[^，。；：\n]{4,}?(?=[，。；：\n]|$)")


def enumerated(document: Document, evidence: Evidence) -> list[Evidence]:
    """All items of the enumeration that ``evidence`` is an item of or leads into: in one quote, or
    if that is too long the opening of each. Empty where there is none."""
    text = document.text
    line = text.rfind("\n", 0, evidence.start) + 1
    stop = _line_end(text, evidence.end)
    items = [match.start() for match in _TOLD.finditer(text, line, stop)]
    if len(items) > 1 and evidence.end >= items[0] and text[items[0]] == "一":
        whole = _quoted(document, evidence, items, stop, start=items[0])
        return whole if len(whole) == 1 else []
    counts = _COUNTS.search(text[evidence.start : evidence.end + 1])
    if counts is None:
        return []
    count = next(q.low for q in quantities(f"{counts['number']}个"))
    reach = min(len(text), evidence.end + REACH)
    for style in _LED:
        items = [match.start() for match in style.finditer(text, evidence.end, reach)]
        items = items[: int(count)]
        if 1 < len(items) == count and not text[evidence.end : items[0]].strip("。：:，、 \n（"):
            last = _line_end(text, items[-1])
            return _quoted(document, evidence, items, last, start=evidence.start)
    return []


def _quoted(
    document: Document, evidence: Evidence, items: list[int], stop: int, *, start: int
) -> list[Evidence]:
    text = document.text
    end = next((e for _, e in sentence_spans(text, items[-1], stop)), stop)
    if evidence.start >= end:
        return []
    if end - start <= LONGEST and "\n" not in text[start:end]:
        return [stretched(document, evidence, start=start, end=max(end, evidence.end))]
    openings = []
    for at in items[:MOST_ITEMS]:
        opening = _OPENING.match(text, at, min(at + LONGEST_OPENING, stop))
        if opening:
            begin, close = trimmed(text, at, opening.end())
            quote = text[begin:close]
            openings.append(replace(evidence, start=begin, end=close, quote=quote))
    return openings if len(openings) == len(items) else []


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end
