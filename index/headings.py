"""What a heading says: whose section it opens, who speaks, and under what headline.

Two forms are known: Markdown headings, and lines of their own in the manner of Chinese
newspapers and reports (``市南区委书记王锋：聚力强势…``, ``一、2025年工作回顾``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.districts import Gazetteer

_OFFICE = (
    r"书记|区长|市长|县长|省长|州长|旗长|盟长|镇长|乡长|主席|主任|局长|部长|厅长|处长|司长|秘书长"
    r"|会长|院长|校长|行长|常委|委员|党组成员|负责人|发言人|董事长|总经理|代表|专员|组长|司令员|政委|研究员|教授"
)
_PERSON = (
    r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]\s[\u4e00-\u9fff]"
    r"|[\u4e00-\u9fff]{1,8}[·•][\u4e00-\u9fff·•]{1,10}"
)
_ROLE_PERSON = re.compile(
    # 区县长在现场 and 县委书记话落实 are titles of a series, not somebody's post and name.
    rf"(?P<role>.*(?:{_OFFICE})(?<!区县长)(?<!县区长)(?<!市县长)(?<!县市长))\s*(?P<name>(?![话在说讲论访看畅共带与晒亮谈这那怎如们]|大会|会议|团)(?:{_PERSON}))"
)
_PERSON_ROLE = re.compile(
    rf"(?:[\u4e00-\u9fff]{{2,12}}\s*[｜丨]\s*)?(?P<name>{_PERSON})\s*[（(](?P<role>[^（）()]*(?:{_OFFICE})[^（）()]*)[）)]"
)
"""金水区｜某某某（金水区委副书记、区长）."""
_ZONES = (
    r"新区|示范区|开发区|经开区|高新区|保税区|综保区|港区|国际港|园区|合作区|试验区|度假区|新城"
)
_PLACE = rf"(?:{_ZONES}|自治[区州县旗]|[省市区县旗州盟镇乡])"
# The office tells that a place before it is the speaker's own: 市南区|委书记, 四川省|人民政府.
_GOVERNED = re.compile(
    rf"(?P<place>[\u4e00-\u9fff]{{1,9}}?{_PLACE})(?=(?:党?[工区市县省州旗]?委|人民政府|政府|管委会|管理委员会"
    r"|服务管理局|[\u4e00-\u9fff]{2,4}局|常务副|党组|人大|政协|[代副]?(?:[区市县省州旗盟]长|主席)|人民代表大会|第[一二三四五六七八九十]+届))"
)
# A zone that belongs to a known place but is not that place: 四川天府新区, 苏州工业园区.
_ZONE = re.compile(rf"[^各全]*(?:{_ZONES})")
# A byline that names some place, though none that could be made out.
_SOMEWHERE = re.compile(r"[^全各本我副\W][\u4e00-\u9fff](?:[区县旗镇乡港城园](?!长|委)|街道)")
_INTERVIEWED = re.compile(r"(?:[—–\-]{1,2}\s*)?(?:专访|访谈|采访|对话|访)(?P<who>.+)")
"""——访天元区委书记某某某, below the headline of an interview."""
_INTERVIEWEE = re.compile("(?:受访(?:人|嘉宾)|访谈(?:对象|嘉宾)|对话嘉宾)[:：]")
_LABEL = re.compile(
    r"(?:主持人?|发布人|发言人|主讲人|嘉宾|出席(?:人员|领导)?|受访(?:人|嘉宾)?|访谈(?:对象|嘉宾)|对话嘉宾)[:：]\s*"
)
_TURN_WITH_POST = re.compile(
    rf"(?P<name>{_PERSON})(?:代表|委员|同志)?\s*[（(](?P<role>[^（）()：]*(?:{_OFFICE}))[）)]\s*[：:]\s*(?=\S)"
)
_NAMED_LAST = re.compile(r"(?P<role>\S.*)\s(?P<name>[\u4e00-\u9fff·]{2,6})")
_REPORTER = re.compile(
    r"(?P<role>[省市区县州旗]长|主席)(?P<name>[\u4e00-\u9fff·]{2,10}?)(?:代表[\u4e00-\u9fff]{2,12})?(?:向大会)?作(?:了)?政府工作报告"
)
_NO_NAME = "各全本我该两多几"
_MARKDOWN = re.compile(r"(#{1,6})\s+(?P<text>.+)")
_NUMBERED = re.compile(
    r"(?P<mark>[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]+[章节部]分?\s?|[（(][一二三四五六七八九十]{1,3}[）)])\S"
)
_ITEM_TITLE = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)][^\d。，；：]{2,20}。")
"""（三）灵活就业社会保险补贴。 on a line of its own is the title of what follows."""
_SUBTITLE = re.compile(r"[^\d。；]*[\u4e00-\u9fff]{3}[^。；]*[^。；，,：:]")
_PLACE_LINE = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|[●◆■▶★◎○◇□▲]|\d{1,2}[.、])?\s*"
    r"(?:[【\[](?P<boxed>[\u4e00-\u9fff]{2,14})[】\]]\s*[：:｜丨·]?\s*(?P<below>.+)?"
    r"|(?P<place>[\u4e00-\u9fff]{2,14})\s*(?:[：:｜丨·]\s*(?P<title>.+))?)"
)
_MARKED = re.compile(r"[◆◇■□▶★◎]\s*(?P<text>[\u4e00-\u9fff]{2,12})")
"""◇ 短讯 heads a part of no place's own, whatever stood above it."""
_LONGEST_HEADING = 80
_LONGEST_NUMBERED = 45


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's ``level`` (1 = highest), what it reads without marks, and what it says.

    ``districts`` is empty when the heading does not hand the text below it to a place;
    ``elsewhere`` says that it does, but to one that could not be made out: then the text is
    not that of the place above either.
    """

    level: int
    text: str
    districts: tuple[str, ...] = ()
    role: str = ""
    speaker: str = ""
    elsewhere: bool = False


def read_heading(line: str, gazetteer: Gazetteer, known: tuple[str, ...] = ()) -> Heading | None:
    """The heading that ``line`` is, or ``None`` for running text; ``known`` are places that its
    document names in full, so that a heading need not."""
    if markdown := _MARKDOWN.fullmatch(line):
        return _interpret(len(markdown[1]), markdown["text"].strip(), gazetteer, known)
    if _ITEM_TITLE.fullmatch(line):
        line = line.rstrip("。")
    if len(line) > _LONGEST_HEADING or "。" in line:
        return None
    if names_speaker(line):
        return _interpret(7, line, gazetteer)
    if _INTERVIEWEE.match(line) and len(cast := read_cast(line, gazetteer)) == 1:
        return cast[0]
    visit = _INTERVIEWED.fullmatch(line)
    if visit and _ROLE_PERSON.fullmatch(visit["who"]) and _GOVERNED.search(visit["who"]):
        return _interpret(7, visit["who"], gazetteer)
    if places := _headed_by_place(line, gazetteer, known):
        return Heading(7, line, places)
    if marked := _MARKED.fullmatch(line):
        return Heading(6, marked["text"])
    mark = _NUMBERED.match(line) if len(line) <= _LONGEST_NUMBERED else None
    if mark is None or line[-1] in "；;，,：:":
        return None
    return Heading(9 if mark["mark"][0] in "（(" else 8, line)


def _headed_by_place(line: str, gazetteer: Gazetteer, known: tuple[str, ...]) -> tuple[str, ...]:
    """The place whose part of a round-up ``line`` opens (岳麓区：大学城里淘“金种子”, 【岳麓区】,
    （一）岳麓区); 岳麓：… is enough where the document names 岳麓区 too."""
    match = _PLACE_LINE.fullmatch(line) if len(line) <= _LONGEST_NUMBERED else None
    title = match and (match["title"] or match["below"])
    if match is None or (title and not _SUBTITLE.fullmatch(title)):
        return ()
    place = match["boxed"] or match["place"]
    if gazetteer.canonical(place) == place:
        return (place,)
    marked = match["boxed"] or title
    named = gazetteer.mentions(place, known) if marked else []
    whole = len(named) == 1 and named[0].end - named[0].start == len(place)
    return (named[0].name,) if whole and named[0].name in known else ()


def names_speaker(line: str) -> bool:
    """Whether ``line`` is a heading in the manner of newspapers: office, name, colon, title."""
    if len(line) > _LONGEST_HEADING or "。" in line:
        return False
    if _PERSON_ROLE.fullmatch(line):
        return True
    byline, _, title = _split_title(line)
    opens = bool(title) or line[-1:] in "：:"
    return opens and bool(_ROLE_PERSON.fullmatch(byline) and _GOVERNED.search(byline))


def read_byline(line: str) -> tuple[str, str]:
    """``(role, name)`` of a line that is nothing but a post and a name, else ``("", "")``."""
    match = _ROLE_PERSON.fullmatch(line) if len(line) <= 40 else None
    if match is None or re.search("[，。；：]", line):
        return "", ""
    return match["role"].strip(), _plain_name(match["name"])


def read_turn(line: str, gazetteer: Gazetteer) -> tuple[Heading, int] | None:
    """Whose words a line of a record gives and where they start, if it names him with his post:
    某某某代表（阜康市市长）：…"""
    match = _TURN_WITH_POST.match(line)
    if match is None:
        return None
    role, name = match["role"], _plain_name(match["name"])
    return Heading(7, f"{role} {name}", governed_places(role, gazetteer), role, name), match.end()


def read_cast(line: str, gazetteer: Gazetteer) -> list[Heading]:
    """The speakers whom a line at the top of a record names, each as the heading of what he says:
    发布人：鲅鱼圈区副区长 某某某，盖州市副市长 某某某."""
    label = _LABEL.match(line)
    pieces = re.split("[，；]", line[label.end() :]) if label else [line]
    cast = []
    for piece in pieces:
        role, name = read_byline(piece)
        if not name and label and (match := _NAMED_LAST.fullmatch(piece)):
            role, name = match["role"].strip(), match["name"]
        if name:
            places = governed_places(role, gazetteer)
            cast.append(Heading(7, f"{role} {name}", places, role, name))
    return cast


def read_reporter(text: str) -> tuple[str, str]:
    """``(role, name)`` of whoever ``text`` says gives the report (省长某某作政府工作报告)."""
    match = _REPORTER.search(text)
    return (match["role"], match["name"]) if match else ("", "")


def governed_places(text: str, gazetteer: Gazetteer, *, unknown: bool = False) -> tuple[str, ...]:
    """Canonical names of the places whose office ``text`` names (市南区委书记 → 市南区).

    With ``unknown``, a place that no gazetteer knows is taken as it is written. A zone of a
    known place (四川天府新区) is when ``text`` names no other office: it is not that place.
    """
    names: list[str] = []
    zones: list[str] = []
    for part in re.split(r"[，,、；;\s]", text):
        for match in _GOVERNED.finditer(part):
            place = match["place"]
            if not gazetteer.mentions(place) and part[match.end() : match.end() + 1] == place[-1]:
                place += place[-1]  # 津市市委: the first 市 is of the name
            mentions = gazetteer.mentions(place)
            end = mentions[-1].end if mentions else 0
            if end == len(place):
                names.append(mentions[-1].name)
            elif end and _ZONE.fullmatch(place, end):
                zones.append(place)
            elif not end and unknown and _is_name(place):
                names.append(place)
    found = dict.fromkeys(names or zones)
    # 成都市委常委、武侯区委书记 speaks for 武侯区.
    around = {ancestor for name in found for ancestor in gazetteer.ancestors(name)}
    return tuple(name for name in found if name not in around)


def _is_name(place: str) -> bool:
    return len(place) >= 3 and place[0] not in _NO_NAME


def _interpret(level: int, text: str, gazetteer: Gazetteer, known: tuple[str, ...] = ()) -> Heading:
    byline, _, _ = _split_title(text)
    person = _ROLE_PERSON.fullmatch(byline) or _PERSON_ROLE.fullmatch(text)
    if person and person.re is _PERSON_ROLE:
        byline = f"{text[: person.start('name')]} {person['role']}"
    # Only a byline is sure enough for a place that no gazetteer knows: 贯彻落实市委… names none.
    districts = governed_places(byline, gazetteer, unknown=person is not None) or _titled(
        text, gazetteer, known
    )
    if person is None:
        return Heading(level, text, districts)
    role = person["role"].strip()
    elsewhere = not districts and _SOMEWHERE.search(role) is not None
    return Heading(level, text, districts, role, _plain_name(person["name"]), elsewhere)


def _titled(text: str, gazetteer: Gazetteer, known: tuple[str, ...]) -> tuple[str, ...]:
    """The places a heading consists of or starts with: 武侯区, 市南区：…, 四川省2026年…"""
    mentions = [m for m in gazetteer.mentions(text) if m.full]
    short = gazetteer.mentions(text, known)[:1]
    if (
        short
        and short[0].start == 0
        and short[0].name in known
        and text[short[0].end :][:1] in "：:"
    ):
        mentions = short
    if not mentions or mentions[0].start > 0:
        return ()
    rest = text[mentions[0].end :]
    alone = not rest or re.match(r"[\s：:（(—\-·、和与及]|\d{4}年|政府工作报告|区情|概况", rest)
    return tuple(dict.fromkeys(m.name for m in mentions)) if alone else ()


def _split_title(text: str) -> tuple[str, str, str]:
    match = re.search("[：:｜丨]", text)
    if match is None:
        return text.strip(), "", ""
    return text[: match.start()].strip(), ":", text[match.end() :].strip()


def _plain_name(name: str) -> str:
    return re.sub(r"\s", "", name)
