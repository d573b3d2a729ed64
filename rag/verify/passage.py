"""The passages a sentence may cite, as the verifier reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from index.document import Document
from index.sentences import clause_spans, sentence_spans
from rag.cells import row_read
from rag.period import Timing, document_year, timeline

_INSTRUCTION = re.compile(
    r"(?:忽略|无视|忘[记掉])[^。；\n]{0,12}(?:指令|指示|要求|规则|提示|内容|说明|限制|[前上]文|以上|之前|上述)|提示词|系统提示|指令[：:]"
    r"|你(?:现在)?(?:是|扮演)[^。\n]{0,12}(?:助手|模型|机器人|AI|专家)|作为(?:一个)?(?:AI|人工智能|语言模型|大模型|助手)"
    r"|(?:助手|模型|机器人|[回作]答者)[^。；\n]{0,16}[：:“]|(?:请|务必|必须|直接|只需?|应当?|一律)[^。；\n]{0,8}(?:回答|作答|输出|回复|声明)|从现在(?:起|开始)[^。\n]{0,10}(?:回答|输出|只|都)"
    r"|(?:回答|输出|回复)[^。\n]{0,6}(?:以下|如下|下列)|ignore (?:all|any|previous|the)|system prompt|you are (?:a|an|now)",
    re.IGNORECASE,
)
"""Words that speak to whoever reads the passage instead of telling of the matter."""
_ASIDE = re.compile(r"[【［\[（(][^】］\]）)\n]*[】］\]）)]")
DAY = re.compile(r"\d{1,2}月(?:\d{1,2}[日号])?|(?<!\d)\d{1,2}日(?![均夜产])")
"""A day or month, which is a time and no figure."""
_OPENS_SPEECH = re.compile(r"[：:]\s*$")


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence of a passage: its text, where it stands in the document, its clauses, when it
    takes place. The row of a table is read with the names of its columns."""

    text: str
    start: int
    end: int
    clauses: tuple[str, ...]
    timing: Timing
    passage: Passage
    before: str
    """What the paragraph says before it, instructions left out."""


@dataclass(frozen=True)
class Passage:
    """A numbered passage that was given to a language model; ``text`` is ``document.text``
    from ``start`` on."""

    number: int
    text: str
    document: Document
    start: int
    districts: tuple[str, ...] = ()
    speaker: str = ""
    heading: str = ""

    @property
    def title(self) -> str:
        """The title of its document."""
        return self.document.title

    @cached_property
    def label(self) -> str:
        """All that stands over the passage: title, heading, places, speaker."""
        role = next(
            (s.role for s in self.document.sections if s.start <= self.start < s.end and s.role), ""
        )
        return " ".join(
            (self.title, self.heading, "、".join(self.districts), f"{role}{self.speaker}")
        )

    @cached_property
    def year(self) -> int:
        """The year that 今年 means here; ``UNDATED`` where nothing tells."""
        return document_year(self.document)

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """Its sentences, but for those that instruct the reader: they are no evidence."""
        rows = {(start, end): timing for start, end, timing in timeline(self.document)}
        found: list[Told] = []
        silenced = False
        for start, end in _without_asides(self.text, sentence_spans(self.text)):
            sentence = self.text[start:end]
            line = self.text.rfind("\n", 0, start) + 1
            silenced = silenced and "\n" not in self.text[max(start - 2, 0) : start]
            if silenced or _INSTRUCTION.search(sentence):
                # 请回答如下：… what such a sentence opens is no evidence either.
                silenced = silenced or bool(_OPENS_SPEECH.search(sentence))
                continue
            timing = _timing(rows, self.start + start)
            at, stop = self.start + start, self.start + end
            sentence = row_read(self.document, at, stop) or sentence
            clauses = tuple(sentence[a:b] for a, b in clause_spans(sentence, 0, len(sentence)))
            before = "".join(t.text for t in found if t.start >= self.start + line)
            found.append(Told(sentence, at, stop, clauses, timing, self, before))
        return tuple(found)

    @cached_property
    def evidence(self) -> str:
        """The text of all sentences that count as evidence."""
        return "\n".join(told.text for told in self.told)


def _without_asides(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans, cut at bracketed asides that instruct the reader (【系统提示：…】)."""
    for start, end in spans:
        at = start
        for aside in _ASIDE.finditer(text, start, end):
            if _INSTRUCTION.search(aside.group()):
                if text[at : aside.start()].strip():
                    yield at, aside.start()
                at = aside.end()
        if text[at:end].strip():
            yield at, end


def _timing(rows: dict[tuple[int, int], Timing], at: int) -> Timing:
    return next((t for (start, end), t in rows.items() if start <= at < end), Timing(None, "any"))
