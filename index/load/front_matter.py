"""The optional ``---`` block at the top of a text that says what the text is about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_KEYS = {
    "district": "district",
    "区": "district",
    "地区": "district",
    "speaker": "speaker",
    "讲话人": "speaker",
    "date": "date",
    "日期": "date",
    "title": "title",
    "标题": "title",
}
_BLOCK = re.compile(r"\s*---[ \t]*\r?\n((?:.*\n){0,60}?)---[ \t]*(?:\r?\n|$)")
_PAIR = re.compile(r"([^\s:：#-][^:：]*)[:：](.*)")


@dataclass(frozen=True)
class FrontMatter:
    """``fields`` holds ``district``, ``speaker``, ``date`` and ``title`` as far as given,
    as written; the text proper is ``text[body_start:]`` (``body_start`` counts characters).
    """

    fields: dict[str, str] = field(default_factory=dict)
    body_start: int = 0


def split_front_matter(text: str) -> FrontMatter:
    """Read a leading block of ``key: value`` lines between two ``---`` lines.

    Keys may be Chinese, quotes and square brackets around a value are dropped, unknown keys
    and indented lines are ignored. A block that is something else (a ruled-off paragraph,
    a dialogue) belongs to the text: nothing is split off.
    """
    block = _BLOCK.match(text)
    if block is None:
        return FrontMatter()
    fields: dict[str, str] = {}
    ours = True
    for line in block[1].splitlines():
        pair = _PAIR.fullmatch(line.rstrip())
        if pair is not None:
            key = _KEYS.get(pair[1].strip().lower())
            value = _unwrap(pair[2].strip())
            if key and value:
                fields[key] = value
            ours = ours and (key is not None or pair[1].isascii())
        elif line.strip() and not line.startswith((" ", "\t", "-", "#")):
            return FrontMatter()
    return FrontMatter(fields, block.end()) if fields or ours else FrontMatter()


def _unwrap(value: str) -> str:
    if len(value) > 1 and value[0] + value[-1] in ('""', "''", "[]", "“”"):
        return value[1:-1].strip()
    return value
