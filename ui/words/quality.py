"""Words of the Quality tab."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QualityWords:
    """The Quality tab."""

    empty: str


ZH = QualityWords(empty="质量页还没有内容：请先运行 youju eval。")
EN = QualityWords(empty="Nothing here yet: run youju eval first.")
