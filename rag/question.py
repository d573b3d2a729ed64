"""What a question asks for: its topic, its districts, the kind of answer, unit and period.

Everything here is true of the language, never of one set of documents. Understanding the
question was worth more than any change of model when it was measured.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from index.districts import Gazetteer
from rag.numbers import UNITS
from rag.period import Mood, Years, years_named
from rag.records import ScopedDistrict
from rag.scope import Scope, find_scope

Kind = Literal["fact", "list", "which", "compare", "summary"]

_UNIT_WORDS = "|".join(
    sorted((re.escape(u) for units in UNITS.values() for u in units), key=len, reverse=True)
)
_DIMENSION = {unit: name for name, units in UNITS.items() for unit in units}
_HOW_MANY = re.compile(
    rf"(?:(?<!哪)第?(?:多少|几)|百分之(?:几|多少))(?P<scale>万亿|十?亿|万|千)?(?P<unit>{_UNIT_WORDS})?"
)
# Question words that ask for a figure without 多少, and what they ask for.
_ASKED_DIMENSIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"百分之(?:几|多少)|几个(?:百分)?点|(?:增长|提高|下降|降低|上升|涨|跌|(?<!新)增|降)了?(?:多少|几)", ("percent", "point")),
    (r"多少钱|花费|投资额|多少资金|几块钱|多少美元", ("money",)),
    (r"多少人|几人|多少名|几名|几位|人数", ("people", "count")),
    (r"多大面积|面积", ("area",)),
    (r"多长(?!时间)|多远|里程", ("length",)),
    (r"多久|多长时间|几年(?!级)|几天|几个月", ("year", "time")),
    (r"什么时候|何时|哪一?年|几时|几月|哪天|哪一天", ("year", "time")),
    (r"第几", ("ordinal",)),
    (r"浓度", ("concentration",)),
    (r"产量|总产(?!值)", ("mass", "count")),
    (r"装机", ("power",)),
)  # fmt: skip
# Measures whose name says what they are counted in.
_RATE = re.compile(
    r"增速|增幅|增长率|涨幅|跌幅|降幅|占比|比重|比例|比率|率(?!先|领)|强度|经济增长|增长目标|增长预期"
)
_NUMERIC = re.compile(
    r"多少|(?<!哪)几(?!乎|何)|多大|多长|多高|多远|多久|数量|人数|数目|金额|增速|增幅|占比|比重|比例|比率|产量|里程|浓度"
    r"|总额|目标值|差多少|谁(?:更|最)?(?:高|低|大|小|多|少)|哪个(?:更|最)?(?:高|低|大|小|多|少)|(?:第|排)几"
)
_PERSON = re.compile(r"是谁|谁是|谁(?=[任当])|哪位|叫什么|叫啥|姓名|谁$|谁[？?]")
_WHY = re.compile(r"为什么|为何|原因|凭什么|怎么会")
_MEANING = re.compile(
    r"指(?:的)?(?:是)?(?:什么|啥|哪)|是什么意思|什么意思|含义|怎么理解|代表什么|里的.{1,6}指"
)
_WHICH_PLACE = re.compile(
    r"(?:(?:都)?有)?(?:哪|那)(?:些|几个|几|个|[一二三四五六七八九十\d]+个)?(?:个|些)?(?:区县|区市|省市|省区|省份|地区|地方|城市|区|县|市|省|州)(?![\u4e00-\u9fff]?[委长])"
)
_ALL_PLACES = re.compile(
    r"(?:各|每个|所有|这|[一二三四五六七八九十两三\d]+)个?(?:地区|省份|省市|区县|区市|区|县|市|省|地)(?:一市)?(?=里|的|中|给|在|去年|今年|$|\s|都|各|分别|[A-Za-z])"
)
_FRAME = re.compile(
    r"(?:主要|重点|总体|具体)?(?:工作|发展|推进)?(?:思路|举措|措施|做法|打法|部署|要求|规划|计划|安排|动作|亮点|侧重点?|进展|成绩|成效)"
    r"|(?<=[\u4e00-\u9fff]{2})工作(?=$|\s)"
)
"""Nouns that frame a matter without being part of it."""
_GROWTH = re.compile(r"经济\s*(?:的|年均|平均|要|想|会)*\s*增(?:长|速|幅)")
_LIST = re.compile(
    r"哪些|哪几|哪[一二三四五六七八九十\d两]+|有什么(?!用)|有啥|都有谁|分别(?:是|有|叫|指)|包括|包含|列出|列举|都是(?:谁|啥|什么)|是哪(?:些|几|[一二三四五六七八九十\d两])"
    r"|具体(?:都)?(?:是|有)"
)
_SUMMARY = re.compile(
    r"概括|总结|归纳|概述|简述|试述|综述|介绍|梳理|说明|讲个?大概|说说|讲讲|谈谈|怎么(?:抓|搞|干|做|样?推进|推动|促|落实|打算|部署|安排|发展|谋划)"
    r"|如何(?!评)|怎样|做法|思路是|的思路|举措|措施|要点|主要内容|主要工作|要怎么|怎么(?!看|读|念|定位|讲|说)|情况(?:怎样|如何|说说)|工作部署"
)
_COMPARE = re.compile(
    r"比较|对比|相比|区别|差别|差异|不同|不一样|比一比|谁(?:更|最)?(?:高|低|大|小|多|少)|哪个(?:更|最)?(?:高|低|大|小|多|少)|差多少|分别|各(?:自|是|有)"
)
_ENUMERATED = re.compile(
    r"分别(?:是|有|叫|指)?|具体(?:都)?(?:是|有|指)|是哪(?:些|几|[一二三四五六七八九十\d两])|哪[一二三四五六七八九十\d两]+[个家项条类大种座]|叫什么名字"
)
_MENTION = re.compile(r"[提说谈写讲][到及了的过]|提(?:及|出)|涉及|出现|表述|字样")
_COUNTED = re.compile(
    r"(?:\d+|[二三四五六七八九十两]+)[大个条项类种家座处](?![哪几])[\u4e00-\u9fff]{2,6}?(?=分别|具体|都|是|有|各|叫|$)|“\d+\+\d+(?:\+\d+)*”"
)
"""A group the question counts (4大主导产业, “2+6”): its members are asked for."""
_TARGET = re.compile(r"目标|预期|计划|打算|想|要|力争|准备|预计|拟|将|安排|争取|定(?:的|在)")
_RESULT = re.compile(r"完成(?!时)|实现了|实际|达到了|了多少|结果|成绩|已经|现在|目前|现有")

_STOP_PHRASES = re.compile(
    "|".join(
        (
            r"请问一?下?|麻烦(?:问|查|你|您)?一?下?|想问一?下?|我?想(?:知道|了解)|(?:帮|给)我?(?:查|看|找|问|忙)?一?下?(?=[^\u4e00-\u9fff]|[查看找问])|告诉我|你(?:们)?知道|有没有人知道",
            r"根据(?:材料|报告|文件|资料)|(?:政府)?工作报告(?:里|中|上)?|报告(?:里|中)?|(?:材料|资料|文件|文中)(?:里|中)?|按照?文件|出现(?:在|过)?|写(?:到|了)|表了态|的表述(?:里|中)|提法|专门|明确说?了?",
            rf"百分之(?:多少|几)|几点零|第?(?:多少|几)(?:万亿|十?亿|万|千)?(?:{_UNIT_WORDS})?",
            r"哪(?:一)?(?:些|几个?|个|家|位|里|儿|类|种|项|条|年|天|[二三四五六七八九十\d两]+个?)?|什么样的?|什么时候|什么|啥|怎么样|怎么|怎样|如何|为什么|为何|何时|谁(?:更|最)?[高低大小多少]?|多[大长高久远]|叫什么|叫啥",
            r"是不是|有没有|能不能|会不会|多不多|对不对",
            r"概括|总结|归纳|概述|简述|试述|综述|介绍|梳理|说明|讲个?大概|说说|讲讲|谈谈|一下|简单|简要|主要内容|要点|比较|对比|相比|区别|差别|差异|不同|不一样|比一比|差多少|谁?(?:更|最)[高低大小多少]|[高低大小多少](?:一些|一点|些|点)",
            r"分别|各自|各(?=[是有])|一共|总共|加起来|合计|大概|大约|左右|具体|主要|都(?=[有是提讲])|目标(?!任务)|预期|预计|计划|打算|准备|想要|力争|实际|结果|完成情况|现在|目前|当前|如今",
            r"(?:提到|提及|涉及|说到|谈到|讲到|提出|认为|表示|介绍|指出|强调)(?:了|过|的|要|想)?|(?:里|中|上)?(?:提|说|讲)(?=[的了要到])",
            r"^(?:那么?|它|其|他|她|该)(?!个|些)|完成(?=多少|了|情况|$)|(?<!经济)增[速幅]|区间",
            r"名字|名称|叫(?:做|作)?|情况|方面|问题|内容|数量|数目|进展|东西|这块|那块|这事|的话|那么|那(?=[\u4e00-\u9fff]{0,6}呢)|换成|地方|之间|同比",
            r"[吗呢吧啊呀嘛哦么了的]|[？?。！!，,、；;：:（）()《》]",
        )
    )
)
_WEAK = frozenset(
    "是有要会将能把被在和与及或都也就还到想让给对为从向跟同这那它他她其该个家项处多大小搞弄干做抓办说讲提叫用去来上下里中内外前后年月日第"
    "定达至过等者所以可全共各请问看比如什哪几谁呢"
)
"""Characters that carry little meaning of their own: whether evidence has them hardly counts."""
_QUOTED = re.compile('[“"「『‘](.{1,30}?)[”"」』’]')
_FOLLOW_UP = re.compile(r"^(?:那|那么|换成|还有|再|它|其|他|她|该)|呢[？?]?$")


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood.

    ``topic`` is the text without scope, period and function words; ``context`` is what evidence
    may well mention too: the alias that named the district (邮轮港区 for 市北区), the topic of
    the question before in a conversation. ``dimensions`` are
    the units (keys of ``rag.numbers.UNITS``) that an answer may have, empty for any.
    ``counted`` is a group whose members are asked for.
    """

    text: str
    topic: str
    scope: tuple[ScopedDistrict, ...]
    kind: Kind
    numeric: bool = False
    dimensions: frozenset[str] = frozenset()
    unit: str = ""
    years: Years | None = None
    year_named: bool = False
    mood: Mood = "any"
    person: bool = False
    why: bool = False
    meaning: bool = False
    enumerated: bool = False
    mention: bool = False
    counted: str = ""
    quoted: tuple[str, ...] = ()
    context: str = ""
    missing: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    unknown_speaker: str = ""
    everywhere: bool = False

    @property
    def districts(self) -> tuple[str, ...]:
        """Canonical names of the districts it is restricted to."""
        return tuple(district.name for district in self.scope)


