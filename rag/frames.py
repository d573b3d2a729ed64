"""Groups of places that a question chooses from: 江西六地中有哪几个…, 会上发言的几个县市，…的有哪些."""

from __future__ import annotations

import re

_SPEAK = "(?:接受[^，。、]{0,8}?)?(?:采访|访谈|发言|走访|受访|上台|参会|出席|表态|亮相|调研|刊发|报道|谈到|点到|列出)过?的"
_COUNT = r"(?:这|那)?(?:[几数两二三四五六七八九十]|\d{1,2})[个位家]?"
_KIND = "(?P<kind>县市区|市县区|区县市|旗县区|县区|区县|县市|市县|地市|地方|省区市|省份|省市|省|州市|县|区|市|地)"
_FRAME = re.compile(
    rf"(?:[\u4e00-\u9fff]{{0,6}}{_SPEAK}{_COUNT}|{_COUNT}{_SPEAK}|{_COUNT}){_KIND}(?:委?书记|长)?"
    r"(?:(?:里头?|里面|当中|之中|中间?)[，,]?|[，,])\s*"
)
"""Who is in the group (走访的七地当中，): told of the documents, and not of what is looked for."""
_CHOOSES = re.compile(
    r"(?P<be>都?(?:有|是))?(?:谁家?|哪[几一两二三四五]?[个家位](?![\u4e00-\u9fff])|哪些(?=[，。？?\s]|$)|哪[几一]家"
    r"|什么地方|哪里|哪儿)"
)
_PROVINCES = "省"


def of_all_places(text: str) -> str:
    """``text`` asking 哪个区县… (or 哪个省份) where it asks who of such a group, else unchanged."""
    frame = _FRAME.search(text)
    chosen = _CHOOSES.search(text, frame.end()) if frame else None
    if frame is None or chosen is None:
        return text
    # 接受采访的 may follow a place, which is kept: 湖北走访的七地当中.
    kept = re.sub(rf"(?:会上|(?:{_COUNT})?{_SPEAK}|{_COUNT}{_KIND}).*", "", frame.group())
    of_provinces = _PROVINCES in frame["kind"]
    before = re.split("[，,：:]", text[: frame.start()])[-1]
    if re.search("[、和与跟及]", before) or (of_provinces and (before or kept)):
        return text  # of the places named: 甲、乙、丙三县中谁…, 甘青宁三省中谁…
    kind = "省份" if of_provinces else "区县"
    asked = f"{chosen['be'] or ''}哪些{kind}" if chosen["be"] else f"哪个{kind}"
    return (
        text[: frame.start()]
        + kept
        + text[frame.end() : chosen.start()]
        + asked
        + text[chosen.end() :]
    )
