"""Evidence in, an ``Answer`` out: sentences with marks, citations, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.districts import short_name
from index.document import Document
from rag.records import Answer, Citation, Evidence, Sentence, Status
from rag.verify import objections

_ENDS = "。！？!?…"


def cite(evidence: Evidence, number: int, documents: Mapping[str, Document]) -> Citation:
    """The citation of a piece of evidence; of a table, of the row alone."""
    chunk = evidence.chunk
    document = documents[chunk.document_id]
    return Citation(
        number=number,
        document_id=chunk.document_id,
        title=document.title,
        districts=chunk.districts,
        speaker=chunk.speaker,
        heading=chunk.heading,
        quote=document.text[evidence.start : evidence.end] if evidence.cells else evidence.quote,
        start=evidence.start,
        end=evidence.end,
    )


def build_sentences(
    parts: Sequence[tuple[str, Sequence[Evidence]]], documents: Mapping[str, Document]
) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """One sentence for each piece of evidence, the first of a district under its name.

    ``parts`` are (district, evidence) in the order of the answer; a district may be empty.
    Sentences that do not verify are left out.
    """
    sentences: list[Sentence] = []
    citations: list[Citation] = []
    for district, evidence in parts:
        for position, piece in enumerate(evidence):
            said = piece.cells.shown if piece.cells else piece.quote
            cited = _cited(piece, citations, documents)
            # A city's answer may stand under one of its districts: then it is told under that.
            own = piece.chunk.districts
            shared = [name for name in district.split("、") if name in own]
            place = "、".join(shared or own) if own else district
            # A quote that starts with the name needs it no second time.
            named = said.startswith(short_name(place))
            lead = f"{place}：" if district and position == 0 and not named else ""
            close = "" if said.rstrip("”’』」")[-1:] in _ENDS else "。"
            sentence = Sentence(f"{lead}{said}{close}", tuple(c.number for c in cited))
            if not objections(sentence, cited, documents):
                sentences.append(sentence)
                citations += [c for c in cited if c not in citations]
    return tuple(sentences), tuple(citations)


def _cited(
    piece: Evidence, before: Sequence[Citation], documents: Mapping[str, Document]
) -> list[Citation]:
    """The citations of a piece of evidence: one, or those of the words of a table, of which the
    header, already cited for a row ``before``, is not cited again."""
    whole = cite(piece, len(before) + 1, documents)
    if not piece.cells:
        return [whole]
    found: list[Citation] = []
    text = documents[whole.document_id].text
    number = whole.number
    for start, end in piece.cells.spans:
        districts = whole.districts if start == whole.start else piece.cells.districts
        own = replace(whole, districts=districts, quote=text[start:end], start=start, end=end)
        if same := next((c for c in before if replace(c, number=own.number) == own), None):
            found.append(same)
        else:
            found.append(replace(own, number=number))
            number += 1
    return found


def render(sentences: Sequence[Sentence], note: str = "") -> str:
    """The text a person reads: sentences with marks, then what is missing."""
    lines = [s.text + "".join(f"[{n}]" for n in s.citations) for s in sentences]
    return "\n".join([*lines, note] if note else lines)


def merge(question: str, answers: Sequence[Answer]) -> Answer:
    """One answer to a question asked in parts; a quote that answers two is given once."""
    if len(answers) == 1:
        return replace(answers[0], question=question)
    quotes: dict[tuple[str, int, int], Citation] = {}
    sentences: list[Sentence] = []
    for answer in answers:
        for sentence in answer.sentences:
            cited = [c for c in answer.citations if c.number in sentence.citations]
            keys = [(c.document_id, c.start, c.end) for c in cited]
            if all(key in quotes for key in keys):
                continue
            for key, citation in zip(keys, cited, strict=True):
                quotes.setdefault(key, replace(citation, number=len(quotes) + 1))
            sentences.append(replace(sentence, citations=tuple(quotes[k].number for k in keys)))
    reasons = dict.fromkeys(a.reason for a in answers if a.reason)
    unanswered = [a for a in answers if a.status != "answered"]
    best = max(answers, key=lambda a: a.confidence)
    if not sentences:
        return replace(answers[0], question=question)
    timings: dict[str, float] = {}
    for answer in answers:
        for stage, spent in answer.timings_ms.items():
            timings[stage] = timings.get(stage, 0.0) + spent
    note = " ".join(reasons)
    return replace(
        best,
        question=question,
        status="partial" if unanswered else "answered",
        text=render(sentences, note),
        sentences=tuple(sentences),
        citations=tuple(quotes.values()),
        scope=tuple({d.name: d for a in answers for d in reversed(a.scope)}.values()),
        confidence=min(a.confidence for a in answers),
        reason=note,
        nearest=(),
        timings_ms=timings,
    )


def status_of(sentences: Sequence[Sentence], missing: Sequence[str]) -> Status:
    """``answered``, ``partial`` or ``refused``."""
    if not sentences:
        return "refused"
    return "partial" if missing else "answered"
