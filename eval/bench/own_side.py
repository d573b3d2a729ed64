"""Our side of ``youju bench peer``, in a process of its own, on the same texts and questions.

python -m eval.bench.own_side build FOLDER OUT
python -m eval.bench.own_side rate CHUNKS.json
python -m eval.bench.own_side search OUT QUESTIONS.json
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from eval.bench.peer_side import DEPTH


def main(arguments: list[str]) -> dict[str, Any]:
    """Do one thing and say how long it took."""
    works: dict[str, Callable[..., dict[str, Any]]]
    works = {"build": _build, "rate": _rate, "search": _search}
    return works[arguments[0]](*arguments[1:])


def _build(folder: str, out: str) -> dict[str, Any]:
    """The whole way from files to an index."""
    from index.build import build_index
    from index.embed import load_embedder

    embedder = load_embedder()
    embedder.embed_query("热身")
    started = perf_counter()
    report = build_index([Path(folder)], Path(out), embedder=embedder)
    seconds = perf_counter() - started
    live = Path(out) / "generations" / report.generation
    size = sum(f.stat().st_size for f in live.rglob("*") if f.is_file())
    return {"chunks": report.chunks, "seconds": seconds, "bytes": size}


def _rate(chunks: str) -> dict[str, Any]:
    """From chunks to an index that is written and opened: vectors, BM25 and all."""
    from index.contents import DEFAULT_MAX_TOKENS, Recipe, chunk_settings
    from index.districts import Gazetteer
    from index.document import Chunk, Document, content_sha256
    from index.embed import load_embedder
    from index.searchable import Index

    embedder = load_embedder()
    embedder.embed_query("热身")
    texts = json.loads(Path(chunks).read_text("utf-8"))
    started = perf_counter()
    whole = "\n".join(texts)
    document = Document("0", "", "0.txt", whole, (), content_sha256(whole))
    cut, at = [], 0
    for text in texts:
        cut.append(Chunk(0, "0", (), "", "", text, at, at + len(text)))
        at += len(text) + 1
    settings = chunk_settings(embedder, DEFAULT_MAX_TOKENS)
    Index.from_cut([(document, cut)], Recipe(embedder, settings, Gazetteer()))
    return {"chunks_per_second": len(texts) / (perf_counter() - started)}


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
