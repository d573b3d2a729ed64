"""A system under test that answers from a script, over a real index without any model."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from eval.system import Mode, Turn
from index.document import Chunk, Document
from index.embed import HashEmbedder
from index.searchable import Index
from rag.records import Answer, Citation, Sentence

NORTH = "市北区 区委书记：\n全年建设8个都市园区，产值过百亿元。改造老旧小区20处，增长5.5%—6%。"
SOUTH = "市南区 区委书记：\n全年建设12个都市园区，产值300亿元。新增绿地36万平方米。"


@dataclass(frozen=True)
class FakeHit:
    chunk: Chunk
    score: float


def documents() -> list[Document]:
    return [
        Document.from_text(NORTH, title="市北", path="north.txt", districts=["市北区"]),
        Document.from_text(SOUTH, title="市南", path="south.txt", districts=["市南区"]),
    ]


class FakeYouju:
    """Gives the answers of ``script`` by question, and a refusal to every other question."""

    def __init__(self, script: Mapping[str, Answer] | None = None) -> None:
        self.index = Index.from_documents(documents(), embedder=HashEmbedder())
        self.documents = self.index.documents
        self.districts = self.index.districts
        self.script = dict(script or {})

    def answer(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        engine: str = "extractive",
        passages: Collection[int] | None = None,
    ) -> Answer:
        known = self.script.get(question)
        return known or Answer(question, "refused", "资料中未提及。", timings_ms={"search": 1.0})

    def search(
        self, question: str, *, history: Sequence[Turn] = (), k: int = 10, mode: Mode = "hybrid"
    ) -> list[FakeHit]:
        ids, scores = self.index.lexical.search(question, k)
        return [FakeHit(self.index.chunks[i], float(s)) for i, s in zip(ids, scores, strict=True)]

    def cite(self, quote: str, number: int = 1) -> Citation:
        """A true citation of ``quote``."""
        for document in self.documents.values():
            start = document.text.find(quote)
            if start >= 0:
                section = next(s for s in document.sections if s.start <= start < s.end)
                return Citation(
                    number=number,
                    document_id=document.id,
                    title=document.title,
                    districts=section.districts,
                    speaker=section.speaker,
                    heading=section.heading,
                    quote=quote,
                    start=start,
                    end=start + len(quote),
                )
        raise AssertionError(quote)

    def says(self, question: str, *sentences: tuple[str, str], confidence: float = 0.9) -> Answer:
        """An answer of (sentence, quote) pairs, one citation for each."""
        cited = [self.cite(quote, n) for n, (_, quote) in enumerate(sentences, 1)]
        return Answer(
            question=question,
            status="answered",
            text="".join(f"{text}[{n}]" for n, (text, _) in enumerate(sentences, 1)),
            sentences=tuple(Sentence(text, (n,)) for n, (text, _) in enumerate(sentences, 1)),
            citations=tuple(cited),
            confidence=confidence,
            timings_ms={"search": 2.0},
        )


def wrongly_cited(citation: Citation) -> Citation:
    """The citation moved by one character, so that it is no longer verbatim."""
    return replace(citation, start=citation.start + 1, end=citation.end + 1)
