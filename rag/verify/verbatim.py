"""The last check before a reader sees anything: every sentence against what it cites.

It fails closed: a sentence that does not pass is not shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from index.document import Document
from rag.cells import row_read
from rag.numbers import quantities
from rag.records import Citation, Sentence


def objections(
    sentence: Sentence, citations: Sequence[Citation], documents: Mapping[str, Document]
) -> list[str]:
    """What is wrong with ``sentence``; empty when all of it can be looked up.

    Checked: it has a mark, every mark exists, every quote stands in its document at the
    given offsets, and every number of the sentence stands in a quote it cites, that of a row of a
    table with the unit of its column.
    """
    cited = [c for c in citations if c.number in sentence.citations]
    found: list[str] = []
    known = [q for c in cited for q in quantities(c.quote)]
    if not sentence.citations:
        found.append("句子没有引用标记")
    if len(cited) != len(set(sentence.citations)):
        found.append("引用标记不存在")
    for citation in cited:
        document = documents.get(citation.document_id)
        if document is None or document.text[citation.start : citation.end] != citation.quote:
            found.append(f"引文 [{citation.number}] 与原文不一致")
        elif row := row_read(document, citation.start, citation.end):
            known += quantities(row)
    for quantity in quantities(sentence.text):
        if not any(quantity.same_value(other) for other in known):
            found.append(f"数字 {sentence.text[quantity.start : quantity.end]} 不在引文中")
    return found
