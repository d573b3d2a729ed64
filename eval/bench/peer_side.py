"""What a user would otherwise build, in a process of its own: langchain's splitter and FAISS store
with sentence-transformers, as its tutorial has it (1,000 characters, 200 of overlap).

    python -m eval.bench.peer_side build DOCUMENTS.json MODEL OUT
    python -m eval.bench.peer_side rate CHUNKS.json MODEL OUT
    python -m eval.bench.peer_side cold OUT MODEL QUESTION
    python -m eval.bench.peer_side search OUT MODEL QUESTIONS.json

It prints one line of JSON. Its store is a pickle, which only this process reads, and only where it
wrote it itself.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path
from time import perf_counter
from typing import Any

CHUNK_CHARS, OVERLAP_CHARS = 1000, 200
DEPTH = 10


def main(arguments: list[str]) -> dict[str, Any]:
    """Do one thing and say how long it took."""
    warnings.simplefilter("ignore")  # the peer's deprecations are not ours to heed
    work = {"build": _build, "rate": _rate, "cold": _cold, "search": _search}[arguments[0]]
    return work(*arguments[1:])


def _build(documents: str, model: str, out: str) -> dict[str, Any]:
    """The whole way from texts, ``[[id, text], …]``, to a store."""
    given = json.loads(Path(documents).read_text("utf-8"))
    embeddings = _embeddings(model)
    embeddings.embed_query("热身")
    from langchain_community.vectorstores import FAISS
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    started = perf_counter()
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=CHUNK_CHARS, chunk_overlap=OVERLAP_CHARS, add_start_index=True
    )
    pieces = splitter.create_documents([text for _, text in given], [{"id": n} for n, _ in given])
    FAISS.from_documents(pieces, embeddings).save_local(out)
    return {"chunks": len(pieces), "seconds": perf_counter() - started, "bytes": _size(out)}


def _rate(chunks: str, model: str, out: str) -> dict[str, Any]:
    """From chunks, ``[text, …]``, to a store that is written."""
    texts = json.loads(Path(chunks).read_text("utf-8"))
    embeddings = _embeddings(model)
    embeddings.embed_query("热身")
    from langchain_community.vectorstores import FAISS

    started = perf_counter()
    FAISS.from_texts(texts, embeddings).save_local(out)
    return {"chunks_per_second": len(texts) / (perf_counter() - started), "bytes": _size(out)}


def _size(out: str) -> int:
    return sum(f.stat().st_size for f in Path(out).rglob("*") if f.is_file())


def _cold(out: str, model: str, question: str) -> dict[str, Any]:
    found = _opened(out, model).similarity_search(question, k=1)
    return {"found": len(found)}


def _search(out: str, model: str, questions: str) -> dict[str, Any]:
    """Milliseconds of each question, and the spans found: ``[id, start, end]``, best first."""
    store = _opened(out, model)
    store.similarity_search("热身", k=1)
    times, spans = [], []
    for question in json.loads(Path(questions).read_text("utf-8")):
        started = perf_counter()
        found = store.similarity_search(question, k=DEPTH)
        times.append(1000 * (perf_counter() - started))
        spans.append(
            [
                [
                    d.metadata["id"],
                    d.metadata["start_index"],
                    d.metadata["start_index"] + len(d.page_content),
                ]
                for d in found
            ]
        )
    return {"milliseconds": times, "spans": spans}


def _opened(out: str, model: str) -> Any:
    from langchain_community.vectorstores import FAISS

    return FAISS.load_local(out, _embeddings(model), allow_dangerous_deserialization=True)


def _embeddings(model: str) -> Any:
    """The network with the prompts it was trained with, which the peer does not add by itself."""
    from langchain_community.embeddings import HuggingFaceEmbeddings

    class Prompted(HuggingFaceEmbeddings):  # type: ignore[misc, unused-ignore]
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            vectors: list[list[float]] = super().embed_documents([f"passage: {t}" for t in texts])
            return vectors

        def embed_query(self, text: str) -> list[float]:
            vector: list[float] = super().embed_documents([f"query: {text}"])[0]
            return vector

    return Prompted(
        model_name=model,
        model_kwargs={"device": "cpu"},
        encode_kwargs={"normalize_embeddings": True},
    )


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:]), ensure_ascii=False))
