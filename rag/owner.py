"""Whose figure a quantity is: that of the topic, or of something else in the same quote."""

from __future__ import annotations

import re

from index.sentences import Span, clause_spans
from rag.match import Topic
from rag.numbers import Quantity, quantities
from rag.question import Question
from rag.synonyms import find_measures
from rag.wording import WEEKDAY

ABOUT, NO_SUBJECT = 0.25, 3
"""Share of the topic from which on a clause is about it; characters a clause may have before its
figure without naming a subject of its own."""
RATHER = 0.3
"""What a clause must cover more than another of the topic to be what the topic is about."""
_TOTAL = re.compile("有(?:多少|几)|[一总]共|总数|总量")
_INCREASE = re.compile("新增|新建|新改|新开|新设|新认定|引进|开通|(?<![未没])开工|培育")
_COMING = re.compile("[拉引招迎][来进到]|[新开建设修][了成出]|落户")
"""Asked so, what is new is the total: 总共拉来了多少家首店."""
_SUM = re.compile("累计|总数|总量|共有|现有|达|突破|超过|保有")
WHEN = re.compile(
    f"什么时候|何时|几时|(?:几|哪个?)月|{WEEKDAY}|哪一?[年天日]|最晚|最迟|截止|为止|期限|几点"
)
"""A point in time is asked for, not how long or how often."""
_AFTERWARDS = re.compile("(?:后|之日起|起)(?:的?第?)?$")
"""公示无异议后15个工作日 is no time that 公示 takes."""
_COUNTED = frozenset({"count", "people"})
_GRADES = frozenset({"级", "A", "版", "强", "期", "轮", "届"})
"""Units of grades and editions (三级医院), which count nothing."""
_THINGS = frozenset("瓶盒袋匹群尾羽枚头只棵株枝根册本篇艘架辆台栋幢")
_NO_THINGS = frozenset("个家所项条处户场届国区县市省城级位名人次")
"""Classifiers of things, and such as count none of them: 50个国家 for 多少万瓶."""
_FUNDED = re.compile("(?:安排|投入|筹[集措]|统筹|拨付|下达|落实)[^，。；]{0,12}$")
"""Money set aside, for what the next clause tells: 安排资金136亿元，办好34项实事."""
_RANKED = re.compile("(?:居|列|排|排[名在到行]|位次|[升进]至|[升进]到|跃升|前移)[^，。；]{0,8}$")
_FAR_BELOW = 0.001
"""The share of the scale asked for (多少亿) below which a figure is of something else."""
_EVERY = re.compile("每(?:周[一二三四五六日天]?|天|日|月|季度?)[^，。；]{0,4}$")
_EVERY_ASKED = re.compile("[每一](?:个?(?:周|星期|礼拜|月|季度)|[天日])|[日周月]均|多久|频")
"""每周两场 is no answer to how many a year has."""
_PURPOSE = re.compile("(?:主要)?(?:为|用于|用以|用来|支持|帮助|专项)")
PLAIN = re.compile(
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
_GROWS = re.compile("(?:比上年|较上年|同比|年均|实际|可比)*(?:增长|下降|提高|上升|降低)")
_ASIDE = re.compile("按[^，。；]{2,10}计算，?")
"""A clause between a measure and its growth that names nothing."""
_NUMBERS = re.compile(r"[\d.,%一二三四五六七八九十百千万亿]+")
_DIGIT = re.compile(r"\d")


class Owner:
    """Tells the figures of one question from those of others."""

    def __init__(self, question: Question, topic: Topic) -> None:
        self._question = question
        self._topic = topic
        self.names_measure = bool(find_measures(topic.text))
        self._told = quantities(topic.text)

    def figures(self, quote: str) -> list[Quantity]:
        """The quantities of ``quote`` of the kind asked for; where a figure is asked for, only
        those that belong to the topic."""
        fitting = [q for q in quantities(quote) if self.fits(q) or self._ranks(quote, q)]
        if not self._question.numeric:
            return fitting
        return [q for q in fitting if not self.given(q) and self._owned(quote, q)]

    def owns(self, quote: str, value: Quantity) -> bool:
        """Whether ``quote`` tells the figure ``value`` of the topic itself."""
        return any(value.same_value(q) and self._owned(quote, q) for q in quantities(quote))

    def given(self, quantity: Quantity) -> bool:
        """Whether a quantity is one that the question itself tells: how many of the 101 projects
        are finished is not answered by 101."""
        return quantity.dimension in _COUNTED and any(
            quantity.same_value(q) and q.unit == quantity.unit for q in self._told
        )

    def _ranks(self, quote: str, quantity: Quantity) -> bool:
        """Whether a rank is asked for and given without 第: 排名上升到235位."""
        wanted = "ordinal" in self._question.dimensions and quantity.unit in {"位", "名"}
        return wanted and bool(_RANKED.search(quote[: quantity.start]))

    def of_kind(self, clause: str) -> list[Quantity]:
        """The quantities of ``clause`` of the kind asked for, whosever they are, but for those that
        the question itself tells."""
        return [q for q in quantities(clause) if self.fits(q) and not self.given(q)]

    def fits(self, quantity: Quantity) -> bool:
        """Whether a quantity is of the kind asked for."""
        wanted = self._question.dimensions
        if quantity.low < self._question.scale * _FAR_BELOW and quantity.dimension != "percent":
            return False
        if quantity.unit in _GRADES and quantity.unit != self._question.unit:
            return False
        if self._question.unit in _THINGS and quantity.unit in _NO_THINGS:
            return False
        if not wanted and self._question.head and quantity.dimension in {"year", "time"}:
            return False  # 多少邮轮旅客 counts no years
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
        asked = f"{self._question.text} {self._topic.text} {self._question.context}"
        if self._is_other_measure(quote[start:end], asked):
            return False
        whole = _PART.search(self._topic.text)
        if whole and whole["of"] not in quote:
            return False
        a_date = quantity.unit == "日" and quote[quantity.start - 1 : quantity.start] == "月"
        if a_date and not WHEN.search(self._question.text):
            return False
        if _AFTERWARDS.search(quote[start : quantity.start]) and "后" not in self._question.text:
            return False
        if _EVERY.search(quote[start : quantity.start]) and not _EVERY_ASKED.search(asked):
            return False
        earlier = [quote[a:b] for a, b in clauses[:at] if not _ASIDE.match(quote, a, b)]
        # 人均地区生产总值41260元，增长7.1%: the growth is that of the measure before it.
        grown = earlier[-1] if earlier and _GROWS.match(quote, start, end) else ""
        if self._is_other_measure(grown, asked):
            return False
        if self.is_about(quote[start:end]):
            rest = [quote[a:b] for a, b in clauses[at + 1 :]]
            return not any(self._is_rather_about(clause, quote[start:end]) for clause in rest)
        if self.has_head(quote[start:end]):
            return True
        after = quote[slice(*clauses[at + 1])] if at + 1 < len(clauses) else ""
        funded = _FUNDED.search(quote[start : quantity.start])
        if (_PURPOSE.match(after) or funded) and self.is_about(after):
            return True
        asked_for = self._question.unit not in {"", "个"} and quantity.unit == self._question.unit
        if asked_for and self.is_about(quote[slice(*clauses[at])]):
            return True
        subject = _subject(quote[start : quantity.start])
        nothing_else = sum(char not in self._topic.text for char in subject) <= NO_SUBJECT
        return (
            bool(earlier)
            and (asked_for or nothing_else)
            and self.is_about(earlier[-1])
            and not self._is_other_measure(earlier[-1], asked)
        )

    def _is_other_measure(self, clause: str, asked: str) -> bool:
        """Whether a clause names the measure per head, or of a part of the economy, where that of
        the whole is asked for."""
        per, part = _PER.search(clause), _PART.search(clause)
        return bool(
            (per and self.names_measure and not _PER.search(self._question.text))
            or (part and part["of"] not in asked)
        )

    def is_about(self, clause: str) -> bool:
        # Words that no document has can be in no clause.
        known = self._topic.known or (1 << len(self._topic.text)) - 1
        for told in self._told:  # nor does a figure tell what it is a figure of
            known &= ~_bits(told.start, told.end)
        return self._topic.share(known, self._topic.mask(clause.lower())) >= ABOUT

    def has_head(self, clause: str) -> bool:
        """Whether a clause has the things counted, by their name or a synonym."""
        head = self._question.head
        at = self._topic.text.find(head) if head else -1
        if at < 0:
            return bool(head) and head in clause
        bits = _bits(at, at + len(head))
        return self._topic.mask(clause.lower()) & bits == bits

    def _is_rather_about(self, later: str, clause: str) -> bool:
        """Whether a clause after the figure, itself without one, is far more about the topic: in
        带动就业36.8万人，城镇新增就业超额完成 the figure is not 城镇新增就业."""
        mine, other = (self._topic.mask(text.lower()) for text in (clause, later))
        whole = _bits(0, len(self._topic.text))
        more = self._topic.share(whole, other) - self._topic.share(whole, mine)
        return more >= RATHER and not any(self.fits(q) for q in quantities(later))

    def is_new(self, quote: str, quantity: Quantity) -> bool:
        """Whether a quantity is an increase (新增4家) where a total was asked for (有多少家)."""
        asked = self._question.text
        if not _TOTAL.search(asked) or _INCREASE.search(asked) or _COMING.search(asked):
            return False
        spans = clause_spans(quote, 0, len(quote))
        clause = next(span for span in spans if quantity.start < span[1])
        item = quote[slice(*_item(quote, *clause, quantity.start))]
        return bool(_INCREASE.search(item) and not _SUM.search(item))


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
    return _NUMBERS.sub("", PLAIN.sub("", text))


def _bits(start: int, end: int) -> int:
    return (1 << end) - (1 << start)
