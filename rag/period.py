"""Which year a sentence speaks of, and whether as a target or as a result.

Reports tell last year's results, five-year reviews and this year's targets in the same
words; only headings, the words that open a paragraph (五年来, 过去一年, 今年) and modal words
(预期, 力争, 完成) tell them apart. A period is a pair of years, first and last.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from index.document import Document
from index.sentences import sentence_spans

Years = tuple[int, int]
Mood = Literal["target", "result", "any"]

_FIVE_YEAR_PLANS = {"十二五": (2011, 2015), "十三五": (2016, 2020), "十四五": (2021, 2025)} | {
    "十五五": (2026, 2030),
    "十六五": (2031, 2035),
}
_MARKERS = re.compile(
    r"(?P<plan>十[二三四五六]五)”?(?:时期|期间|规划|以来|末|收官|良?好?开局|开好局|起好步|开门红)?"
    r"|(?P<span_past>(?:过去|近|这)五年|五年来|五年间|(?<!未来)(?<!今后)五年(?=[，里间]))"
    r"|(?P<span_next>(?:未来|今后)五年)"
    r"|(?P<last>去年|上年|上一年|过去一年|一年来|过去的一年|这一年)"
    r"|(?P<before_last>前年)"
    r"|(?P<this>今年|本年|当年|(?<![一二三四五六七八九十\d两几])年内|(?<!完成)(?<!实现)(?<!达成)全年(?=[^，。；]{0,12}(?:预期|力争|目标|计划)))"
    r"|(?P<next>明年|来年)"
    r"|(?P<year>(?:19|20)\d\d)(?=年|：(?!\d))|(?P<short>(?<!\d)(?<!延长|连续|长达|历时|持续|时隔)(?<![近约满第再])(?<!满了)[0-3]\d)(?=年(?:的|底|末|[^\d以内级期个左前后来整]))"
    r"|(?P<in_two>(?:二〇|二零)[一二三四五六七八九〇零]{2})(?=年)"
)
_LEAD_IN = re.compile(
    r"(?:[—\-（(]*[一二三四五六七八九十\d]{0,3}[）)、是要.．]*|各位代表[！，!,])*(?:站在|回顾|刚刚|总结|展望)?“?"
)
"""What may stand before the words that open a period: 一是, （二）, ——, 各位代表！."""
_ADVERBIAL = re.compile(
    r"[”年]?(?:时期|期间|以来|全年|[里间来])?(?:[，,：:]|是|，?我们|(?:的)?五年(?:[，里间]|是))"
)
"""What follows a time that holds for what comes: 去年，… 十四五时期，… not 十四五批复的6个基地."""
_ATTRIBUTIVE = re.compile(r"[”年]?(?:批复|规划|确定|提出|重大|目标|任务|重点|建议|远景)")
_YEAR_IN_REVIEW = re.compile("公报|年鉴|决算|运行情况|总结|回顾|成绩单")
"""Titles of documents that tell of the year they name."""
_SINGLE_LASTS = frozenset({"last", "this"})
UNDATED = 9000
"""今年 of a document that tells no year: 去年 and 今年 still differ in it, and no real year is it."""
_NAMED_YEAR = re.compile(r"(?<![到至—-])((?:19|20)\d\d)年(?!代)")
_COMPARED = re.compile(r"(?:比|较|快于|高于|低于|优于|好于|从|自|以|与|同|于|由)$")
_TARGET = re.compile(
    r"目标|预期|力争|确保|计划|争取|努力|预计|安排|拟|将|要(?!求|素|闻|点|地|员|道|冲|害|塞|旨|件)|推动|加快|全力|新建"
    r"|谋划|着力|实施|深入|推进|打造|左右|以上|以内"
)
_RESULT = re.compile(
    r"完成|实现了|达到了|已|同比|居全国|位居|跃居|首次|超额|获批|成功|取得|荣获|再创|年均增长|累计|较上年"
)
_SETS_TARGETS = re.compile(
    r"(?:预期|主要预期|主要|奋斗|约束性)目标|(?:预期性|约束性)指标|主要指标(?=包括|是|为|[，：:]?包括)|目标[是为]"
)
_ACHIEVED = re.compile(r"圆满|完成|实现了|达成|超额|好于|高于|如期")
_SAME_TIME_LAST_YEAR = re.compile(r"同比|[比较]上年|[比较]去年")
_TARGET_HEADING = re.compile("目标|安排|重点工作|主要工作|任务|考虑|部署|打算|思路|年工作$|举措")
_RESULT_HEADING = re.compile("回顾|总结|成就|成绩|进展|完成情况|工作回顾|发展历程|成效")


@dataclass(frozen=True, slots=True)
class Timing:
    """When a stretch of text takes place; ``years`` is ``None`` where nothing tells."""

    years: Years | None
    mood: Mood


def years_named(text: str, base_year: int) -> list[Years]:
    """The periods that ``text`` names, in order, comparisons (比2020年) left out.

    ``base_year`` is what 今年 means (see ``document_year``).
    """
    found: list[Years] = []
    for match in _MARKERS.finditer(text):
        if _COMPARED.search(text[max(match.start() - 2, 0) : match.start()].rstrip("“")):
            continue
        years = _years(match, base_year)
        if years is not None:
            found.append(years)
    return found


@lru_cache(maxsize=512)
def document_year(document: Document) -> int:
    """The year a document calls 今年: from its title, else its date, else the latest year it
    names other than as a goal (到2030年), else ``UNDATED``."""
    for text in (document.title, document.date):
        if years := [int(y) for y in re.findall(r"(?:19|20)\d\d(?=年|-|$)", text)]:
            # 2025年执行情况与2026年计划: last year's results and this year's plan.
            return years[0] + 1 if years[0] + 1 in years else years[0]
    named = Counter(map(int, _NAMED_YEAR.findall(document.text)))
    # 2035年 named once among 2025 and 2026 is a far aim, not the present.
    likely = [y for y in named if y - 1 in named or named[y] > 1 or len(named) == 1]
    return max(likely, default=max(named, default=UNDATED))


def told_in(document: Document) -> int:
    """The year in which ``document`` is read: the one it calls 今年, or the one after the year that it
    looks back on (a yearly bulletin)."""
    year, title = document_year(document), document.title
    looks_back = f"{year}年" in title and f"{year - 1}年" not in title
    return year + 1 if looks_back and _YEAR_IN_REVIEW.search(title) else year


def mood_of(text: str) -> Mood:
    """Whether ``text`` reads as a target or a result."""
    return _mood(text, _TARGET, _RESULT)


@lru_cache(maxsize=512)
def timeline(document: Document) -> tuple[tuple[int, int, Timing], ...]:
    """``(start, end, timing)`` of every sentence of ``document``, in order.

    A period opened by a heading or at the start of a sentence holds until the next one.
    """
    base = document_year(document)
    told = (base, base) if base != UNDATED and _YEAR_IN_REVIEW.search(document.title) else None
    rows: list[tuple[int, int, Timing]] = []
    for section in document.sections:
        heading = section.heading.rpartition(" › ")
        mood = _mood(section.heading, _TARGET_HEADING, _RESULT_HEADING)
        named = years_named(heading[2], base) or years_named(heading[0], base)
        years = named[0] if named else None
        if base != UNDATED and years is None and mood != "any":
            years = (base, base) if mood == "target" else (base - 1, base - 1)
        own = years
        for start, end in sentence_spans(document.text, section.start, section.end):
            sentence = document.text[start:end]
            opens = start == section.start or document.text[start - 1] == "\n"
            if opens and len(named) == 1 and years != own and years and years[0] >= base:
                # A plan recalled among this year's tasks ends with its paragraph.
                years = own
            opening = _opening(sentence, base)
            if opening and (
                (opening.lasts and _goes_on(opening, years, opens))
                or (opening.first and opening.years == (base, base) and years and years[1] < base)
            ):
                years = opening.years
            elif years and years[1] < base and _sets_targets(sentence):
                years = next((y for y in reversed(named) if y[0] >= base), years)
            current = opening.years if opening else years
            if mood == "any" and current == (base - 1, base - 1):
                current = _this_year_too(sentence, opening is not None, base) or current
            if _SAME_TIME_LAST_YEAR.search(sentence) and current and current[1] < base:
                current = (base - 1, base - 1)
            timing = Timing(current, _sentence_mood(sentence, mood, current, base))
            if told and current is None:
                timing = Timing(told, "result")
            rows.append((start, end, timing))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class _Opening:
    """A period named near the start of a sentence, or ``first`` in it; ``lasts`` says that it may
    hold for those after it too, ``told`` that it is told of as a whole (去年, 五年来) and not just
    a date. This year, named first, ends what was told of last year in any case."""

    years: Years
    lasts: bool
    told: bool
    first: bool


def _opening(sentence: str, base: int) -> _Opening | None:
    for match in _MARKERS.finditer(sentence[:28]):
        if _COMPARED.search(sentence[max(match.start() - 2, 0) : match.start()].rstrip("“")):
            continue
        years = _years(match, base)
        if years is None or _ATTRIBUTIVE.match(sentence, match.end()):
            continue
        lead = _LEAD_IN.match(sentence)
        first = lead is not None and match.start() <= lead.end() + 2
        whole = match.lastgroup in _SINGLE_LASTS or years[0] != years[1]
        adverbial = first and (
            match.lastgroup == "span_past" or bool(_ADVERBIAL.match(sentence, match.end()))
        )
        lasts = (adverbial or (first and whole)) and _lasts(years, base)
        return _Opening(years, lasts, whole, first)
    return None


def _goes_on(opening: _Opening, years: Years | None, opens: bool) -> bool:
    """Whether ``opening`` takes over from ``years``: a single date inside the review of a plan
    (2025年四大产业…) does so only at the start of a paragraph."""
    inside = years is not None and years[0] < years[1] and years[0] <= opening.years[0] <= years[1]
    return opening.told or opens or not inside


def _this_year_too(sentence: str, opened: bool, base: int) -> Years | None:
    """The years of a sentence among others about last year, outside a review of it: this one where it only
    sets aims, the two where it goes on to this one (去年…，今年…)."""
    if not opened:
        return (base, base) if mood_of(sentence) == "target" else None
    return (base - 1, base) if (base, base) in years_named(sentence, base)[1:] else None


def _lasts(years: Years, base: int) -> bool:
    """Whether a period named at the start of a sentence also holds for those after it: last
    year, this one, a plan; not a single year that is merely recalled (2016年…)."""
    return years[0] != years[1] or abs(years[0] - base) <= 1


def _sets_targets(sentence: str) -> bool:
    return bool(_SETS_TARGETS.search(sentence)) and not _ACHIEVED.search(sentence)


def _sentence_mood(sentence: str, heading: Mood, years: Years | None, base: int) -> Mood:
    if years is not None and years[1] != years[0]:
        return "target" if years[1] > base else "result"
    if years is not None and years[0] < base:
        return "result"
    return heading if heading != "any" else mood_of(sentence)


def _mood(text: str, targets: re.Pattern[str], results: re.Pattern[str]) -> Mood:
    """The one of the two that ``text`` has words of; ``any`` where it has both or neither."""
    target, result = bool(targets.search(text)), bool(results.search(text))
    if target == result:
        return "any"
    return "target" if target else "result"


def _years(match: re.Match[str], base: int) -> Years | None:
    kind = match.lastgroup
    text = match.group()
    if kind == "plan":
        plan = _FIVE_YEAR_PLANS[match["plan"]]
        # 十五五开局之年 is one year of the plan; 十四五收官 likewise.
        if text.endswith(("开局", "开好局", "起好步", "开门红")):
            return (plan[0], plan[0])
        return (plan[1], plan[1]) if text.endswith(("末", "收官")) else plan
    if kind == "year":
        return (int(match["year"]), int(match["year"]))
    if kind == "short":
        return (2000 + int(match["short"]), 2000 + int(match["short"]))
    if kind == "in_two":
        digits = "".join(str("〇一二三四五六七八九".index(c.replace("零", "〇"))) for c in text)
        return (int(digits), int(digits))
    if kind == "span_past":
        return (base - 5, base - 1)
    if kind == "span_next":
        return (base, base + 4)
    shift = {"last": -1, "before_last": -2, "this": 0, "next": 1}[kind or ""]
    return (base + shift, base + shift)
