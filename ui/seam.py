"""What the page needs of the answering side, so that tests can stand in for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

from index.document import Document
from rag.records import Answer

EXTRACTIVE = "extractive"
"""The engine that quotes and needs no language model."""


class Library(Protocol):
    """Documents and the districts they cover."""

    @property
    def documents(self) -> Mapping[str, Document]: ...

    @property
    def districts(self) -> tuple[str, ...]: ...


class Answerer(Library, Protocol):
    """A library that answers questions, as ``rag.Youju`` does."""

    def answer(
        self,
        question: str,
        *,
        history: Sequence[tuple[str, str]] = (),
        districts: Collection[str] | None = None,
        engine: str = "extractive",
    ) -> Answer: ...

    def stream(
        self,
        question: str,
        engine: str = "extractive",
        *,
        history: Sequence[tuple[str, str]] = (),
        districts: Collection[str] | None = None,
    ) -> Iterator[Answer]: ...
