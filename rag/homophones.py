"""Words typed with the wrong characters of the right sound (胶洲市 → 胶州市, 产业圆区 → 产业园区)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from typing import Protocol


@lru_cache(maxsize=4096)
def sounds(char: str) -> frozenset[str]:
    """Every way ``char`` is read, without tones."""
    from pypinyin import Style, pinyin

    return frozenset(pinyin(char, style=Style.NORMAL, heteronym=True)[0])


@lru_cache(maxsize=8192)
def usual_sound(char: str) -> str:
    """The usual reading of ``char``, without its tone."""
    from pypinyin import Style, pinyin

    return pinyin(char, style=Style.NORMAL)[0][0]


def sound_alike(one: str, other: str) -> bool:
    """Whether two texts of the same length are read alike, character by character; a rare reading
    of one counts only against the usual one of the other."""
    return all(
        a == b or usual_sound(a) in sounds(b) or usual_sound(b) in sounds(a)
        for a, b in zip(one, other, strict=True)
    )


def find_homophone(text: str, surfaces: Sequence[tuple[str, str]]) -> tuple[int, int, str] | None:
    """``(start, end, name)`` of the first stretch that sounds like one of ``surfaces``.

    ``surfaces`` are pairs of a spelling and the canonical name it stands for. Two-character
    spellings count only at the start of the text, where a place is likely to stand; longer
    ones anywhere.
    """
    right = {spelling: name for spelling, name in surfaces if len(spelling) > 1}
    by_length = sorted(right, key=len, reverse=True)
    for start in range(len(text)):
        for spelling in by_length:
            end = start + len(spelling)
            stretch = text[start:end]
            if len(stretch) < len(spelling) or (len(spelling) == 2 and start > 0):
                continue
            # Spelt right it was judged already, and found to be part of another name.
            if stretch.isalpha() and stretch not in right and sound_alike(stretch, spelling):
                return start, end, right[spelling]
    return None


class Pairs(Protocol):
    """The character pairs that the documents have."""

    def __contains__(self, pair: object, /) -> bool: ...

    def followers(self, character: str, /) -> Collection[str]:
        """The characters that follow ``character``."""


class Respeller:
    """Corrects characters that no document has in such a place.

    ``mentioned`` tells whether a longer string stands in any of the documents.
    """

    def __init__(self, pairs: Pairs, mentioned: Callable[[str], bool]) -> None:
        self._pairs = pairs
        self._mentioned = mentioned

    def respelt(self, text: str) -> str:
        """``text`` with each Han character that fits neither neighbour replaced by the one
        character of the same sound that fits both; as it is where none or several do."""
        chars = list(text)
        for run in re.finditer("[\u4e00-\u9fff]{3,}", text):
            for at in range(run.start(), run.end()):
                left = chars[at - 1] if at > run.start() else ""
                right = chars[at + 1] if at + 1 < run.end() else ""
                if better := self._better(left, chars[at], right):
                    chars[at] = better
        return "".join(chars)

    def _better(self, left: str, char: str, right: str) -> str:
        if not left or not right or left + char in self._pairs or char + right in self._pairs:
            return ""
        fitting = [c for c in sorted(self._pairs.followers(left)) if c + right in self._pairs]
        alike = [other for other in fitting if usual_sound(other) == usual_sound(char)]
        alike = [other for other in alike if self._mentioned(f"{left}{other}{right}")]
        return alike[0] if len(alike) == 1 else ""