@dataclass(frozen=True, slots=True)
class Corpus:
    """What must be known of the documents to understand a question about them.

    ``base_year`` is the year the documents call 今年 (the most frequent one), if any.
    """

    districts: tuple[str, ...]
    speakers: Mapping[str, tuple[str, ...]]
    gazetteer: Gazetteer
    base_year: int | None = None
    years: Mapping[str, int] = field(default_factory=dict)


def understand(text: str, corpus: Corpus, history: Sequence[tuple[str, str]] = ()) -> Question:
    """Parse ``text``; what it leaves out is taken from the questions before it.

    ``history`` is a sequence of (question, answer) pairs, oldest first.
    """
    question = _parse(text, corpus)
    if history and _leans(question):
        earlier = understand(history[-1][0], corpus, history[-4:-1])
        question = _inherit(question, earlier)
    return question


def _parse(text: str, corpus: Corpus) -> Question:
    scope = find_scope(text, corpus.districts, corpus.speakers, corpus.gazetteer)
    base = _base_year(scope, corpus)
    bare = _blank(text, scope.spans)
    for speaker in corpus.speakers:
        bare = re.sub(rf"{re.escape(speaker)}(?:同志|书记|[区市县省州]长|主席|主任)?", " ", bare)
    years = years_named(bare, base)
    timeless = _PERIOD_WORDS.sub(" ", bare)
    dimensions, unit = _dimensions(timeless)
    numeric = bool(_NUMERIC.search(timeless)) or bool(dimensions)
    kind = _kind(bare, scope, numeric)
    alias = " ".join(d.matched for d in scope.districts if d.found_by == "alias")
    return Question(
        text=text,
        topic=_topic(timeless, kind, alias),
        scope=scope.districts,
        kind=kind,
        numeric=numeric,
        dimensions=dimensions,
        unit=unit,
        years=years[0] if years else None,
        year_named=bool(re.search(r"(?:19|20)\d\d", bare)),
        mood=_mood(bare, years, base),
        person=bool(_PERSON.search(bare))
        and bool(re.search(r"书记|长|主席|主任|谁|哪位|领导|负责", bare)),
        why=bool(_WHY.search(bare)),
        meaning=bool(_MEANING.search(bare)),
        enumerated=bool(_ENUMERATED.search(bare)),
        mention=bool(_MENTION.search(bare)),
        counted=match.group().strip("“”") if (match := _COUNTED.search(timeless)) else "",
        quoted=tuple(_QUOTED.findall(text)),
        missing=scope.missing,
        places=scope.places,
        unknown_speaker=scope.unknown_speaker,
        everywhere=scope.everywhere,
        context=alias,
    )


