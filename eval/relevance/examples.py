"""What the network learns from: questions with sentences found for them, right and wrong ones.

They are the dev questions; questions asked of single sentences (``asked/``, a file for each
corpus: question, place, sentence and, of long ones, the words that answer it), written to be as
unlike the sentence in words as people are who do not know it; and invented sentences in groups that
are easily confused, with questions that one of them or several answer, where one does with the words
that do, and some that none does (``groups/``, a file for each kind of text).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from eval.pairs import Pair, read_pairs
from index.embed import Embedder
from index.sentences import Span
from rag.extractive import Extractive
from rag.judged import told_as
from rag.quote_vectors import QuoteVectors
from rag.records import ScopedDistrict
from rag.select import Selector
from rag.youju import Youju

MOST_PLACES = 3
"""Places of one question that are learnt from."""
MOST_FOUND = 12
"""Passages found for a question asked of one sentence that are learnt from."""
ASKED = "asked"
"""The folder of such questions."""
SAME = 12
"""Characters in a row that a sentence shares with the evidence it holds."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question and the passages found for it in one place, best first, each with whether it holds
    the evidence, and with where in it the answer itself stands, None where that is not known."""

    question: str
    passages: tuple[str, ...]
    right: tuple[bool, ...]
    answers: tuple[Span | None, ...]


def examples(questions: Path, index: Path) -> list[Example]:
    """The examples that a file gives, of pairs (their dev questions) or of questions ``asked`` of single
    sentences, with the corpus they are about."""
    youju = Youju.open(index)
    extractive = Extractive(youju.index, youju.corpus, QuoteVectors(youju.index.embedder))
    if questions.parent.name == ASKED:
        lines = questions.read_text(encoding="utf-8").splitlines()
        return [_of_sentence(youju, extractive, **json.loads(line)) for line in lines]
    found: list[Example] = []
    for pair in read_pairs(questions, split="dev"):
        found += _of_pair(pair, youju, extractive)
    return found


def of_groups(path: Path, embedder: Embedder) -> list[Example]:
    """The examples that a file of groups gives, the sentences nearest to a question first."""
    found: list[Example] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        group = json.loads(line)
        sentences: list[str] = group["sentences"]
        vectors = embedder.embed_passages(sentences)
        for question, told, *answer in [*group["asked"], *([q, []] for q in group["not_told"])]:
            order = np.argsort(-(vectors @ embedder.embed_query(question))).tolist()
            passages = tuple(sentences[at].lower() for at in order)
            right = tuple(at in (told if isinstance(told, list) else [told]) for at in order)
            told_at = partial(_place, quotes=answer)
            found.append(Example(question, passages, right, _answers(passages, right, told_at)))
    return found


def _of_sentence(
    youju: Youju,
    extractive: Extractive,
    *,
    question: str,
    place: str,
    sentence: str,
    answer: str = "",
) -> Example:
    """The sentence that a question was asked of, put first where it is not found, and others."""
    understood = youju.understand(question)
    if place in youju.districts:
        given = (ScopedDistrict(place, "given"),)
        understood = replace(understood, scope=given, missing=(), unknown_speaker="")
    groups, _ = extractive.examine(understood, Selector(youju.index, understood))
    found = [c for own in groups.values() for c in own if not c.evidence.cells][:MOST_FOUND]
    passages = [told_as(c).text for c in found]
    # Of a sentence with several items only the one with the answer is right.
    right = [
        _holds(c.sentence, [sentence]) and answer.lower() in p
        for c, p in zip(found, passages, strict=True)
    ]
    if not any(right):
        passages, right = [sentence.lower(), *passages[:-1]], [True, *right[:-1]]
    answers = _answers(passages, right, partial(_place, quotes=[answer]))
    return Example(question, tuple(passages), tuple(right), answers)


def _answers(
    passages: Sequence[str], right: Sequence[bool], place: Callable[[str], Span | None]
) -> tuple[Span | None, ...]:
    return tuple(place(p) if holds else None for p, holds in zip(passages, right, strict=True))


def _place(passage: str, quotes: Sequence[str], words: Sequence[str] = ()) -> Span | None:
    """Where a passage has one of ``quotes``, or in that one of ``words``."""
    for quote in filter(None, quotes):
        at = passage.find(quote.lower())
        for word in words or (quote,):
            if at >= 0 and (inside := quote.lower().find(word.lower())) >= 0:
                return at + inside, at + inside + len(word)
    return None


def _of_pair(pair: Pair, youju: Youju, extractive: Extractive) -> Iterator[Example]:
    question = youju.understand(pair.question, history=pair.history)
    groups, _ = extractive.examine(question, Selector(youju.index, question))
    one = pair.type in {"fact", "multi_turn"} and len(pair.answer_contains) == 1
    words = sorted(pair.answer_contains[0], key=len, reverse=True) if one else ()
    place = partial(_place, quotes=pair.evidence if one else (), words=words)
    told: list[Example] = []
    for candidates in filter(None, groups.values()):
        passages = tuple(told_as(c).text for c in candidates)
        right = tuple(_holds(c.sentence, pair.evidence) for c in candidates)
        told.append(Example(question.asked, passages, right, _answers(passages, right, place)))
    if pair.answerable:
        told = [example for example in told if any(example.right)]
    yield from told[:MOST_PLACES]


def _holds(sentence: str, evidence: Sequence[str]) -> bool:
    """Whether a sentence has a quote of the evidence, or is a part of one."""
    quotes = [quote.lower() for quote in evidence]
    return any(
        quote in sentence
        or sentence in quote
        or any(quote[i : i + SAME] in sentence for i in range(0, len(quote) - SAME + 1, SAME // 2))
        for quote in quotes
    )
