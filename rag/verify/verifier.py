"""One sentence against the passages it cites: everything in it must stand there.

Rules and no model, so that the same sentence always gets the same verdict, and a wrong figure
cannot talk its way through. What a rule cannot tell for certain it rejects: a rejected sentence
is replaced by the source's own words, so that strictness costs fluency and never truth.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index.districts import Gazetteer, short_name
from index.sentences import clause_spans, is_question
from rag.cells import with_units
from rag.people import named_people
from rag.verify.content import LEAST_COVERED, LONGEST_NEW, covered, overlap, words_of
from rag.verify.names import teller, wrong_people, wrong_phrases, wrong_places
from rag.verify.passage import Passage, Told
from rag.verify.polarity import wrong_polarity
from rag.verify.times import values_of, wrong_times
from rag.verify.wrong_figures import wrong_figures

_MARK = re.compile(r"\s*\[(\d{1,3}(?:\s*[,，、]\s*\d{1,3})*)\]")
_LISTED = re.compile("[\u4e00-\u9fff]{2}(?=、)|(?<=、)[\u4e00-\u9fff]{2,6}(?=等)")
"""The ends of a list's members."""
RELEVANT = 0.15
"""The share of a sentence's words from which on a sentence of a source is looked at at all."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``text`` is the sentence without its marks, ``marks`` the passages it stands on (set by
    alignment where the sentence had none), ``objections`` what is wrong; empty when supported."""

    text: str
    marks: tuple[int, ...]
    objections: tuple[str, ...]

    @property
    def supported(self) -> bool:
        """Whether everything in the sentence can be looked up."""
        return not self.objections


class Verifier:
    """Judges sentences about the places ``known`` (canonical names) of one corpus."""

    def __init__(self, gazetteer: Gazetteer, known: Collection[str]) -> None:
        self._gazetteer = gazetteer
        self._known = tuple(known)

    def judge(
        self, sentence: str, passages: Sequence[Passage], scope: Collection[str] = ()
    ) -> Verdict:
        """The verdict on ``sentence``, marks ``[1]`` included, against ``passages``; ``scope`` are
        the places asked about, none for any."""
        text, marks = without_marks(sentence)
        if not marks:
            return self.aligned(text, passages, scope)
        by_number = {p.number: p for p in passages}
        if unknown := [m for m in marks if m not in by_number]:
            return Verdict(text, marks, (f"没有第 {unknown[0]} 段资料",))
        cited = [by_number[m] for m in marks]
        return Verdict(text, marks, tuple(self._objections(text, cited, scope)))

    def aligned(
        self, text: str, passages: Sequence[Passage], scope: Collection[str] = ()
    ) -> Verdict:
        """The verdict on a sentence without marks: it stands on the one passage that supports it,
        or on two told of the same place."""
        words = words_of(text)
        order = sorted(passages, key=lambda p: -overlap(words, words_of(p.evidence)))
        best: Verdict | None = None
        for passage in order:
            verdict = Verdict(
                text, (passage.number,), tuple(self._objections(text, [passage], scope))
            )
            if verdict.supported:
                return verdict
            best = best or verdict
        for one, other in ((a, b) for i, a in enumerate(order[:4]) for b in order[i + 1 : 4]):
            if one.districts == other.districts and not self._objections(text, [one, other], scope):
                return Verdict(text, tuple(sorted((one.number, other.number))), ())
        return best or Verdict(text, (), ("没有资料可以引用",))

    def _objections(self, text: str, cited: Sequence[Passage], scope: Collection[str]) -> list[str]:
        text = with_units(text)
        told = [t for passage in cited for t in passage.told]
        if is_question(text):
            return ["是问句，不是回答"]
        if not told:
            return ["所引的资料里没有可作依据的句子"]
        if len({p.districts for p in cited}) > 1 and not self._gazetteer.mentions(
            text, self._known
        ):
            return ["引文是几个地区的，句子没有说是哪一个"]
        names = self._names(text, cited)
        words = words_of(text, names)
        values = values_of(text)
        near = [
            t
            for t in told
            if overlap(words, words_of(t.text)) >= RELEVANT or values & values_of(t.text)
        ] or told
        tells_of = teller(text, self._gazetteer, self._known)
        found = wrong_figures(text, told, names, tells_of)
        found += wrong_places(text, near, scope, self._gazetteer, self._known)
        found += wrong_people(text, told)
        found += wrong_phrases(text, near)
        found += wrong_times(text, near)
        found += wrong_polarity(text, near)
        found += self._uncovered(text, near, names)
        return list(dict.fromkeys(found))

    def _uncovered(self, text: str, told: Sequence[Told], names: tuple[str, ...]) -> list[str]:
        """The objections to words of ``text`` that no source has. Each clause must stand on one
        sentence: words gathered from several say what none of them does."""
        labels = " ".join(dict.fromkeys(t.passage.label for t in told))
        for start, end in clause_spans(text, 0, len(text)):
            best = max(
                (
                    covered(text[start:end], f"{labels} {t.before[-40:]} {t.text}", names)
                    for t in told
                ),
                key=lambda found: (found[0], -len(found[1])),
            )
            share, lacking = best
            if share < LEAST_COVERED:
                return ["引文没有说这些"]
            if len(lacking) >= LONGEST_NEW:
                return [f"引文没有“{lacking}”"]
            for member in _LISTED.findall(text[start:end]):
                if covered(member, f"{labels} {' '.join(t.text for t in told)}", names)[0] == 0:
                    return [f"引文没有“{member}”"]
        return []

    def _names(self, text: str, cited: Sequence[Passage]) -> tuple[str, ...]:
        """Names in ``text`` that are judged as names: places, people, what the passages are of."""
        places = [m.text for m in self._gazetteer.mentions(text, self._known)]
        own = [n for p in cited for d in p.districts for n in (d, short_name(d))]
        speakers = [p.speaker for p in cited if p.speaker]
        return tuple(dict.fromkeys([*places, *own, *speakers, *named_people(text)]))


def without_marks(sentence: str) -> tuple[str, tuple[int, ...]]:
    """``sentence`` without its marks, and their numbers in order."""
    numbers = [int(n) for m in _MARK.findall(sentence) for n in re.findall(r"\d+", m)]
    return _MARK.sub("", sentence).strip(), tuple(dict.fromkeys(numbers))