_PERIOD_WORDS = re.compile(
    r"(?:到|截至|截止)?(?:19|20)?\d\d年(?:底|末|内|度|的|里|全年)?|今年|去年|明年|前年|上年|(?<![一二三四五六七八九十两几\d])年内|全年|“?十[三四五六]五”?(?:时期|期间|末)?"
    r"|(?:过去|近|这|未来|今后|接下来)五年(?:里|间|来)?|五年来|去年底|上一年|年均(?=[\u4e00-\u9fff])"
)


def _kind(text: str, scope: Scope, numeric: bool) -> Kind:
    named = [d for d in scope.districts if d.found_by != "region"]
    several = len(named) + len(scope.missing) >= 2
    if several or (scope.everywhere and _COMPARE.search(text)):
        return "compare"
    if not named and not scope.missing and _WHICH_PLACE.search(text):
        return "which"
    if scope.everywhere:
        return "which" if re.search(r"哪|谁", text) else "compare"
    if _SUMMARY.search(text) and not numeric:
        return "summary"
    return "list" if _LIST.search(text) and not numeric else "fact"


def _dimensions(text: str) -> tuple[frozenset[str], str]:
    match = _HOW_MANY.search(text)
    unit = (match["unit"] or "") if match else ""
    dimensions: set[str] = set()
    for pattern, names in _ASKED_DIMENSIONS:
        if re.search(pattern, text) and not (unit and names[0] == "percent"):
            dimensions.update(names)
    if match:
        if match.group().startswith("第"):
            dimensions.add("ordinal")
        elif unit in _DIMENSION:
            dimensions.add(_DIMENSION[unit])
            if _DIMENSION[unit] in {"count", "people", "trips"}:
                dimensions |= {"count", "people"}
        elif match["scale"] in {"亿", "万亿"} and not dimensions:
            dimensions.update({"money", "mass", "people", "trips", "power", "bare"})
    if not dimensions and _RATE.search(text):
        dimensions.add("percent")
    if "percent" in dimensions and re.search("增长|增[速幅]", text) and "百分点" not in text:
        dimensions.discard("point")
    return frozenset(dimensions), unit


