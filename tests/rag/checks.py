"""What every answer must keep to, whatever the question and the documents."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from index.document import Document
from rag.numbers import quantities
from rag.records import Answer, Citation, Sentence
from rag.verify import objections


def check_answer(answer: Answer, documents: Mapping[str, Document]) -> None:
    """Every sentence has marks, every mark a verbatim quote, every number its quote; a
    refusal says why and claims nothing."""
    assert answer.status in {"answered", "partial", "refused"}
    assert 0 <= answer.confidence <= 1
    assert answer.text.strip()
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    for citation in (*answer.citations, *answer.nearest):
        _check_citation(citation, documents)
    for sentence in answer.sentences:
        _check_sentence(sentence, answer.citations, documents)
        assert sentence.text + "".join(f"[{n}]" for n in sentence.citations) in answer.text
    assert {n for s in answer.sentences for n in s.citations} == set(numbers)
    if answer.status == "refused":
        assert not answer.sentences
        assert not answer.citations
        assert answer.reason
    else:
        assert answer.sentences
        assert (answer.status == "partial") <= bool(answer.reason)
    json.dumps(answer.to_dict(), ensure_ascii=False, allow_nan=False)


def _check_citation(citation: Citation, documents: Mapping[str, Document]) -> None:
    document = documents[citation.document_id]
    assert citation.quote
    assert document.text[citation.start : citation.end] == citation.quote
    assert citation.title == document.title
    assert set(citation.districts) <= set(document.districts)


def _check_sentence(
    sentence: Sentence, citations: Sequence[Citation], documents: Mapping[str, Document]
) -> None:
    assert sentence.citations
    assert objections(sentence, citations, documents) == []
    cited = [citation for citation in citations if citation.number in sentence.citations]
    assert any(citation.quote in sentence.text for citation in cited)
    quoted = [q for citation in cited for q in quantities(citation.quote)]
    for quantity in quantities(sentence.text):
        assert any(quantity.same_value(other) for other in quoted)
