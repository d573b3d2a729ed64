"""Words of the Ask tab."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AskWords:
    """The chat and the evidence beside it."""

    question: str
    placeholder: str
    send: str
    clear: str
    districts: str
    examples: str


ZH = AskWords(
    question="问题",
    placeholder="请输入问题，按回车发送",
    send="发送",
    clear="清空",
    districts="限定地区（不选则在全部地区中查找）",
    examples="试试这些问题",
)
EN = AskWords(
    question="Question",
    placeholder="Ask in Chinese, Enter sends",
    send="Send",
    clear="Clear",
    districts="Only these districts (all when none is chosen)",
    examples="Try one of these",
)