def _mood(text: str, years: list[Years], base: int | None) -> Mood:
    if re.search(r"目标|预期|计划|力争|预计|安排", text):
        return "target"
    if re.search(r"实际|完成情况|去年|上年", text):
        return "result"
    if years and base is not None:
        if years[0][1] < base:
            return "result"
        if years[0][1] > base or _TARGET.search(text):
            return "target"
    result, target = bool(_RESULT.search(text)), bool(_TARGET.search(text))
    return "any" if result == target else ("result" if result else "target")


def _topic(text: str, kind: Kind, alias: str) -> str:
    text = re.sub(r"[A-Za-z]+", lambda m: m.group().upper(), _WHICH_PLACE.sub(" ", text.strip()))
    text = _GROWTH.sub("经济增长", _ALL_PLACES.sub(" ", text))
    topic = re.sub(r"\s+", " ", _STOP_PHRASES.sub(" ", text)).strip()
    if kind not in {"summary", "compare"}:
        return topic
    # 民生工作思路 is about 民生; 邮轮港区的发展规划 about 邮轮港区.
    matter = _FRAME.sub(" ", topic).strip()
    return matter if significant(matter) else f"{alias} {topic}".strip()


def significant(topic: str) -> bool:
    """Whether a topic says anything beyond function words."""
    return any(char not in _WEAK for char in topic.replace(" ", ""))


