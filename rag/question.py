"""What a question asks for: its topic, its districts, the kind of answer, unit and period.

Everything here is true of the language, never of one set of documents. Understanding the
question was worth more than any change of model when it was measured.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from index.districts import Gazetteer
from rag.bounds import Bound, bound
from rag.function_words import weak_characters
from rag.parts import without_details
from rag.people import respelt_people, with_full_names, without_people
from rag.period import UNDATED, Mood, Years, years_named
from rag.plain import plainly, without_markup
from rag.records import ScopedDistrict
from rag.scope import find_scope
from rag.topic import own_matter, significant, topic_of, without_report_year, without_times
from rag.wording import Kind, read_mood, read_wording

_ATTRIBUTE = re.compile(
    "同比|增长|增[速幅]|[增涨跌降]了?(?![\u4e00-\u9fff])|涨幅|降幅|下降|上升|提高|减少|增加|占比|比重|比例|排名|排第|幅度|总量|规模|完成|达到|实现|年均|平均|差不多|一样|相同|任务|指标|[再新](?:增|加|添|建)|也是|跟它|和它"
    "|同一?(?:件事|回事|样)?|安排|打算|[保守稳]住|定(?:下|到|为|在)"
)
"""What is said of any measure; alone it names none."""
_POINTS_BACK = re.compile("它|[该那这]个?(?:省|市|区|县|地方)|那里|那边|当地")
_ONLY_GROWTH = re.compile("(?:经济)?(?:增长|增[速幅]|涨|跑)得?(?:最|更|比较)?[快慢]?")
_OF_THEM = re.compile(
    r"^(?:那|这|其中|里面|当中|这里面|[，,\s])*有(?:多少|几[个家所座条项]?)(?:[个家所座条项])?是"
)
"""有多少是全天开的: of the things asked about before."""
_THEN = re.compile("当年|同年|那一?年|同期")
"""In a follow-up: the year spoken of."""
_ASKING = re.compile(
    "概括|介绍|总结|说说|多少|[几哪谁怎]|什么|如何|多[大长高久远]|是否|有没有|[吗吧]"
)
_AIM = re.compile(
    "(?:总体?|自身|功能|发展|目标)*定(?:了|下|的)?(?:怎样|什么|啥|哪些)?的?(?:总|个|什么样?的)*(?:位|总目标)(?!系统|设备|仪|导航|终端|于)|总体?目标|奋斗目标"
    "|想?(?:建设?|打造|发展|变|做)成(?:一个)?(?:什么|啥|怎样|哪)样?的?(?:城?[省市县区州旗]|城市|地方)|[想要](?:当|做|成为)(?:一个)?(?:什么|啥|怎样)样?的?(?:城?[省市县区州旗]|城市|地方|角色)"
)
"""What a place wants to be is asked for."""
_OF_ITSELF = re.compile(
    "给?(?:各自|自己|本地|自家|地盘|当地)(?:的|地盘)*|一句话一[个条]|书记|都?(?:讲|说)了?要?把?"
)
_FOLLOW_UP = re.compile(r"^(?:那|那么|换成|还有|再|它|其|他|她|该)|呢[？?]?$")


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood.

    ``topic`` is the text without scope, period and function words; ``context`` is what evidence
    may well mention too: the alias that named the district (邮轮港区 for 市北区), the topic of
    the question before in a conversation. ``dimensions`` are
    the units (keys of ``rag.numbers.UNITS``) that an answer may have, empty for any.
    ``counted`` is a group whose members are asked for, ``superlative`` the end of the scale
    that is (高, 低, …), empty for neither. ``naming`` says that a name is asked for, ``growth``
    that a figure's growth is, besides the figure. ``head`` are the things whose number is asked
    for (车位 of 多少个车位), ``where`` says that a place is, ``post``
    the post whose holder is (区长), ``fills`` are phrases with a 几 whose number is (几区同创),
    ``scale`` the order of magnitude asked for (多少亿), 0 for any, ``bound`` is what the figure of
    a place that is looked for must reach (增速超过6%的), ``detailed`` says that what the places
    found say of it is asked for too (各自怎么提的), ``aim`` that what a place wants to be is (定位).
    """

    text: str
    topic: str
    scope: tuple[ScopedDistrict, ...]
    kind: Kind
    numeric: bool = False
    dimensions: frozenset[str] = frozenset()
    unit: str = ""
    scale: float = 0.0
    years: Years | None = None
    year_named: bool = False
    mood: Mood = "any"
    person: bool = False
    post: str = ""
    why: bool = False
    meaning: bool = False
    enumerated: bool = False
    mention: bool = False
    superlative: str = ""
    rest: bool = False
    naming: bool = False
    growth: bool = False
    counted: str = ""
    head: str = ""
    where: bool = False
    fills: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()
    context: str = ""
    missing: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    unknown_speaker: str = ""
    everywhere: bool = False
    bound: Bound | None = None
    detailed: bool = False
    aim: bool = False

    @property
    def quotes_passages(self) -> bool:
        """Whether it is answered by passages rather than by single clauses."""
        if self.kind == "compare":
            return not (self.numeric or self.person or self.naming or self.aim)
        return self.kind == "summary"

    @property
    def asked(self) -> str:
        """What is asked, with what a follow-up leaves to the questions before it."""
        whole = all(word in self.text for word in self.topic.split())
        return self.text if whole else f"{self.text}；{self.topic}"

    @property
    def broad(self) -> bool:
        """Whether words that merely belong to its field may answer it (就业 for 民生)."""
        return not self.numeric and self.kind != "which"

    @property
    def districts(self) -> tuple[str, ...]:
        """Canonical names of the districts it is restricted to."""
        return tuple(district.name for district in self.scope)


