"""Whether the figures of a sentence are those of what it cites: value, unit, bound and thing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.sentences import clause_spans
from rag.numbers import Quantity, quantities
from rag.verify.content import overlap, words_of
from rag.verify.passage import DAY, Told

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
_QUALIFIES = re.compile("(?:及|含)?以[上下内]|级")
_MORE = re.compile("[多余](?=[\u4e00-\u9fff])")
ROUNDED = 0.06
"""How far a rounded figure may lie from the exact one, as a share of it."""
SAME_THING, RATHER_OTHER = 0.34, 0.12
"""The share of a figure's own words that must stand with it in the source, and by how much another
figure there may match them better."""
_CHANGE = re.compile(
    "同比|环比|[比较]上年|[比较]去年|年均|增长|下降|提高|提升|增加|减少|上升|缩小|扩大|压减|增速|增幅|降幅|名义|实际|达到?|突破|超过|规模|总额"
)
"""What says that a thing changes or how far it goes, and not which thing."""
_EACH = re.compile("每(?:[年月日天周]|季度?|学期|小时|人|户)")
_UP = re.compile("(?:增长|上升|提高|提升|增加|上浮|上调|[上增]涨|扩大|多)了?约?$")
_DOWN = re.compile("(?:负增长|下降|降低|减少|回落|下调|压减|缩小|下滑|少)了?约?$")
_INTERCHANGEABLE = frozenset(
    {"个", "家", "所", "座", "处", "项", "条", "支", "款", "种", "类", "名", "人", "位"}
)
_PEOPLE = frozenset({"名", "人", "位"})
_LOOSE = frozenset({"year", "ordinal"})


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


def figures(text: str) -> list[Figure]:
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
    return found


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


def wrong_figures(
    sentence: str,
    told: Sequence[Told],
    names: Iterable[str],
    tells_of: Callable[[Told, int], bool],
) -> list[str]:
    """The objections to the figures of ``sentence`` against the sentences it cites.

    ``names`` (places, people) say nothing of what a figure measures; ``tells_of(source, at)`` says
    whether a source is about the place that what stands at ``at`` is told of.
    """
    known = [(source, figure) for source in told for figure in figures(source.text)]
    labels = [
        (s, f)
        for s in {t.passage.number: t for t in told}.values()
        for f in figures(s.passage.label)
    ]
    return [
        reason
        for figure in figures(sentence)
        if (
            reason := _objection(
                figure,
                sentence,
                [(t, f) for t, f in known if tells_of(t, figure.quantity.start)],
                labels,
                tuple(names),
            )
        )
    ]


def _objection(
    figure: Figure,
    sentence: str,
    known: Sequence[tuple[Told, Figure]],
    labels: Sequence[tuple[Told, Figure]],
    names: tuple[str, ...],
) -> str:
    if figure.quantity.dimension == "year" and figure.quantity.low in range(1900, 2100):
        return ""  # a date, judged with the times
    same = [(t, f) for t, f in known if _same(figure, f)]
    if not same:
        if any(_same(figure, f) for _, f in labels):
            return ""
        return f"数字 {figure.written} 不在引文中"
    same = [(t, f) for t, f in same if _has_others(figure, f)]
    if not same:
        return f"引文中的 {figure.written} 是另一件事的数字"
    bounded = [(t, f) for t, f in same if _bounds_agree(figure, f)]
    if not bounded:
        return f"{figure.written} 的界限（超过、不到、约……）与引文不同"
    bounded = [(t, f) for t, f in bounded if not f.per or not figure.per or f.per == figure.per]
    if not bounded:
        return f"引文中的 {figure.written} 不是{figure.per}的"
    bounded = [(t, f) for t, f in bounded if {figure.turn, f.turn} != {"up", "down"}]
    if not bounded:
        return f"引文中的 {figure.written} 是反方向的变化"
    words = words_of(figure.item, names)
    if figure.quantity.dimension in _LOOSE or not words:
        return ""
    around = words_of(sentence, names)
    best = max(_likeness(words, around, f, t) for t, f in bounded)
    others = [
        _likeness(words, around, f, t)
        for t, f in known
        if f.quantity.dimension == figure.quantity.dimension and not _same(figure, f)
    ]
    if best < SAME_THING:
        return f"引文中的 {figure.written} 说的不是这件事"
    if others and max(others) - best >= RATHER_OTHER:
        return f"引文中的 {figure.written} 是另一件事的数字"
    if all(_is_of_a_neighbour(figure, f, t, [g for s, g in known if s is t]) for t, f in bounded):
        return f"引文中的 {figure.written} 是另一件事的数字"
    return ""


def _is_of_a_neighbour(
    mine: Figure, matched: Figure, source: Told, there: Sequence[Figure]
) -> bool:
    """Whether the words that tell a figure of the source from the one beside it are the other's
    in the sentence: 硕士每月800元，博士每月1500元 as 硕士每月1500元."""
    words = words_of(mine.item) - words_of(source.passage.label)
    own = words_of(matched.item)
    for other in there:
        if other.quantity.dimension != mine.quantity.dimension or _same(mine, other):
            continue
        its = words_of(other.item)
        if not (words - own) & its:
            continue
        if other.part and not matched.part:
            return True  # a part of the matched figure is named, the whole is given
        if overlap(words_of(matched.alone) - words_of(other.alone), words) < 0.5:
            return True
    return False


def _has_others(mine: Figure, other: Figure) -> bool:
    """Whether the figures that qualify a figure (十亿元以上项目40个) qualify it in the source too."""
    there = quantities(other.item)
    own = [q for q in quantities(mine.item) if _QUALIFIES.match(mine.item, q.end)]
    return all(any(q.same_value(o) for o in there) for q in own)


def _likeness(words: frozenset[str], around: frozenset[str], figure: Figure, source: Told) -> float:
    """How much a figure of the source stands with the same words, 0..1: its item counts with the
    heading, which is true of every figure under it, and what its sentence says about all of them."""
    item = words_of(f"{source.passage.label} {figure.item}", ())
    clause = words_of(figure.clause, ())
    whole = words_of(f"{source.passage.label} {source.before[-60:]} {source.text}", ())
    own = overlap(words, item)
    near = overlap(words, clause)
    far = overlap(words, whole)
    return 0.6 * own + 0.25 * near + 0.15 * far if own or near else 0.34 * far


def _same(mine: Figure, other: Figure) -> bool:
    a, b = mine.quantity, other.quantity
    if not _same_unit(a, b):
        return False
    if a.same_value(b):
        return True
    if mine.bound == "exact" or a.low != a.high or b.low != b.high or a.dimension == "ordinal":
        return False
    if a.dimension != b.dimension:
        return False
    (low, high) = (a.low, b.low)
    if not high or len(_digits(low)) >= len(_digits(high)):
        return False  # a rounded figure has fewer digits
    share = low / high
    if mine.bound == "least":
        return 1 - ROUNDED * 2 <= share <= 1
    if mine.bound == "most":
        return 1 <= share <= 1 + ROUNDED * 2
    return abs(share - 1) <= ROUNDED


def _digits(value: float) -> str:
    return f"{value:.6f}".replace(".", "").strip("0")


def _same_unit(a: Quantity, b: Quantity) -> bool:
    if a.unit == b.unit or "" in {a.unit, b.unit}:
        return True
    if a.dimension in {"count", "people", "trips"} and b.dimension in {"count", "people", "trips"}:
        if (a.unit in _PEOPLE) != (b.unit in _PEOPLE):
            return "个" in {a.unit, b.unit}
        return {a.unit, b.unit} <= _INTERCHANGEABLE or "个" in {a.unit, b.unit}
    return a.dimension == b.dimension


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


def _bounds_agree(mine: Figure, other: Figure) -> bool:
    """Whether a figure may be told with its bound where the source has another: no bound may be
    turned round, and one that sets a limit may not be dropped."""
    if mine.bound == other.bound:
        return True
    exact_there = other.bound == "exact"
    if mine.bound in {"least", "most"}:
        return exact_there and not mine.quantity.same_value(other.quantity)
    if mine.bound == "about":
        return exact_there
    return other.bound == "about"


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
