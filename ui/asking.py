"""A question put to the answering side, and all the page wants to know about the answer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from index.document import Document
from index.errors import YoujuError
from rag.records import Answer
from rag.verify import objections
from ui.answering import answering
from ui.conversation import Turn, pairs
from ui.endpoint import UNEXPECTED
from ui.seam import Answerer


def ask(
    youju: Answerer,
    question: str,
    *,
    before: Sequence[Turn] = (),
    districts: Collection[str] = (),
    engine: str = "extractive",
) -> Iterator[Turn]:
    """The turn ``question`` makes after ``before``, once for every sentence a language model adds
    to it, whole at the end; an error becomes the turn's sentence."""
    asked = datetime.now().astimezone().isoformat(timespec="seconds")
    chosen = tuple(districts)
    covered, documents = youju.districts, youju.documents
    try:
        with answering("page") as seen:
            for answer in youju.stream(
                question, engine, history=pairs(before), districts=chosen or None
            ):
                seen.status = answer.status
                if not all(c.document_id in documents for c in answer.citations):
                    documents = youju.documents  # they were indexed anew while it was answered
                exact, checked = checks(answer, documents)
                turn = Turn(question, asked, answer=answer, districts=chosen, covered=covered)
                yield replace(
                    turn,
                    searched=_searched(turn.scope, documents),
                    quotes_exact=exact,
                    numbers_checked=checked,
                )
    except YoujuError as error:
        yield Turn(question, asked, error=str(error), districts=chosen, covered=covered)
    except Exception:
        yield Turn(question, asked, error=UNEXPECTED, districts=chosen, covered=covered)


def checks(answer: Answer, documents: Mapping[str, Document]) -> tuple[bool, bool]:
    """Whether every quote stands in its place, and every number of a sentence in a quote.

    The engine has checked both before it answered; what the page claims, it finds out itself.
    """
    exact = all(
        (document := documents.get(c.document_id)) is not None
        and document.text[c.start : c.end] == c.quote
        for c in answer.citations
    )
    found = [o for s in answer.sentences for o in objections(s, answer.citations, documents)]
    return exact, not any(o.startswith("数字") for o in found)


def _searched(scope: Collection[str], documents: Mapping[str, Document]) -> int:
    """How many documents have anything on the districts asked about, or on no district."""
    return sum(
        not scope or not document.districts or not set(scope).isdisjoint(document.districts)
        for document in documents.values()
    )