@dataclass(frozen=True, slots=True)
class Corpus:
    """What must be known of the documents to understand a question about them.

    ``base_year`` is the year most documents call 今年; ``mentioned`` tells whether a name stands
    in any of them, ``told_by`` in the passages of which districts, ``respelt``
    corrects a text by the words that do.
    """

    districts: tuple[str, ...]
    speakers: Mapping[str, tuple[str, ...]]
    gazetteer: Gazetteer
    base_year: int = UNDATED
    years: Mapping[str, int] = field(default_factory=dict)
    mentioned: Callable[[str], bool] = lambda _: False
    told_by: Callable[[str], Sequence[str]] = lambda _: ()
    respelt: Callable[[str], str] = lambda text: text


def understand(text: str, corpus: Corpus, history: Sequence[tuple[str, str]] = ()) -> Question:
    """Parse ``text``; what it leaves out is taken from the questions before it.

    ``history`` is a sequence of (question, answer) pairs, oldest first.
    """
    asked = text = without_markup(text)
    text = corpus.respelt(plainly(text, corpus.mentioned))
    text = with_full_names(respelt_people(text, corpus.speakers), corpus.speakers)
    question = _parse(text, corpus)
    if text != asked and not (question.scope or question.missing or question.places):
        question = _placed_by(question, _parse(asked, corpus))
    if history and _leans(question):
        earlier = understand(history[-1][0], corpus, history[-4:-1])
        if not earlier.scope and _POINTS_BACK.search(question.text):
            answers = (_parse(answer, corpus).scope[:1] for _, answer in reversed(history))
            earlier = replace(earlier, scope=next(filter(None, answers), ()))
        question = _inherit(question, earlier, _base_year(question.scope, corpus))
    if question.kind in {"compare", "which"} and _ONLY_GROWTH.fullmatch(question.topic):
        # 三省谁增长得最快 asks for the growth of the economy.
        question = replace(
            question, topic="经济增长", numeric=True, dimensions=frozenset({"percent"})
        )
    if not significant(question.topic):
        # 提到了哪些目标 asks for the very thing that elsewhere only says how something is asked.
        question = replace(question, topic=own_matter(text) or question.topic)
    return question


def _parse(text: str, corpus: Corpus) -> Question:
    scope = find_scope(
        text,
        corpus.districts,
        corpus.speakers,
        corpus.gazetteer,
        corpus.mentioned,
        corpus.told_by,
    )
    base = _base_year(scope.districts, corpus)
    bare = _blank(text, scope.spans)
    bare = without_report_year(without_people(bare, corpus.speakers))
    years = years_named(bare, base)
    timeless = without_times(bare)
    asked = read_wording(text, bare, timeless, scope)
    detailed = False
    if asked.kind == "which" and (short := without_details(timeless)) != timeless:
        timeless, detailed = short, significant(topic_of(short, "which", ""))
    limit = bound(timeless) if asked.kind == "which" else None
    if limit:
        timeless = _blank(timeless, [limit[1:]])
    aim = bool(_AIM.search(timeless)) and not asked.numeric and asked.kind != "which"
    if aim:
        timeless = f"{_OF_ITSELF.sub(' ', _AIM.sub(' ', timeless))} 定位"
    alias = " ".join(d.matched for d in scope.districts if d.found_by == "alias")
    sought = asked.mention and (asked.kind == "which" or asked.person)
    return Question(
        text=text,
        topic=topic_of(timeless, asked.kind, alias, asked.quoted if sought else ()),
        scope=scope.districts,
        kind="fact" if aim and asked.kind in {"summary", "list"} else asked.kind,
        numeric=asked.numeric or limit is not None,
        dimensions=limit[0].dimensions if limit else asked.dimensions,
        unit=asked.unit,
        scale=asked.scale,
        years=years[0] if years else None,
        year_named=bool(re.search(r"(?:19|20)\d\d", bare)),
        mood=read_mood(bare, years, base),
        person=asked.person,
        post=asked.post,
        why=asked.why,
        meaning=asked.meaning,
        enumerated=asked.enumerated,
        mention=asked.mention,
        superlative=asked.superlative,
        rest=asked.rest,
        naming=asked.naming,
        growth=asked.growth,
        counted=asked.counted,
        head=asked.head,
        where=asked.where,
        fills=asked.fills,
        quoted=asked.quoted,
        context=alias,
        missing=scope.missing,
        places=scope.places,
        unknown_speaker=scope.unknown_speaker,
        everywhere=scope.everywhere,
        bound=limit[0] if limit else None,
        detailed=detailed,
        aim=aim,
    )


