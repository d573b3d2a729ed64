"""A language model's answer of which only what can be looked up is shown.

The rules decide whether there is an answer at all, and from which passages; the model only
words it. Each sentence is judged as soon as it is whole. One that fails gives way to the
sentence of the quoted answer that tells the same, or is dropped; what the quoted answer tells
and the model left out is added. So the reader gets no less, and nothing unproven.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from index.errors import GeneratorError
from rag.compose import render
from rag.generate.base import Generator
from rag.generate.prompts import answer_prompt
from rag.generate.sentences import sentences
from rag.records import Answer, Check, Citation, Sentence
from rag.verify import Passage, Verdict, Verifier, objections
from rag.verify.content import overlap, words_of
from rag.verify.figures import figures

MOST_SENTENCES = 10
"""Sentences of a reply that are judged; what comes after is not read."""
TELLS_THE_SAME, TOLD = 0.3, 0.85
"""The share of its words that a failed sentence must have in common with the one that replaces it,
and the share of a quoted sentence's words from which on it needs no adding."""
_NOTHING_SAID = "语言模型没有写出内容，以下是原文摘录。"
_NOTHING_PASSED = "语言模型写的句子没有一句通过核对，以下是原文摘录。"
_PASSED = "所写的句子由语言模型组织，每一句都与原文核对过。"


@dataclass(slots=True)
class _Page:
    """What the reader sees so far."""

    quoted: Answer
    shown: list[Sentence] = field(default_factory=list)
    citations: dict[tuple[str, int, int], Citation] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    used: set[int] = field(default_factory=set)

    def cite(self, citations: Sequence[Citation]) -> tuple[int, ...]:
        """The numbers of ``citations`` on this page; a quote is numbered once."""
        for c in citations:
            key = (c.document_id, c.start, c.end)
            self.citations.setdefault(key, replace(c, number=len(self.citations) + 1))
        return tuple(self.citations[c.document_id, c.start, c.end].number for c in citations)

    def quote(self, number: int) -> Sentence:
        """Show the ``number``-th sentence of the quoted answer, with its citations."""
        own = self.quoted.sentences[number]
        cited = [c for c in self.quoted.citations if c.number in own.citations]
        self.used.add(number)
        self.shown.append(replace(own, citations=self.cite(cited)))
        return self.shown[-1]


class Fluent:
    """Words the quoted answers of one corpus with a language model."""

    def __init__(self, generator: Generator, verifier: Verifier, engine: str) -> None:
        self._generator = generator
        self._verifier = verifier
        self._engine = engine

    def stream(
        self, question: str, quoted: Answer, passages: Sequence[Passage]
    ) -> Iterator[Answer]:
        """The answer as it grows, once for every sentence that passed, the whole one last.

        ``quoted`` is the quoted answer to ``question``, which is given where the model fails;
        ``passages`` are what the model may use.
        """
        started = time.perf_counter()
        page = _Page(quoted)
        scope = [d.name for d in quoted.scope]
        first: float | None = None
        why = ""
        try:
            reply = self._generator.stream(answer_prompt(question, passages))
            for number, sentence in enumerate(sentences(reply)):
                if number == MOST_SENTENCES:
                    break
                if self._take(page, sentence, passages, scope):
                    first = first or time.perf_counter()
                    yield self._answer(page, started, first)
        except GeneratorError as error:
            why = f"{error.message}以下是原文摘录。"
        if not any(check.verdict == "verified" for check in page.checks):
            reason = why or (_NOTHING_PASSED if page.checks else _NOTHING_SAID)
            yield self._fallen_back(page, reason, started)
            return
        self._complete(page)
        yield self._answer(page, started, first, whole=True, why=why)

    def _take(
        self, page: _Page, sentence: str, passages: Sequence[Passage], scope: Sequence[str]
    ) -> bool:
        """Judge one sentence and show it or what tells the same; whether anything was shown."""
        verdict = self._verifier.judge(sentence, passages, scope)
        if not verdict.supported:  # the right words under the wrong mark
            again = self._verifier.aligned(verdict.text, passages, scope)
            verdict = again if again.supported else verdict
        if verdict.supported:
            cited = list(_citations(verdict, passages))
            own = Sentence(verdict.text, page.cite(cited))
            documents = {p.document.id: p.document for p in passages}
            wrong = objections(own, list(page.citations.values()), documents)
            if not wrong:
                page.shown.append(own)
                page.checks.append(Check(sentence, "verified"))
                return True
            verdict = replace(verdict, objections=tuple(wrong))
        number = _same(verdict.text, page)
        if number is None:
            page.checks.append(Check(sentence, "dropped", verdict.objections))
            return False
        shown = page.quote(number)
        page.checks.append(Check(sentence, "repaired", verdict.objections, shown.text))
        return True

    def _complete(self, page: _Page) -> None:
        """Add what the quoted answer tells and nothing shown does."""
        told = words_of(" ".join(s.text for s in page.shown))
        known = [f for s in page.shown for f in figures(s.text)]
        for number, sentence in enumerate(page.quoted.sentences):
            if number in page.used:
                continue
            mine = figures(sentence.text)
            all_figures = all(any(f.quantity.same_value(k.quantity) for k in known) for f in mine)
            if not all_figures or overlap(words_of(sentence.text), told) < TOLD:
                page.quote(number)

    def _answer(
        self,
        page: _Page,
        started: float,
        first: float | None,
        *,
        whole: bool = False,
        why: str = "",
    ) -> Answer:
        used = {n for s in page.shown for n in s.citations}
        note = (
            " ".join(n for n in (page.quoted.reason, why, _note(page.checks)) if n) if whole else ""
        )
        return replace(
            page.quoted,
            text=render(page.shown, note),
            sentences=tuple(page.shown),
            citations=tuple(c for c in page.citations.values() if c.number in used),
            reason=note,
            engine=self._engine,
            checks=tuple(page.checks),
            timings_ms=_timed(page.quoted, started, first),
        )

    def _fallen_back(self, page: _Page, why: str, started: float) -> Answer:
        quoted = page.quoted
        note = " ".join(n for n in (quoted.reason, why) if n)
        return replace(
            quoted,
            text=render(quoted.sentences, note),
            reason=note,
            checks=tuple(page.checks),
            timings_ms=_timed(quoted, started, None),
        )


