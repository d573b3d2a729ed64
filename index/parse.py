"""Raw text in, ``Document`` out: front matter, cleaning, sections, districts, speaker."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import replace
from pathlib import PurePath

from index.clean import clean
from index.districts import Gazetteer
from index.document import Document, Section, content_sha256
from index.errors import DocumentError
from index.headings import (
    Heading,
    governed_places,
    read_byline,
    read_cast,
    read_heading,
    read_reporter,
    read_turn,
)
from index.inner_places import named_in_full, split_by_place
from index.load import split_front_matter

_DATE = re.compile(r"(20\d\d|19\d\d)\s*[年\-./]\s*(\d{1,2})\s*[月\-./]\s*(\d{1,2})")
_TURN = re.compile(r"(?P<who>[^：:，。]{2,24}?)[：:]\s*(?=\S)")
_BOXED_TURN = re.compile("【(?:主持人[ ：:]*)?(?P<who>[^【】：，。]{2,24})】")
"""A line that gives the word to somebody: 【卓远帆】, 【主持人 某某某】."""
_ASKER = re.compile("记者(?:问|）|$)|^问$|主持人")
_CAST_LINES = 40
"""Lines at the top of a record in which those who take part may be named."""
_NEARLY_ALL = 0.8
"""The share of the places named that must lie in the one that a document is taken to be about."""
_IMPRINT = re.compile("(?:责编|编辑|美编|电话|来源|期号)[:：]|第\\d+期|总第")
"""Who made a page, and which issue it stands in: no title."""
_LEAD = 500
"""Characters at the top of a document in which a byline, date and district are looked for."""


def parse_document(
    text: str,
    *,
    title: str = "",
    path: str = "",
    districts: tuple[str, ...] = (),
    gazetteer: Gazetteer | None = None,
) -> Document:
    """Clean ``text`` and find its sections.

    A section's districts come from its own heading or one above it, else from the document:
    ``districts``, front matter, title, file name, the lines at the top, and last the place
    named by far most often. Raises ``DocumentError`` when no readable text is left.
    """
    gazetteer = gazetteer or Gazetteer()
    front = split_front_matter(text)
    cleaned = clean(text[front.body_start :])
    if not cleaned.text:
        raise DocumentError(
            f"《{title or path or '未命名文档'}》清洗后没有可读的文字。", "请检查原文件。"
        )
    stem = PurePath(path).stem if path else ""
    title = title or front.fields.get("title", "") or _first_title(cleaned.text, gazetteer) or stem
    own = _named(districts, gazetteer) or _named(
        tuple(re.split("[、，,;；\\s]+", front.fields.get("district", ""))), gazetteer
    )
    lead = cleaned.text[:_LEAD]
    cast = _cast(cleaned.text, gazetteer)
    role, speaker = _byline(lead) if not cast else ("", "")
    speaker = front.fields.get("speaker", "") or speaker
    fallback = own or _document_districts(title, stem, cleaned.text, gazetteer)
    outer = Heading(0, "", fallback, role, speaker)
    sections = _sections(cleaned.text, outer, cast, gazetteer)
    sha256 = content_sha256(text)
    return Document(
        id=content_sha256(f"{path}\0{title}\0{sha256}")[:12],
        title=title,
        path=path,
        text=cleaned.text,
        sections=sections,
        sha256=sha256,
        date=front.fields.get("date", "") or _date(lead) or _date(text[front.body_start :][:_LEAD]),
        original_offsets=tuple(
            (at, original + front.body_start) for at, original in cleaned.offsets
        ),
    )


def original_offset(document: Document, position: int) -> int:
    """Where the character at ``position`` of ``document.text`` stood before cleaning."""
    starts = [at for at, _ in document.original_offsets]
    at, original = document.original_offsets[max(bisect_right(starts, position) - 1, 0)]
    return original + position - at


def _sections(
    text: str, outer: Heading, cast: dict[str, Heading], gazetteer: Gazetteer
) -> tuple[Section, ...]:
    sections: list[Section] = []
    bylines = {} if cast else _bylines_of_parts(text, gazetteer)
    open_headings: list[Heading] = [outer]
    known = named_in_full(text, gazetteer)
    part: Heading | None = None
    body_start = 0
    position = 0
    for line in text.split("\n"):
        end = position + len(line)
        turn = _turn(line)
        speaks = cast.get(turn["who"].strip()) if turn and cast else None
        asks = turn and not speaks and _ASKER.search(turn["who"])
        if asks and cast and part is None:
            speaks = Heading(7, outer.text, outer.districts)
        begin = turn.end() if turn else 0
        if named := read_turn(line, gazetteer):
            speaks, begin = named
        heading = speaks or read_heading(line, gazetteer, known) or bylines.get(line)
        if heading and not speaks and heading.level == 7:
            part = heading  # an interview of its own: who asks there asks of this place
        if heading is None and not text[body_start:position].strip():
            _name_speaker(open_headings, line)
        if heading is not None:
            _close_section(sections, text, open_headings, body_start, position, gazetteer)
            while len(open_headings) > 1 and open_headings[-1].level >= heading.level:
                open_headings.pop()
            above = open_headings[-1]
            if not heading.districts:
                heading = replace(
                    heading,
                    districts=() if heading.elsewhere else above.districts,
                    role=heading.role or above.role,
                    speaker=heading.speaker or above.speaker,
                )
            open_headings.append(heading)
            body_start = position + begin if speaks else end
        position = end + 1
    _close_section(sections, text, open_headings, body_start, len(text), gazetteer)
    return tuple(sections)


def _bylines_of_parts(text: str, gazetteer: Gazetteer) -> dict[str, Heading]:
    """Lines of nothing but a post and a name (福清市委书记 某某某) that open parts of a page, by line: there
    are two or more of them, each of another place. A single one is the whole document's."""
    found: dict[str, Heading] = {}
    for line in text.split("\n"):
        role, name = read_byline(line)
        places = governed_places(role, gazetteer) if name else ()
        if len(places) == 1:
            found[line] = Heading(7, line, places, role, name)
    return found if len({h.districts for h in found.values()}) == len(found) > 1 else {}


