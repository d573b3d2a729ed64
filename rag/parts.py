"""Questions that ask two things at once: 总量多少？在全国排第几？, 总投资和营业额各是多少."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.frames import of_all_places
from rag.scope import WHICH_PLACE
from rag.topic import significant, topic_of

_ASKS = re.compile(
    r"多少|(?<![这那])几(?!乎|[个家座]?(?:(?:省|市|区|县|州|旗|地)+(?:里|中|当中|之中)?|家?(?:里|中|当中|之中))(?:[，,]|$))|哪|什么|啥|谁|怎么|怎样|如何|多[大长久高远]|是.{1,8}还是"
)
_BREAK = re.compile(
    r"[？?；;]|(?<=多少)、(?=[今去明前]年[^，、]*多少)|，(?!(?:请|简单|随便)?[说列讲给来举提谈]几)(?=[^，]*(?:多少|(?<![这那])几(?!乎)|哪|什么|谁|排第))"
)
_BARE = re.compile(
    "(?:又|都|各|分别|具体|大概|幅度|是|有|为|定|达到?|到)*(?:多[少大高长久]|几)[个家项大条类种]?[吗呢？?]?"
)
"""涨了还是跌了，多少: no question of its own."""
_ONLY_GROWTH = re.compile("(?:又|还|同比|比上年|各)*(?:增长?|涨|下?降)了?(?:多少|几|百分)")
"""The growth of the figure asked about before stands next to it: 收入多少，涨了几个点."""
_WHICH = re.compile(f"{WHICH_PLACE.pattern}|谁家|哪几家|哪些人|是哪几个")
_DETAIL = re.compile("什么|啥|怎么|怎样|如何|各自?[^，地类项级]|分别|哪")
_NUMBER_ASKED = re.compile("多少|(?<![这那哪])几(?!乎)|多[大长高]|排第")
MOST_PARTS = 4

_JOINTS = "，,、；;。 和与跟及而"
_TAIL = re.compile(
    r"(?:(?:各自?|分别|都)[\u4e00-\u9fff]{0,3}?|是|有|为|叫)?(?:多少|几|什么|哪|怎|如何)[^，。；]*$"
)
_AND = re.compile("和|与|及|以及|跟")
SHORTEST, SHORTEST_MEASURE = 2, 4
"""Characters that a thing joined to another has at least: 城镇 of 城镇和农村居民收入 is no measure."""
_SHORT_MEASURE = re.compile(
    "[\u4e00-\u9fff]?(?:数量?|金?额|总量|投资|资金|钱|名额|面积|产[量值]|收入|人口|里程|比例|规模)"
)
"""What is a measure though it is short: 个数, 投资."""
_YEAR = r"(?:19|20)\d\d年|今年|去年|明年|前年"
_TIME = rf"{_YEAR}|现在|目前|到20\d\d年"
_PLANNED = "安排|计划|规划|目标|完成"
_DONE = "(?:实际|实绩|完成)(?:情况|完成|数)?"
_AIMED = "(?:目标|计划|任务|预期)[数值]?"
_SIDE = rf"(?:{_YEAR})(?:的?(?:{_DONE}|{_AIMED}))?"
_TWO_TIMES = re.compile(
    rf"(?P<one>{_SIDE})(?:和|与|及|、|跟)(?P<other>{_SIDE})"
    rf"|(?P<done>{_DONE})(?:和|与|及|、|跟)(?P<aimed>{_AIMED})"
)
"""2025年和2026年, 去年实际和今年目标, 实际跟目标."""


def is_detail(stretch: str) -> bool:
    """Whether a stretch after 哪些地区…， asks what those places say of it (各自怎么提的, 叫什么名): no
    figure of its own, and no other place."""
    return bool(_DETAIL.search(stretch)) and not (
        _NUMBER_ASKED.search(stretch) or _WHICH.search(stretch)
    )


def without_details(text: str) -> str:
    """A question 哪些地区…，各自怎么说的？ without what it asks of each place it will find."""
    stretches = re.split("(?<=[，,？?；;])", text)
    asks = [at for at, stretch in enumerate(stretches) if _WHICH.search(stretch)]
    if not asks:
        return text
    kept = [s for at, s in enumerate(stretches) if at <= asks[0] or not is_detail(s)]
    return "".join(kept)


def split_parts(text: str) -> list[str]:
    """The separate questions of ``text``, in order; ``[text]`` when there is only one.

    A stretch without a question word belongs to its neighbour. Two times asked about at once
    (2025年和2026年) are asked about one after the other.
    """
    if times := _TWO_TIMES.search(text):
        before, after = text[: times.start()], text[times.end() :]
        return [f"{before}{time}{after}" for time in times.groups() if time]
    parts: list[str] = []
    for piece in _BREAK.split(of_all_places(text)):
        stretch = piece.strip("，,。 ")
        if not stretch:
            continue
        alone = (
            _ASKS.search(stretch)
            and not _ONLY_GROWTH.match(stretch)
            and not _BARE.fullmatch(stretch)
            and not (parts and _WHICH.search(parts[0]) and is_detail(stretch))
        )
        if parts and not (alone and _ASKS.search(parts[-1])):
            parts[-1] = f"{parts[-1]}，{stretch}"
        else:
            parts.append(stretch)
    return parts if 1 < len(parts) <= MOST_PARTS else [text]


def conjuncts(topic: str, *, numeric: bool = False) -> list[str]:
    """The things that a topic joins (总投资和营业额), in order; empty when it names one.

    Where figures are asked for (``numeric``), each must be a measure by its length or its name.
    """
    shortest = SHORTEST_MEASURE if numeric else SHORTEST
    for run in sorted(topic.split(), key=len, reverse=True):
        things = [thing for thing in _AND.split(run) if thing]
        if len(things) > 1:
            whole = all(
                _SHORT_MEASURE.fullmatch(t) or (len(t) >= shortest and significant(t))
                for t in things
            )
            return things if whole and len(things) <= MOST_PARTS else []
    return []


def asked_by_place(text: str, names: Sequence[Sequence[str]]) -> list[str]:
    """The question ``text`` once for each place, where each has a matter of its own:
    西海岸的海洋项目和市北的油气中心各…; empty where it does not look so.

    ``names`` are the names each place may go by; the first that stands in the text counts.
    """
    found = [
        min(((at, -len(n), n) for n in own if (at := text.find(n)) >= 0), default=(-1, 0, ""))
        for own in names
    ]
    marks = sorted({(at, name) for at, _, name in found})
    if len(marks) < 2 or marks[0][0] < 0:
        return []
    starts = [at for at, _ in marks]
    opening = text[: starts[0]]
    if _ASKS.search(opening) and opening.endswith(("，", ",", "：")):
        opening = ""  # 怎么落地，甲…，乙…: a question of its own, which those after it spell out
    pieces = [text[a:b].strip(_JOINTS) for a, b in pairwise([*starts, len(text)])]
    matters = [piece.removeprefix(name) for piece, (_, name) in zip(pieces, marks, strict=True)]
    if not all(significant(topic_of(matter, "fact", "")) for matter in matters):
        return []
    tail = re.search("(?<=，)[^，]+$", pieces[-1]) or _TAIL.search(pieces[-1])
    asked = [p if _ASKS.search(p) or not tail else f"{p}{tail.group()}" for p in pieces]
    return [f"{opening}{piece}" for piece in asked]


def asked_with_own_times(text: str, names: Sequence[Sequence[str]]) -> list[str]:
    """The question ``text`` once for each place, where some have a time of their own: 嵩县、攸县（今年）、张掖
    分别…; empty where none has or all share it. ``names`` as in ``asked_by_place``."""
    every = "|".join(sorted({re.escape(n) for own in names for n in own}, key=len, reverse=True))
    member = rf"(?:{every})(?:[（(](?:{_TIME})[^（）()]{{0,6}}[）)]|的?(?:{_TIME})(?:的?{_PLANNED})?|{_PLANNED})?"
    listed = re.search(rf"{member}(?:(?:以及|[、，,和与跟及])(?:{member}))+", text)
    if listed is None:
        return []
    members = [m.group() for m in re.finditer(member, listed.group())]
    timed = [re.search(_TIME, one) is not None for one in members]
    # A time behind the last one alone is that of all: 甲、乙今年…
    if not any(timed[:-1]) and not (timed[-1] and members[-1].endswith(("）", ")"))):
        return []
    before, after = text[: listed.start()], text[listed.end() :]
    return [f"{before}{one}{after}" for one in members] if not all(timed[1:]) or timed[0] else []


def asked_of_each(text: str, names: Sequence[Sequence[str]]) -> list[str]:
    """The question ``text`` once for each of several places, each with the names it may go by,
    the others left out: 襄阳和宜昌的增速 → 襄阳的增速, 宜昌的增速."""
    if len(names) < 2:
        return []
    asked = []
    for own in names:
        others = [re.escape(n) for other in names if other is not own for n in other]
        pattern = "|".join(sorted(others, key=len, reverse=True))
        asked.append(
            re.sub(rf"(?:以及|[和与跟及、])?(?:{pattern})(?:以及|[和与跟及、])?", "", text)
        )
    return asked


def asked_apart(text: str, things: Sequence[str]) -> list[str]:
    """The question ``text`` once for each of the ``things`` it joins."""
    first, last = text.find(things[0]), text.rfind(things[-1])
    if first < 0 or last < 0:
        return []
    before, after = text[:first], text[last + len(things[-1]) :]
    return [f"{before}{thing}{after}" for thing in things]
