"""Words of the dialog that shows a whole document."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReaderWords:
    """The dialog and what opens it."""

    open: str
    close: str
    label: str
    untitled: str
    length: str
    part: str
    gone: str


ZH = ReaderWords(
    open="在全文中查看",
    close="关闭",
    label="全文",
    untitled="无标题",
    length="{} 字",
    part="全文较长，这里显示第 {first}–{last} 字，共 {all} 字。",
    gone="这份资料已经不在索引里。请重新提问，以得到现有资料的出处。",
)
EN = ReaderWords(
    open="Read in full",
    close="Close",
    label="Document",
    untitled="Untitled",
    length="{} characters",
    part="A long document: characters {first}–{last} of {all}.",
    gone="This document is no longer indexed. Ask again for sources among those that are.",
)