def is_weak(char: str) -> bool:
    """Whether a character carries little meaning of its own."""
    return char in _WEAK


def _leans(question: Question) -> bool:
    """Whether a question cannot stand without the one before it."""
    if question.missing or question.unknown_speaker or question.kind == "which":
        return False
    if question.everywhere:
        return not significant(question.topic)
    return (
        not question.scope
        or not significant(question.topic)
        or bool(_FOLLOW_UP.search(question.text) or len(question.topic.replace(" ", "")) <= 4)
    )


def _inherit(question: Question, earlier: Question) -> Question:
    scope = question.scope or tuple(replace(d, found_by="history") for d in earlier.scope)
    bare = not significant(question.topic)
    moves = bare and bool(question.scope)
    kind = question.kind
    if bare and kind not in {"compare"}:
        kind = earlier.kind if earlier.kind not in {"which", "compare"} else "fact"
    elif len(scope) > 1 and kind == "fact" and earlier.kind == "compare":
        kind = "compare"
    keep_units = question.numeric and (question.dimensions or not bare)
    same_years = question.years is None and question.mood == "any"
    return replace(
        question,
        scope=scope,
        topic=earlier.topic if bare else question.topic,
        context=earlier.context if bare else f"{question.context} {earlier.topic}".strip(),
        kind=kind,
        numeric=question.numeric or (bare and earlier.numeric),
        dimensions=question.dimensions if keep_units or not bare else earlier.dimensions,
        unit=question.unit or (earlier.unit if bare else ""),
        years=earlier.years if same_years or (moves and question.years is None) else question.years,
        year_named=earlier.year_named if same_years else question.year_named,
        mood=earlier.mood if same_years else question.mood,
        person=question.person or (bare and earlier.person),
        quoted=question.quoted or (earlier.quoted if bare else ()),
        places=question.places or (earlier.places if not question.scope else ()),
    )


def _base_year(scope: Scope, corpus: Corpus) -> int | None:
    years = {corpus.years[d.name] for d in scope.districts if d.name in corpus.years}
    return years.pop() if len(years) == 1 else corpus.base_year


def _blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    chars = list(text)
    for start, end in spans:
        chars[start:end] = " " * (end - start)
    return "".join(chars)
