"""Example questions taken from the documents by rule, so that each has an answer there.

A clause such as ``推进总投资2000亿元的101个海洋重点项目`` asks for its own quantity:
``西海岸新区要推进多少个海洋重点项目？``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ui.seam import Library

_CLAUSE = re.compile(r"[，。；！？：、,;\n“”‘’（）()《》—]+")
_NUMBER = r"(?:\d+(?:\.\d+)?)"
_COUNTED = re.compile(
    r"(?P<verb>推进|建设|打造|新增|培育|引进|实施|新建|改造|建成|创建|形成|开展|完成|布局|落实|盘活|启动)"
    r"(?:[\u4e00-\u9fff]{0,8}"
    + _NUMBER
    + r"[\u4e00-\u9fff]{1,6}的|不少于|约|近|超)?"
    + _NUMBER
    + r"(?P<unit>个|家|条|项|座|处|所|户|片|万亩|公里|万套|万人)"
    r"(?P<noun>[\u4e00-\u9fff]{3,10})(?![\u4e00-\u9fff])"
)
_MEASURED = re.compile(
    r"(?P<noun>[\u4e00-\u9fff]{4,18}?)(?P<verb>达到|突破|增长|超过)"
    + _NUMBER
    + r"(?P<unit>%|亿元|万亿元|万人|万户|万吨)"
)
_LOOSE_NOUN = re.compile(r"^(?:以上|以下|以内|左右|的|多)|分别|等|(?:的|以上|以内|左右)$")
_LOOSE_START = re.compile(
    r"^(?:力争|争取|确保|实现|预计|推动|带动|全年|今年|明年|年均|每年|[一二三四五六七八九十两]年内|到时|其中|全[省市区县]|的|将|要)+"
)
_FUTURE = re.compile(r"将|要|力争|争取|确保|计划|目标|预期|加快|全力|今年")
_ACRONYM = re.compile(r"(?<![A-Za-z])[A-Z]{3,8}(?![A-Za-z])")
_QUOTED = re.compile(r"“([\u4e00-\u9fffA-Za-z0-9·]{2,8})”")
_TOPICS = (
    "城市更新",
    "乡村振兴",
    "营商环境",
    "数字经济",
    "科技创新",
    "对外开放",
    "新增就业",
    "医疗",
    "教育",
    "养老",
    "就业",
)


class Examples:
    """Example questions of a library, taken anew when its documents have changed; ``given``
    ones take their place."""

    def __init__(self, library: Library, given: Sequence[str] | None = None) -> None:
        self._library = library
        self._given = given
        self._taken: tuple[object, tuple[str, ...]] = (None, ())

    def now(self) -> tuple[str, ...]:
        """The questions for the documents there are now."""
        if self._given is not None:
            return tuple(self._given)
        state = tuple((d.id, d.sha256) for d in self._library.documents.values())
        if self._taken[0] != state:
            self._taken = (state, example_questions(self._library))
        return self._taken[1]


def example_questions(library: Library, n: int = 6) -> tuple[str, ...]:
    """Up to ``n`` questions: quantities of different districts, a search, a comparison."""
    spoken = _texts_by_district(library)
    shared = [*_which_question(spoken), *_compare_question(spoken)]
    queues = [_quantity_questions(district, text) for district, text in spoken.items()]
    quantities = list(_in_turn(queues, max(n - len(shared), 0)))
    return tuple([*quantities, *shared][:n])


def _texts_by_district(library: Library) -> dict[str, str]:
    """What is said of each district alone, in the library's order."""
    texts: dict[str, list[str]] = {district: [] for district in library.districts}
    for document in library.documents.values():
        for section in document.sections:
            if len(section.districts) == 1 and section.districts[0] in texts:
                texts[section.districts[0]].append(document.text[section.start : section.end])
    return {district: "\n".join(parts) for district, parts in texts.items() if parts}


def _in_turn(queues: list[Iterator[str]], limit: int) -> Iterator[str]:
    """One question of each queue after another, up to ``limit``."""
    while queues and limit > 0:
        for queue in queues[:limit]:
            question = next(queue, None)
            if question is None:
                queues = [other for other in queues if other is not queue]
            else:
                yield question
                limit -= 1


def _quantity_questions(district: str, text: str) -> Iterator[str]:
    for sentence in re.split(r"[。！？；\n]", text):
        will = "要" if _FUTURE.search(sentence) else ""
        for clause in _CLAUSE.split(sentence):
            if match := _COUNTED.search(clause):
                if not _LOOSE_NOUN.search(match["noun"]):
                    yield f"{district}{will}{match['verb']}多少{match['unit']}{match['noun']}？"
            elif match := _MEASURED.match(clause):
                noun = _LOOSE_START.sub("", match["noun"])
                if 4 <= len(noun) <= 12 and not _LOOSE_NOUN.search(noun):
                    yield f"{district}{noun}{will}{match['verb']}多少？"


def _which_question(spoken: dict[str, str]) -> list[str]:
    """A term that some districts mention and others do not."""
    for pattern in (_ACRONYM, _QUOTED):
        terms = dict.fromkeys(
            match[match.re.groups] for text in spoken.values() for match in pattern.finditer(text)
        )
        for term in terms:
            if 2 <= sum(term in text for text in spoken.values()) < len(spoken):
                return [f"哪些地区提到了{term}？"]
    return []


def _compare_question(spoken: dict[str, str]) -> list[str]:
    """The topic that the fewest districts, but at least two, have in common."""
    found = {
        topic: districts
        for topic in _TOPICS
        if len(districts := [name for name, text in spoken.items() if topic in text]) >= 2
    }
    if not found:
        return []
    topic = min(found, key=lambda name: len(found[name]))
    return [f"比较{found[topic][0]}和{found[topic][1]}的{topic}。"]
