"""The figures of a text: value, unit, bound, and the words each stands with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from index.sentences import clause_spans
from rag.numbers import Quantity, quantities
from rag.verify.content import words_of
from rag.verify.passage import DAY

Bound = Literal["exact", "about", "least", "most"]

_LEAST_BEFORE = re.compile(
    "(?:(?<!不)(?:超过?|高于|大于|多于)|突破|逾|不低于|不少于|不小于|至少|最少|最低)$"
)
_LEAST_AFTER = re.compile("[多余]?(?:及|\\(含\\)|（含）)?以上")
_MOST_BEFORE = re.compile(
    "(?:不超过?|不高于|不多于|不大于|(?<!不)(?:低于|少于|小于)|(?:至多|最[多高长])(?:可|不超过)?(?:领取?|补[贴助]?|奖励?|给予|发放)?|不到|不足|未满)$"
)
_MOST_AFTER = re.compile("(?:及|\\(含\\)|（含）)?(?:以[下内]|之内)")
_ABOUT_BEFORE = re.compile("(?:约|大约|大概|接近|将近|近|左右)$")
_ABOUT_AFTER = re.compile("左右|上下")
_MORE = re.compile("[多余](?=[\u4e00-\u9fff])")
_CHANGE = re.compile(
    "同比|环比|[比较]上年|[比较]去年|年均|增长|下降|提高|提升|增加|减少|上升|缩小|扩大|压减|增速|增幅|降幅|名义|实际|达到?|突破|超过|规模|总额"
)
"""What says that a thing changes or how far it goes, and not which thing."""
_EACH = re.compile("每(?:[年月日天周]|季度?|学期|小时|人|户)")
_UP = re.compile("(?:增长|上升|提高|提升|增加|上浮|上调|[上增]涨|扩大|多)了?约?$")
_DOWN = re.compile("(?:负增长|下降|降低|减少|回落|下调|压减|缩小|下滑|少)了?约?$")


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity with its bound and the words it stands with: its item of a list (``alone``), the
    same with what it is a part of, and its clause with the one before, which may name the subject."""

    quantity: Quantity
    bound: Bound
    item: str
    alone: str
    clause: str
    written: str
    turn: str
    """``up`` or ``down`` where it is by how much something changed."""
    per: str
    """每月, 每年… where it is for every one of them."""
    part: bool
    """Whether it stands after 其中, a part of the figure before."""


@lru_cache(maxsize=4096)
def figures(text: str) -> tuple[Figure, ...]:
    """The figures of ``text`` in order, years and ordinals included."""
    spans = clause_spans(text, 0, len(text))
    members = respective_members(text)
    found: list[Figure] = []
    days = [match.span() for match in DAY.finditer(text)]
    for quantity in quantities(text):
        if any(a <= quantity.start < b for a, b in days):
            continue  # a date, judged with the times
        start, end = next(
            (span for span in spans if span[0] <= quantity.start < span[1]), (0, len(text))
        )
        a, b = _item(text, start, end, quantity)
        before = max((span[0] for span in spans if span[1] <= start), default=start)
        item = text[a : quantity.start] + " " + text[quantity.end : b]
        part = "其中" in text[start : quantity.start]
        lead = text[before:start] if a == start and before < start else ""
        lead = lead if _leads(lead) else ""  # 生育三孩的，每月补贴600元
        if quantity.start in members:
            item = members[quantity.start]
        elif found and not words_of(_CHANGE.sub(" ", item)):
            item = f"{found[-1].item} {lead} {item}"  # …2871.5亿元，增长5.9%: of the same thing
        else:
            item = lead + item
        if (listed := text.rfind("：", 0, a) + 1) > 0:
            item = f"{text[:listed]} {item}"  # 各区增速：甲区5%，乙区4%
        alone = item
        if part and (
            whole := next(
                (
                    f
                    for f in reversed(found)
                    if not f.part and f.quantity.dimension == quantity.dimension
                ),
                None,
            )
        ):
            item = f"{whole.item} {item}"
        found.append(
            Figure(
                quantity,
                _bound(text, quantity),
                item=item,
                alone=alone,
                clause=text[before:end],
                written=text[quantity.start : quantity.end],
                turn=_turn(text, quantity),
                per=_per(text[a : quantity.start]),
                part=part,
            )
        )
    return tuple(found)


def _leads(clause: str) -> bool:
    """Whether a clause names what the figure of the next is of, having none itself."""
    return not clause.rstrip().endswith(("；", ";")) and not any(
        q.unit for q in quantities(clause) if q.dimension != "year"
    )


def respective_members(text: str) -> dict[int, str]:
    """What each figure after 分别 measures, by where the figure starts: in 甲、乙两区学位分别为5个、8个
    the first is told of 甲, the second of 乙, both of what follows the last of them."""
    found: dict[int, str] = {}
    for match in re.finditer("分别", text):
        left = re.split("[，。；：\n]", text[: match.start()])[-1]
        right = re.split("[，。；\n]", text[match.end() :])[0]
        own = [q for q in quantities(text) if 0 <= q.start - match.end() < len(right)]
        listed = re.split("、|以及|[和与及]", left)[-len(own) :]
        if len(own) < 2 or len(listed) != len(own) or not all(listed):
            continue
        width = len(listed[-2])
        listed[-1], shared = listed[-1][:width], listed[-1][width:]
        verb = text[match.end() : own[0].start]
        found |= {
            q.start: f"{member} {shared} {verb}" for q, member in zip(own, listed, strict=True)
        }
    return found


def _bound(text: str, quantity: Quantity) -> Bound:
    before, after = text[: quantity.start].rstrip("了到至达为的 "), text[quantity.end :]
    if _MOST_BEFORE.search(before) or _MOST_AFTER.match(after):
        return "most"
    if _LEAST_BEFORE.search(before) or _LEAST_AFTER.match(after):
        return "least"
    if _ABOUT_BEFORE.search(before) or _ABOUT_AFTER.match(after):
        return "about"
    return "least" if _MORE.search(text[quantity.start : quantity.end + 1]) else "exact"


def _per(before: str) -> str:
    found = _EACH.findall(before)
    return found[-1].replace("天", "日") if found else ""


def _turn(text: str, quantity: Quantity) -> str:
    before = text[max(quantity.start - 5, 0) : quantity.start]
    if _DOWN.search(before):
        return "down"
    return "up" if _UP.search(before) else ""


def _item(text: str, start: int, end: int, quantity: Quantity) -> tuple[int, int]:
    """The part of a clause between the list marks around a figure, where it has words of its own."""
    begin = start
    stop = end
    for at in _marks(text, start, end):
        if at < quantity.start and len(text[at + 1 : quantity.start]) >= 2:
            begin = at + 1
        if at >= quantity.end and stop == end and quantities(text[at:end]):
            stop = at
    if len(text[begin : quantity.start].strip()) < 2 and not text[quantity.end : stop].strip():
        begin = start
    return begin, stop


def _marks(text: str, start: int, end: int) -> Iterator[int]:
    return (at for at in range(start, end) if text[at] in "、和及")