def _name_speaker(open_headings: list[Heading], line: str) -> None:
    """A post and a name right below a place's heading tell who speaks there."""
    role, speaker = read_byline(line)
    last = open_headings[-1]
    if speaker and len(open_headings) > 1 and last.districts and last.level == 7:
        open_headings[-1] = replace(last, role=role, speaker=speaker)


def _turn(line: str) -> re.Match[str] | None:
    """Who is given the word by ``line``, if anybody."""
    return _BOXED_TURN.fullmatch(line) or _TURN.match(line)


def _cast(text: str, gazetteer: Gazetteer) -> dict[str, Heading]:
    """Who takes part in a record of who said what (某某某：…), by name; empty for any other text."""
    lines = text.split("\n")
    known = [h for line in lines[:_CAST_LINES] for h in read_cast(line, gazetteer)]
    turns = {turn["who"].strip() for line in lines if (turn := _turn(line))}
    return {heading.speaker: heading for heading in known if heading.speaker in turns}


def _close_section(
    sections: list[Section],
    text: str,
    open_headings: list[Heading],
    start: int,
    end: int,
    gazetteer: Gazetteer,
) -> None:
    body = text[start:end]
    stripped = body.strip()
    if stripped:
        start += len(body) - len(body.lstrip())
        heading = open_headings[-1]
        section = Section(
            " › ".join(h.text for h in open_headings[1:] if h.level >= heading.level - 1)
            if heading.level > 7
            else heading.text,
            heading.districts,
            heading.speaker,
            heading.role,
            start,
            start + len(stripped),
        )
        sections += split_by_place(text, section, gazetteer)


def _named(names: tuple[str, ...], gazetteer: Gazetteer) -> tuple[str, ...]:
    given = [name.strip() for name in names if name.strip()]
    return tuple(dict.fromkeys(gazetteer.canonical(name) or name for name in given))


def _document_districts(title: str, stem: str, text: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    titled = read_heading(title, gazetteer)
    for source in (stem,) if titled and titled.speaker else (title, stem):
        if found := governed_places(source, gazetteer):
            return found
        leading = re.sub(r"^(?:\d{4}年|关于|《|“|【|\d+[、.])+", "", source)
        for mention in gazetteer.mentions(leading):
            # 驰援武汉 in a title does not make the document Wuhan's, 武汉市… or 武汉：… does.
            if mention.full or mention.start == 0:
                return (mention.name,)
    lead = text[:_LEAD]
    for line in lead.split("\n"):
        heading = read_heading(line, gazetteer)
        if heading and heading.speaker:
            break  # what follows is one speaker's, not the document's
        if found := governed_places(line.partition("我代表")[2] or line, gazetteer):
            return found[:1]
    return _most_frequent(text, gazetteer)


def _most_frequent(text: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The place named by far most often, or the one that the text starts with if it is named
    more often than any other."""
    mentions = [m for m in gazetteer.mentions(text[:20000]) if m.full]
    ranked = Counter(m.name for m in mentions).most_common(2)
    if not ranked:
        return ()
    first, times = ranked[0]
    if times < len(mentions) / 2 and (outer := _around_all([m.name for m in mentions], gazetteer)):
        return (outer,)
    others = ranked[1][1] if len(ranked) > 1 else 0
    opens = mentions[0].start == 0 and mentions[0].name == first
    by_far = times >= 3 and times >= 2 * others
    return (first,) if by_far or (opens and times > others) else ()


def _around_all(names: list[str], gazetteer: Gazetteer) -> str:
    """The innermost place in which nearly all of ``names``, three places or more, lie: a round-up of a
    city's counties is the city's. Empty if there is none."""
    count = Counter(outer for name in names for outer in {name, *gazetteer.ancestors(name)})
    inner = {name: {n for n in names if name in gazetteer.ancestors(n)} for name in count}
    around = [o for o in count if len(inner[o]) >= 3 and count[o] >= _NEARLY_ALL * len(names)]
    return max(around, key=lambda o: len(gazetteer.ancestors(o)), default="")


def _first_title(text: str, gazetteer: Gazetteer) -> str:
    """The first line at the top that is long enough for a title (政务信息 is a menu)."""
    for number, line in enumerate(text.split("\n")[:8]):
        heading = read_heading(line, gazetteer)
        if number and heading is not None and heading.speaker:
            break  # from here on one of several speaks
        title = re.sub(r"^#{1,6}\s+", "", line)
        if len(title) > 60:
            # A page saved as one line has its title before the first space.
            title = title.split(" ", 1)[0]
        if 6 <= len(title) <= 60 and title[-1] not in "。；，：" and not _IMPRINT.search(title):
            return title
    return ""


def _byline(lead: str) -> tuple[str, str]:
    for line in lead.split("\n"):
        if line.startswith("—"):
            continue  # whom the first of several interviews is with
        role, name = read_byline(re.sub(r"^#{1,6}\s+", "", line))
        if name:
            return role, name
    return read_reporter(lead)


def _date(lead: str) -> str:
    match = _DATE.search(lead)
    return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}" if match else ""
