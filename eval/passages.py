"""Finding the passage that holds an answer, among many documents, at one fixed chunk size.

For corpora of questions with verbatim answers: the passages are cut by characters, so that
the figures can be set beside those of any other retriever at the same size.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.statistics import Interval, bootstrap
from eval.system import Mode, ScoredChunk, SearchableIndex
from index.contents import Recipe
from index.districts import Gazetteer
from index.document import Chunk, Document
from index.embed import Embedder
from index.errors import DocumentError, UsageError
from index.searchable import Index
from index.store.manifest import ChunkSettings

CUTOFFS = (1, 5, 10)
SEPARATORS = ["\n\n", "\n", "。", "！", "？", "；", "，", "、", " ", ""]
"""Where a passage may end, best first: a Chinese list for langchain's splitter."""


Record = TypeVar("Record", bound=BaseModel)


class SourceText(BaseModel):
    """A line of ``docs.jsonl``."""

    model_config = ConfigDict(frozen=True)
    docid: str
    text: str


class AnswerQuestion(BaseModel):
    """A line of ``questions.jsonl``: ``answer`` stands verbatim in the document ``docid``."""

    model_config = ConfigDict(frozen=True)
    id: str
    docid: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class PassageScores:
    """For one way of searching.

    ``fitting`` says how often an answer-holding passage is among the first k, over the
    questions whose answer is whole in some passage at all; ``overall`` over all questions,
    so that no more than the share of fitting ones can be reached. ``document`` says how often
    the first passage is of the right document, over all questions.
    """

    fitting: dict[int, Interval]
    overall: dict[int, Interval]
    document: Interval


class PassageSearch(Protocol):
    """What is measured: ``rag.Youju`` or a part of it."""

    @property
    def documents(self) -> Mapping[str, Document]: ...
    @property
    def index(self) -> SearchableIndex: ...

    def search(self, question: str, *, k: int, mode: Mode) -> Sequence[ScoredChunk]:
        """The ``k`` best passages, best first."""
        ...


class PlainSearch:
    """The product's embedder, BM25 and fusion alone: no understanding of the question, no
    filter by district."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.documents = index.documents

    def search(self, question: str, *, k: int, mode: Mode) -> Sequence[ScoredChunk]:
        """The ``k`` best passages for the question as it stands."""
        from rag.retrieve import Query, retrieve, widened
        from rag.topic import topic_of

        topic = topic_of(question, "fact", "")
        vector = self.index.embedder.embed_query(question)
        query = Query(vector, widened(question), widened(topic))
        return retrieve(self.index, query, k, mode=mode)


def read_lines(path: Path, kind: type[Record]) -> list[Record]:
    """The records of a ``.jsonl`` file. Raises ``UsageError`` naming the bad line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"读不了 {path}：{error}。", "请检查路径和编码（UTF-8）。") from error
    records = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                records.append(kind.model_validate_json(line))
            except ValidationError as error:
                raise UsageError(f"{path} 第 {number} 行不是要求的格式。") from error
    if not records:
        raise UsageError(f"{path} 里没有记录。")
    return records


def index_passages(texts: Sequence[SourceText], embedder: Embedder, chunk_chars: int) -> Index:
    """Index texts in passages of at most ``chunk_chars`` characters, none overlapping.

    Documents go through the product's own cleaning and district detection.
    """
    cut = []
    for text in texts:
        try:
            document = Document.from_text(text.text, path=f"{text.docid}.txt")
        except DocumentError:
            continue
        cut.append((document, list(_passages(document, chunk_chars))))
    settings = ChunkSettings(max_tokens=chunk_chars, version="characters")
    return Index.from_cut(cut, Recipe(embedder, settings, Gazetteer()))


def passage_scores(
    system: PassageSearch, questions: Sequence[AnswerQuestion], modes: Sequence[Mode]
) -> dict[Mode, PassageScores]:
    """Search for every question. A passage holds the answer when it is of the question's
    document and has the whole answer in it, white space aside."""
    names = {document.id: Path(document.path).stem for document in system.documents.values()}
    passages: dict[str, list[str]] = {}
    for chunk in system.index.chunks:
        passages.setdefault(names[chunk.document_id], []).append(_joined(chunk.text))
    answers = [_joined(question.answer) for question in questions]
    fits = [
        any(answer in passage for passage in passages.get(question.docid, ()))
        for question, answer in zip(questions, answers, strict=True)
    ]
    scores: dict[Mode, PassageScores] = {}
    for mode in modes:
        held: list[list[bool]] = []
        right: list[float] = []
        for question, answer in zip(questions, answers, strict=True):
            hits = [
                (names[hit.chunk.document_id] == question.docid, _joined(hit.chunk.text))
                for hit in system.search(question.question, k=max(CUTOFFS), mode=mode)
            ]
            held.append([own and answer in text for own, text in hits])
            right.append(float(bool(hits) and hits[0][0]))
        found = {k: [float(any(row[:k])) for row in held] for k in CUTOFFS}
        scores[mode] = PassageScores(
            fitting={
                k: _mean([v for v, fit in zip(own, fits, strict=True) if fit])
                for k, own in found.items()
            },
            overall={k: _mean(own) for k, own in found.items()},
            document=_mean(right),
        )
    return scores


def as_json(scores: dict[Mode, PassageScores]) -> dict[str, Any]:
    """Plain JSON: mean and interval of each figure."""
    return {
        mode: {f"passage@{k}": _plain(v) for k, v in own.fitting.items()}
        | {f"overall@{k}": _plain(v) for k, v in own.overall.items()}
        | {"document@1": _plain(own.document)}
        for mode, own in scores.items()
    }


def _passages(document: Document, chunk_chars: int) -> Iterator[Chunk]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        separators=SEPARATORS,
        keep_separator="end",
        strip_whitespace=False,
        chunk_size=chunk_chars,
        chunk_overlap=0,
    )
    start = 0
    for number, piece in enumerate(splitter.split_text(document.text)):
        end = start + len(piece)
        begun = [section for section in document.sections if section.start < end]
        section = begun[-1] if begun else document.sections[0]
        yield Chunk(
            id=number,
            document_id=document.id,
            districts=section.districts,
            speaker=section.speaker,
            heading=section.heading,
            text=piece,
            start=start,
            end=end,
        )
        start = end


def _joined(text: str) -> str:
    return "".join(text.split())


def _mean(values: Sequence[float]) -> Interval:
    return bootstrap(values) or Interval(0.0, 0.0, 0.0, 0)


def _plain(interval: Interval) -> dict[str, float]:
    return {key: round(value, 4) for key, value in asdict(interval).items()}
