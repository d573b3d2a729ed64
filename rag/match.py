"""How much of a question's topic a text covers.

Chinese has no word boundaries and this needs no dictionary: a character of the topic counts
as covered when it stands in the text together with its neighbour, or when a synonym of the
word it belongs to stands there. Characters weigh by how rare their pairs are in the corpus
(inverse document frequency), so that 都市园区 counts and 建设 hardly does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from rag.function_words import weak_characters
from rag.numbers import quantities, spellings
from rag.synonyms import find_synonyms

_RUN = re.compile(r"[A-Za-z0-9.+]+|[\u4e00-\u9fff]+")
_GENERIC = re.compile(
    "招牌|着力点|发力点|落脚点|变化|活儿|口号|盘子|渠道|角色|台面|套路|名堂|家底|看点|法子|底数|体量|规模|侧重点?|做法|打法|动作|举措|措施|要求|思路|职务|代号|总量|布局|规划|部署|工作|发展|建设|推进|推动|加强"
    "|实施|开展|体系|重点|重大|建立|制定|进行|实现|取得|突破|完善|平均|增长|主题|明确|那片|那些|那个|东西|幅度|排名"
    "|成绩|成果|成效|提倡|承担|当作|当成|视为|作为|盯着|自己|动态|最新|领域|系列|存在|推一批|解决|需要|应该|到时候|新增|控制|稳定|保持|维持|降到|降至|收窄|安排|设定|基本|建成|完成|做到|达到|老百姓|大家|人们"
)
_BOUNDARY = "\ue000"
"""A character that no document has, whose idf is that of any unseen pair."""
_WEAK_ENDS = "在是有要会将能把被和与及或都也就还到想让给对为从向跟"
COMMON = 1.0
"""Added to every inverse document frequency: in a handful of documents the very words that all of
them are about would weigh nothing."""
_VERB = (
    "明确|推动|推进|培育|发展|建设|打造|举办|承办|实施|加快|开展|建成|开通|获批|支持|服务|引领|争创|创建|布局|申报|谋划|计划|在建"
    "|新建|开建|开工|通车|改造|申遗|入选|获评|上榜|列入|评为|设有|在做|把|将|要|搞|建|抓|谈|讲|或|办|做|当|有|好"
)
_VERBS = re.compile(f"^(?:{_VERB})+|(?:{_VERB}|项目|工作|试点|企业|主题)+$")
NEARLY, ALL_WORDS = 0.8, 0.95
_WEAK_SHARE, _GENERIC_SHARE = 0.1, 0.25


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic ready for matching.

    ``weights[i]`` is what covering the i-th character is worth, ``costs[i]`` what leaving it
    uncovered costs: less for words that evidence may well do without (做法, 工作). ``terms``
    are bit masks of characters with the spellings that cover them, ``known`` the characters
    that some document could cover, ``core`` those that name the matter itself: neither function
    words nor generic ones nor the verbs around a name.
    """

    text: str
    weights: tuple[float, ...]
    costs: tuple[float, ...]
    terms: tuple[tuple[int, tuple[str, ...]], ...]
    known: int = 0
    core: int = 0

    def mask(self, text: str) -> int:
        """The characters that ``text`` (lower-case) covers, as a bit mask."""
        mask = 0
        for bits, words in self.terms:
            if bits & ~mask and any(word in text for word in words):
                mask |= bits
        return mask

    @property
    def head(self) -> int:
        """The last two characters of the longest piece of ``core``: what a noun phrase names
        stands at its end (托位 of 普惠托位)."""
        longest = last = 0
        length = 0
        for at in range(len(self.text) + 1):
            length = length + 1 if self.core >> at & 1 else 0
            if length >= max(longest, 2):
                longest, last = length, at
        return 0b11 << last - 1 if longest else 0

    def has_head(self, mask: int) -> bool:
        """Whether ``mask`` covers the head of the topic."""
        return mask & self.head == self.head

    def weight(self, mask: int) -> float:
        """What the characters of ``mask`` are worth together."""
        return sum(w for i, w in enumerate(self.weights) if mask >> i & 1)

    def whole(self, mask: int) -> float:
        """What ``mask`` is worth plus what its gaps cost: the divisor of a coverage."""
        return sum(
            w if mask >> i & 1 else c
            for i, (w, c) in enumerate(zip(self.weights, self.costs, strict=True))
        )

    def coverage(self, mask: int) -> float:
        """The share of the topic that ``mask`` covers, 0..1; 0 for an empty topic."""
        whole = self.whole(mask)
        return self.weight(mask) / whole if whole else 0.0

    def share(self, part: int, mask: int) -> float:
        """How much of the characters ``part`` are covered by ``mask``, 0..1; 1 for none."""
        whole = self.weight(part)
        return self.weight(part & mask) / whole if whole else 1.0

    def unseen(self, mask: int) -> float:
        """The share of the topic that is neither in ``mask`` nor anywhere in the corpus."""
        whole = self.whole(mask)
        gaps = sum(c for i, c in enumerate(self.costs) if not (mask | self.known) & 1 << i)
        return gaps / whole if whole else 0.0

    def missing(self, mask: int) -> float:
        """The share of the topic that is not in ``mask`` but stands elsewhere in the corpus."""
        whole = self.whole(mask)
        gaps = sum(c for i, c in enumerate(self.costs) if self.known & ~mask & 1 << i)
        return gaps / whole if whole else 0.0

    def contiguity(self, text: str) -> float:
        """The longest piece of the topic's longest run that stands in ``text`` (lower-case)
        without a gap, as a share of that run, 0..1."""
        runs = (run.strip(_WEAK_ENDS) for run in _RUN.findall(self.text.lower()))
        run = max(runs, key=len, default="")
        return _longest_piece(run, text) / len(run) if run else 0.0

    def unbroken(self, text: str) -> float:
        """``contiguity``, a synonym counting as the piece it stands for."""
        longest = max(map(len, _RUN.findall(self.text)), default=1)
        spoken = [
            bits.bit_count() / longest
            for bits, words in self.terms
            if len(words) > 1 and any(word in text for word in words)
        ]
        return min(1.0, max([self.contiguity(text), *spoken]))

    def names_it(self, text: str) -> bool:
        """Whether ``text`` has the very thing the topic names: its longest run, verbs aside,
        nearly in one piece, or all its words within one item of a list. 青藏铁路 is not
        川藏铁路, and 中国…盛典、国际艺术节 not 中国艺术节."""
        runs = [run.strip(_WEAK_ENDS) for run in _RUN.findall(self.text.lower())]
        name = max((_VERBS.sub("", run) or run for run in runs), key=len, default="")
        if _longest_piece(name, text) >= NEARLY * len(name):
            return True
        bits = _bits(at := self.text.lower().find(name), at + len(name))
        return any(
            self.weight(self.mask(item) & bits) >= ALL_WORDS * self.weight(bits)
            for item in re.split("[，、；。]", text)
        )

    def says_it(self, text: str) -> bool:
        """Whether a synonym that stands for half the topic or more is in ``text``."""
        return any(
            self.weight(bits) >= 0.5 * sum(self.weights) and any(w in text for w in words)
            for bits, words in self.terms
            if len(words) > 1
        )


