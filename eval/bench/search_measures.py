"""What searching an index costs: measured in a process of its own, so that memory is its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.statistics import percentile

NEIGHBOURS = 10
HITS = 48
FILTERS = (0.01, 0.1, 1.0)
_OPENINGS = 5


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds of one kind of search, and for vectors the recall against exact search."""

    p50: float
    p95: float
    recall: float | None = None


def measured(folder: Path, questions: Sequence[str]) -> dict[str, Any]:
    """Open the index in ``folder`` in a new process and ask it everything.

    Gives ``open_ms``, ``first_ms`` (the first hybrid search, model loaded before), memory in
    bytes, and a ``Timed`` as a dictionary for every kind of search.
    """
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (str(folder), list(questions)))


def timed(
    search: Callable[[Any], NDArray[np.int64]], asked: Sequence[Any], truth: Sequence[set[int]] = ()
) -> Timed:
    """Time ``search`` on everything ``asked``, after all of it once: blocks that are read for the
    first time are checked, and that is no part of the time of a search."""
    for question in asked:
        search(question)
    times, hits = [], 0
    for number, question in enumerate(asked):
        started = perf_counter()
        found = search(question)
        times.append(1000 * (perf_counter() - started))
        if truth:
            hits += len(set(found.tolist()) & truth[number])
    recall = hits / max(1, sum(map(len, truth))) if truth else None
    p50, p95 = (round(percentile(times, share), 2) for share in (50, 95))
    return Timed(p50, p95, None if recall is None else round(recall, 4))


def memory() -> dict[str, int]:
    """Bytes of this process in memory: all, and the part that is no file of the system's cache."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    said = dict(line.split(":", 1) for line in lines if ":" in line)
    return {
        "resident": 1024 * int(said["VmRSS"].split()[0]),
        "own": 1024 * int(said["RssAnon"].split()[0]),
    }


def _measure(folder: str, questions: list[str]) -> dict[str, Any]:
    from index.searchable import Index
    from rag.retrieve import make_query, retrieve, searched
    from rag.youju import Youju

    openings = []
    for _ in range(_OPENINGS):
        started = perf_counter()
        index = Index.open(folder)
        openings.append(1000 * (perf_counter() - started))
    vectors = [index.embedder.embed_query(question) for question in questions]
    started = perf_counter()
    youju = Youju(index)
    understood = [youju.understand(question) for question in questions]
    understanding = 1000 * (perf_counter() - started) / len(questions)
    started = perf_counter()
    retrieve(index, make_query(index, understood[0]), HITS)
    found: dict[str, Any] = {
        "open_ms": round(float(np.median(openings)), 1),
        "first_ms": round(1000 * (perf_counter() - started), 1),
        "understand_ms": round(understanding, 2),
    }
    district = index.chunk_ids(index.districts[:1])
    size = len(index.chunks)
    rng = np.random.default_rng(1)
    filters: dict[str, NDArray[np.int64] | None] = {"向量": None, "向量，一个地区": district}
    for share in FILTERS:
        chosen = rng.choice(size, max(1, int(share * size)), replace=False)
        filters[f"向量，{share:.0%} 的片段"] = np.sort(chosen).astype(np.int64)
    searches: dict[str, Timed] = {}
    scores = [index.exact(vector, NEIGHBOURS)[0] for vector in vectors]
    for name, within in filters.items():
        if within is None or len(within) == size:
            truth = [set(ids.tolist()) for ids in scores]
        else:
            rows = index.vectors(within)
            truth = [
                set(within[np.argsort(-(rows @ vector), kind="stable")[:NEIGHBOURS]].tolist())
                for vector in vectors
            ]
            del rows

        def dense(
            vector: NDArray[np.float32], within: NDArray[np.int64] | None = within
        ) -> NDArray[np.int64]:
            return index.dense(vector, NEIGHBOURS, within)[0]

        searches[name] = timed(dense, vectors, truth)
    searches["向量，全部比较"] = timed(lambda v: index.exact(v, NEIGHBOURS)[0], vectors[:50])
    none = np.zeros(0, np.int64)

    def lexical(question: Any) -> NDArray[np.int64]:
        return index.lexical.search(question.text, HITS)[0]

    def hybrid(question: Any) -> NDArray[np.int64]:
        retrieve(index, make_query(index, question), HITS)
        return none

    def hybrid_of_one(question: Any) -> NDArray[np.int64]:
        within = searched(index, index.districts[:1])
        retrieve(index, make_query(index, question), HITS, within=within)
        return none

    def whole(question: Any) -> NDArray[np.int64]:
        youju.answer(question.text)
        return none

    searches["BM25"] = timed(lexical, understood)
    searches["混合，含问题的向量"] = timed(hybrid, understood)
    searches["混合，一个地区"] = timed(hybrid_of_one, understood)
    found |= {"memory": memory()}
    searches["完整的回答"] = timed(whole, understood[:20])
    found |= {"memory_answering": memory()}
    return found | {"searches": {name: asdict(one) for name, one in searches.items()}}
