"""Our side of ``youju bench peer``, in a process of its own, on the same texts and questions.

python -m eval.bench.own_side build TEXTS.json OUT
python -m eval.bench.own_side search OUT QUESTIONS.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from eval.bench.peer_side import DEPTH


def main(arguments: list[str]) -> dict[str, Any]:
    """Do one thing and say how long it took."""
    work = {"build": _build, "search": _search}[arguments[0]]
    return work(*arguments[1:])


def _build(texts: str, out: str) -> dict[str, Any]:
    from index.build import build_index
    from index.embed import load_embedder
    from index.inverting import Inverter

    given = json.loads(Path(texts).read_text("utf-8"))
    embedder = load_embedder()
    embedder.embed_query("热身")
    started = perf_counter()
    embedder.embed_passages(given["chunks"])
    with TemporaryDirectory() as folder:  # the peer has no BM25; ours is part of the price
        inverter = Inverter(Path(folder) / "lexical")
        inverter.add(given["chunks"])
        inverter.finish()
    equal = perf_counter() - started
    started = perf_counter()
    report = build_index([Path(given["folder"])], Path(out), embedder=embedder, rebuild=True)
    whole = perf_counter() - started
    live = Path(out) / "generations" / report.generation
    return {
        "chunks": report.chunks,
        "seconds": whole,
        "equal_chunks_per_second": len(given["chunks"]) / equal,
        "bytes": sum(f.stat().st_size for f in live.rglob("*") if f.is_file()),
    }


def _search(out: str, questions: str) -> dict[str, Any]:
    from rag.youju import Youju

    youju = Youju.open(Path(out))
    youju.warm_up()
    times, spans = [], []
    for question in json.loads(Path(questions).read_text("utf-8")):
        started = perf_counter()
        found = youju.search(question, k=DEPTH)
        times.append(1000 * (perf_counter() - started))
        spans.append([[h.chunk.document_id, h.chunk.start, h.chunk.end] for h in found])
    return {"milliseconds": times, "spans": spans}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:]), ensure_ascii=False))
