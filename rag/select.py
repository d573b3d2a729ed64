"""Choosing evidence: the clauses of retrieved chunks that answer the question.

Candidates are runs of neighbouring clauses of one sentence. One is judged by how much of
the topic it covers (the rest of its sentence and its heading count less), by whether it has
a quantity of the kind asked for, and by whether it speaks of the right time.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from index.districts import short_name
from index.document import Chunk, Document
from index.searchable import Index
from index.sentences import Span, clause_spans, is_question
from rag.candidate import Candidate, Spot, best_first
from rag.fit import Fitting, measures
from rag.leads import below
from rag.match import Topic, make_topic
from rag.numbers import Quantity, quantities
from rag.passage import extended, trimmed, with_cause, with_list
from rag.period import Timing, timeline
from rag.pointer import MAY_ANSWER, Pointed, Pointer
from rag.question import Question
from rag.records import Evidence
from rag.retrieve import Hit

IN_SENTENCE, IN_CONTEXT = 0.6, 0.4
"""What covering a character outside the chosen clauses is worth: in the same sentence, and
in the heading or the sentence before."""
LONGEST_WINDOW, MOST_CLAUSES = 100, 4
"""Characters and clauses a candidate may have (one clause may be longer)."""
POINTED = 0.5
"""What it is worth, among the clauses of a sentence, that the answer surely stands in them."""
LENGTH_COST = 0.0018
"""What a character costs: of two runs of clauses that say the same the shorter is better."""
CONTEXT_NEAR, CONTEXT_AROUND = 0.12, 0.08
"""What the topic of the conversation is worth in or next to the clauses, and in the sentence or
heading."""
CHUNK_SHARE = 0.04
"""What a standard deviation of the chunk's retrieval score is worth."""
OPENING = 8
"""Characters that may stand before what opens a paragraph: （三）, 一是."""
_SENTENCES = 10
"""Sentences looked at clause by clause: those that cover most of the topic."""

_WIDER = re.compile("全[国省市州]|各[省市区县]")
Row = tuple[int, int, Timing]


