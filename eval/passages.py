"""Finding the passage that holds an answer, among many documents, at one fixed chunk size.

For corpora of questions with verbatim answers: the passages are cut by characters, so that
the figures can be set beside those of any other retriever at the same size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.statistics import Interval, bootstrap
from eval.system import Mode, QuestionAnswerer
from index.contents import assemble, model_record
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
    """For one way of searching: how often an answer-holding passage is among the first k,
    and how often the first passage is of the right document."""

    holding: dict[int, Interval]
    document: Interval


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
    return Index(
        assemble(
            cut,
            embedder.embed_passages([chunk.text for _, own in cut for chunk in own]),
            model=model_record(embedder),
            settings=ChunkSettings(max_tokens=chunk_chars, version="characters"),
            gazetteer=Gazetteer(),
            source_sha256={},
        ),
        embedder=embedder,
    )


def passage_scores(
    youju: QuestionAnswerer,
    questions: Sequence[AnswerQuestion],
    modes: Sequence[Mode],
    progress: Callable[[int], None] | None = None,
) -> dict[Mode, PassageScores]:
    """Search for every question. A passage holds the answer when it is of the question's
    document and has the whole answer in it, white space aside."""
    paths = {document.id: Path(document.path).stem for document in youju.documents.values()}
    holding: dict[Mode, dict[int, list[float]]] = {m: {k: [] for k in CUTOFFS} for m in modes}
    right: dict[Mode, list[float]] = {mode: [] for mode in modes}
    for done, question in enumerate(questions):
        if progress:
            progress(done)
        answer = _joined(question.answer)
        for mode in modes:
            hits = youju.search(question.question, k=max(CUTOFFS), mode=mode)
            owners = [paths[hit.chunk.document_id] for hit in hits]
            held = [
                owner == question.docid and answer in _joined(hit.chunk.text)
                for owner, hit in zip(owners, hits, strict=True)
            ]
            for k in CUTOFFS:
                holding[mode][k].append(float(any(held[:k])))
            right[mode].append(float(owners[:1] == [question.docid]))
    return {
        mode: PassageScores({k: _mean(v) for k, v in holding[mode].items()}, _mean(right[mode]))
        for mode in modes
    }


def as_json(scores: dict[Mode, PassageScores]) -> dict[str, Any]:
    """Plain JSON: mean and interval of each figure."""
    return {
        mode: {f"passage@{k}": _plain(v) for k, v in own.holding.items()}
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
        section = next(s for s in reversed(document.sections) if s.start < end or s.start == 0)
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
    interval = bootstrap(values)
    assert interval is not None  # files without records are refused
    return interval


def _plain(interval: Interval) -> list[float]:
    return [round(value, 4) for value in (interval.mean, interval.low, interval.high)]
