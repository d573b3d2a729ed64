"""Every question through the real pipeline; what came out, with its scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

from eval.answers import Group, answer_scores, missing_facts
from eval.citations import broken_invariants, citation_scores
from eval.generated import generated_scores
from eval.gold import GoldQuote, locate
from eval.manifest import RunManifest, describe
from eval.pairs import Pair
from eval.retrieval import DEPTH, quote_ranks, relevant_chunks, retrieval_scores
from eval.system import Mode, QuestionAnswerer
from index.document import Chunk
from rag.records import Answer

Progress = Callable[[int, int], None]
"""Called with the questions done and the questions in all."""

SEARCHES: tuple[Mode, ...] = ("hybrid", "lexical", "dense")


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A passage the hybrid search found; ``relevant`` when it holds a gold quote."""

    rank: int
    score: float
    chunk: Chunk
    title: str
    relevant: bool


@dataclass(frozen=True, slots=True)
class Result:
    """One question: what was asked, what came out, and how it scores.

    ``scores`` maps keys of ``eval.metrics`` to values, None where a measure does not apply.
    ``ranks`` gives for each way of searching the rank of each gold quote. ``timings_ms`` holds
    the stages of ``answer()`` and ``total``, its wall time.
    """

    pair: Pair
    gold: tuple[GoldQuote, ...]
    answer: Answer
    scores: Mapping[str, float | None]
    missing: tuple[Group, ...]
    broken: tuple[str, ...]
    ranks: Mapping[str, tuple[int | None, ...]]
    retrieved: tuple[Retrieved, ...]
    timings_ms: Mapping[str, float]

    @property
    def refused(self) -> bool:
        """Whether the system gave no answer."""
        return self.answer.status == "refused"

    @property
    def failed(self) -> bool:
        """Whether a reader would call it wrong."""
        return bool(
            self.broken
            or self.scores["refusal"] == 0
            or self.scores["facts"] == 0
            or self.scores["wrong_number"]
            or self.scores["wrong_district"]
        )


@dataclass(frozen=True, slots=True)
class Run:
    """All results, in the order of the pairs."""

    results: tuple[Result, ...]
    manifest: RunManifest


def evaluate(
    youju: QuestionAnswerer,
    pairs: Sequence[Pair],
    *,
    engine: str = "extractive",
    ceiling: bool = True,
    progress: Progress | None = None,
) -> Run:
    """Ask every question of ``pairs`` and score what comes out.

    With ``ceiling`` every answerable question is asked once more with the passages of its
    gold quotes given. Raises ``UsageError`` when a quote is not in the corpus.
    """
    gold = locate(pairs, youju.documents)
    for pair in pairs[:1]:  # so that no timing includes loading the model
        youju.answer(pair.question, history=pair.history, engine=engine)
    results = []
    for done, (pair, quotes) in enumerate(zip(pairs, gold, strict=True)):
        if progress:
            progress(done, len(pairs))
        results.append(_ask(youju, pair, quotes, engine, ceiling))
    if progress:
        progress(len(pairs), len(pairs))
    return Run(tuple(results), describe(youju, tuple(pairs), engine))


def _ask(
    youju: QuestionAnswerer, pair: Pair, gold: tuple[GoldQuote, ...], engine: str, ceiling: bool
) -> Result:
    started = perf_counter()
    answer = youju.answer(pair.question, history=pair.history, engine=engine)
    total = 1000 * (perf_counter() - started)
    scores: dict[str, float | None] = {
        **answer_scores(pair, gold, answer),
        **citation_scores(answer, youju.documents, youju.districts, gold),
        **generated_scores(answer, youju.documents, youju.districts),
        "refusal": float((answer.status != "refused") == pair.answerable),
    }
    relevant = relevant_chunks(youju.index.chunks, gold)
    wanted = {chunk.id for chunk in relevant}
    ranks: dict[str, tuple[int | None, ...]] = {}
    hits = youju.search(pair.question, history=pair.history, k=DEPTH, mode="hybrid")
    if gold:
        rankings: dict[str, Sequence[Chunk]] = {"ceiling": relevant}
        for mode in SEARCHES:
            found = hits
            if mode != "hybrid":
                found = youju.search(pair.question, history=pair.history, k=DEPTH, mode=mode)
            rankings[mode] = [hit.chunk for hit in found]
        for name, ranking in rankings.items():
            ranks[name] = quote_ranks(ranking[:DEPTH], gold)
            measured = retrieval_scores(ranking, gold, relevant, pair.districts)
            scores |= {f"{name}.{key}": value for key, value in measured.items()}
    if gold and ceiling:
        best = youju.answer(pair.question, history=pair.history, passages=wanted)
        scores["ceiling.facts"] = float(not missing_facts(pair, best))
    return Result(
        pair=pair,
        gold=gold,
        answer=answer,
        scores=scores,
        missing=tuple(missing_facts(pair, answer)),
        broken=tuple(broken_invariants(answer, youju.documents)),
        ranks=ranks,
        retrieved=tuple(
            Retrieved(
                rank,
                float(hit.score),
                hit.chunk,
                youju.documents[hit.chunk.document_id].title,
                hit.chunk.id in wanted,
            )
            for rank, hit in enumerate(hits, 1)
        ),
        timings_ms={**answer.timings_ms, "total": total},
    )
