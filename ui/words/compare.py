"""Words of the Compare tab."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CompareWords:
    """The Compare tab."""

    empty: str


ZH = CompareWords(empty="对照页还没有内容：请先在“问答”里提问。")
EN = CompareWords(empty="Nothing here yet: ask in the Ask tab.")
