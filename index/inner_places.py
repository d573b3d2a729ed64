"""Running text about a city told county by county: which sentences are about which county.

A newspaper's round-up has no heading for each: 临洮县走的是“加工路”。去年，… A sentence whose
subject is a county inside the place of its section hands itself, and what follows in its
paragraph, to that county, until another place is spoken of. A row of a table that a place names
is that place's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from index.districts import Gazetteer, Mention
from index.document import Section
from index.sentences import sentence_spans
from index.tables import find_tables

_HEAD = re.compile("书记$|[省市区县州旗盟]长$|主席$")
"""Posts whose holders speak of their own place throughout; the head of an office may go through
the counties."""
_OPENS = re.compile(
    "(?:[（(]?[一二三四五六七八九十\\d]{1,3}[）)、.．]|[①-⑩]|[一二三四五六七八九十]是|[—·•●▪◆◇■▲*-]+)?\\s*[“‘（(]*(?:[^，。：；]{1,12}[，：]){0,2}(?:(?:记者|我们)(?=[在到走来])|走进|走近|[来回再]到|到|抵达|走访|在|作为|地处|位于|据|今年|去年|如今|近年来|同样|同时|而|则|同期|年内|截至目前|[^，。：；]{2,8}(?:[的上]|之[乡都城地]|故里|名城|大县|强县))*"
)
"""What may stand before the place that a sentence is about."""
_INTRODUCED = re.compile(
    "(?:书记|[区县市旗州]长|主任|局长)(?:代表|委员|同志)?"
    "(?P<name>[\u4e00-\u9fff]{2}(?:(?![说介表认在指谈讲坦直告笑就也还带])[\u4e00-\u9fff])?)"
)
"""A post of a place and whoever holds it: 龙潭区区长代表某某某. The paragraph that goes on with the
name goes on with the place."""
_BROUGHT_UP = re.compile("(?:是|当属|首推|要数|轮到|看看?|来到)$")
"""What stands before a place that a paragraph opens with at its first sentence's end: …的是临漳县。"""
_SUBHEAD = re.compile("[^。；|\\d□]{2,40}[^。；，、：:|\\d]")
"""A line without a stop, which may head a part."""
_LEFT = re.compile("(?:离开|告别|走出|驶出|作别)$")
"""What stands before a place that is told of no more: 离开宾川往西，到漾濞…"""
_ARRIVES = re.compile("(?:到了?|抵达|来到|走进|[一二三四五六七]?站[，,]?就?是)$")
"""What stands before a place that is told of from here on: 一路向西，抵达…普安县。"""
LONGEST_OPENING = 24
"""Characters that may stand there: more would let ``_OPENS`` try too many ways to read them."""
_PLACES = re.compile("地区|地方|[省市区县旗州盟](?:份|名称)?$|单位名称")
"""How a column of places is called."""
_LIST_OPENS = re.compile("[^。；：]{0,30}：")
_LEVELS = "省市州盟县区旗"
_ALL = re.compile(
    f"(?:^|[，；：“])(?:今年|去年|目前|截至目前|年内|在|据|[^，；：“]{{2,16}}告诉记者，|[^，；：“]{{2,16}}介绍，)*(?:(?:全|我|本)(?P<level>[{_LEVELS}])(?!第|平均|前|[各率])|各[县区市旗])"
)
"""A sentence about a whole, whatever it names; 增速全省第一 is about one. Whose whole it is tells
the word: 全县 is no province."""


def split_by_place(text: str, section: Section, gazetteer: Gazetteer) -> list[Section]:
    """``section`` of ``text``, a whole document, cut where it turns to a place inside its own, each
    part under that place; ``[section]`` where nothing shows such a turn."""
    if len(section.districts) > 1:
        return [section]
    own = section.districts[0] if section.districts else ""
    inside = _inside(text, own, gazetteer)
    rows = _places_of_rows(text, section, own, inside, gazetteer)
    named = inside if own else ()
    if not rows and not named:
        return [section]
    parts: list[Section] = []
    for start, end, place in _told(text, section, own, named, rows, gazetteer):
        districts = (place,) if place else ()
        if parts and parts[-1].districts == districts:
            parts[-1] = replace(parts[-1], end=end)
        else:
            parts.append(replace(section, districts=districts, start=start, end=end))
    return [_trimmed(text, part) for part in parts if text[part.start : part.end].strip()]


