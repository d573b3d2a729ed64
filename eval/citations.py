"""Whether each sentence of an answer stands on its citations, judged without any model.

Citation recall and precision as in ALCE (Gao et al., *Enabling Large Language Models to
Generate Text with Citations*, EMNLP 2023, section 4), with its entailment model replaced by
rules that give the same verdict every time; see ``supports``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.facts import normalise, states, without_marks
from eval.gold import GoldQuote
from index.document import Document
from rag.numbers import quantities
from rag.records import Answer, Citation, Sentence

ABSENT = "未提及"
LEAST_COVERAGE = 0.5
"""Share of a sentence's character pairs that must stand in its citations."""


def is_verbatim(citation: Citation, documents: Mapping[str, Document]) -> bool:
    """Whether the cited span of the stored text is the quote, character by character."""
    document = documents.get(citation.document_id)
    return document is not None and (
        document.text[citation.start : citation.end] == citation.quote != ""
    )


def cited_by(sentence: Sentence, answer: Answer) -> list[Citation]:
    """The citations of a sentence; a number without a citation is left out."""
    return [c for c in answer.citations if c.number in sentence.citations]


def claims(answer: Answer) -> list[Sentence]:
    """The sentences that claim something: all but "资料中未提及", none for a refusal."""
    if answer.status == "refused":
        return []
    return [s for s in answer.sentences if s.citations or ABSENT not in s.text]


def unsupported_numbers(text: str, citations: Sequence[Citation]) -> list[str]:
    """Numbers of a sentence, as written, that stand in none of the quotes by value."""
    text = without_marks(text)
    quotes = [normalise(citation.quote) for citation in citations]
    known = [number for quote in quotes for number in quantities(quote)]
    missing = []
    for number in quantities(text):
        written = text[number.start : number.end]
        found = any(number.same_value(other) for other in known)
        if not (found or any(states(quote, written) for quote in quotes)):
            missing.append(written)
    return missing


def coverage(text: str, citations: Sequence[Citation]) -> float:
    """Share of the adjacent character pairs of ``text`` that its citations hold, in [0, 1].

    A citation holds its quote and what it says of its source: districts, speaker, heading.
    """
    letters = _letters(without_marks(text))
    pairs = [letters[i : i + 2] for i in range(len(letters) - 1)] or [letters]
    held = [
        _letters("".join((*c.districts, c.speaker, c.heading, c.title))) + "\n" + _letters(c.quote)
        for c in citations
    ]
    return sum(any(pair in source for source in held) for pair in pairs) / len(pairs)


def supports(
    text: str,
    citations: Sequence[Citation],
    documents: Mapping[str, Document],
    districts: Sequence[str],
) -> bool:
    """Whether ``citations`` together carry a sentence.

    They do when there is at least one; each is verbatim; every number of the sentence stands
    in a quote, by value; every one of the corpus's ``districts`` that the sentence names is
    the citation's own or named in its quote; and the quotes hold at least half of the words.
    """
    if not citations or not all(is_verbatim(c, documents) for c in citations):
        return False
    if unsupported_numbers(text, citations):
        return False
    for name in districts:
        if name in text and not any(name in c.districts or name in c.quote for c in citations):
            return False
    return coverage(text, citations) >= LEAST_COVERAGE


def citation_scores(
    answer: Answer,
    documents: Mapping[str, Document],
    districts: Sequence[str],
    gold: Sequence[GoldQuote],
) -> dict[str, float | None]:
    """``citation_recall``, ``citation_precision``, ``verbatim`` and ``evidence_recall``, in [0, 1].

    Recall is the share of claiming sentences that their citations support. A citation of a
    supported sentence is precise unless it alone does not support the sentence and the others
    do without it; precision is the share of precise citations. Both are None for a refusal.
    ``evidence_recall`` is the share of gold quotes that some citation covers (None without
    gold, 0 for a refusal).
    """
    recalled: list[bool] = []
    precise: list[bool] = []
    for sentence in claims(answer):
        own = cited_by(sentence, answer)
        whole = supports(sentence.text, own, documents, districts)
        recalled.append(whole)
        for citation in own:
            others = [other for other in own if other is not citation]
            precise.append(
                whole
                and (
                    supports(sentence.text, [citation], documents, districts)
                    or not supports(sentence.text, others, documents, districts)
                )
            )
    verbatim = [is_verbatim(citation, documents) for citation in answer.citations]
    found = [
        answer.status != "refused"
        and any(quote.cited_by(c.document_id, c.start, c.end) for c in answer.citations)
        for quote in gold
    ]
    return {
        "citation_recall": _mean(recalled),
        "citation_precision": _mean(precise),
        "verbatim": _mean(verbatim),
        "evidence_recall": _mean(found),
    }


def broken_invariants(answer: Answer, documents: Mapping[str, Document]) -> list[str]:
    """What must never happen in any answer, as Chinese sentences; empty when all is well."""
    broken = [
        f"引用 [{c.number}] 与原文不符"
        for c in (*answer.citations, *answer.nearest)
        if not is_verbatim(c, documents)
    ]
    for sentence in claims(answer):
        own = cited_by(sentence, answer)
        marked = all(f"[{number}]" in answer.text for number in sentence.citations)
        if not own or not marked or len(own) < len(set(sentence.citations)):
            broken.append(f"有一句没有引用标记：{sentence.text}")
        elif missing := unsupported_numbers(sentence.text, own):
            broken.append(f"数字 {'、'.join(missing)} 不在所引原文里：{sentence.text}")
    return broken


def _letters(text: str) -> str:
    return "".join(char for char in normalise(text) if char.isalnum())


def _mean(values: Sequence[bool]) -> float | None:
    return sum(values) / len(values) if values else None
