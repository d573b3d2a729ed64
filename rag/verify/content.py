"""How much of what a sentence says stands in its source, word for word or in other words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rag.function_words import weak_characters
from rag.match import make_topic, without_generic_words
from rag.synonyms import find_synonyms

LEAST_COVERED, LONGEST_NEW = 0.7, 3
"""The share of a sentence's words that its sources must have, and the characters of the longest
stretch that they may lack."""
_NUMERAL = re.compile(
    r"[\d.,%％—–~～]+[万亿]*[个家所座项条名位户亩件批次套张处支]?|百分之[零一二两三四五六七八九十百千万亿点]+|第?[零一二两三四五六七八九十百千万亿]+(?=[个家所座项条名人位亿万元户亩件批次年月天日公平级届期种类处支])"
)
_RUN = re.compile("[\u4e00-\u9fff]+|[A-Za-z][A-Za-z0-9+.-]*")
_SPEECH = re.compile(
    "根据(?:资料|材料|文件|报告|原文)?|资料(?:显示|提到|指出|中)|据(?:介绍|悉|报告|资料)|报告(?:显示|提出|指出|中)?|文件(?:提出|指出|中)?"
    "|(?:明确)?(?:提出|指出|表示|介绍|强调|提到|说)(?:了|要|将)?|该[省市区县地]|当地|全[省市区县]|本[省市区县]|其中|此外|同时|并(?=[将计拟再已])|另外|以及|并且|而且|分别|总共|一共|共计|总计|方面"
    "|具体(?:来说|包括)?|包括|主要|预期|目标|计划|力争|预计|将会?|已经?|达到?|实现|完成|推进|建设|打造|开展|实施|加快|推动|进行|的人员?(?=[不可能应须均都])|不(?:能|得|可|允许)|尚|仍然?|没有|未(?!来|成年)|左右|以上|以下|以内|超过|不低于|不少于|不超过|大约|约|近|今年|去年|明年|当年|年内|新增|增加"
)
"""What a writer may add to any fact: who says so, how it is joined, that it is an aim; what it denies is judged elsewhere."""


@lru_cache(maxsize=4096)
def words_of(text: str, names: tuple[str, ...] = ()) -> frozenset[str]:
    """The pairs of characters, and Latin words, of what ``text`` names: without figures, times,
    function words and ``names``."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, " ")
    text = _SPEECH.sub(" ", _NUMERAL.sub(" ", text))
    found: set[str] = set()
    for run in _RUN.findall(text):
        if run.isascii():
            found.add(run.lower())
            continue
        weak = weak_characters(run)
        found.update(
            run[at : at + 2] for at in range(len(run) - 1) if at not in weak and at + 1 not in weak
        )
    return frozenset(found | _other_names(text))


def _other_names(text: str) -> frozenset[str]:
    """A token for every group of synonyms that a word of ``text`` belongs to."""
    return frozenset(f"={min(words)}" for _, _, words in find_synonyms(text))


def overlap(words: frozenset[str], others: frozenset[str]) -> float:
    """The share of ``words`` that stand among ``others``, 0..1; 0 for none."""
    return len(words & others) / len(words) if words else 0.0


def covered(sentence: str, source: str, names: Iterable[str]) -> tuple[float, str]:
    """The share of the words of ``sentence`` that ``source`` has, and the longest stretch that it
    lacks. ``names`` and figures are judged elsewhere and left out."""
    for name in sorted(names, key=len, reverse=True):
        sentence = sentence.replace(name, " ")
    text = without_generic_words(_SPEECH.sub(" ", _NUMERAL.sub(" ", sentence)))
    topic = make_topic(" ".join(_RUN.findall(text)), _even)
    if not topic.text.strip():
        return 1.0, ""
    mask = topic.mask(source.lower())
    weak = weak_characters(topic.text)
    lacking = "".join(
        " " if char == " " or at in weak or mask >> at & 1 else char
        for at, char in enumerate(topic.text)
    )
    strong = [at for at, char in enumerate(topic.text) if char != " " and at not in weak]
    share = sum(mask >> at & 1 for at in strong) / len(strong) if strong else 1.0
    return share, max(lacking.split(), key=len, default="")


def _even(_: str) -> float:
    """Every word weighs the same: a single sentence has no corpus to be rare in."""
    return 1.0