@lru_cache(maxsize=8)
def named_in_full(text: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The places that ``text``, a whole document, names in full, in the order of their names."""
    return tuple(sorted({m.name for m in gazetteer.mentions(text) if m.full}))


@lru_cache(maxsize=8)
def _inside(text: str, own: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """Those of them inside ``own``, or all where that is empty."""
    named = named_in_full(text, gazetteer)
    return tuple(n for n in named if not own or own in gazetteer.ancestors(n))


def _places_of_rows(
    text: str, section: Section, own: str, inside: tuple[str, ...], gazetteer: Gazetteer
) -> dict[int, str]:
    """The places inside ``own`` that name rows of tables in ``section``, by where the row starts;
    by a short name (四川) only in a column of places."""
    found: dict[int, str] = {}
    for table in find_tables(text[section.start : section.end]):
        of_places = _PLACES.search(table.columns[table.label]) is not None
        for row in table.rows:
            start, end = (section.start + at for at in row.cells[table.label])
            for mention in gazetteer.mentions(text[start:end], inside):
                whole = mention.end - mention.start == end - start
                lies_inside = not own or own in gazetteer.ancestors(mention.name)
                if whole and lies_inside and (of_places or mention.full):
                    found[section.start + row.start] = mention.name
    return found


def _told(
    text: str,
    section: Section,
    own: str,
    inside: tuple[str, ...],
    rows: Mapping[int, str],
    gazetteer: Gazetteer,
) -> Iterator[tuple[int, int, str]]:
    """Every sentence of ``section``, or every part of one that goes through several places, with the
    place it is about; ``rows`` are those of tables."""
    spans = list(sentence_spans(text, section.start, section.end))
    leader = _HEAD.search(section.role) is not None and not _goes_round(
        text, spans, inside, gazetteer
    )
    people: dict[str, str] = {}
    parts_opened = {} if leader else _subheads(text, section, inside, gazetteer)
    part = own
    position = section.start
    place = own
    for start, end in spans:
        if "\n" in text[position : start + 1] and not _goes_on(text[start:end], own):
            line = text[start : _line_end(text, start)].strip()
            part = parts_opened.get(line, own if _is_subhead(line) else part)
            place = _of_person(text[start:end].strip(), people) or part  # a new paragraph
        if start in rows:
            place = rows[start]
            yield position, end, place
        elif parts := _listed(text, start, end, inside, gazetteer):
            yield position, parts[0][0], own
            yield from parts
            place = own
        else:
            sentence = text[start:end].strip()
            place = own if leader else _subject(sentence, place, own, inside, gazetteer)
            if part not in {own, place} and place != own:
                part = own  # a part that no line heads
            if place != own:
                people |= {m["name"]: place for m in _INTRODUCED.finditer(sentence)}
            yield position, end, place
        position = end
    if position < section.end:
        yield position, section.end, place


def _subheads(
    text: str, section: Section, inside: tuple[str, ...], gazetteer: Gazetteer
) -> dict[str, str]:
    """Lines that head parts about one place inside each (老屋变身养老院：松阳的下半场), with the
    place: two or more of them, or none."""
    found: dict[str, str] = {}
    for line in map(str.strip, text[section.start : section.end].split("\n")):
        named = {m.name for m in gazetteer.mentions(line, inside)} if _is_subhead(line) else set()
        if len(named) == 1 and (name := named.pop()) in inside:
            found[line] = name
    return found if len(set(found.values())) >= 2 else {}


def _is_subhead(line: str) -> bool:
    return _SUBHEAD.fullmatch(line) is not None


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _goes_round(
    text: str, spans: Sequence[tuple[int, int]], inside: tuple[str, ...], gazetteer: Gazetteer
) -> bool:
    """Whether paragraphs open with two or more places inside, as when a city's head speaks of its
    counties one by one."""
    opened = {
        _subject(text[start:end].strip(), "", "", inside, gazetteer)
        for start, end in spans
        if start == 0 or text[start - 1] == "\n"
    }
    return len(opened - {""}) >= 2


def _of_person(paragraph: str, people: Mapping[str, str]) -> str:
    """The place of whoever a paragraph opens with; "" if nobody known."""
    return next((place for name, place in people.items() if paragraph.startswith(name)), "")


def _goes_on(sentence: str, own: str) -> bool:
    """Whether the first sentence of a paragraph goes on with the county spoken of: 全县养老床位…"""
    whole = _ALL.match(sentence)
    return whole is not None and not _is_own_level(whole["level"], own)


def _listed(
    text: str, start: int, end: int, inside: tuple[str, ...], gazetteer: Gazetteer
) -> list[tuple[int, int, str]]:
    """The parts of a sentence that goes through two places or more, each up to a semicolon:
    港北区…；港南区…。 Empty for any other sentence."""
    opening = _LIST_OPENS.match(text, start, end)
    begin = opening.end() if opening else start
    ends = [at + 1 for at in range(begin, end - 1) if text[at] in "；;"]
    parts: list[tuple[int, int, str]] = []
    for a, b in pairwise([begin, *ends, end]):
        place = _subject(text[a:b].strip(), "", "", inside, gazetteer)
        if place:
            parts.append((a, b, place))
        elif parts:
            parts[-1] = (parts[-1][0], b, parts[-1][2])
    return parts if len({place for _, _, place in parts}) > 1 else []


def _subject(
    sentence: str, before: str, own: str, inside: tuple[str, ...], gazetteer: Gazetteer
) -> str:
    mentions = [
        m
        for m in gazetteer.mentions(sentence, inside)
        if m.name in inside and not _LEFT.search(sentence[: m.start])
    ]
    whole = _ALL.search(sentence)
    if whole and not _is_own_level(whole["level"], own):
        # 全县 under a city's name, in what is told of one of its counties
        named = mentions[0].name if mentions and _leads(sentence, mentions[0].start) else ""
        return next((n for n in (named, before) if n.endswith(whole["level"])), own)
    if mentions and not whole and _ARRIVES.search(sentence[: mentions[-1].start]):
        return mentions[-1].name
    if mentions and _in_brackets(sentence, mentions[-1]):
        return mentions[-1].name
    if whole or len({m.name for m in mentions}) > 1:
        return own
    if mentions and sentence[mentions[0].end :] in {"。", "："} and before in {"", own}:
        return mentions[0].name if _BROUGHT_UP.search(sentence[: mentions[0].start]) else before
    return mentions[0].name if mentions and _leads(sentence, mentions[0].start) else before


def _in_brackets(sentence: str, mention: Mention) -> bool:
    """Whether a sentence ends with a place in brackets: 第四条 香料产业（玉州区）。"""
    opening = sentence[max(mention.start - 1, 0) : mention.start]
    return (
        opening in {"（", "("}
        and re.fullmatch("[）)][。：:]?", sentence[mention.end :]) is not None
    )


def _is_own_level(level: str | None, own: str) -> bool:
    """Whether 全市 (``level`` 市) may mean the whole of ``own``; 各县 always does."""
    return not own or level is None or own.endswith(level)


def _leads(sentence: str, at: int) -> bool:
    """Whether what stands at ``at`` is what ``sentence`` is about."""
    return at <= LONGEST_OPENING and _OPENS.fullmatch(sentence, 0, at) is not None


def _trimmed(text: str, section: Section) -> Section:
    body = text[section.start : section.end]
    start = section.start + len(body) - len(body.lstrip())
    return replace(section, start=start, end=start + len(body.strip()))
