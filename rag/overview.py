"""What a place says altogether: the lead sentences of its paragraphs, where no matter is named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from index.document import Chunk, Document
from index.searchable import Index
from index.sentences import is_question, sentence_spans
from rag.match import without_generic_words
from rag.passage import trimmed
from rag.question import Question
from rag.records import Evidence
from rag.topic import significant

LONGEST_SECTION = 6000
"""Characters that a place's own text may have for its leads to stand for it: a talk, no report."""
LEADS_ONE, LEADS_MANY = 5, 3
"""Lead sentences quoted of one place, and of each of several."""
SHORTEST_LEAD = 16
_FRAMES = re.compile("书记|[区市县省]长|领导|讲话|发言|思路|打算|规划|目标|(?<![宣演])讲|[说谈有]")


def asks_for_all(question: Question) -> bool:
    """Whether a question about named places names no matter: 介绍一下胶州, 有哪些打算."""
    told_apart = question.missing or question.places or question.unknown_speaker
    # A zone called by its own name (上合示范区) is a matter in the place it belongs to.
    known = question.scope and all(
        d.found_by != "alias" or d.matched[:1] in "全我" for d in question.scope
    )
    if not question.quotes_passages or not known or told_apart:
        return False
    matter = without_generic_words(_FRAMES.sub(" ", question.topic))
    return not any(len(w) > 1 and significant(w) for w in matter.split())


def overview(index: Index, districts: Sequence[str]) -> list[tuple[str, list[Evidence]]]:
    """The lead sentences of each of ``districts``; none of one whose own text is too long or
    empty."""
    most = LEADS_ONE if len(districts) == 1 else LEADS_MANY
    found = []
    for name in districts:
        chunks = [index.chunks[i] for i in index.chunk_ids([name])]
        own = [c for c in chunks if c.districts == (name,)] or chunks
        if own and sum(len(c.text) for c in own) <= LONGEST_SECTION:
            leads = [lead for chunk in own for lead in _leads(index.documents, chunk)]
            if leads:
                found.append((name, leads[:most]))
    return found


def _leads(documents: Mapping[str, Document], chunk: Chunk) -> Iterator[Evidence]:
    document = documents[chunk.document_id]
    for start, end in sentence_spans(document.text, chunk.start, chunk.end):
        opens = start == 0 or document.text[start - 1] == "\n"
        begin, stop = trimmed(document.text, start, end)
        quote = document.text[begin:stop]
        if opens and stop - begin >= SHORTEST_LEAD and not is_question(quote):
            yield Evidence(chunk, begin, stop, quote, 1.0)
