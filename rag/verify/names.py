"""Whether the places, people, posts and quoted phrases of a sentence are those of its sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from index.districts import Gazetteer, short_name
from rag.people import named_people
from rag.verify.passage import Told
from rag.verify.times import nearest

_QUOTED = re.compile("[“「『《]([^”」』》]{2,40})[”」』》]")
_POST = re.compile(
    "(?:区委|市委|县委|省委|自治区|党工委|党组)?(?:副)?(?:书记|主席|主任|[省市区县州旗]长|局长|厅长|处长)"
)
_FIRST = re.compile(
    "(?:全国|全省|全市|世界|全球|中国|国内|亚洲)(?:第[一二三1-3]|首[个家座条批次位]|唯一|最)|首[个家座条批创次]|唯一|第一|率先|领先|榜首|首位|居首|最(?:大|高|多|长|快|早|好|强|先进|新)(?![^，。；]{0,5}\\d)|历史(?:性|新高)|创新高|之最"
)
"""What sets a thing above all others."""
_CAUSE = re.compile(
    "因为|由于|得益于|归功于|归因于|原因|导致|受[^，。]{1,12}影响|源于|缘于|使得|从而"
)
TURNS_AT = 2
"""Characters before a place with which a sentence turns to it."""
_JOINED = re.compile("[、，]?(?:和|与|及|以及|跟)?")
_NAMED_AFTER = re.compile(
    "[东南西北]?站|机场|国际|[大小中]学|学院|医院|银行|大道|路(?!上)|都市圈|城市群|海关|港"
)
"""What follows a place where it is only part of a name: 长春北站."""
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9+-]+")


def wrong_places(
    sentence: str,
    told: Sequence[Told],
    scope: Collection[str],
    gazetteer: Gazetteer,
    known: tuple[str, ...],
) -> list[str]:
    """The objections to the places of ``sentence``: one that its sources are not about, or do not
    name, or none of those asked about (``scope``)."""
    found: list[str] = []
    asked = set(scope)
    named_here = _mentions(sentence, gazetteer, known)
    # 西安市灞桥区: the city says where the district lies.
    around = {a for name, _ in named_here for a in gazetteer.ancestors(name)}
    for name, surface in named_here:
        about = any(_is_about(source, name, surface, gazetteer, known) for source in told)
        if not about and name not in around:
            found.append(f"引文说的不是{name}")
        elif (
            asked
            and not (asked & ({name} | set(gazetteer.ancestors(name))))
            and not any(name in gazetteer.ancestors(place) for place in asked)
            and not any(surface in source.text for source in told)
        ):
            found.append(f"问的不是{name}")
    own = {place for source in told for place in source.passage.districts}
    named = any(short_name(place) in source.text for place in asked for source in told)
    if (
        asked
        and not named
        and own
        and not own & asked
        and not any(
            own & set(gazetteer.ancestors(place)) or place in _within(own, gazetteer)
            for place in asked
        )
    ):
        found.append(f"引文是{'、'.join(sorted(own))}的，问的是{'、'.join(sorted(asked))}")
    return list(dict.fromkeys(found))


def teller(
    sentence: str, gazetteer: Gazetteer, known: tuple[str, ...]
) -> Callable[[Told, int], bool]:
    """Whether a source is about the place that what stands at some point of ``sentence`` is told
    of: the last one named before it, with those joined to it (甲区和乙区分别…)."""
    mentions = gazetteer.mentions(sentence, known)

    def tells_of(source: Told, at: int) -> bool:
        before = [m for m in mentions if m.start < at]
        if not before:
            return True
        group = before[-1:]
        for mention in before[-2::-1]:
            if not _JOINED.fullmatch(sentence[mention.end : group[0].start]):
                break
            group.insert(0, mention)
        return any(_is_about(source, m.name, m.text, gazetteer, known) for m in group)

    return tells_of


def _mentions(text: str, gazetteer: Gazetteer, known: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(m.name, m.text) for m in gazetteer.mentions(text, known)]


def _within(places: set[str], gazetteer: Gazetteer) -> set[str]:
    return {a for place in places for a in gazetteer.ancestors(place)}


def _is_about(
    source: Told, name: str, surface: str, gazetteer: Gazetteer, known: tuple[str, ...]
) -> bool:
    """Whether a sentence of a source is about a place: it names it, or is told of it. A place that
    the paragraph has turned away from to another is not told of any more; and what is told of a
    district is not told of its city."""
    own = source.passage.districts
    wider = any(name in gazetteer.ancestors(place) for place in own)
    for said in (surface, short_name(name)):
        # 占西安市的一成 does not make what is told of a district told of its city.
        if re.search(
            rf"(?:^|[，。；：“])\s*{re.escape(said)}" if wider else re.escape(said), source.text
        ):
            return True

    def elsewhere(text: str) -> list[tuple[str, str]]:
        """The places of ``text`` beyond those the passage is of, and what lies in them."""
        return [
            (m.name, m.text)
            for m in gazetteer.mentions(text, known)
            if m.name not in own
            and not gazetteer.ancestors(m.name) & set(own)
            and not _NAMED_AFTER.match(text, m.end)
        ]

    here = elsewhere(source.text)
    if here and here[0][0] != name and source.text.find(here[0][1]) <= TURNS_AT:
        return False
    if not here and (before := elsewhere(source.before)):
        return before[-1][0] == name
    if own:  # a title may name the places of several passages
        return name in own
    return surface in source.passage.label or short_name(name) in source.passage.label


def wrong_people(sentence: str, told: Sequence[Told]) -> list[str]:
    """The objections to the people of ``sentence`` and to their posts."""
    labels = " ".join(dict.fromkeys(t.passage.label for t in told))
    text = " ".join(t.text for t in told)
    found = [
        f"引文没有提到{name}"
        for name in named_people(sentence)
        if name not in labels and name not in text
    ]
    # 由县委书记罗启明提出, where the source says that of another: the speaker is not whoever acts.
    source = nearest(sentence, told)
    own = source.text if source else ""
    if others := [name for name in named_people(own) if name not in sentence]:
        found += [
            f"引文说的是{others[0]}，不是{name}"
            for name in named_people(sentence)
            if name not in own
        ]
    for post in _POST.findall(sentence):
        if post not in labels and post not in text:
            found.append(f"引文没有提到{post}")
    return found


def wrong_phrases(sentence: str, told: Sequence[Told]) -> list[str]:
    """The objections to quoted phrases, Latin names, claims of rank and causes."""
    text = "".join(t.text for t in told)
    source = f"{text} {' '.join(t.passage.label for t in told)}"
    plain = re.sub("[“”‘’「」『』\\s]", "", source)
    found = [
        f"引文没有“{phrase}”"
        for phrase in _QUOTED.findall(sentence)
        if re.sub("[“”‘’「」『』\\s]", "", phrase) not in plain
    ]
    found += [
        f"引文没有 {word}"
        for word in _LATIN.findall(sentence)
        if word.lower() not in source.lower()
        and len(word) > 1
        and word.upper() not in {"GDP", "PM"}
    ]
    found += [
        f"引文没有说“{claim}”"
        for claim in _FIRST.findall(sentence)
        if claim not in text and not _is_ranked(claim, text)
    ]
    if (cause := _CAUSE.search(sentence)) and not _CAUSE.search(text):
        found.append(f"引文没有说明原因（{cause.group()}）")
    return found


def _is_ranked(claim: str, text: str) -> bool:
    return claim.endswith("第一") and re.search("居首|首位|榜首", text) is not None
