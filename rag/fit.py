"""How well a quote fits a question apart from its words: the right kind of figure, the right
time, target or result, a list where one is asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.document import Chunk, Document
from index.sentences import Span, clause_spans
from rag.match import Topic
from rag.numbers import Quantity, quantities
from rag.period import Timing, document_year, years_named
from rag.question import Question
from rag.synonyms import find_measures

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
ABOUT, NO_SUBJECT = 0.25, 3
"""Share of the topic from which on a clause is about it; characters a clause may have before its
figure without naming a subject of its own."""
RATHER = 0.3
"""What a clause must cover more than another of the topic to be what the topic is about."""
SPEAKER_NAMED = 0.3
LISTED, MEMBERS = 0.03, 0.22
"""For a list: each item mark, and members said to be what is asked for."""
CAUSE = re.compile(r"因为|由于|为了|因此|(?<!之)所以|缘于|源于|旨在|是因|原因")
"""Words with which a quote states a reason."""
_TOTAL = re.compile("有(?:多少|几)|[一总]共|总数|总量")
_INCREASE = re.compile("新增|新建|新改|新开|新设|新认定|引进|开通|开工|培育")
_COMING = re.compile("[拉引招迎][来进到]|[新开建设修][了成出]|落户")
"""Asked so, what is new is the total: 总共拉来了多少家首店."""
_SUM = re.compile("累计|总数|总量|共有|现有|达|突破|超过|保有")
_AVERAGED = re.compile("年均(?!浓度|气温|降[雨水]|值|可吸入)")
"""The mean of several years is no figure of one of them; a yearly mean concentration is."""
_FREQUENCY = re.compile("每(?:年|月|周|日|天|季度|半年)|逐年|定期")
_WHEN = re.compile("什么时候|何时|几时|(?:几|哪个?)月|哪一?[年天日]|最晚|最迟|截止|为止|期限|几点")
"""A point in time is asked for, not how long or how often."""
_PASSED = re.compile("突破|超过?|迈上|跨[上越]|站上")
_STEP = re.compile("[大个]?(?:台阶|大关|关口)")
_LIMIT = re.compile("最[高多大低少]|不[超多]过|上限|封顶|至多|以内")
_DATE = re.compile(
    r"\d月|[年月季]底|[年月季]末|[上下]半年|[上中下]旬|季度|国庆|春节|元旦|五一|端午|中秋|[寒暑]假|[一二三四五六七八九十\d]点(?!\d)"
)
_AFTERWARDS = re.compile("(?:后|之日起|起)(?:的?第?)?$")
"""公示无异议后15个工作日 is no time that 公示 takes."""
_COUNTED = frozenset({"count", "people"})
_PURPOSE = re.compile("(?:主要)?(?:为|用于|用以|用来|支持|帮助|专项)")
_PLAIN = re.compile(
    r"最[高低多少]|年度|单[台件户人个]|补贴|补助|奖补|奖励|不[超低少][过于]|每[人件户次年月天台套亩]|给予|"
    r"全[省市区县年国]|我[省市区县]|今年|去年|明年|年内|\d{4}年|实现|完成|推动|预计|预期|力争|确保|达到?|保持|其中"
    r"|力促|目标|是|为|将|使|促进|地方|总体|同比|年均|计划|约|超|近|突破|以上|，|、|：|；|“|”|\s"
)
"""Words before a measure that leave it the same measure (全省生产总值, but not 人均生产总值)."""
_PER = re.compile("人均(?!可支配|预期|消费支出)|单位|每一?[万千百]|万元(?=GDP|gdp|地区生产总值)")
"""A measure per something is another measure."""
_PART = re.compile(
    "(?P<of>工业|农业|制造业|服务业|海洋|数字|民营|非公|文化|旅游|绿色|生态|县域|园区|都市圈|城市群|经济圈|临空|临港|核心产业)"
    "(?:经济|产业)?(?:地区)?(?:生产总值|GDP|gdp|增加值|总量)"
)
"""The product of a part of the economy is another measure than that of all of it."""
_MEMBERS = re.compile(
    r"、[^，。；]*?(?:等|[二三四五六七八九十\d]+[大个家项条类种])(?P<what>[^，。；、]{2,12})"
)


_NUMERAL = r"[\d一二两三四五六七八九十百]+"
_NUMBERS = re.compile(r"[\d.,%一二三四五六七八九十百千万亿]+")
_DIGIT = re.compile(r"\d")
_MEASURES = re.compile(
    "面积|里程|长度|金额|数量|比例|比重|占比|比率|幅度|时间|期限|总数|数值|(?:公里|人|户|(?<!国)家|场|天|次|吨|亩)数(?![据字])"
)


def measures(topic: str) -> int:
    """The characters of ``topic``, as a bit mask, that only name a measure: 25万平方米 says 面积."""
    mask = 0
    for match in _MEASURES.finditer(topic):
        mask |= _bits(*match.span())
    return mask


def _item(text: str, start: int, end: int, figure: int) -> Span:
    """The part of the clause from ``start`` to ``end`` that a figure at ``figure`` belongs to:
    items joined by 、 are told apart where each has a figure and a subject of its own."""
    marks = [at for at in range(start, end) if text[at] == "、"]
    ends = [m for m in marks if _has_figure(text[start:m]) and _opens_item(text[m + 1 : end])]
    begin = max((m + 1 for m in ends if m < figure), default=start)
    return begin, min((m for m in ends if m > figure), default=end)


def _has_figure(text: str) -> bool:
    return _DIGIT.search(text) is not None


def _opens_item(text: str) -> bool:
    """Whether ``text`` goes on with a subject of its own and its figure."""
    figure = _DIGIT.search(text)
    return figure is not None and len(_subject(text[: figure.start()])) > NO_SUBJECT


def _subject(text: str) -> str:
    """What ``text`` names, without the words that any measure may stand with."""
    return _NUMBERS.sub("", _PLAIN.sub("", text))


def _is_milestone(quote: str, quantity: Quantity) -> bool:
    before, after = quote[: quantity.start], quote[quantity.end : quantity.end + 3]
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
        self._measure = bool(find_measures(topic.text))

    def judge(self, quote: str, timing: Timing, document: Document, chunk: Chunk) -> Fit:
        """The fit of ``quote``, a part of ``chunk`` of ``document`` told at ``timing``."""
        question = self._question
        fitting = [q for q in quantities(quote) if self._fits(q)]
        if question.numeric:
            fitting = [q for q in fitting if self._owned(quote, q)]
        figure = bool(fitting) or self._gives_time(quote) or self._fills(quote)
        only_new = False
        timely = self._timely(document, quote, timing)
        score = (0.0, RIGHT_TIME, WRONG_TIME)[timely] + self._mood_bonus(timing)
        if question.numeric:
            score += FIGURE if figure else NO_FIGURE
            only_new = bool(fitting) and all(self._only_new(quote, q) for q in fitting)
            score -= ONLY_NEW * only_new
            score -= MILESTONE * (bool(fitting) and all(_is_milestone(quote, q) for q in fitting))
            score += LIMIT * bool(_LIMIT.search(question.text) and _LIMIT.search(quote))
            score += SAME_UNIT * any(q.unit == question.unit != "" for q in fitting)
            score += CONTIGUITY * self._topic.contiguity(quote.lower())
            score -= self._narrowed(self._clause_told(quote, fitting))
        elif question.mood == "target" and "目标" in question.text and fitting:
            score += FIGURE / 2
        if question.why and CAUSE.search(quote):
            score += FIGURE
        if question.kind == "list":
            score += self._listing(quote)
        if question.person and chunk.speaker and chunk.speaker in quote:
            score += SPEAKER_NAMED
        return Fit(score, figure, timely, only_new)

    def owns(self, quote: str, value: Quantity) -> bool:
        """Whether ``quote`` tells the figure ``value`` of the topic itself."""
        return any(value.same_value(q) and self._owned(quote, q) for q in quantities(quote))

    def _fits(self, quantity: Quantity) -> bool:
        wanted = self._question.dimensions
        if not wanted:
            return quantity.dimension not in {"year", "ordinal"} or bool(quantity.unit == "年")
        if quantity.dimension == "bare":
            return "bare" in wanted or (bool(wanted & _COUNTED) and quantity.low >= 10_000)
        return quantity.dimension in wanted

    def _owned(self, quote: str, quantity: Quantity) -> bool:
        """Whether a quantity belongs to the topic: it stands in a clause about it or with the things
        counted, or right before what it is for (安排1.6亿元，为居民更换隔声窗), or right after a
        clause about it, with no subject of its own (…生产总值再创新高，达到5万亿元) or in the very
        unit asked for (建成新院区，设置床位500张)."""
        clauses = clause_spans(quote, 0, len(quote))
        at = next(i for i, (_, end) in enumerate(clauses) if quantity.start < end)
        start, end = _item(quote, *clauses[at], quantity.start)
        per = _PER.search(quote[start:end])
        if per and self._measure and not _PER.search(self._question.text):
            return False
        asked = f"{self._question.text} {self._topic.text} {self._question.context}"
        part = _PART.search(quote[start:end])
        if part and part["of"] not in asked:
            return False
        whole = _PART.search(self._topic.text)
        if whole and whole["of"] not in quote:
            return False
        a_date = quantity.unit == "日" and quote[quantity.start - 1 : quantity.start] == "月"
        if a_date and not _WHEN.search(self._question.text):
            return False
        if _AFTERWARDS.search(quote[start : quantity.start]) and "后" not in self._question.text:
            return False
        if self._is_about(quote[start:end]):
            rest = [quote[a:b] for a, b in clauses[at + 1 :]]
            return not any(self._is_rather_about(clause, quote[start:end]) for clause in rest)
        if self._question.head and self._question.head in quote[start:end]:
            return True
        after = quote[slice(*clauses[at + 1])] if at + 1 < len(clauses) else ""
        if _PURPOSE.match(after) and self._is_about(after):
            return True
        asked_for = self._question.unit not in {"", "个"} and quantity.unit == self._question.unit
        if asked_for and self._is_about(quote[slice(*clauses[at])]):
            return True
        nothing_else = len(_subject(quote[start : quantity.start])) <= NO_SUBJECT
        return (
            at > 0
            and (asked_for or nothing_else)
            and self._is_about(quote[slice(*clauses[at - 1])])
        )

    def _is_about(self, clause: str) -> bool:
        # Words that no document has can be in no clause.
        known = self._topic.known or (1 << len(self._topic.text)) - 1
        return self._topic.share(known, self._topic.mask(clause.lower())) >= ABOUT

    def _is_rather_about(self, later: str, clause: str) -> bool:
        """Whether a clause after the figure, itself without one, is far more about the topic: in
        带动就业36.8万人，城镇新增就业超额完成 the figure is not 城镇新增就业."""
        mine, other = (self._topic.mask(text.lower()) for text in (clause, later))
        whole = _bits(0, len(self._topic.text))
        more = self._topic.share(whole, other) - self._topic.share(whole, mine)
        return more >= RATHER and not any(self._fits(q) for q in quantities(later))

    def _only_new(self, quote: str, quantity: Quantity) -> bool:
        """Whether a quantity is an increase (新增4家) where a total was asked for (有多少家)."""
        asked = self._question.text
        if not _TOTAL.search(asked) or _INCREASE.search(asked) or _COMING.search(asked):
            return False
        spans = clause_spans(quote, 0, len(quote))
        clause = next(span for span in spans if quantity.start < span[1])
        item = quote[slice(*_item(quote, *clause, quantity.start))]
        return bool(_INCREASE.search(item) and not _SUM.search(item))

    def _gives_time(self, quote: str) -> bool:
        """每年 answers 多久, and 9月底 什么时候, as well as a number does."""
        if not self._question.dimensions & {"year", "time"}:
            return False
        told = _DATE if _WHEN.search(self._question.text) else _FREQUENCY
        return told.search(quote) is not None

    def _fills(self, quote: str) -> bool:
        """Whether a quote has a phrase of the question with its number: 五区同创 for 几区同创."""
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
            return -1 if self._question.year_named else 0
        if years == wanted:
            return 1
        if wanted[0] == wanted[1] == years[1] != years[0]:
            return 1 if wanted[0] % 5 == 0 and self._question.mood == "target" else 0
        if own and wanted in own:
            return 1
        return -1

    def _mood_bonus(self, timing: Timing) -> float:
        asked = self._question.mood
        if asked == "any" or timing.mood == "any":
            return 0.0
        if asked == timing.mood:
            return SAME_MOOD
        return OTHER_MOOD if self._question.years is None else OTHER_MOOD_SAME_YEAR

    def _listing(self, quote: str) -> float:
        """A bonus for a list, more for one whose members are said to be what is asked for
        (甲、乙、丙等新型业态)."""
        bonus = LISTED * (min(quote.count("、"), 3) - 1.5)
        members = _MEMBERS.search(quote)
        if members and self._topic.mask(members["what"].lower()):
            bonus += MEMBERS
        return bonus

    def _clause_told(self, quote: str, figures: list[Quantity]) -> str:
        """The clause of ``quote`` that tells the first of ``figures``, if it names the measure
        itself; else the whole quote."""
        for figure in figures[:1]:
            spans = clause_spans(quote, 0, len(quote))
            clause = next(quote[a:b] for a, b in spans if figure.start < b)
            if self._is_about(clause):
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
        extra = _PLAIN.sub("", before)
        asked = self._question.text + self._question.topic + self._question.context
        return min(NARROWING * sum(char not in asked for char in extra), MOST_NARROWING)