class Selector:
    """Chooses evidence for one question from retrieved chunks."""

    def __init__(self, index: Index, question: Question) -> None:
        self._index = index
        self._question = question
        idf = index.lexical.idf
        places = " ".join(question.places)
        self.topic: Topic = make_topic(
            f"{question.topic} {places}".strip(), idf, self._standing(), broad=question.broad
        )
        self.context = make_topic(question.context, idf)
        self.fitting = Fitting(question, self.topic)
        at = self.topic.text.find(question.head) if question.head else -1
        self.head = (1 << at + len(question.head)) - (1 << at) if at >= 0 else 0
        self.measures = measures(self.topic.text) if question.numeric else 0

    @property
    def quotes_passages(self) -> bool:
        """Whether the question is answered by passages."""
        return self._question.quotes_passages

    def _standing(self) -> tuple[str, ...]:
        """The phrases the question quotes that some document has; others may be told otherwise."""
        with_it = self._index.documents_with
        return tuple(q for q in self._question.quoted if any(True for _ in with_it(q)))

    def candidates(
        self,
        hits: Sequence[Hit],
        district: str = "",
        limit: int = 12,
        passed_over: Callable[[Hit, int], bool] = lambda _hit, _start: False,
    ) -> list[Candidate]:
        """The best candidates of ``hits``, best first, at most one for a sentence.

        Evidence for ``district`` from a document that is not its own must name it. Sentences that
        are ``passed_over`` (their hit and start given) are none.
        """
        rows = [
            (self.topic.coverage(self.topic.mask(text.lower())) + 0.05 * hit.score, -rank, hit, row)
            for rank, hit in enumerate(hits)
            for row, text in self._sentences(hit)
            if not passed_over(hit, row[0])
            if not district or district in hit.chunk.districts or self._names(district, hit, text)
        ]
        rows.sort(key=lambda r: r[:2], reverse=True)
        best = [
            c
            for _, _, hit, row in rows[:_SENTENCES]
            if (c := self._best_window(Spot(hit, *row, self._must_name(district, hit, row))))
        ]
        return best_first(best)[:limit]

    def pointed(self, candidate: Candidate, pointer: Pointer) -> Candidate:
        """``candidate`` with the clauses of its sentence that are best when it is known where the
        figure asked for stands; as it is where none is asked for, or where the likeliest clause is
        quoted with its figure."""
        spot, evidence = candidate.spot, candidate.evidence
        if spot is None or not self._question.numeric or pointer.log_odds < MAY_ANSWER:
            return candidate
        text = self._index.documents[evidence.chunk.document_id].text
        clauses = clause_spans(text, spot.start, spot.end)
        pointed = pointer.among(clauses, text, self.fitting)
        start, end = clauses[pointed.shares.index(max(pointed.shares))]
        if candidate.quantity and start < evidence.end and evidence.start < end:
            return candidate
        return self._best_window(spot, pointed) or candidate

    def extended(self, candidate: Candidate, limit: int) -> Evidence:
        """The candidate's evidence with the passage around it, see ``rag.passage``."""
        evidence = candidate.evidence
        return extended(self._index.documents[evidence.chunk.document_id], evidence, limit)

    def opens(self, evidence: Evidence) -> bool:
        """Whether evidence is the start of its paragraph, which then is about it."""
        text = self._index.documents[evidence.chunk.document_id].text
        line = text.rfind("\n", 0, evidence.start) + 1
        return evidence.start - line <= OPENING

    def below(self, evidence: Evidence, limit: int) -> Evidence | None:
        """What stands below evidence that is a line of its own, see ``rag.leads``."""
        document = self._index.documents[evidence.chunk.document_id]
        return below(document, evidence, limit, self._chunk_at)

    def _chunk_at(self, document: Document, position: int) -> Chunk:
        own = self._index.chunks_of(document)
        return next((c for c in own if c.start <= position < c.end), own[-1])

    def owns(self, quote: str, value: Quantity) -> bool:
        """Whether ``quote`` tells the figure ``value`` of the topic itself."""
        return self.fitting.owner.owns(quote, value)

    def told_of(self, quote: str, district: str) -> Span:
        """The stretch of ``quote`` that tells of ``district`` where it goes through several places with a
        figure for each (枣阳45个、襄州42个); all of it else."""
        mentions = self._index.gazetteer.mentions(quote, self._index.districts)
        own = [at for at, m in enumerate(mentions) if m.name == district]
        if not own or len({m.name for m in mentions}) < 2:
            return 0, len(quote)
        start = mentions[own[0]].start
        for after in mentions[own[0] + 1 :]:
            if any(start <= q.start < after.start for q in quantities(quote)):
                return start, after.start
        return start, len(quote)

    def figure_clauses(self, candidate: Candidate) -> list[Evidence]:
        """The clauses of a candidate's sentence that tell a figure of the kind asked for, those with
        the very unit alone where there are any."""
        evidence, question = candidate.evidence, self._question
        document = self._index.documents[evidence.chunk.document_id]
        rows = timeline(document)
        start, end, _ = rows[bisect_right(rows, (evidence.start, len(document.text))) - 1]
        if not start <= evidence.start < end:
            return []  # a headline, which is no sentence
        told: list[Evidence] = []
        exact: list[Evidence] = []
        for first, last in clause_spans(document.text, start, end):
            begin, stop = trimmed(document.text, first, last)
            quote = document.text[begin:stop]
            figures = self.fitting.owner.of_kind(quote)
            if not question.dimensions:
                figures = [q for q in figures if q.dimension not in {"time", "year"}]
            clause = replace(evidence, start=begin, end=stop, quote=quote)
            if figures:
                told.append(clause)
            if question.unit and any(q.unit == question.unit for q in figures):
                exact.append(clause)
        return exact or told

    def _sentences(self, hit: Hit) -> Iterator[tuple[Row, str]]:
        document = self._index.documents[hit.chunk.document_id]
        speaks = hit.chunk.speaker and hit.chunk.speaker in hit.chunk.heading
        if speaks and (headline := _headline(document, hit.chunk)):
            yield (*headline, Timing(None, "any")), document.text[slice(*headline)]
        rows = timeline(document)
        first = bisect_left(rows, (hit.chunk.start,))
        last = bisect_right(rows, (hit.chunk.end,))
        for row in rows[first:last]:
            sentence = document.text[row[0] : row[1]]
            if not is_question(sentence):
                yield row, sentence

    def _names(self, district: str, hit: Hit, sentence: str) -> bool:
        """Whether a sentence of a document that is not ``district``'s own is about it: it names
        it and no other place, or names no place in a document titled with it."""
        places = self._places(sentence)
        if district in places:
            return True
        if _WIDER.search(sentence):
            return False
        title = self._index.documents[hit.chunk.document_id].title
        return not hit.chunk.districts and not places and short_name(district) in title

    def _places(self, text: str) -> set[str]:
        return {m.name for m in self._index.gazetteer.mentions(text, self._index.districts)}

    def _must_name(self, district: str, hit: Hit, row: Row) -> str:
        """The place that a clause must name to be about ``district`` in a sentence that is not its own and
        tells of other places too (其中临洮县820人、岷县690人); "" where any clause will do."""
        if not district or district in hit.chunk.districts:
            return ""
        sentence = self._index.documents[hit.chunk.document_id].text[row[0] : row[1]]
        around = {district} | self._index.gazetteer.ancestors(district)
        alone = self._places(sentence) <= around and not _WIDER.search(sentence)
        return "" if alone else district

    def _best_window(self, spot: Spot, pointed: Pointed | None = None) -> Candidate | None:
        hit, start, end, timing = spot.hit, spot.start, spot.end, spot.told
        document = self._index.documents[hit.chunk.document_id]
        text = document.text.lower()
        clauses = clause_spans(document.text, start, end)
        masks = [self.topic.mask(text[a:b]) for a, b in clauses]
        leanings = [self.context.mask(text[a:b]) for a, b in clauses]
        sentence = self.topic.mask(text[start:end])
        around = self.topic.mask(self._around(document, hit, start))
        leaning = self.context.mask(text[start:end] + hit.chunk.heading.lower())
        best: Candidate | None = None
        most = -math.inf
        whole = self._question.quotes_passages  # what opens a passage is quoted with the rest
        for first, last in _windows(document.text, clauses, whole):
            own = _union(masks[first : last + 1])
            begin, stop = trimmed(document.text, clauses[first][0], clauses[last][1])
            quote = document.text[begin:stop]
            if spot.naming and spot.naming not in self._places(quote):
                continue
            fit = self.fitting.judge(quote, timing, document, hit.chunk)
            if pointed and not fit.figure and not pointed.told.isdisjoint(range(first, last + 1)):
                fit = self.fitting.with_figure(fit)
            if fit.figure:
                own |= self.measures
            near = _union(leanings[max(first - 1, 0) : last + 2])
            mask = own | sentence | around
            coverage = self.coverage(own, sentence, around)
            score = (
                coverage
                + fit.score
                + CONTEXT_NEAR * self.context.coverage(near)
                + CONTEXT_AROUND * self.context.coverage(leaning)
                + CHUNK_SHARE * hit.score
                - LENGTH_COST * len(quote)
            )
            # Which sentence is best is for its words and for what was read of all of it to say.
            preferred = score + POINTED * sum(pointed.shares[first : last + 1] if pointed else ())
            if preferred > most:
                most = preferred
                best = Candidate(
                    evidence=Evidence(hit.chunk, begin, stop, quote, score),
                    coverage=coverage,
                    own=self.topic.weight(own) / (self.topic.whole(mask) or 1.0),
                    mask=mask,
                    unknown=self.topic.unseen(mask),
                    gap=self.topic.missing(mask),
                    quantity=fit.figure,
                    timely=fit.timely,
                    only_new=fit.only_new,
                    unbroken=self.topic.unbroken(quote.lower()),
                    of_head=self.topic.share(self.head, own | sentence),
                    of_core=self.topic.share(self.topic.core, own | sentence),
                    sentence=text[start:end],
                    of_place=self._of_place(document, hit.chunk, start, end),
                    spot=spot,
                )
        if best and (self._question.counted or self._question.meaning):
            # “三大高地”：… explains itself after the colon.
            return replace(best, evidence=with_list(document, best.evidence))
        if best and self._question.why:
            return replace(best, evidence=with_cause(document, best.evidence))
        return best

    def _of_place(self, document: Document, chunk: Chunk, start: int, end: int) -> bool:
        """Whether a sentence is about one of the places asked about: it or its heading names it,
        or it is the last place that its paragraph named before."""
        places = self._question.places
        if not places:
            return True
        told = f"{chunk.heading} {document.text[start:end]}"
        if any(short_name(place) in told for place in places):
            return True
        before = document.text[document.text.rfind("\n", 0, start) + 1 : start]
        named = self._index.gazetteer.mentions(before, (*self._index.districts, *places))
        return bool(named) and named[-1].name in places

    def coverage(self, own: int, sentence: int, around: int) -> float:
        """The share of the topic covered by a quote, its sentence and what that is read under,
        each given as the characters it covers."""
        weight = self.topic.weight
        covered = (
            weight(own)
            + IN_SENTENCE * weight(sentence & ~own)
            + IN_CONTEXT * weight(around & ~sentence & ~own)
        )
        return covered / (self.topic.whole(own | sentence | around) or 1.0)

    def _around(self, document: Document, hit: Hit, start: int) -> str:
        """What a sentence is read under: the document's title, the heading, the speaker, the
        question it answers and the paragraph so far."""
        line = document.text.rfind("\n", 0, start) + 1
        before = document.text[max(line, start - 80) : start]
        above_end = max(line - 1, 0)
        above = document.text[document.text.rfind("\n", 0, above_end) + 1 : above_end].strip()
        asked = above if is_question(above) else ""
        return f"{document.title} {hit.chunk.heading} {hit.chunk.speaker} {asked} {before}".lower()


