"""From a question to a language model's answer: what it may use, and follow-ups spelt out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from index.document import Chunk
from index.errors import GeneratorError
from rag.generate.base import Generator
from rag.generate.fluent import Fluent
from rag.generate.prompts import rewrite_prompt
from rag.generate.sentences import sentences
from rag.numbers import quantities
from rag.records import Answer
from rag.verify import Passage, Verifier

if TYPE_CHECKING:
    from rag.youju import Youju

MOST_PASSAGES = 6
"""Passages that a model is given: more confuse a small one and cost every one time."""
LONGEST_REWRITE = 120
History = Sequence[tuple[str, str]]


def fluent_answers(
    youju: Youju,
    generator: Generator,
    engine: str,
    question: str,
    history: History,
    districts: Collection[str] | None,
) -> Iterator[Answer]:
    """The answer as it grows, the whole one last; a refusal is the only one there is."""
    asked = question
    quoted = youju.answer(question, history=history, districts=districts)
    if quoted.status == "refused" and history:
        asked = _rewritten(youju, generator, question, history) or question
        if asked != question:
            quoted = youju.answer(asked, districts=districts)
    if quoted.status == "refused":
        yield quoted
        return
    passages = _passages(youju, asked, history, districts, quoted)
    verifier = Verifier(youju.index.gazetteer, youju.districts)
    fluent = Fluent(generator, verifier, engine)
    yield from fluent.stream(_spelt_out(asked, quoted), quoted, passages)


def _passages(
    youju: Youju,
    question: str,
    history: History,
    districts: Collection[str] | None,
    quoted: Answer,
) -> list[Passage]:
    """The passages of the quoted answer, then those nearest to the question that are about the same
    places, at most ``MOST_PASSAGES``."""
    chunks = youju.index.chunks
    found: dict[int, Chunk] = {}
    for citation in quoted.citations:
        for chunk in chunks:
            if (
                chunk.document_id == citation.document_id
                and chunk.start <= citation.start < chunk.end
            ):
                found[chunk.id] = chunk
    places = {name for c in quoted.citations for name in c.districts}
    for hit in youju.search(question, history=history, districts=districts):
        if len(found) >= MOST_PASSAGES:
            break
        if places.issuperset(hit.chunk.districts):
            found.setdefault(hit.chunk.id, hit.chunk)
    return [
        Passage(
            number,
            chunk.text,
            youju.documents[chunk.document_id],
            chunk.start,
            chunk.districts,
            chunk.speaker,
            chunk.heading,
        )
        for number, chunk in enumerate(found.values(), 1)
    ]


def _spelt_out(question: str, quoted: Answer) -> str:
    """The question with the places that it leaves to what was said before."""
    meant = [d.name for d in quoted.scope if d.found_by == "history"]
    return f"{question}（指{'、'.join(meant)}）" if meant else question


def _rewritten(youju: Youju, generator: Generator, question: str, history: History) -> str:
    """A follow-up that the rules could not place, as a question of its own; "" where the model
    brings in a place, a person or a figure that nobody has spoken of."""
    try:
        reply = generator.stream(rewrite_prompt(question, history))
        rewritten = next(sentences(reply), "").removeprefix("问：").strip()
    except GeneratorError:
        return ""
    if not rewritten or len(rewritten) > LONGEST_REWRITE:
        return ""
    said = " ".join([question, *(part for pair in history for part in pair)])
    gazetteer = youju.index.gazetteer
    places = {m.name for m in gazetteer.mentions(said, youju.districts)}
    known = quantities(said)
    new_place = any(m.name not in places for m in gazetteer.mentions(rewritten, youju.districts))
    new_figure = any(not any(q.same_value(other) for other in known) for q in quantities(rewritten))
    speakers = youju.corpus.speakers
    new_person = any(name in rewritten and name not in said for name in speakers)
    return "" if new_place or new_figure or new_person else rewritten
