"""District names typed with the wrong characters of the right sound (胶洲市 → 胶州市)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache


@lru_cache(maxsize=4096)
def _sound(text: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(text))


def find_homophone(text: str, surfaces: Sequence[tuple[str, str]]) -> tuple[int, int, str] | None:
    """``(start, end, name)`` of the first stretch that sounds like one of ``surfaces``.

    ``surfaces`` are pairs of a spelling and the canonical name it stands for. Two-character
    spellings count only at the start of the text, where a place is likely to stand; longer
    ones anywhere.
    """
    by_sound: dict[tuple[str, ...], str] = {}
    right = {spelling for spelling, _ in surfaces}
    for spelling, name in surfaces:
        by_sound.setdefault(_sound(spelling), name)
    lengths = sorted({len(sound) for sound in by_sound if len(sound) >= 2}, reverse=True)
    for start in range(len(text)):
        for length in lengths:
            stretch = text[start : start + length]
            if len(stretch) < length or not stretch.isalpha() or (length == 2 and start > 0):
                continue
            # Spelt right it was judged already, and found to be part of another name.
            if stretch not in right and (hit := by_sound.get(_sound(stretch))):
                return start, start + length, hit
    return None
