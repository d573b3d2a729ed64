"""The default engine: it writes no prose, it quotes. One plan for each kind of question."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from index.embed.onnx import Reading
from index.searchable import Index
from rag.affinity import Affinity
from rag.candidate import Candidate, best_first
from rag.compose import build_sentences, cite, render, status_of
from rag.enumerations import enumerated
from rag.focus import focused
from rag.groups import (
    MOST_DISTRICTS,
    all_answering,
    clear_winners,
    joined,
    ranked,
    spread,
    stands_out,
    under_their_places,
    unlike,
    with_leads,
)
from rag.holders import holders
from rag.judged import judged
from rag.match import make_topic
from rag.overview import asks_for_all, overview
from rag.passage import (
    whole_sentence,
    with_exact,
    with_growth,
    with_list,
    with_members,
    with_speaker,
)
from rag.question import Corpus, Question
from rag.quote_vectors import QuoteVectors
from rag.rank import ranked_by_figure, without_figure
from rag.records import Answer, Evidence, ScopedDistrict
from rag.refuse import confidence, shortcoming
from rag.relevance import Relevance
from rag.retrieve import Query, make_query, retrieve, searched
from rag.select import Selector
from rag.summary import in_order, summary
from rag.tables import TableReader
from rag.topic import significant
from rag.which import NAMED_CORE, qualifying

Ids = NDArray[np.int64]

CHUNKS_FEW, CHUNKS_MANY, FEW = 12, 8, 6
"""Chunks looked at for each district: when at most ``FEW`` are asked about, and when more are."""
LIST = 150
"""Characters up to which the sentence of a list is quoted whole: its members may stand anywhere."""
DETAILS = 2
"""Sentences told of each place where it is asked what it says of a matter."""
MOST_CANDIDATES = 12
"""Candidates of one district that are kept."""
MEASURED = 4
"""Candidates whose affinity is measured for one question; embedding each costs milliseconds."""
FOCUSED = 3
"""Places up to which the clauses of the best sentence of each are read."""
LEAST_COVERAGE, CERTAIN_COVERAGE = 0.2, 0.95
_NAMED_MEASURE = 0.75
"""The share of its name that a measure must have there at least, unless it is far ahead."""
_TODAY = re.compile(
    "明天|后天|今晚|明晚|今天(?!的)|[这本下]个?(?:周|礼拜|星期)|天气(?:怎么样|如何|好不好)|[会要]不[会要]下[雨雪]|这会儿|现在几点"
)
"""Times that no document can have written about from where its reader stands."""
_ADVICE = re.compile(
    "[你您](?:觉得|认为|建议|推荐|看好)|我(?:到底|究竟)?(?:该不?该?|应不?应?该|要不要|适合)|值不值得?|划不划算"
)
_WHO = re.compile("谁|哪[几一]?位|哪些人|哪几个人|什么人")


class Extractive:
    """Answers questions about one index by quoting it."""

    def __init__(
        self,
        index: Index,
        corpus: Corpus,
        quotes: QuoteVectors,
        relevance: Relevance | None = None,
    ) -> None:
        self._index = index
        self._corpus = corpus
        self._quotes = quotes
        self._relevance = relevance

    def answer(self, question: Question, allowed: Ids | None = None) -> Answer:
        """Answer or refuse; ``allowed`` restricts the evidence to these chunk ids."""
        if held := holders(self._index, question):
            return self._told_at_once(question, held, "没有找到担任此职的人：")
        if asks_for_all(question) and (told := self._overview(question)):
            return told
        if reason := self._unanswerable(question):
            return self._refusal(question, reason, self._nearest(question), {})
        selector = Selector(self._index, question)
        groups, timings = self.examine(question, selector, allowed)
        answer = self._compose(question, groups, selector, timings)
        if answer.status == "refused" and (inside := self._inside(question)):
            # Nothing of the city itself, but one of its counties alone may tell of the matter.
            told = self.answer(inside, allowed)
            if len({name for c in told.citations for name in c.districts}) == 1:
                return told
        return answer

    def _inside(self, question: Question) -> Question | None:
        """``question`` asked of the places inside the one that it names, if there are any."""
        own = question.scope[0] if len(question.scope) == 1 else None
        if own is None or own.found_by == "region" or question.places or question.missing:
            return None
        inner = self._corpus.gazetteer.inside(own.name, self._corpus.districts)
        scope = tuple(ScopedDistrict(name, "region", own.matched) for name in inner)
        return replace(question, scope=scope) if scope else None

    def _overview(self, question: Question) -> Answer | None:
        parts = overview(self._index, question.districts)
        return self._told_at_once(question, parts, "资料太长，未能概括：") if parts else None

    def _told_at_once(
        self, question: Question, parts: list[tuple[str, list[Evidence]]], lacking: str
    ) -> Answer:
        """An answer that needs no search, with a note of the places that it is ``lacking`` for."""
        sentences, citations = build_sentences(joined(parts), self._index.documents)
        missing = [n for n in question.districts if n not in dict(parts)]
        note = f"{lacking}{'、'.join(missing)}。请说明要查的事项。" if missing else ""
        return Answer(
            question=question.text,
            status=status_of(sentences, missing),
            text=render(sentences, note),
            sentences=sentences,
            citations=citations,
            scope=question.scope,
            confidence=1.0,
            reason=note,
        )

    def tells_of(self, things: Sequence[str], answer: Answer) -> bool:
        """Whether an answer lacks no place asked about, and quotes something on all ``things``."""
        quoted = " ".join(c.quote for c in answer.citations).lower()
        topics = [make_topic(thing, self._index.lexical.idf) for thing in things]
        return answer.status == "answered" and all(
            t.share(t.core, t.mask(quoted)) >= NAMED_CORE for t in topics
        )

    def _nearest(self, question: Question) -> list[Candidate]:
        """What comes closest anywhere, for a question refused before it was searched for."""
        if not significant(question.topic):
            return []
        anywhere = replace(question, scope=(), missing=(), kind="fact")
        groups, _ = self.examine(anywhere, Selector(self._index, anywhere))
        return ranked(groups)

    def examine(
        self, question: Question, selector: Selector, allowed: Ids | None = None
    ) -> tuple[dict[str, list[Candidate]], dict[str, float]]:
        """Candidates by district, best first, and the milliseconds of each stage."""
        started = time.perf_counter()
        reading = self._relevance.read(question.asked) if self._relevance else None
        query = make_query(self._index, question)
        embedded = time.perf_counter()
        groups = self._candidates(question, query, selector, allowed)
        selected = time.perf_counter()
        if self._relevance and reading:
            asked = reading.result()
            groups = judged(self._relevance, asked, groups, selector)
            judge = partial(_log_odds, self._relevance, asked)
            if len(groups) <= FOCUSED:
                groups = {n: focused(question, c, selector, judge) for n, c in groups.items()}
        measured = self._measured(groups, query)
        return {name: with_leads(own) for name, own in measured.items()}, {
            "embed": 1000 * (embedded - started),
            "retrieve_and_select": 1000 * (selected - embedded),
            "affinity": 1000 * (time.perf_counter() - selected),
        }

    def _unanswerable(self, question: Question) -> str:
        """What can be refused before anything is searched."""
        covered = "、".join(self._corpus.districts) or "（资料未识别出地区）"
        if question.unknown_speaker:
            return f"资料中没有{question.unknown_speaker}的讲话。资料涉及：{covered}。"
        if _TODAY.search(question.text):
            return "资料不会记载今明两天的事。请改问资料里写到的时间。"
        if _ADVICE.search(question.text):
            return "资料只记载事实，不能代替您拿主意。请改问资料里写到的数字、项目或措施。"
        if question.missing and not question.scope:
            names = "、".join(question.missing)
            return f"资料中没有收录{names}。已收录：{covered}。"
        if not significant(question.topic):
            return "没有看出要问的是什么。请说明要查的事项，例如某个指标、项目或措施。"
        return ""

    def _candidates(
        self, question: Question, query: Query, selector: Selector, allowed: Ids | None
    ) -> dict[str, list[Candidate]]:
        """Candidates by district, every district asked about looked at for itself."""
        names = question.districts or self._corpus.districts
        k = CHUNKS_FEW if len(names) <= FEW else CHUNKS_MANY
        groups: dict[str, list[Candidate]] = {}
        tables = TableReader(self._index, question, selector)
        places: list[tuple[str, Ids | None]] = [(n, searched(self._index, [n])) for n in names]
        if not names:
            places = [("", None)]
        elif not question.districts and len(self._index.unattributed_ids):
            # A ministry's notice, that is no place's own, answers where no place is named.
            places.append(("", self._index.unattributed_ids))
        for name, own in places:
            within = (
                own if allowed is None else allowed if own is None else np.intersect1d(own, allowed)
            )
            hits = retrieve(self._index, query, k, within=within)
            told = selector.candidates(hits, district=name, passed_over=tables.reads)
            told += [
                candidate
                for candidate in tables.candidates(hits, district=name)
                if allowed is None or candidate.evidence.chunk.id in allowed
            ]
            groups[name] = best_first(told)[:MOST_CANDIDATES]
        return groups

    def _measured(
        self, groups: dict[str, list[Candidate]], query: Query
    ) -> dict[str, list[Candidate]]:
        """Measure affinity where words alone do not decide, and order by it."""
        if not Affinity.is_known(self._index):
            return groups
        most = MEASURED // max(len(groups), 1)
        affinity = Affinity(self._index, self._quotes, query.vector)
        measured: dict[str, list[Candidate]] = {}
        for name, candidates in groups.items():
            top = [c for c in candidates[: max(most, 1)] if c.coverage >= LEAST_COVERAGE]
            if not top or (most < 1 and top[0].coverage > CERTAIN_COVERAGE):
                measured[name] = candidates
                continue
            values = affinity.of([c.evidence.quote for c in top])
            top = [c.with_affinity(v) for c, v in zip(top, values, strict=True)]
            top.sort(key=lambda c: (-c.score, c.evidence.start))
            measured[name] = top + candidates[len(top) :]
        return measured

    def _compose(
        self,
        question: Question,
        groups: dict[str, list[Candidate]],
        selector: Selector,
        timings: dict[str, float],
    ) -> Answer:
        good = all_answering(question, groups)
        named = [d for d in question.scope if d.found_by != "region"]
        if question.kind == "which":
            good = qualifying(question, good, selector)
        elif good and not named:
            least = NAMED_CORE * max(c[0].of_core for c in good.values())
            if question.numeric and question.kind == "fact" and not stands_out(groups):
                least = max(least, _NAMED_MEASURE)
            good = {n: c for n, c in good.items() if c[0].of_core >= least}
        able = dict(good)
        ranking = bool(question.superlative) and question.numeric and not named
        if ranking:
            unranked = without_figure(question, selector, good)
            able = {n: c for n, c in good.items() if n not in unranked}
            good = ranked_by_figure(question, selector, able)
        elif not named and question.kind != "which" and not question.everywhere:
            good = clear_winners(good)
        empty = [n for n in groups if n not in good] if named else []
        unfit = empty if question.kind == "which" else []
        missing = [*question.missing, *(n for n in empty if n not in unfit)]
        if not good:
            return self._refusal(question, self._reason(question, groups), ranked(groups), timings)
        parts = [
            (name, self.evidence(question, candidates, selector, len(good)))
            for name, candidates in good.items()
        ]
        told = under_their_places(
            joined(parts),
            self._corpus.gazetteer,
            question.places,
            sought=question.kind == "which",
        )
        sentences, citations = build_sentences(told, self._index.documents)
        if not sentences:
            return self._refusal(question, "引文没有通过核对。", ranked(groups), timings)
        note = f"资料中未提及：{'、'.join(missing)}。" if missing else ""
        if unfit and not missing:
            note = f"所问的地区里，没有查到相符内容的：{'、'.join(unfit)}。"
        if ranking:
            note = _ranking_note(able, [n for n in groups if n not in able])
        elif not missing and len(able) > len(good) == MOST_DISTRICTS:
            more = len(able) - len(good)
            note = f"另有 {more} 个地区也有相关内容，指明地区可得到准确回答。"
        best = max((c[0] for c in good.values()), key=lambda c: c.score)
        return Answer(
            question=question.text,
            status=status_of(sentences, missing),
            text=render(sentences, note),
            sentences=sentences,
            citations=citations,
            scope=self._scope(question, list(good)),
            confidence=confidence(question, best),
            reason=note,
            timings_ms=timings,
        )

    def evidence(
        self,
        question: Question,
        candidates: Sequence[Candidate],
        selector: Selector,
        among: int = 1,
    ) -> list[Evidence]:
        """What to quote of one district's candidates; ``among`` is how many districts share the
        answer."""
        if cells := candidates[0].evidence.cells:
            return [candidates[0].evidence, *cells.others]
        candidates = [c for c in candidates if not c.evidence.cells]
        if question.quotes_passages:
            return summary(candidates, selector, among)
        if question.kind == "which" and _WHO.search(question.text):
            best = candidates[0].evidence
            return [with_speaker(self._index.documents[best.chunk.document_id], best)]
        if question.detailed:
            own = in_order(spread(candidates, DETAILS, 0.9))
            of = self._index.documents
            return unlike([whole_sentence(of[e.chunk.document_id], e, LIST) for e in own])
        if question.kind == "list":
            most = 6 if question.quoted else 3
            best = candidates[0].evidence
            document = self._index.documents[best.chunk.document_id]
            if members := enumerated(document, best):
                return members
            own = in_order(spread(candidates, most, 0.9))
            if len(own) > 1:
                return own
            return [with_members(document, whole_sentence(document, own[0], LIST), LIST)]
        best = candidates[0].evidence
        document = self._index.documents[best.chunk.document_id]
        if question.numeric:
            best = with_exact(document, best)
        if question.growth:
            best = with_growth(document, best)
        if question.quoted and question.person:
            best = with_speaker(document, best)
        if question.numeric or question.person:
            return [best]
        return [with_list(document, best)]

    def _reason(self, question: Question, groups: dict[str, list[Candidate]]) -> str:
        best = next(iter(ranked(groups)), None)
        why = shortcoming(question, best) or "资料中未提及"
        names = question.districts
        place = f"（{'、'.join(names)}）" if 0 < len(names) <= 6 else ""
        lacking = f"：{'、'.join(question.missing)}没有收录" if question.missing else ""
        if question.places:
            lacking = f"：没有单独收录{'、'.join(question.places)}的资料"
        return f"{why}{place}{lacking}。"

    def _refusal(
        self,
        question: Question,
        reason: str,
        nearest: Sequence[Candidate],
        timings: dict[str, float],
    ) -> Answer:
        documents = self._index.documents
        return Answer(
            question=question.text,
            status="refused",
            text=f"资料中未提及。{reason}" if not reason.startswith("资料中") else reason,
            scope=self._scope(question, []),
            confidence=confidence(question, nearest[0]) if nearest and timings else 0.0,
            reason=reason,
            nearest=tuple(cite(c.evidence, n, documents) for n, c in enumerate(nearest[:3], 1)),
            timings_ms=timings,
        )

    def _scope(self, question: Question, found: Sequence[str]) -> tuple[ScopedDistrict, ...]:
        if question.scope:
            return question.scope
        return tuple(ScopedDistrict(name, "corpus") for name in found if name)


def _log_odds(relevance: Relevance, asked: Reading, clauses: Sequence[str]) -> list[float]:
    return [judgement.log_odds for judgement in relevance.of(asked, clauses)]


def _ranking_note(ranked: Collection[str], unranked: Sequence[str]) -> str:
    """What a ranking stands on: whose figures it compares, and whose it could not find."""
    note = f"按所引原文中的数字排序，共比较 {len(ranked)} 个地区。"
    if unranked:
        note += f"未找到同类数字、没有参与排序的地区：{'、'.join(unranked)}。"
    return note
