"""Whether a sentence affirms what its source affirms, and denies what it denies."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.districts import short_name
from index.sentences import clause_spans
from rag.verify.content import overlap, words_of
from rag.verify.passage import Told

_WORDS_WITH_NOT = re.compile(
    "不[断仅但只少同久错负懈忘愧畏懂]|不(?:[降减]反[升增]|低于|少于|超过?|高于|多于|大于|小于|足|到|动产|平衡|充分|锈钢|确定性|等式|得不|可或缺|折不扣|遗余力)"
    "|无(?:人机|人驾驶|障碍|废|偿|缝|线|烟|疑|锡|为|棣|极|极县)|非(?:遗|公|凡|洲|常|物质|营利|法)|未(?:来|成年|央|雨绸缪)|没收|未[、—]|绝不|莫不"
    "|取消(?=[^，。；]{0,6}(?:限制|收费))"
)
"""Words that have a negation in them and deny nothing, or bounds, which are judged elsewhere."""
_NOT = re.compile(
    "不再|尚未|从未|并未|并非|没有|没能|未能|不能|不得|不允许|不予|不需|不用|不会|不设|不是|不|未|没(?!收)|无(?!论)|非(?=[要要])|禁止|严禁|停止|暂停|取消|终止|叫停|搁置|放弃|拒绝|否认"
)


def wrong_polarity(sentence: str, told: Sequence[Told]) -> list[str]:
    """The objections to what ``sentence`` affirms or denies, clause by clause."""
    clauses = [(t, c) for t in told for c in t.clauses]
    found: list[str] = []
    for start, end in clause_spans(sentence, 0, len(sentence)):
        clause = sentence[start:end]
        words = words_of(clause)
        if not words or not clauses:
            continue
        source, there = max(clauses, key=lambda c: (overlap(words, words_of(c[1])), -len(c[1])))
        if overlap(words, words_of(there)) < 0.3:
            there = source.text if overlap(words, words_of(source.text)) >= 0.3 else ""
        if not there:
            continue
        names = [n for d in source.passage.districts for n in (d, short_name(d))]
        rest = words_of(clause, tuple(names)) - words_of(there)
        if there != source.text and rest and not denials(there):
            # What the thing is and what becomes of it may stand in two clauses: …仍在论证，没有列入计划.
            second = max((c for _, c in clauses), key=lambda c: len(rest & words_of(c)))
            there += second if second not in there and rest & words_of(second) else ""
        mine, its = denials(clause), denials(there)
        if mine > max(its, denials(source.text)):
            found.append("引文没有否定这件事")
        elif its > max(mine, denials(sentence)):
            found.append("引文否定了这件事")
    return list(dict.fromkeys(found))


def denials(text: str) -> int:
    """How many times ``text`` denies something."""
    return len(_NOT.findall(_WORDS_WITH_NOT.sub("", text)))