def _placed_by(question: Question, whole: Question) -> Question:
    """``question`` with the places of ``whole``, where only what its asker says of himself names
    them: 我外婆住江岸，…"""
    if not whole.scope or whole.kind != question.kind:
        return question
    return replace(question, scope=whole.scope, places=whole.places, context=whole.context)


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


def _inherit(question: Question, earlier: Question, base: int) -> Question:
    scope = question.scope or tuple(replace(d, found_by="history") for d in earlier.scope)
    bare = _names_nothing(question.topic)
    moves = bare and bool(question.scope)
    # 那棉花呢 after 粮食产量多少 asks for the same of another thing.
    own = bare or question.numeric or bool(_ASKING.search(question.text))
    same_of_other = earlier.numeric and not own
    # 入境游客人数呢 after a rate of growth may ask for either.
    elliptic = (
        bool(question.dimensions)
        and earlier.dimensions <= {"percent", "point"}
        and not _ASKING.search(question.text)
    )
    kind = question.kind
    if bare and kind not in {"compare"}:
        kind = earlier.kind if earlier.kind not in {"which", "compare"} else "fact"
    elif same_of_other and kind == "summary":
        kind = "fact"
    elif len(scope) > 1 and kind == "fact" and earlier.kind == "compare":
        kind = "compare"
    years = (
        _other_year(question, earlier, base) if bare and question.years is None else question.years
    )
    keep_units = question.numeric and (question.dimensions or not bare)
    then = _THEN.search(question.text) is not None
    same_years = then or (question.years is None and question.mood == "any")
    return replace(
        question,
        scope=scope,
        topic=_inherited_topic(
            question.topic,
            earlier.topic,
            of_them=earlier.numeric and _OF_THEM.search(question.text) is not None,
        ),
        context=earlier.context if bare else f"{question.context} {earlier.topic}".strip(),
        kind=kind,
        numeric=question.numeric or ((bare or same_of_other) and earlier.numeric),
        dimensions=earlier.dimensions
        if same_of_other or (bare and not keep_units)
        else question.dimensions | (earlier.dimensions if elliptic else frozenset()),
        unit=question.unit or (earlier.unit if bare or same_of_other else ""),
        years=earlier.years if same_years or (moves and years is None) else years,
        year_named=earlier.year_named if same_years else question.year_named,
        mood=earlier.mood if same_years else question.mood,
        person=question.person or (bare and earlier.person),
        quoted=question.quoted or (earlier.quoted if bare else ()),
        places=question.places or (earlier.places if not question.scope else ()),
    )


def _names_nothing(topic: str) -> bool:
    """Whether a follow-up asks about the matter spoken of: 那胶州呢, 去年增长了多少."""
    rest = _ATTRIBUTE.sub(" ", topic)
    return not any(len(word) > 1 and significant(word) for word in _content_words(rest))


def _content_words(topic: str) -> list[str]:
    """The pieces of ``topic`` between the characters that say nothing: 想开 趟 → 开, 趟."""
    weak = weak_characters(topic)
    return "".join(" " if at in weak else char for at, char in enumerate(topic)).split()


def _inherited_topic(topic: str, earlier: str, *, of_them: bool) -> str:
    if not _names_nothing(topic) and not of_them:
        return topic
    return " ".join([earlier, *(w for w in topic.split() if significant(w) and w not in earlier)])


def _other_year(question: Question, earlier: Question, base: int) -> Years | None:
    """完成情况呢 after the target of this year, ``base``, is about last year, 目标呢 after last
    year's result about this one."""
    last, this = (base - 1, base - 1), (base, base)
    turns = {("target", "result", this): last, ("result", "target", last): this}
    return turns.get((earlier.mood, question.mood, earlier.years or (0, 0)))


def _base_year(districts: Sequence[ScopedDistrict], corpus: Corpus) -> int:
    years = {corpus.years[d.name] for d in districts if d.name in corpus.years}
    return years.pop() if len(years) == 1 else corpus.base_year


def _blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    chars = list(text)
    for start, end in spans:
        chars[start:end] = " " * (end - start)
    return "".join(chars)
