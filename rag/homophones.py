"""District names typed with the wrong characters of the right sound (胶洲市 → 胶州市)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache


@lru_cache(maxsize=4096)
def sounds(char: str) -> frozenset[str]:
    """Every way ``char`` is read, without tones."""
    from pypinyin import Style, pinyin

    return frozenset(pinyin(char, style=Style.NORMAL, heteronym=True)[0])


def sound_alike(one: str, other: str) -> bool:
    """Whether two texts of the same length may be read alike, character by character."""
    return all(a == b or sounds(a) & sounds(b) for a, b in zip(one, other, strict=True))


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
