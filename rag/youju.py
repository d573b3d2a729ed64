"""The product in one object: open an index, ask it questions."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from itertools import chain, islice
from pathlib import Path

import numpy as np

from index.districts import Gazetteer, short_name
from index.document import Document
from index.embed import Embedder
from index.embed.onnx import OnnxEmbedder
from index.errors import UsageError
from index.searchable import Index
from rag.compose import merge
from rag.extractive import Extractive, Ids
from rag.homophones import Respeller
from rag.parts import (
    asked_apart,
    asked_by_place,
    asked_of_each,
    asked_with_own_times,
    conjuncts,
    split_parts,
)
from rag.period import UNDATED, timeline, told_in
from rag.question import Corpus, Question, understand
from rag.quote_vectors import QuoteVectors
from rag.records import Answer, ScopedDistrict
from rag.relevance import Relevance
from rag.retrieve import Hit, Mode, make_query, retrieve, searched
from rag.scope import names_of
from rag.topic import significant

DATED = 2000
"""Documents that are read to find out the year their districts speak of."""
TIMELINES = 512
LONGEST_QUESTION = 2000
"""Characters a question may have."""
_HALF = re.compile("[\ud800-\udfff]")
"""Half of a character: of a pair that was cut, or of bytes that are no text."""


class Youju:
    """A corpus that answers questions. Read-only; safe to share between threads."""

    def __init__(self, index: Index) -> None:
        self.index = index

    @classmethod
    def open(cls, path: Path | str | None = None, *, model: str | None = None) -> Youju:
        """Open an index folder (default: ``$YOUJU_HOME`` or ``.youju``).

        Raises ``IndexUnreadable`` when it is missing or damaged.
        """
        if path is None:
            from index.settings import load_settings

            path = load_settings().home
        return cls(Index.open(path, model=model))

    @classmethod
    def from_documents(
        cls,
        documents: Iterable[Document],
        *,
        embedder: Embedder | None = None,
        gazetteer: Gazetteer | None = None,
    ) -> Youju:
        """Index ``documents`` for as long as this object lives; nothing is kept."""
        return cls(Index.from_documents(documents, embedder=embedder, gazetteer=gazetteer))

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents by id."""
        return self.index.documents

    @property
    def districts(self) -> tuple[str, ...]:
        """Canonical names of the districts covered."""
        return self.index.districts

    @cached_property
    def _quote_vectors(self) -> QuoteVectors:
        return QuoteVectors(self.index.embedder)

    @cached_property
    def _relevance(self) -> Relevance | None:
        embedder = self.index.embedder
        return Relevance(embedder) if isinstance(embedder, OnnxEmbedder) else None

    @cached_property
    def corpus(self) -> Corpus:
        """What question understanding knows of the documents."""
        years: dict[str, int] = {}
        for document in self._dated():
            year = told_in(document)
            for name in document.districts:
                dated = [y for y in (year, years.get(name, UNDATED)) if y != UNDATED]
                years[name] = max(dated, default=UNDATED)
        common = Counter(years.values()).most_common(1)
        # Of the index, not of this object, which keeps the corpus: a circle would hold the files
        # of an index that nobody asks any more.
        mentioned = partial(_mentioned, self.index)
        return Corpus(
            districts=self.districts,
            speakers={n: self._outermost(own) for n, own in self.index.speakers.items()},
            gazetteer=self.index.gazetteer,
            base_year=common[0][0] if common else UNDATED,
            years=years,
            mentioned=mentioned,
            told_by=partial(_told_by, self.index),
            respelt=Respeller(self.index.lexical, mentioned).respelt,
        )

    def _outermost(self, places: Sequence[str]) -> tuple[str, ...]:
        """``places`` without those inside another of them: who speaks for a province may go through
        its cities."""
        ancestors = self.index.gazetteer.ancestors
        return tuple(p for p in places if ancestors(p).isdisjoint(places))

    def _dated(self) -> Iterator[Document]:
        """The documents that tell which year it is: all, or of very many an even sample."""
        documents = list(self.documents) if len(self.documents) <= DATED else None
        if documents is not None:
            return (self.documents[i] for i in documents)
        places = np.linspace(0, len(self.index.chunks) - 1, DATED).astype(np.int64)
        chunks = (self.index.chunks[i] for i in np.unique(places))
        return (self.documents[i] for i in dict.fromkeys(c.document_id for c in chunks))

    def warm_up(self) -> None:
        """Load the model and read the documents now, so that no question has to wait for it; of
        very many, as many as are kept in memory."""
        self.index.embedder.embed_query("有据")
        if self._relevance is not None:
            self._relevance.read("有据").result()
        self.understand("有据")  # names no place, so that misspelt ones are looked for too
        for document in islice(self.documents.values(), TIMELINES):
            timeline(document)

    def answer(
        self,
        question: str,
        *,
        history: Sequence[tuple[str, str]] = (),
        districts: Collection[str] | None = None,
        engine: str = "extractive",
        passages: Collection[int] | None = None,
    ) -> Answer:
        """Answer ``question`` from the documents, or refuse and say why.

        ``history`` is (question, answer) pairs, oldest first. ``districts`` restricts the
        answer to these places, whatever the question names. ``passages`` restricts it to
        these chunk ids. Raises ``UsageError`` for an empty, overlong or garbled question, an unknown
        district or engine.
        """
        if engine != "extractive":
            *_, last = self.stream(question, engine, history=history, districts=districts)
            return last
        started = time.perf_counter()
        allowed = None if passages is None else np.array(sorted(passages), np.int64)
        extractive = Extractive(self.index, self.corpus, self._quote_vectors, self._relevance)
        answers: list[Answer] = []
        asked = list(history)
        for part in self._parts(question.strip(), history, districts):
            answers.append(self._answer(extractive, part, asked, districts, allowed))
            asked.append((part, answers[-1].text))
        answer = merge(question, answers)
        answer.timings_ms["total"] = 1000 * (time.perf_counter() - started)
        return answer

    def stream(
        self,
        question: str,
        engine: str = "extractive",
        *,
        history: Sequence[tuple[str, str]] = (),
        districts: Collection[str] | None = None,
    ) -> Iterator[Answer]:
        """The answer as it grows: what has been checked so far, the whole answer last.

        Arguments and errors as in ``answer``. A quoted answer comes in one piece.
        """
        if engine == "extractive":
            yield self.answer(question, history=history, districts=districts)
            return
        # Imported here because a quoted answer needs no language model.
        from rag.generate import fluent_answers, load_generator

        generator = load_generator(engine)
        yield from fluent_answers(self, generator, engine, question, history, districts)

    def _parts(
        self,
        text: str,
        history: Sequence[tuple[str, str]],
        districts: Collection[str] | None,
    ) -> list[str]:
        """The separate questions of ``text``; what it asks of several places stays together, since
        what it opens with is asked of each (同样搞农村，甲想做成什么，乙又想做成什么)."""
        parts = split_parts(text)
        if len(parts) == 1:
            return parts
        whole = self.understand(text, history=history, districts=districts)
        return [text] if whole.kind == "compare" and self._apart(whole) else parts

    def _apart(self, question: Question) -> list[str]:
        names = [names_of(d) for d in question.scope]
        return asked_with_own_times(question.text, names) or asked_by_place(question.text, names)

    def _answer(
        self,
        extractive: Extractive,
        text: str,
        history: Sequence[tuple[str, str]],
        districts: Collection[str] | None,
        allowed: Ids | None,
    ) -> Answer:
        """The answer to ``text``; where it joins things that are told of in different places
        (总投资和营业额), or a thing of each place (市南的园区和市北的医院), the answers about each of
        them: of things joined if every one is found, of places if no fewer places have one."""
        question = self.understand(text, history=history, districts=districts)
        answer = extractive.answer(question, allowed)
        if question.kind == "compare":
            each = self._each(extractive, self._apart(question), history, districts, allowed)
            if each and len(_told(each)) >= max(len(_told([answer])), 1):
                return merge(text, each)
        inner = [
            (place, short_name(place), re.sub("[镇乡]$", "", place)) for place in question.places
        ]
        if each := self._each(extractive, asked_of_each(text, inner), history, districts, allowed):
            return merge(text, each)
        things = conjuncts(question.topic, numeric=question.numeric)
        if not things or extractive.tells_of(things, answer):
            return answer
        apart = asked_apart(question.text, things)
        each = self._each(extractive, apart, history, districts, allowed, all_of_them=True)
        return merge(text, each) if each and _told(each).issuperset(question.districts) else answer

    def _each(
        self,
        extractive: Extractive,
        texts: Sequence[str],
        history: Sequence[tuple[str, str]],
        districts: Collection[str] | None,
        allowed: Ids | None,
        *,
        all_of_them: bool = False,
    ) -> list[Answer]:
        """The answers to ``texts``, without notes where there are answers; none unless each has a
        matter, and where ``all_of_them`` must have one, an answer."""
        asked = [self.understand(t, history=history, districts=districts) for t in texts]
        if not all(significant(question.topic) for question in asked):
            return []
        answers = [extractive.answer(question, allowed) for question in asked]
        refused = [answer.status == "refused" for answer in answers]
        if all(refused) or (all_of_them and any(refused)):
            return []
        return [
            a if a.status == "refused" else replace(a, status="answered", reason="")
            for a in answers
        ]

    def understand(
        self,
        question: str,
        *,
        history: Sequence[tuple[str, str]] = (),
        districts: Collection[str] | None = None,
    ) -> Question:
        """Parse a question against this corpus; see ``answer`` for the arguments."""
        text = question.strip()
        if not text:
            raise UsageError("问题是空的。", "请输入要问的内容。")
        if len(text) > LONGEST_QUESTION:
            raise UsageError(
                f"问题太长（{len(text)} 字）。", f"请缩短到 {LONGEST_QUESTION} 字以内。"
            )
        if any(map(_HALF.search, (text, *chain.from_iterable(history)))):
            raise UsageError("问题或前面的对话里有残缺的字符。", "请删掉它，或重新输入。")
        understood = understand(text, self.corpus, history)
        return understood if not districts else self._restricted(understood, districts)

    def search(
        self,
        question: str,
        *,
        history: Sequence[tuple[str, str]] = (),
        districts: Collection[str] | None = None,
        k: int = 10,
        mode: Mode = "hybrid",
    ) -> list[Hit]:
        """The ``k`` best chunks for a question, within its districts."""
        understood = self.understand(question, history=history, districts=districts)
        names = understood.districts
        within = searched(self.index, names) if names else None
        return retrieve(self.index, make_query(self.index, understood), k, within=within, mode=mode)

    def _restricted(self, question: Question, districts: Collection[str]) -> Question:
        given = []
        for name in districts:
            found = self.index.gazetteer.mentions(name, self.districts)
            canonical = found[0].name if len(found) == 1 and found[0].text in name else name
            if canonical not in self.districts:
                raise UsageError(
                    f"资料中没有 {name}。", f"可选的地区：{'、'.join(self.districts) or '无'}。"
                )
            given.append(ScopedDistrict(canonical, "given", name))
        return replace(question, scope=tuple(given), missing=(), everywhere=False)


def _mentioned(index: Index, name: str) -> bool:
    return any(True for _ in index.documents_with(name))


def _told_by(index: Index, name: str) -> tuple[str, ...]:
    """The districts of the passages that have ``name`` in their text or heading."""
    own = (c for d in index.documents_with(name) for c in index.chunks_of(d))
    found = (c.districts for c in own if name in c.text or name in c.heading)
    return tuple(dict.fromkeys(place for places in found for place in places))


def _told(answers: Sequence[Answer]) -> set[str]:
    """The districts that ``answers`` quote something of."""
    return {name for a in answers for c in a.citations for name in c.districts}
