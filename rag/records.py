"""What comes out of the pipeline: an ``Answer`` with its citations, ready for JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from index.document import Chunk
from index.sentences import Span

Status = Literal["answered", "partial", "refused"]


@dataclass(frozen=True, slots=True)
class ScopedDistrict:
    """A district an answer is restricted to and how it was recognised.

    ``found_by`` is one of ``name``, ``alias``, ``homophone`` (a misspelt name), ``speaker``,
    ``region`` (lies in a place that was named), ``history``, ``given`` (asked for by the
    caller) and ``corpus`` (all districts, because the question names none).
    ``matched`` holds the words that named it.
    """

    name: str
    found_by: str
    matched: str = ""


@dataclass(frozen=True, slots=True)
class Cells:
    """How cells of a row of a table are told: ``shown`` in the words of the header and the row,
    ``spans`` where these stand, the row last; ``districts`` are those of the header, none where
    the rows are of several places. ``others`` are further rows told along with it."""

    shown: str
    spans: tuple[Span, ...]
    districts: tuple[str, ...] = ()
    others: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence or clause of a chunk; ``document.text[start:end] == quote``.

    Of a table, ``start`` and ``end`` are those of the row, and ``quote`` is what the row says of
    what is asked, as a sentence would (小麦产量128.3万吨): to be judged, never to be shown.
    """

    chunk: Chunk
    start: int
    end: int
    quote: str
    score: float
    cells: Cells | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a sentence of the answer stands; ``document.text[start:end] == quote``."""

    number: int
    document_id: str
    title: str
    districts: tuple[str, ...]
    speaker: str
    heading: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the answer and the numbers of the citations it stands on."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """What became of a sentence that a language model wrote: ``shown`` is what the reader sees
    instead, ``why`` the objections to it; both are empty for ``verified`` ones, ``shown`` also for
    ``dropped`` ones."""

    text: str
    verdict: Literal["verified", "repaired", "dropped"]
    why: tuple[str, ...] = ()
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer or a refusal.

    ``text`` is the sentences with their marks ``[1]``; for a refusal it says what is
    missing. ``nearest`` are passages close to a question that could not be answered.
    ``timings_ms`` maps stage names to milliseconds and is the only part that differs
    between two runs of the same question. ``checks`` holds the sentences a language model wrote,
    in order; it is empty where none was asked.
    """

    question: str
    status: Status
    text: str
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    scope: tuple[ScopedDistrict, ...] = ()
    confidence: float = 0.0
    reason: str = ""
    nearest: tuple[Citation, ...] = ()
    engine: str = "extractive"
    checks: tuple[Check, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types under the same names; tuples become lists."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
