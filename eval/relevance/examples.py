"""What the network learns from: dev questions with sentences found for them, right and wrong ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.pairs import Pair, read_pairs
from rag.extractive import Extractive, passage_of
from rag.quote_vectors import QuoteVectors
from rag.select import Selector
from rag.youju import Youju

MOST_PLACES = 3
"""Places of one question that are learnt from."""
SAME = 12
"""Characters in a row that a sentence shares with the evidence it holds."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question and the passages found for it in one place, best first, each with whether it holds
    the evidence."""

    question: str
    passages: tuple[str, ...]
    right: tuple[bool, ...]


def examples(pairs: Path, index: Path) -> list[Example]:
    """The examples that the dev questions of a file of pairs give, with the corpus they are about."""
    youju = Youju.open(index)
    extractive = Extractive(youju.index, youju.corpus, QuoteVectors(youju.index.embedder))
    found: list[Example] = []
    for pair in read_pairs(pairs, split="dev"):
        found += _of_pair(pair, youju, extractive)
    return found


def _of_pair(pair: Pair, youju: Youju, extractive: Extractive) -> Iterator[Example]:
    question = youju.understand(pair.question, history=pair.history)
    groups, _ = extractive.examine(question, Selector(youju.index, question))
    told = [
        Example(
            question.asked,
            tuple(passage_of(c) for c in candidates),
            tuple(_holds(c.sentence, pair.evidence) for c in candidates),
        )
        for candidates in groups.values()
        if candidates
    ]
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
