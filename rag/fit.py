"""How well a quote fits a question apart from its words: the right kind of figure, the right
time, target or result, a list where one is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.document import Chunk, Document
from index.sentences import clause_spans
from rag.match import Topic
from rag.numbers import Quantity
from rag.owner import PLAIN, WHEN, Owner
from rag.period import Timing, document_year, years_named
from rag.question import Question

FIGURE, NO_FIGURE, SAME_UNIT = 0.2, -0.3, 0.05
"""For a question about a figure: a quantity of the kind asked for, none, one in the very unit."""
MILESTONE = 0.1
"""The cost of a round figure that was passed (迈上6万亿元台阶) next to the figure itself."""
LIMIT = 0.15
"""The most (or least) is asked for and told: 每件最高500元."""
RIGHT_TIME, WRONG_TIME = 0.12, -0.35
SAME_MOOD, OTHER_MOOD, OTHER_MOOD_SAME_YEAR = 0.06, -0.2, -0.08
"""Target asked and target given, or the other; less where the year already decides."""
CONTIGUITY = 0.2
"""What it is worth that the topic stands in the quote in one piece, for figures: 规上工业增加值 is
not 规上民营工业增加值."""
NARROWING, MOST_NARROWING = 0.02, 0.14
"""The cost of each character that makes a measure another one, and the most it can cost."""
ONLY_NEW = 0.12
"""The cost of an increase where a total was asked for."""
NAMED = 0.1
"""For a passage: the matter called by its name, rather than by words of its field."""
SPEAKER_NAMED = 0.3
REACHED = 0.15
"""Asked what something comes to (缩短到多少天): a figure that it comes to, or another."""
NAME = 0.1
"""For a question what something is called: a name in quotation marks."""
GRAND = 0.06
"""For what a place wants to be: each word with which all of it is meant."""
LISTED, MEMBERS = 0.03, 0.22
"""For a list: each item mark, and members said to be what is asked for."""
CAUSE = re.compile(r"因为|由于|为了|是为(?!什么)|为的是|因此|(?<!之)所以|缘于|源于|旨在|是因|原因")
"""Words with which a quote states a reason."""
_AVERAGED = re.compile("年均(?!浓度|气温|降[雨水]|值|可吸入)")
"""The mean of several years is no figure of one of them; a yearly mean concentration is."""
_FREQUENCY = re.compile("每(?:年|月|周|日|天|季度|半年)|逐年|定期")
_PASSED = re.compile("突破|超过?|迈上|跨[上越]|站上")
_ROUND = re.compile("[百千万亿]+(?:[座个家亩户级元]|平方|公里)")
_STEP = re.compile("[大个]?(?:台阶|大关|关口)")
_LIMIT = re.compile("最[高多大低少]|不[超多]过|上限|封顶|至多|以内")
_DATE = re.compile(
    r"\d月|[年月季]底|[年月季]末|[上下]半年|[上中下]旬|季度|国庆|春节|元旦|五一|端午|中秋|[寒暑]假|(?:周|星期|礼拜)[一二三四五六日天末]|[一二三四五六七八九十\d]点(?!\d)"
)
_COMES_TO = re.compile(
    "(?:缩短|压缩|缩|压|减少?|降低?|下降|提高|提升|增加?|上升|扩大|扩|延长|延|涨)[到至为](?:了)?(?:多少|几|百分)"
)
_TO = re.compile("(?:[到至为达]|不[超低少][过于]|控制在|[以之]内)[^，。；]{0,6}$")
_KIND_ASKED = re.compile(
    "哪(?:些|几[个家类种项])(?:(?:类型|种类|方面)的?)?(?P<noun>[\u4e00-\u9fff]{2,8})(?=[，。？?]|$)"
)
_NAME = re.compile("“[^”]+”|《[^》]+》")
_AIMED = re.compile(
    "(?:打造|建设|建成|建强|成为|当好|争[当做创]|勇当|创建|做强|迈向|跻身|锻造|构建)[^，。；：]{2,40}?"
    "(?:(?<![园街社片景])区|[省市县都极城]|高地|中心|样板|标杆|先行者?|窗口|枢纽|门户|名片|典范|龙头|排头兵|目的地|桥头堡|首选地|引擎|支点)(?:的?目标)?(?=[，。；]|$)"
)
_GRAND = re.compile("现代化|社会主义|国际|世界|全国|全省|一流|强[省市县区]|幸福|美丽")
"""What a place wants to be, as it is told, and words with which all of it is meant."""
_MEMBERS = re.compile(
    r"、[^，。；]*?(?:等|[二三四五六七八九十\d]+[大个家项条类种])(?P<what>[^，。；、]{2,12})"
)


_EDITIONS = frozenset({"期", "届", "批", "轮", "版", "级"})
"""What is told without 第 as well: 二期 answers 第几期."""
_NUMERAL = r"[\d一二两三四五六七八九十百]+"
_MEASURES = re.compile(
    "面积|里程|长度|金额|数量|比例|比重|占比|比率|幅度|时间|期限|总数|数值|(?:公里|人|户|(?<!国)家|场|天|次|吨|亩)数(?![据字])"
)


def measures(topic: str) -> int:
    """The characters of ``topic``, as a bit mask, that only name a measure: 25万平方米 says 面积."""
    mask = 0
    for match in _MEASURES.finditer(topic):
        mask |= _bits(*match.span())
    return mask


def _is_milestone(quote: str, quantity: Quantity) -> bool:
    before, after = quote[: quantity.start], quote[quantity.end : quantity.end + 3]
    if _ROUND.match(quote, quantity.start) and re.match("[\u4e00-\u9fff]", after):
        return True  # 千座公园城市, 百亿园区: a name or a rough size
    round_figure = len(f"{quantity.low:.0f}".rstrip("0")) <= 1
    return bool(_STEP.match(after) or (round_figure and _PASSED.search(before[-3:])))


def _bits(start: int, end: int) -> int:
    return (1 << end) - (1 << start)


@dataclass(frozen=True, slots=True)
class Fit:
    """``score`` is to be added to a coverage; ``figure`` says that the quote has a quantity of
    the kind asked for, ``timely`` is 1 for the right time, 0 unknown, -1 wrong, ``only_new``
    that it is an increase where a total was asked for."""

    score: float
    figure: bool
    timely: int
    only_new: bool = False


class Fitting:
    """Judges quotes for one question."""

    def __init__(self, question: Question, topic: Topic) -> None:
        self._question = question
        self._topic = topic
        self.owner = Owner(question, topic)
        kind = _KIND_ASKED.search(question.text)
        self._kind = re.escape(kind["noun"][-2:]) if kind else ""

    def judge(self, quote: str, timing: Timing, document: Document, chunk: Chunk) -> Fit:
        """The fit of ``quote``, a part of ``chunk`` of ``document`` told at ``timing``."""
        question = self._question
        fitting = self.owner.figures(quote)
        figure = bool(fitting) or self._gives_time(quote) or self._fills(quote)
        only_new = False
        timely = self._timely(document, quote, timing)
        score = (0.0, RIGHT_TIME, WRONG_TIME)[timely] + self._mood_bonus(timing)
        if question.numeric:
            score += FIGURE if figure else NO_FIGURE
            only_new = bool(fitting) and all(self.owner.is_new(quote, q) for q in fitting)
            score -= ONLY_NEW * only_new
            score -= MILESTONE * (bool(fitting) and all(_is_milestone(quote, q) for q in fitting))
            score += REACHED * self._reaches(quote, fitting)
            score += LIMIT * bool(_LIMIT.search(question.text) and _LIMIT.search(quote))
            score += SAME_UNIT * any(q.unit == question.unit != "" for q in fitting)
            score += CONTIGUITY * self._topic.contiguity(quote.lower())
            score -= self._narrowed(self._clause_told(quote, fitting))
        elif question.mood == "target" and "目标" in question.text and fitting:
            score += FIGURE / 2
        if question.why and CAUSE.search(quote):
            score += FIGURE
        if question.quotes_passages:
            score += NAMED * self._topic.contiguity(quote.lower())
        if question.kind == "list":
            score += self._listing(quote)
        if question.naming and _NAME.search(quote):
            score += NAME
        if question.aim and _AIMED.search(quote):
            score += FIGURE + GRAND * len(set(_GRAND.findall(quote)))
        if question.person and chunk.speaker and chunk.speaker in quote:
            score += SPEAKER_NAMED
        return Fit(score, figure, timely, only_new)

    def _reaches(self, quote: str, figures: Sequence[Quantity]) -> int:
        """Whether the figure is what something comes to (压缩到60天), where that is asked for."""
        if not _COMES_TO.search(self._question.text) or not figures:
            return 0
        return 1 if any(_TO.search(quote[: q.start]) for q in figures) else -1

    def may_tell(self, clause: str) -> bool:
        """Whether a clause has a figure of the kind asked for, whosever it is."""
        if self._gives_time(clause) or self._fills(clause):
            return True
        when = WHEN.search(self._question.text) and self._question.dimensions & {"year", "time"}
        return not when and bool(self.owner.of_kind(clause))

    def _gives_time(self, quote: str) -> bool:
        """每年 answers 多久, and 9月底 什么时候, as well as a number does."""
        if not self._question.dimensions & {"year", "time"}:
            return False
        told = _DATE if WHEN.search(self._question.text) else _FREQUENCY
        return told.search(quote) is not None

    def with_figure(self, fit: Fit) -> Fit:
        """``fit`` of a quote that has been found to tell the figure after all."""
        return replace(fit, score=fit.score + FIGURE - NO_FIGURE, figure=True)

    def _fills(self, quote: str) -> bool:
        """Whether a quote has a phrase of the question with its number: 五区同创 for 几区同创."""
        if self._question.unit in _EDITIONS and "ordinal" in self._question.dimensions:
            return re.search(f"{_NUMERAL}{self._question.unit}", quote) is not None
        return any(
            re.search(re.escape(phrase).replace("几", _NUMERAL), quote)
            for phrase in self._question.fills
        )

    def _timely(self, document: Document, quote: str, timing: Timing) -> int:
        wanted = self._question.years
        if wanted is None:
            return 0
        if wanted[0] == wanted[1] and _AVERAGED.search(quote) and "年均" not in self._question.text:
            return -1
        own = years_named(quote, document_year(document))
        years = own[0] if own and (timing.years is None or own[0][0] == own[0][1]) else timing.years
        if years is None:
            # What a document tells without a time is of its own year, if of any that was named.
            this = document_year(document)
            return -1 if self._question.year_named and wanted != (this, this) else 0
        if years == wanted:
            return 1
        if wanted[0] == wanted[1] == years[1] != years[0]:
            return 1 if wanted[0] % 5 == 0 and self._question.mood == "target" else 0
        if own and wanted in own:
            return 1
        two_years = years[1] - years[0] == 1
        return 0 if two_years and years[0] <= wanted[0] and wanted[1] <= years[1] else -1

    def _mood_bonus(self, timing: Timing) -> float:
        asked = self._question.mood
        if asked == "any" or timing.mood == "any":
            return 0.0
        if asked == timing.mood:
            return SAME_MOOD
        return OTHER_MOOD if self._question.years is None else OTHER_MOOD_SAME_YEAR

    def _listing(self, quote: str) -> float:
        """A bonus for a list, more for one whose members are said to be what is asked for
        (甲、乙、丙等新型业态; for 哪些类型的企业: 甲、乙、丙企业)."""
        bonus = LISTED * (min(quote.count("、"), 3) - 1.5)
        members = _MEMBERS.search(quote)
        said = members and self._topic.mask(members["what"].lower())
        if said or (self._kind and re.search(rf"、[^，。；、]+{self._kind}(?=[，。；]|$)", quote)):
            bonus += MEMBERS
        return bonus

    def _clause_told(self, quote: str, figures: list[Quantity]) -> str:
        """The clause of ``quote`` that tells the first of ``figures``, if it names the measure
        itself; else the whole quote."""
        for figure in figures[:1]:
            spans = clause_spans(quote, 0, len(quote))
            clause = next(quote[a:b] for a, b in spans if figure.start < b)
            if self.owner.is_about(clause):
                return clause
        return quote

    def _narrowed(self, quote: str) -> float:
        """A penalty for words that make the quoted measure another one: 人均 before 生产总值,
        城市副中心 before 地区生产总值. Words of the question itself cost nothing."""
        lowered = quote.lower()
        first = min(
            (at for _, words in self._topic.terms for w in words if (at := lowered.find(w)) >= 0),
            default=0,
        )
        before = re.split("[，；：、。]", quote[:first])[-1]
        extra = PLAIN.sub("", before)
        asked = self._question.text + self._question.topic + self._question.context
        return min(NARROWING * sum(char not in asked for char in extra), MOST_NARROWING)
