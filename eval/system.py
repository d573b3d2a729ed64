"""What the harness asks of the system under test; ``rag.Youju`` is the one it is made for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, Protocol

from index.document import Chunk, Document
from index.store.manifest import Manifest
from rag.records import Answer

Mode = Literal["lexical", "dense", "hybrid"]
Turn = tuple[str, str]
"""A question and its answer, earlier in the conversation."""


class ScoredChunk(Protocol):
    """A search result."""

    @property
    def chunk(self) -> Chunk: ...
    @property
    def score(self) -> float: ...


class SearchableIndex(Protocol):
    """The index under the system: ``chunks[i].id == i``."""

    @property
    def chunks(self) -> Sequence[Chunk]: ...
    @property
    def manifest(self) -> Manifest: ...


class QuestionAnswerer(Protocol):
    """A system that answers questions with citations."""

    @property
    def documents(self) -> Mapping[str, Document]: ...
    @property
    def districts(self) -> Sequence[str]: ...
    @property
    def index(self) -> SearchableIndex: ...

    def answer(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        engine: str = "extractive",
        passages: Collection[int] | None = None,
    ) -> Answer:
        """Answer ``question``; only from the chunks ``passages`` when they are given."""
        ...

    def search(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        k: int = 10,
        mode: Mode = "hybrid",
    ) -> Sequence[ScoredChunk]:
        """The ``k`` best passages, best first."""
        ...