def _citations(verdict: Verdict, passages: Sequence[Passage]) -> Iterator[Citation]:
    """The sentences of the marked passages that a supported sentence stands on: those that tell its
    figures, and in each passage the one nearest to it in words."""
    words = words_of(verdict.text)
    mine = figures(verdict.text)
    for passage in (p for p in passages if p.number in verdict.marks):
        nearest = max(passage.told, key=lambda t: overlap(words, words_of(t.text)))
        for told in passage.told:
            own = figures(told.text)
            tells = any(f.quantity.same_value(o.quantity) for f in mine for o in own)
            if told is nearest or (tells and overlap(words, words_of(told.text)) > 0):
                yield Citation(
                    number=0,
                    document_id=passage.document.id,
                    title=passage.title,
                    districts=passage.districts,
                    speaker=passage.speaker,
                    heading=passage.heading,
                    quote=passage.document.text[told.start : told.end],
                    start=told.start,
                    end=told.end,
                )


def _same(text: str, page: _Page) -> int | None:
    """The sentence of the quoted answer, not yet shown, that tells what ``text`` meant to."""
    words = words_of(text)
    likeness = {
        n: max(overlap(words, own := words_of(s.text)), overlap(own, words))
        for n, s in enumerate(page.quoted.sentences)
        if n not in page.used
    }
    best = max(likeness, key=lambda n: likeness[n], default=None)
    return best if best is not None and likeness[best] >= TELLS_THE_SAME else None


def _note(checks: Sequence[Check]) -> str:
    repaired = sum(c.verdict == "repaired" for c in checks)
    dropped = sum(c.verdict == "dropped" for c in checks)
    parts = [
        f"{repaired} 句未通过核对，已换成原文" if repaired else "",
        f"{dropped} 句未通过核对，已删去" if dropped else "",
    ]
    told = "；".join(part for part in parts if part)
    return f"{_PASSED}{told}。" if told else _PASSED


def _timed(quoted: Answer, started: float, first: float | None) -> dict[str, float]:
    now = time.perf_counter()
    timings = dict(quoted.timings_ms)
    timings["generate"] = 1000 * (now - started)
    if first is not None:
        timings["first_sentence"] = 1000 * (first - started) + timings.get("total", 0.0)
    timings["total"] = timings.get("total", 0.0) + timings["generate"]
    return timings
