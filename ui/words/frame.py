"""Words around the tabs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FrameWords:
    """The title, the tabs and the language switch."""

    name: str
    motto: str
    language: str
    ask: str
    compare: str
    documents: str
    quality: str


ZH = FrameWords(
    name="有据",
    motto="每一句回答都能在原文里查到；资料里没有的，直说没有。",
    language="语言",
    ask="问答",
    compare="对照",
    documents="资料",
    quality="质量",
)
EN = FrameWords(
    name="有据 Youju",
    motto="Every sentence can be looked up in the documents; what is not there is not said.",
    language="Language",
    ask="Ask",
    compare="Compare",
    documents="Documents",
    quality="Quality",
)