def _headline(document: Document, chunk: Chunk) -> Span | None:
    """Where the heading right above ``chunk`` stands: it names the speaker and the aim."""
    end = len(document.text[: chunk.start].rstrip())
    start = document.text.rfind("\n", 0, end) + 1
    line = document.text[start:end]
    own = chunk.heading.rpartition(" › ")[2]
    return (end - len(own), end) if own and line.endswith(own) else None


_OPENS = re.compile("(?:[同此]时，?|其次，?)?在[^，。；]{2,20}(?:方面|领域|上|过程中)，")
"""在城市更新建设方面，says where something happens, and not yet what."""


def _windows(text: str, clauses: Sequence[Span], go_on: bool = False) -> Iterator[tuple[int, int]]:
    """Runs of clauses that may answer; one that only opens the next is none unless quotes ``go_on``."""
    for first in range(len(clauses)):
        for last in range(first, min(first + MOST_CLAUSES, len(clauses))):
            if last > first and clauses[last][1] - clauses[first][0] > LONGEST_WINDOW:
                break
            opens = _OPENS.fullmatch(text, *clauses[last]) and last + 1 < len(clauses)
            if go_on or not opens:
                yield first, last
            if text[clauses[last][1] - 1] in "；;":
                break


def _union(masks: Sequence[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union
