"""Words of the Documents tab."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentsWords:
    """The Documents tab."""

    empty: str


ZH = DocumentsWords(empty="资料页还没有内容：请用 youju index 建立索引。")
EN = DocumentsWords(empty="Nothing here yet: run youju index to index documents.")
