"""The people a question names, and whether the documents know them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from rag.homophones import sound_alike

_SURNAMES = "尹王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文关骆霍柳申纪梅盛童裴焦邢祝翟耿祁窦佟岳喻柏靳卞闻费庄阮凌庞柯翁缪鲍樊季舒倪覃韦辛游葛卓"
_OFFICE = "书记|[区市县省州旗厅局部镇]长|主席|主任"
_POST = f"(?:同志|{_OFFICE})"
_COMPOUND = "欧阳|司马|上官|诸葛|司徒|东方|皇甫|慕容|尉迟|夏侯|公孙|令狐|端木"
_OPENS = r"(?:^|(?<=[，。、；：“\s的由听问省市区县州]))"
_NO_POST = "(?!们|[会团级])"
_SAYS = re.compile(
    rf"(?:^|[，。、；\s])(?P<name>(?:[{_SURNAMES}]|{_COMPOUND})[\u4e00-\u9fff]{{1,2}}?)"
    rf"{_POST}?(?:在|就|也|还|又)?(?=说[^明法]|表示|认为|讲|谈|指出|介绍|提到|提出|强调|要求|为什么)"
)
_TITLED = re.compile(
    rf"{_OPENS}(?P<name>(?:[{_SURNAMES}]|{_COMPOUND})[\u4e00-\u9fff]{{1,2}}){_POST}{_NO_POST}"
)
_POST_AND_NAME = re.compile(
    rf"(?:{_OFFICE})(?P<name>(?:[{_SURNAMES}]|{_COMPOUND})[\u4e00-\u9fff]{{1,2}}?)(?=介绍|指出|认为|强调|透露|要求|[对在就又还怎提说讲谈表把是有的，,？?]|$)"
)
_WHOSE = re.compile(
    rf"{_OPENS}(?P<name>(?:[{_SURNAMES}]|{_COMPOUND})[\u4e00-\u9fff]{{1,2}})(?=(?:[那这]个?|所在的?|(?:管|负责|主政)的)(?:[省市区县]|地方))"
)
_SURNAME_AND_POST = re.compile(rf"{_OPENS}(?P<surname>[{_SURNAMES}])(?=(?:{_OFFICE}){_NO_POST})")
_NO_NAME = frozenset("件案务校会上局区市县省州镇乡村部院司厅处委常副组办位家们就也都又还再来")
"""Characters that no given name ends with in such a place: 文件提到, 高新区书记."""


def unknown_person(
    text: str,
    speakers: Mapping[str, tuple[str, ...]],
    districts: Collection[str],
    taken: Sequence[tuple[int, int]],
    mentioned: Callable[[str], bool],
) -> str:
    """A person whom the question quotes or gives a post, and whom no document knows; else "".

    ``taken`` are the stretches that name places. Where documents of the ``districts`` asked
    about tell no speaker at all, nobody can say that it was another one.
    """
    if districts and not any(set(own) & set(districts) for own in speakers.values()):
        return ""
    for match in _named(text):
        name = match["name"]
        familiar = any(name.startswith(s) or s.startswith(name) for s in speakers)
        a_place = any(s < match.end("name") and match.start("name") < e for s, e in taken)
        if not (familiar or a_place or mentioned(name)):
            return name
    return ""


def _named(text: str) -> list[re.Match[str]]:
    found = (pattern.search(text) for pattern in (_SAYS, _TITLED, _POST_AND_NAME, _WHOSE))
    return [match for match in found if match and match["name"][-1] not in _NO_NAME]


def named_people(text: str) -> list[str]:
    """What ``text`` gives a post, or lets speak, and so may be a person's name."""
    return list(dict.fromkeys(match["name"] for match in _named(text)))


def span_of_person(text: str, name: str) -> tuple[int, int]:
    """Where ``text`` names a person, post and all (某某某书记, 某某某那个区)."""
    match = re.search(
        rf"{re.escape(name)}{_POST}?(?:(?:[那这]个?|所在的?|(?:管|负责|主政)的)[省市区县])?", text
    )
    return match.span() if match else (0, 0)


def with_full_names(text: str, speakers: Collection[str]) -> str:
    """``text`` with the whole name of a speaker called by surname and post (尹县长), where only
    one can be meant."""
    match = _SURNAME_AND_POST.search(text)
    if match is None:
        return text
    meant = [name for name in speakers if name.startswith(match["surname"])]
    if len(meant) != 1 or meant[0] in text:
        return text
    return f"{text[: match.start('surname')]}{meant[0]}{text[match.end('surname') :]}"


def respelt_people(text: str, speakers: Collection[str]) -> str:
    """``text`` with the one speaker in place of a name that only sounds like his (王峰书记)."""
    for match in _named(text):
        name = match["name"]
        if name in speakers:
            continue
        alike = [
            s for s in speakers if len(s) == len(name) and s[0] == name[0] and sound_alike(s, name)
        ]
        if len(alike) == 1:
            return text.replace(name, alike[0])
    return text


def without_people(text: str, speakers: Collection[str]) -> str:
    """``text`` with the people it names, and their posts, blanked."""
    for speaker in speakers:
        text = re.sub(rf"{re.escape(speaker)}{_POST}?", " ", text)
    match = _TITLED.search(text)
    if match and match["name"][-1] not in _NO_NAME:
        text = f"{text[: match.start()]} {text[match.end() :]}"
    return text
