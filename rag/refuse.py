"""Whether the best evidence is good enough to be an answer.

First by rule (a figure was asked for and there is none, the time is another, …), then by a
probability: logistic regression over the ``FEATURES`` below, fitted on the dev questions by
``python -m eval.calibrate`` and stored with its risk-coverage curve in ``refusal.json``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.districts import short_name
from rag.candidate import Candidate
from rag.fit import CAUSE
from rag.holders import asks_for_holder
from rag.numbers import Quantity, may_be_congress, quantities
from rag.people import named_people
from rag.question import Question
from rag.synonyms import find_measures

RULE_FILE = Path(__file__).with_name("refusal.json")
FEATURES = (
    "coverage",
    "unknown",
    "gap",
    "affinity",
    "relevance",
    "unbroken",
    "lead",
    "numeric",
    "summary",
)
UNSURE, MOST_SURE = 1.0, 6.0
"""The log-odds of a sentence that was not read beside the question, and the most that say anything."""
LEAST_AFFINITY, MOST_AFFINITY = 1.0, 4.5
"""Affinity beyond these says no more: words that cover a topic count for something themselves."""
MOST_LEAD = 1.0
UNNAMED = 0.15
"""Share of a topic that stands elsewhere but not where the figure does, from which on the figure
may be that of something else."""
OTHER_THING = 0.5
"""Share of the things counted below which a figure counts others: 6个平台 for 多少学生."""
ALL_WORDS, USUAL_AFFINITY = 0.95, 2.5
"""Where the words alone decide, since they are all there or since affinity was not measured, it is
taken to be at least this."""
EVEN, LIKELY, SURE = 0.0, 1.0, 2.0
"""The log-odds (see ``rag.relevance``) from which on a sentence is believed to answer though it calls
what is asked about, or what it counts, by other words; though its time or the figures around it are
not what the rules expect; and though it tells the figure, the place or the person asked for otherwise
than they do."""
BARELY, STRANGE, SURE_ENOUGH, ELSEWHERE = 0.2, 0.5, 0.6, 0.8
"""Where less than this of the topic is covered, or a summary is asked for of a matter that no
document knows so much of (滑雪产业 where only 产业 are told of), the words say nothing, and what was read
beside the question must itself say that it answers: of such a matter as surely (log-odds) unless its
meaning is as near as any, and surest where so much of the topic is told elsewhere in its own words."""
BESIDE, SOME_CORE = 0.25, 0.2
"""The least probability of an answer for a place that is compared with one that has an answer: the
documents do tell of such a matter, so that odd words in the question count for less, if some of
what names the matter is there."""
_LOOSE_UNITS = frozenset(
    {"级", "期", "A", "版", "轮", "强", "届", "次", "日", "天", "字", "线", "成", "倍", "块"}
)
"""Units of names and grades rather than of amounts: 三级医院, 5A景区."""
_PLACED = re.compile(
    r"(?:在|位于|落户|落地|坐落于?|选址|设在|布局)[\u4e00-\u9fffA-Za-z]{2,}"
    r"|[\u4e00-\u9fff]{2,6}?(?:[路街镇乡村岛湾州县市]|(?<![园片景小社])区|街道|片区|[东西南北]部)"
)
_EACH = re.compile("每[一两十百千万亿\\d]+")
"""每万人: what a figure is counted by, not one that is taken for granted."""
_FOR_YEARS = re.compile("[一二三四五六七八九十两\\d]+年(?=来|间|里|累计|[总一]?共)")
"""五年累计: for how long something was counted, which the heading may tell."""
_EACH_OF = re.compile("每一?[十百千万亿\\d]+[^，。；\\s]*?(?=[配有拥设建])")
"""每万城镇常住人口配几名: whom something is counted by is not the measure."""
_SHARE_OF = re.compile(r"(?:占|相当于)\S+")
"""占经济总量比重: what a share is of need not be named with it."""
_NAMED_THING = re.compile(
    "(?P<name>[\u4e00-\u9fff]{2,6}?)(?:景区|乐园|机场|兵团|博物馆|大学|集团|水库|大桥|电站|水电工程|工程|保护区|国家公园)"
)
"""What has a name of its own, and figures of its own."""
_NUMBERED = re.compile(r"\d+号(?!文)(?=[\u4e00-\u9fff])")
_IN_CHARGE = re.compile("负责人|联系人|牵头人|项目经理|[招承]商方")
_AHEAD, _BACK = re.compile("今年|明年|年内|将|力争|计划|确保|拟"), re.compile("去年|上年|前年")
"""Words of a quote that tell in itself that it is about another time than was asked, however surely
it was read: aims, where results are asked for, and the other way round."""
_DEFINED = re.compile(r"即|是指|指的是|意思是|就是|——|包括|（")


@dataclass(frozen=True, slots=True)
class Rule:
    """Logistic regression: coefficients in the order of ``FEATURES``."""

    coefficients: tuple[float, ...]
    intercept: float
    threshold: float


@cache
def rule() -> Rule:
    """The fitted rule."""
    stored = json.loads(RULE_FILE.read_text(encoding="utf-8"))
    coefficients = tuple(float(stored["coefficients"][name]) for name in FEATURES)
    return Rule(coefficients, float(stored["intercept"]), float(stored["threshold"]))


def features(question: Question, best: Candidate) -> tuple[float, ...]:
    """The values of ``FEATURES`` for a candidate: the share of the topic it covers, the share
    that no document knows, the share that only others know, its nearness in meaning, the share
    of the topic that it has in one piece, its lead over the next candidate, and whether a figure
    or a summary is asked for."""
    affinity = USUAL_AFFINITY if best.affinity is None else best.affinity
    least = USUAL_AFFINITY if best.coverage >= ALL_WORDS else LEAST_AFFINITY
    return (
        best.coverage,
        best.unknown,
        best.gap,
        min(max(affinity, least), MOST_AFFINITY),
        UNSURE if best.relevance is None else max(-MOST_SURE, min(best.relevance, MOST_SURE)),
        best.unbroken,
        min(best.lead, MOST_LEAD),
        float(question.numeric),
        float(question.quotes_passages),
    )


def probability(question: Question, best: Candidate) -> float:
    """The probability that ``best`` answers the question, 0..1."""
    fitted = rule()
    z = fitted.intercept + sum(
        c * value for c, value in zip(fitted.coefficients, features(question, best), strict=True)
    )
    return 1 / (1 + math.exp(-z))


def shortcoming(question: Question, best: Candidate | None, *, beside: bool = False) -> str:
    """Why ``best`` does not answer ``question``, in Chinese; empty when it does. ``beside`` says
    that another place asked about in the same breath has an answer (see ``BESIDE``)."""
    least = BESIDE if beside and best and best.of_core >= SOME_CORE else rule().threshold
    if best is None or probability(question, best) < least or _is_chance(question, best):
        return "资料中未提及"
    return shortcoming_by_rule(question, best)


def shortcoming_by_rule(question: Question, best: Candidate) -> str:
    """The part of ``shortcoming`` that needs no probability."""
    quote = best.evidence.quote
    even, likely, sure = (best.read >= least for least in (EVEN, LIKELY, SURE))
    if len(question.scope) == 1 and not best.of_place:
        return "资料中未提及"
    if question.numeric and not _tells_measures(question, best):
        return "资料中未提及所问的指标"
    if question.numeric and best.gap >= UNNAMED and (name := _unnamed(question, best)):
        return f"资料中未提及{name}的这一数字"
    if best.of_head < OTHER_THING and not (even and best.quantity):
        return "资料提到了相关内容，但没有给出所问的数字"
    if not likely and not _keeps_figures(question, best):
        return "资料中的数字与问题中的不同"
    if not _is_numbered_so(question, best):
        return "资料提到的是另一个编号"
    if question.post and question.post not in quote:
        return "资料中未提及所问的职务"
    if question.person and not sure and not _names_holder(question, best):
        return "资料中未提及这个人"
    if question.where and not (sure or best.evidence.cells or _gives_place(question, quote)):
        return "资料没有说明地点"
    if best.only_new and not sure:
        return "资料只给出了新增的数字，没有所问的总数"
    if (
        question.numeric
        and not best.quantity
        and not (sure and _tells_some_figure(question, quote))
    ):
        return "资料提到了相关内容，但没有给出所问的数字"
    if best.timely < 0 and (question.year_named or not likely or _contradicts(question, quote)):
        return "资料中有相关内容，但不是所问的时间"
    if question.rest:
        return "资料没有逐一列出"
    members = question.counted and (question.kind == "list" or question.enumerated)
    if (
        members
        and question.kind != "which"
        and not question.numeric
        and not _lists_members(quote, question.counted)
    ):
        return f"资料提到了“{question.counted}”，但没有逐一列出"
    if question.why and not CAUSE.search(quote):
        return "资料没有说明原因"
    if question.meaning and not members and not _gives_meaning(quote):
        return "资料没有解释其含义"
    return ""


def _contradicts(question: Question, quote: str) -> bool:
    words = _AHEAD if question.mood == "result" else _BACK
    return words.search(quote) is not None


def _is_chance(question: Question, best: Candidate) -> bool:
    barely = best.coverage < BARELY
    strange = question.quotes_passages and best.unknown >= STRANGE
    if not (barely or strange):
        return False
    if barely and best.gap >= ELSEWHERE:
        return best.read < SURE
    near = best.affinity is not None and best.affinity >= MOST_AFFINITY
    return best.read < (SURE_ENOUGH if strange and not near else EVEN)


def confidence(question: Question, best: Candidate | None) -> float:
    """How sure it is that ``best`` answers, 0..1; 0 when there is nothing or a rule forbids."""
    if best is None or shortcoming_by_rule(question, best):
        return 0.0
    return round(probability(question, best), 4)


def _tells_some_figure(question: Question, quote: str) -> bool:
    """Whether a quote has a figure of the dimension asked for that the question has not."""
    asked = quantities(question.text)
    wanted = question.dimensions
    if wanted & {"percent", "point"}:
        wanted = wanted | {"percent", "point"}
    return any(
        (figure.dimension in wanted if wanted else figure.dimension not in {"year", "bare"})
        and not any(figure.same_value(other) for other in asked)
        for figure in quantities(quote)
    )


def _told(best: Candidate) -> str:
    """The whole sentence that evidence stands in, under its heading."""
    return f"{best.evidence.chunk.heading}，{best.sentence or best.evidence.quote}"


def _keeps_figures(question: Question, best: Candidate) -> bool:
    """Whether the figures that the question takes for granted (三年内, 8个园区) stand where it is
    answered; so many members listed say how many there are."""
    if question.kind not in {"fact", "list"}:
        return True
    told = _told(best)
    known = quantities(told)
    topic = question.topic
    for place in question.places:  # 二七区 is no 27 of anything
        topic = topic.replace(place, " ").replace(short_name(place), " ")
    return all(
        any(figure.same_value(other) for other in known)
        or _within(figure, known, told)
        or (_lists(question) and _has_as_many(question, best, figure.low))
        for figure in quantities(_FOR_YEARS.sub("", _EACH.sub("", topic)))
        if figure.unit not in _LOOSE_UNITS
        and figure.dimension not in {"bare", "ordinal"}
        and figure.low > 1
        and not may_be_congress(figure)
    )


def _lists(question: Question) -> bool:
    return question.kind == "list" or bool(question.counted or question.quoted)


def _has_as_many(question: Question, best: Candidate, number: float) -> bool:
    """Whether a quote lists so many members, all in all or in one clause, or its chunk says a
    phrase that the question quotes so many times (四个“要坚定不移”)."""
    quote = best.evidence.quote
    listed = [quote, *re.split("[，。；：]", quote)]
    return number in (
        *(len(re.split("[、+]", clause)) for clause in listed),
        *(best.evidence.chunk.text.count(phrase) for phrase in question.quoted),
    )


def _tells_measures(question: Question, best: Candidate) -> bool:
    """Whether the measures a question names are named where it is answered: 铁路运营里程 is not
    地铁运营里程."""
    # The clause before counts too: 人均可支配收入18946元，增长7.2%.
    before = best.sentence.partition(best.evidence.quote)[0].rstrip("，、 ")
    clause = re.split("[，；：。]", before)[-1] if best.evidence.quote in best.sentence else ""
    told = f"{best.evidence.chunk.heading} {clause} {best.evidence.quote}".lower()
    named = find_measures(_EACH_OF.sub("", _SHARE_OF.sub("", question.topic)))
    return all(any(_names_measure(name, told) for name in names) for names in named)


def _names_measure(name: str, told: str) -> bool:
    """Whether a measure is named, if with its thing said once for two: 集装箱航线150条、吞吐量…"""
    return name in told or any(
        re.search(f"{re.escape(name[:at])}[^，；。、]*、{re.escape(name[at:])}", told)
        for at in range(2, len(name) - 1)
    )


def _unnamed(question: Question, best: Candidate) -> str:
    """A thing with a name of its own (长白山景区) that is asked about and not named where the
    figure stands; else ""."""
    told = _told(best)
    for match in _NAMED_THING.finditer(question.topic):
        if match["name"][-2:] not in told and match["name"][:2] not in told:
            return match.group()
    return ""


def _within(figure: Quantity, known: Sequence[Quantity], told: str) -> bool:
    """Whether a figure lies in a span that is told of: 65岁 in 60岁以上."""
    return any(
        other.unit == figure.unit
        and (
            (other.low <= figure.low and re.match("(?:及|\\(含\\)|（含）)?以上", told[other.end :]))
            or (other.low >= figure.low and re.match("(?:及)?以[下内]", told[other.end :]))
        )
        for other in known
    )


def _is_numbered_so(question: Question, best: Candidate) -> bool:
    """Whether what a question names by a number (7号线, 3号楼) is named so where it is answered."""
    told = _told(best)
    return all(
        re.search(rf"(?<!\d){name}", told) is not None for name in _NUMBERED.findall(question.topic)
    )


def _names_holder(question: Question, best: Candidate) -> bool:
    """Whether evidence names somebody, where it is asked who is in charge of a matter or holds a post."""
    if not (asks_for_holder(question.text) or _IN_CHARGE.search(question.text)):
        return True
    speaker, quote = best.evidence.chunk.speaker, best.evidence.quote
    return bool(named_people(quote)) or bool(speaker and speaker in quote)


def _gives_place(question: Question, quote: str) -> bool:
    """Whether a quote says where, beyond the places the question names itself."""
    return any(m.group() not in question.text for m in _PLACED.finditer(quote))


def _lists_members(quote: str, counted: str) -> bool:
    """Whether a quote names the members of a group it counts: 甲、乙等两大平台, or
    两大平台：甲、乙. A list that the group itself is an item of does not."""
    found = re.search(_either_numeral(counted), quote)
    if found is None:
        return quote.count("、") >= 1
    before, after = quote[: found.start()].rstrip("“"), quote[found.end() :].lstrip("”")
    # 面积大、产值过百亿元的8个园区 says what they are like, not which.
    named_before = not before.endswith("的") and re.search(
        r"[、和及](?:“[^“”]{1,24}”|[^，。；：、和及“”]{1,24})$", before
    )
    named_after = re.match(
        r"(?:(?:“[^”]*”)*[：:]|——|，?(?:包括|即|分别|主要是|是|为|涵盖)|（)", after
    )
    return bool(named_before or named_after)


def _either_numeral(counted: str) -> str:
    """A pattern for 五大产业 that finds 5大产业 as well, and the other way round."""
    han = "零一二三四五六七八九"
    first = counted[0]
    if first in han:
        return f"[{first}{han.index(first)}]{re.escape(counted[1:])}"
    if first.isdigit() and not counted[1:2].isdigit():
        return f"[{first}{han[int(first)]}]{re.escape(counted[1:])}"
    return re.escape(counted)


def _gives_meaning(quote: str) -> bool:
    """Whether a quote explains a term."""
    return _DEFINED.search(quote) is not None