def without_generic_words(text: str) -> str:
    """``text`` without the words that say nothing of the matter itself (工作, 建设, 加快)."""
    return _GENERIC.sub(" ", text)


def make_topic(
    text: str,
    rarity: Callable[[str], float],
    quoted: tuple[str, ...] = (),
    *,
    broad: bool = False,
) -> Topic:
    """Prepare ``text``; ``rarity`` gives the inverse document frequency of a character pair.

    ``quoted`` phrases count only as a whole and weigh double. ``broad`` lets the words of a
    field stand for it (see ``rag.synonyms.fields``).
    """
    lowered = text.lower()

    def idf(word: str) -> float:
        return rarity(word) + COMMON

    unseen = idf(_BOUNDARY)
    weak = weak_characters(lowered)
    weights = [0.0] * len(text)
    terms: list[tuple[int, tuple[str, ...]]] = []
    for run in _RUN.finditer(lowered):
        start, end = run.span()
        if run.group().isascii():
            _weigh(weights, start, end, idf(run.group()))
            terms.append((_bits(start, end), (run.group(),)))
            continue
        for at in range(start, end):
            # A pair with a function word in it (是按) is rare but says nothing.
            weights[at] = max(weights[at], 0.5 * idf(lowered[at]))
            pair = lowered[at : at + 2]
            if at + 2 <= end:
                terms.append((_bits(at, at + 2), (pair,)))
                if at not in weak and at + 1 not in weak:
                    _weigh(weights, at, at + 2, idf(pair))
                elif idf(pair) < unseen:
                    _weigh(weights, at, at + 2, 0.7 * idf(pair))
        if end - start == 1:
            terms.append((_bits(start, end), (run.group(),)))
    for quantity in quantities(lowered):
        if written := spellings(quantity):
            terms.append((_bits(quantity.start, quantity.end), written))
    for start, end, words in find_synonyms(lowered, broad=broad):
        terms.append((_bits(start, end), words))
    for position in weak:
        weights[position] *= _WEAK_SHARE
    costs = list(weights)
    for match in _GENERIC.finditer(lowered):
        for position in range(*match.span()):
            costs[position] *= _GENERIC_SHARE
    for phrase in quoted:
        at = lowered.find(phrase.lower())
        if at >= 0:
            bits = _bits(at, at + len(phrase))
            terms = [(b, s) for b, s in terms if not b & bits]
            terms.append((bits, (phrase.lower(),)))
            for position in range(at, at + len(phrase)):
                weights[position] *= 2
                costs[position] = weights[position]
    known = 0
    for bits, words in terms:
        if any(_stands(word, idf, unseen) for word in words):
            known |= bits
    return Topic(text, tuple(weights), tuple(costs), tuple(terms), known, _core(lowered, weak))


def _core(text: str, weak: frozenset[int]) -> int:
    core = 0
    for run in _RUN.finditer(text):
        name = _VERBS.sub("", run.group())
        at = run.start() + run.group().find(name) if name else run.start()
        core |= _bits(at, at + len(name))
    for match in _GENERIC.finditer(text):
        core &= ~_bits(*match.span())
    for position in weak:
        core &= ~(1 << position)
    return core


def _longest_piece(run: str, text: str) -> int:
    """The length of the longest piece of ``run``, two characters or more, that ``text`` has."""
    for length in range(len(run), 1, -1):
        if any(run[at : at + length] in text for at in range(len(run) - length + 1)):
            return length
    return 0


def _weigh(weights: list[float], start: int, end: int, weight: float) -> None:
    for position in range(start, end):
        weights[position] = max(weights[position], weight)


def _stands(word: str, idf: Callable[[str], float], unseen: float) -> bool:
    """Whether a word can stand in the corpus: every pair of its characters does."""
    if word.isascii() or len(word) == 1:
        return idf(word) < unseen
    return all(idf(word[at : at + 2]) < unseen for at in range(len(word) - 1))


def _bits(start: int, end: int) -> int:
    return (1 << end) - (1 << start)
