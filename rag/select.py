"""Choosing evidence: the clauses of retrieved chunks that answer the question.

Candidates are runs of neighbouring clauses of one sentence. One is judged by how much of
the topic it covers (the rest of its sentence and its heading count less), by whether it has
a quantity of the kind asked for, and by whether it speaks of the right time.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.districts import short_name
from index.document import Document
from index.searchable import Index
from index.sentences import Span, clause_spans, sentence_spans
from rag.match import Topic, make_topic
from rag.numbers import Quantity, quantities
from rag.period import Timing, document_year, timeline, years_named
from rag.question import Question
from rag.records import Evidence
from rag.retrieve import Hit

IN_SENTENCE, IN_CONTEXT = 0.6, 0.4
"""What covering a character outside the chosen clauses is worth: in the same sentence, and
in the heading or the sentence before."""
CONTIGUITY = 0.1
"""What it is worth that the topic stands in the quote in one piece, for figures: 规上工业增加值 is
not 规上民营工业增加值."""
AFFINITY_SHARE = 0.03
"""What a standard deviation of affinity is worth."""
WHOLE_SENTENCE = 200
"""Characters up to which a summary quotes a sentence from its start."""
LONGEST_WINDOW = 100
LENGTH_COST = 0.0018
"""What a character costs: of two runs of clauses that say the same the shorter is better."""
_SENTENCES = 10
_CAUSE = re.compile(r"因为|由于|为了|因此|所以|缘于|源于|旨在|是因")
_DEFINED = re.compile(r"即|是指|指的是|意思是|就是|——|包括|（")
_FREQUENCY = re.compile("每(?:年|月|周|日|天|季度|半年)|逐年|定期")
_PLAIN = re.compile(
    r"全[省市区县年国]|我[省市区县]|今年|去年|明年|年内|\d{4}年|实现|完成|推动|预计|预期|力争|确保|达到?|保持|其中|力促|目标|是|为|将|使"
    r"|促进|地方|总体|同比|年均|计划|约|超|近|突破|以上|，|、|：|；|“|”|\s"
)
"""Words before a measure that leave it the same measure (全省生产总值, but not 人均生产总值)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Evidence with what was found out about it.

    ``coverage`` is the share of the topic covered (context counting less), ``own`` the share
    covered by the quote alone, ``mask`` the covered characters, ``quantity`` whether it has
    a number of the kind asked for, ``timely`` is 1 for the right time, 0 unknown, -1 wrong,
    ``unknown`` the share of the topic that is not covered and stands nowhere in the corpus,
    ``gap`` the share that is not covered here but stands elsewhere in it,
    ``affinity`` the nearness in meaning where it was measured (see ``rag.affinity``).
    """

    evidence: Evidence
    coverage: float
    own: float
    mask: int
    quantity: bool
    timely: int
    cosine: float
    timing: Timing
    unknown: float = 0.0
    gap: float = 0.0
    affinity: float | None = None

    @property
    def score(self) -> float:
        """The final score candidates are ordered by."""
        return self.evidence.score

    def with_affinity(self, affinity: float) -> Candidate:
        """The same candidate with its nearness in meaning known and counted."""
        score = self.evidence.score + AFFINITY_SHARE * affinity
        return replace(self, evidence=replace(self.evidence, score=score), affinity=affinity)


class Selector:
    """Chooses evidence for one question from retrieved chunks."""

    def __init__(self, index: Index, question: Question) -> None:
        self._index = index
        self._question = question
        idf = index.lexical.idf
        places = " ".join(question.places)
        self.topic: Topic = make_topic(f"{question.topic} {places}".strip(), idf, question.quoted)
        self._context = make_topic(question.context, idf)

    def candidates(
        self, hits: Sequence[Hit], district: str = "", limit: int = 12
    ) -> list[Candidate]:
        """The best candidates of ``hits``, best first, at most one for a sentence.

        Evidence for ``district`` from a document that is not its own must name it.
        """
        rows = [
            (self.topic.coverage(self.topic.mask(text.lower())) + 0.05 * hit.score, -rank, hit, row)
            for rank, hit in enumerate(hits)
            for row, text in self._sentences(hit)
            if not district
            or district in hit.chunk.districts
            or self._names(district, hit, row[0], text)
        ]
        rows.sort(key=lambda r: r[:2], reverse=True)
        best = [c for _, _, hit, row in rows[:_SENTENCES] if (c := self._best_window(hit, row))]
        best.sort(key=lambda c: (-c.score, c.evidence.chunk.document_id, c.evidence.start))
        return best[:limit]

    def extended(self, candidate: Candidate, limit: int) -> Evidence:
        """The candidate's evidence with the start of its sentence, if near, and run on
        within its paragraph for ``limit`` characters at most: what a summary quotes."""
        evidence = candidate.evidence
        text = self._index.documents[evidence.chunk.document_id].text
        line_end = text.find("\n", evidence.end)
        line_end = evidence.chunk.end if line_end < 0 else min(line_end, evidence.chunk.end)
        end = evidence.end
        for sentence_start, sentence_end in sentence_spans(text, evidence.start, line_end):
            for _, clause_end in clause_spans(text, sentence_start, sentence_end):
                if clause_end - evidence.start <= limit:
                    end = max(end, clause_end)
        begin = text.rfind("\n", 0, evidence.start) + 1
        for sentence_start, sentence_end in sentence_spans(text, begin, line_end):
            lead = evidence.start - sentence_start
            near = lead <= limit // 2 or sentence_end - sentence_start <= WHOLE_SENTENCE
            if 0 < lead and near and evidence.start < sentence_end:
                begin = max(sentence_start, evidence.chunk.start)
                break
        else:
            begin = evidence.start
        start, end = _trimmed(text, begin, end)
        return Evidence(evidence.chunk, start, end, text[start:end], evidence.score)

    def _sentences(self, hit: Hit) -> Iterator[tuple[tuple[int, int, Timing], str]]:
        document = self._index.documents[hit.chunk.document_id]
        rows = timeline(document)
        first = bisect_left(rows, (hit.chunk.start,))
        last = bisect_right(rows, (hit.chunk.end,))
        for row in rows[first:last]:
            yield row, document.text[row[0] : row[1]]

    def _names(self, district: str, hit: Hit, start: int, sentence: str) -> bool:
        title = self._index.documents[hit.chunk.document_id].title
        around = self._around(self._index.documents[hit.chunk.document_id], hit, start)
        return short_name(district) in f"{title} {around} {sentence}"

    def _best_window(self, hit: Hit, row: tuple[int, int, Timing]) -> Candidate | None:
        document = self._index.documents[hit.chunk.document_id]
        start, end, timing = row
        clauses = clause_spans(document.text, start, end)
        text = document.text.lower()
        masks = [self.topic.mask(text[a:b]) for a, b in clauses]
        context_masks = [self._context.mask(text[a:b]) for a, b in clauses]
        whole = self.topic.mask(text[start:end])
        around = self.topic.mask(self._around(document, hit, start))
        leaning = self._context.mask(text[start:end] + hit.chunk.heading.lower())
        best: Candidate | None = None
        for first, last in _windows(clauses):
            own_mask = 0
            for number in range(first, last + 1):
                own_mask |= masks[number]
            mask = own_mask | whole | around
            divisor = self.topic.whole(mask) or 1.0
            own = self.topic.weight(own_mask) / divisor
            coverage = (
                own
                + IN_SENTENCE * self.topic.weight(whole & ~own_mask) / divisor
                + IN_CONTEXT * self.topic.weight(around & ~whole & ~own_mask) / divisor
            )
            near = 0
            for number in range(max(first - 1, 0), min(last + 2, len(clauses))):
                near |= context_masks[number]
            bonus = 0.12 * self._context.coverage(near) + 0.08 * self._context.coverage(leaning)
            candidate = self._judge(
                document,
                hit,
                (clauses[first][0], clauses[last][1]),
                timing,
                mask,
                own,
                coverage,
                bonus,
            )
            if best is None or candidate.score > best.score:
                best = candidate
        return best

    def _around(self, document: Document, hit: Hit, start: int) -> str:
        """The heading, the speaker and the start of the paragraph before ``start``."""
        line = document.text.rfind("\n", 0, start) + 1
        before = document.text[max(line, start - 80) : start]
        return f"{hit.chunk.heading} {hit.chunk.speaker} {before}".lower()

    def _judge(
        self,
        document: Document,
        hit: Hit,
        span: Span,
        timing: Timing,
        mask: int,
        own: float,
        coverage: float,
        bonus: float,
    ) -> Candidate:
        question = self._question
        start, end = _trimmed(document.text, *span)
        quote = document.text[start:end]
        fitting = [q for q in quantities(quote) if self._fits(q)]
        gives_figure = bool(fitting) or self._gives_frequency(quote)
        timely = self._timely(document, quote, timing)
        score = coverage + bonus + 0.04 * hit.score - LENGTH_COST * len(quote)
        if question.numeric:
            score += 0.2 if gives_figure else -0.3
            if question.unit and any(q.unit == question.unit for q in fitting):
                score += 0.05
        score += (0.0, 0.12, -0.35)[timely] + self._mood_bonus(timing, quote)
        if question.numeric:
            score += CONTIGUITY * self.topic.contiguity(quote.lower()) - self._narrowed(quote)
        elif question.mood == "target" and "目标" in question.text and fitting:
            score += 0.1
        if question.kind == "list":
            score += self._listing(quote)
        if question.person and hit.chunk.speaker and hit.chunk.speaker in quote:
            score += 0.3
        evidence = Evidence(hit.chunk, start, end, quote, score)
        return Candidate(
            evidence,
            coverage,
            own,
            mask,
            gives_figure,
            timely,
            hit.cosine,
            timing,
            self.topic.unseen(mask),
            self.topic.missing(mask),
        )

    def _fits(self, quantity: Quantity) -> bool:
        wanted = self._question.dimensions
        if not wanted:
            return quantity.dimension not in {"year", "ordinal"} or bool(quantity.unit == "年")
        if quantity.dimension == "bare":
            return "bare" in wanted or ("count" in wanted and quantity.low >= 10_000)
        return quantity.dimension in wanted

    def _gives_frequency(self, quote: str) -> bool:
        """每年 answers 多久 as well as a number does."""
        asked = self._question.dimensions
        return bool(asked & {"year", "time"}) and _FREQUENCY.search(quote) is not None

    def _timely(self, document: Document, quote: str, timing: Timing) -> int:
        wanted = self._question.years
        if wanted is None:
            return 0
        own = years_named(quote, document_year(document))
        years = own[0] if own and (timing.years is None or own[0][0] == own[0][1]) else timing.years
        if years is None:
            return -1 if self._question.year_named else 0
        if years == wanted:
            return 1
        if wanted[0] == wanted[1] == years[1] != years[0]:
            return 1 if wanted[0] % 5 == 0 and self._question.mood == "target" else 0
        if own and wanted in own:
            return 1
        return -1

    def _mood_bonus(self, timing: Timing, quote: str) -> float:
        asked = self._question.mood
        if asked == "any" or timing.mood == "any":
            return 0.0
        if asked == timing.mood:
            return 0.06
        return -0.2 if self._question.years is None else -0.08

    def _listing(self, quote: str) -> float:
        """A bonus for a list, more for one whose members are said to be what is asked for
        (甲、乙、丙等新型业态)."""
        bonus = 0.03 * min(quote.count("、"), 3) - 0.05
        ends = re.search(
            r"、[^，。；]*?(?:等|[二三四五六七八九十\d]+[大个家项条类种])(?P<what>[^，。；、]{2,12})",
            quote,
        )
        if ends and self.topic.mask(ends["what"].lower()):
            bonus += 0.22
        return bonus

    def _narrowed(self, quote: str) -> float:
        """A penalty for words that make the quoted measure another one: 人均 before 生产总值,
        城市副中心 before 地区生产总值. Words of the question itself cost nothing."""
        lowered = quote.lower()
        first = min(
            (at for _, words in self.topic.terms for w in words if (at := lowered.find(w)) >= 0),
            default=0,
        )
        before = re.split("[，；：、。]", quote[:first])[-1]
        extra = _PLAIN.sub("", before)
        asked = self._question.text + self._question.topic + self._question.context
        return min(0.02 * sum(char not in asked for char in extra), 0.14)


def gives_cause(quote: str) -> bool:
    """Whether a quote states a reason."""
    return _CAUSE.search(quote) is not None


def lists_members(quote: str, counted: str) -> bool:
    """Whether a quote names the members of a group it counts: 甲、乙等两大平台, or
    两大平台：甲、乙. A list that the group itself is an item of does not."""
    at = quote.find(counted)
    if at < 0:
        return quote.count("、") >= 1
    before, after = quote[:at].rstrip("“"), quote[at + len(counted) :].lstrip("”")
    named_before = re.search(r"[、和及][^，。；：、和及“”]{1,24}$", before)
    named_after = re.match(r"(?:[：:]|——|，?(?:包括|即|分别|主要是|是|为|涵盖)|（)", after)
    return bool(named_before or named_after)


def gives_meaning(quote: str) -> bool:
    """Whether a quote explains a term."""
    return _DEFINED.search(quote) is not None


def _windows(clauses: Sequence[Span]) -> Iterator[tuple[int, int]]:
    for first in range(len(clauses)):
        for last in range(first, min(first + 4, len(clauses))):
            if last > first and clauses[last][1] - clauses[first][0] > LONGEST_WINDOW:
                break
            yield first, last


def _trimmed(text: str, start: int, end: int) -> Span:
    while end > start and text[end - 1] in "，；：,;。、 ":
        end -= 1
    return start, end
