"""How questions are worded: what kind of answer, figure, time and person they ask for.

Patterns of the language, kept in one place; nothing here knows any document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rag.numbers import UNITS
from rag.period import Mood, Years
from rag.scope import WHICH_PLACE, Scope

Kind = Literal["fact", "list", "which", "compare", "summary"]

UNIT_WORDS = "|".join(
    sorted((re.escape(u) for units in UNITS.values() for u in units), key=len, reverse=True)
)
_DIMENSION = {unit: name for name, units in UNITS.items() for unit in units}
_HOW_MANY = re.compile(
    rf"(?:(?<![哪这那])(?<!星期)(?<!礼拜)第?(?:多少|几)|百分之(?:几|多少))(?P<scale>万亿|[十百千]?[万亿]|千(?![瓦克米伏卡]))?(?P<unit>{UNIT_WORDS})?"
)
_UP_TO = re.compile("[开建办做发推][到至]了?$")
_SCALES = {
    **{
        f"{times}{unit}": ten * value
        for times, ten in (("", 1), ("十", 10), ("百", 100), ("千", 1000))
        for unit, value in (("万", 1e4), ("亿", 1e8))
    },
    "万亿": 1e12,
}
_IN_MONEY = "(?:GDP|gdp|生产总值|经济|收入|投资|产值|营业额|总额|进出口|贷款|存款|财政|税收)"
# Question words that ask for a figure without 多少, and what they ask for.
WEEKDAY = "(?:星期|礼拜)几|周几(?![次天趟个家场])"
"""A day of the week is asked for, and not how often in one."""
_ASKED_DIMENSIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"百分之(?:几|多少)|几个(?:百分)?点|(?:增长|提高|下降|降低|上升|涨|跌|(?<!新)增|降)了?(?:多少|几)", ("percent", "point")),
    (r"多少钱|花费|投资额|预算(?!收入|支出)[^，。；]{0,3}多少|造价|多少资金|几块钱|多少美元", ("money",)),
    (r"多少人|几人|多少名|几名|几位|人数", ("people", "trips")),
    (r"多大面积|面积", ("area",)),
    (r"多长(?!时间)|多远|里程", ("length",)),
    (r"多久|多长时间|(?<![这那近前头])几年(?!级)|几天|几个月", ("year", "time")),
    (rf"什么时候|何时|哪一?年|几时|(?:几|哪个?)月|{WEEKDAY}|哪一?[天日]|几点(?!建议|要求|意见|措施|[上下])", ("year", "time")),
    (r"第几", ("ordinal",)),
    (r"浓度", ("concentration",)),
    (r"产量|总产(?!值)|(?<!生)产了?(?:多少|几)", ("mass", "count", "volume")),
    (r"装机", ("power",)),
    (rf"{_IN_MONEY}.{{0,4}}(?:多大|规模(?!以上)|总量|体量)", ("money",)),
    (rf"{_IN_MONEY}[^，。；增涨]{{0,6}}有多少(?!个|家|项|人)", ("money",)),
    (rf"^(?!.*面积|.*{_IN_MONEY}).*(?:多大|体量|规模(?!以上)|总量)", (*(name for name in UNITS if name not in {"percent", "point"}), "bare")),
)  # fmt: skip
# Measures whose name says what they are counted in.
_RATE = re.compile(
    r"增速|增幅|增长率|涨幅|跌幅|降幅|占比|比重|比例|比率|(?<![表草轻直坦统])率(?!先|领|队|团)|强度|经济增长|增长目标|增长预期"
)
_RATE_ASKED = re.compile(
    "(?:增[速幅]|增长率|[涨跌降]幅|是[增涨升]是[降跌减].{0,4}幅度)(?:有|是|为)?多大"
    "|[涨升增]了?(?:还是|或者?是?)[跌降减]|[跌降减]了?(?:还是|或者?是?)[涨升增]"
)
"""增幅有多大 asks for a rate, and not for how much there is."""
_AND_GROWTH = re.compile(
    "(?:和|及|与|、|，|以及)(?:它)?(?:的)?(?:同比)?(?:增[速幅长]|涨幅|[增涨降]了|[增涨](?=多少|几))|[？?，,](?:同比)?(?:增[速幅]|涨幅)呢"
)
"""总量和增速各是多少: the growth of a figure is asked for besides it."""
_GROWN = re.compile("(?:[增涨长升跌降]|提高|下降|达)了?(?:到|至)?(?=几|多少)")
_SHARE = re.compile(
    "占比|比[重例率]|(?:占|相当于)(?!其中)(?:到|了)?[^，。；？]{0,12}?(?:多少|几成|多大)(?!钱|元|亿|万)"
)
"""占到成交的多少: a share is asked for, whatever it is a share of."""
_NUMERIC = re.compile(
    r"多少|(?<![哪这那])几(?!乎|何)|多大|多长|多高|多远|多久|数量|(?:公里|人|户|(?<!国)家|场|天|次|吨|亩|列|套|座|所)数(?![据字])|人次|数目|金额|增速|增幅|占比|比重|比例|比率|产量|里程|浓度"
    r"|总额|目标值|差多少|(?:第|排)几"
)
_RATHER = re.compile(
    "(?:谁|哪(?:个|家|边|一?个?[省市区县]))(?:的?[^，。；？]{1,12})?(?:[更最]|比较)?[高低大小多少长短快慢](?=[一些点？?呢，,]|$)|谁(?:更|最)?[高低大小多少]"
)
"""Whose figure is higher is asked for."""
_PERSON = re.compile(r"是谁|谁是|谁(?=[任当])|哪位|叫什么|叫啥|姓名|谁$|谁[？?]")
_POST = re.compile("书记|长|主席|主任|谁|哪位|领导|负责")
_HELD = re.compile("副?(?:[区市县省州局厅]长|主席|主任)")
"""Posts that nobody else is meant by; 书记, 领导 and 一把手 may be any."""
_WHY = re.compile(r"为什么|为何|原因|凭什么|怎么会")
_POINTS = re.compile("概括|总结|归纳|要点")
"""Where points are asked for, 为什么 is their subject."""
_MEANING = re.compile(
    r"“\d+”(?:是|指|代表)|指(?:的)?(?:是)?(?:什么|啥|哪(?![几一二三四五六七八九十两\d][类种个大项家条]))|是什么意思|什么意思|含义|怎么理解|代表什么|里的.{1,6}指"
)
_WHO_ALL = re.compile(
    "都?有谁|谁家|哪几家(?=[说提讲写])|有哪些地方|是哪几个$|出现在(?:了|过)?哪[些几]?[家个位]|(?:有|就)一个地方[^。？]{0,16}是哪里|的，?(?:是|有)?哪几[家个](?=[，。？?（(]|$)"
)
_WHICH_SAY = re.compile("哪些(?=都?(?:提|写|讲|说|谈)[到及了过])")
"""哪些写到了光热: of all the documents' places."""
_WHICH_ARE = re.compile(r"的(?:都?有|是)?(?:哪[些几一]?[个家]?|谁)(?=[，。？?（(]|$)")
"""打算超过五千人的有哪些: of the places named or inside one."""
_LIST = re.compile(
    r"哪些|哪几|哪[一二三四五六七八九十\d两]+|有什么(?!用)|有啥|都有谁|分别(?:是|有|叫|指)|包括|包含|列[出明举示]|都是(?:谁|啥|什么)|是哪(?:些|几|[一二三四五六七八九十\d两])"
    r"|具体(?:都)?(?:是|有)|各自?(?:是|叫|指|为)(?:什么|啥|哪)"
)
_FRAMES = "盘算|事情?|工作|计划|规划|安排|措施|举措|动作|硬?招|办法|打算|部署|任务|行动|做法|思路|准备|设想|考虑|内容|要求|功夫|文章|政策|支持|努力|变化|成绩|成果|实事|好事"
"""Nouns that frame a matter: asked for 有哪些 of them, one is told of the matter."""
_MATTER = re.compile(
    rf"(?:有|是|做了?|下了?)(?:什么|啥|哪些)[\u4e00-\u9fff]{{0,3}}?(?:{_FRAMES})(?=[^\u4e00-\u9fff]|$)"
)
_SUMMARY = re.compile(
    r"概括|总结|归纳|概述|简述|试述|综述|介绍|梳理|汇总|说明|[讲说](?:个|一下)?大概|[说讲谈聊][说讲谈聊]|(?:总结|概括|介绍|归纳|梳理|[说讲])一?下|怎么(?:抓|搞|干|做|弄|整|改|办|用|管|样?推进|推动|促|落实|打算|部署|安排|发展|谋划)"
    r"|如何(?!评)|怎样|做法|思路是|的思路|举措|措施|要点|主要内容|主要工作|要怎么|怎么(?!看|读|念|定位|讲|说)|(?:什么|哪些)(?:好)?(?:办法|招数?|法子|手段|抓手)|情况(?:怎样|如何|说说)|工作部署"
    r"|[做干办](?:了|些|了些)(?:什么|啥|哪些)|[说讲谈提]了?(?:哪些(?:事|内容)|些什么|点什么)|[说讲谈]了(?:什么|啥)(?=[^\u4e00-\u9fff]|$)|概要|概况|(?:什么|啥|哪些)(?:新|大|主要)?(?:进展|成效|成绩|成果|安排|部署|动作|变化|打算)|(?:进展|成效|成绩|安排|部署|打算)(?:是|有|都有)?(?:什么|啥|哪些)"
    rf"|(?:什么|啥|哪些)[\u4e00-\u9fff]{{0,3}}?(?:{_FRAMES})(?=[^\u4e00-\u9fff]|$)|(?:什么|啥|哪些)[\u4e00-\u9fff]{{4,14}}?的(?:{_FRAMES})(?=[^\u4e00-\u9fff]|$)|(?:[做干搞抓办推](?:好|点|些)?|怎么个)(?:什么|啥|哪些)(?=[^\u4e00-\u9fff]|$)"
    r"|(?:什么|啥|哪种|哪个)(?:样的?)?(?:程度|地步)"
)
_COMPARE = re.compile(
    r"比较|对比|相比|区别|差别|差异|不同|不一样|比一比|谁(?:更|最)?(?:高|低|大|小|多|少)|哪个(?:更|最)?(?:高|低|大|小|多|少)|差多少|分别|各(?:自|是|有)"
)
_OF_NAMED = re.compile(
    r"(?<!是)谁(?!是)|哪(?:[几些]|[一二两三四]个)?(?:[个家位]|[省市区县州])+(?:省|市|区|县|地方|地区|省份|城市)?"
    r"(?=的|都|[提说讲写把将要想有是已曾在还又也没不同明打计定设给用对超达做获入建争拿率成实]|[，,？?]|今年|去年|$)|哪些(?=[提说讲写把将要已在超达])"
)
"""甲、乙、丙里谁提到了…: which of the places named is asked for, and no figure of each."""
_ENUMERATED = re.compile(
    r"分别(?:是|有|叫|指)?|具体(?:都)?(?:是|有|指)|是哪(?:些|几|[一二三四五六七八九十\d两])|哪[一二三四五六七八九十\d两]+[个家项条类大种座]|叫什么|叫啥|名单|列[出明举]|(?:具体|各自?的?)名[称字]|指的?是?什么|有哪些|包括"
)
_NAMING = re.compile(
    "叫什么|叫啥|(?:什么|啥)名[字称]?|名[字称](?:各自?|分别|都)?(?:是|叫|有|$|[？?])"
)
"""The name of something is asked for."""
_REST = re.compile(r"(?:另外|其余|其他|剩下|后面|还有)的?[一二三四五六七八九十两\d]+")
"""Members beyond those a document names are asked for."""
_MENTION = re.compile(
    r"(?:报告|材料|文件|资料)(?:里|中)|[提说谈写讲][到及了的过]|提(?:及|出)|涉及|出现|表述|字样"
)
_ASKS = re.compile(
    r"(?P<word>[\u4e00-\u9fff])[不没](?P=word)|[吗呢吧谁啥几？?]|什么|哪|多少|怎|如何|何时|是否|有没有|目标|计划|名[字称]|是$"
)
"""Without any of these a text is a matter to be told about: 市南区的城市更新."""
_MEASURE = re.compile(
    "(?:收入|产值|总值|增加值|总额|人口|里程|产量|面积|装机|浓度|率|就业|GDP|CPI|PM2.5|投资|进出口|外贸|社零|吞吐量|(?<![名金数定])额|增[速幅]|比重|占比|强度|家数|人数|时限|期限)$",
    re.IGNORECASE,
)
"""A bare measure (四川的人均可支配收入) asks for its figure."""
_MEMBERS_ASKED = re.compile(r"哪[一二三四五六七八九十两\d]+(?!年)|名[单目]|都?(?:是|叫)哪些")
_SUPERLATIVE = re.compile(
    r"最(?P<end>[高大多快长低小少慢短])(?!的(?!是|有|哪|谁|几|前|[一二两三四五六七八九十\d]|[省市区县州旗]|地方|地区|城市|[^\u4e00-\u9fff]|$))"
)
"""The end of the scale that is asked for; 最大的建陶基地 is a thing."""
_COUNTED = re.compile(
    r"(?<![哪\d一二三四五六七八九十])(?!(?:十[六七八九]|二十[一二]?)大)(?:\d+|[二三四五六七八九十两]+)[大个条项类种家座处](?![哪几区县市省])[\u4e00-\u9fff]{2,8}?"
    r"(?=分别|具体|都|是|有|各|叫|的|名|在|指|里|[，,]|$)|“\d+\+\d+(?:\+\d+)*”|“[^”]*[二三四五六七八九十\d][^”]*”"
)
"""A group the question counts (4大主导产业, “2+6”): its members are asked for."""
_AWARDED = re.compile(
    "(?:评[上为选]|入选|列入|获评?|跻身|当选|进入|纳入|上榜)了?[“全国省市世界年度中]*$"
)
"""评上全国十大考古新发现: who of the group is asked for, and not the group."""
_BESIDES = re.compile("”?(?:之外|以外|除外)")
"""“五大通道”之外: others are asked for."""
_NAMES_TOO = re.compile(
    "几[种个项家类样条大][^，,、？?]{0,4}[，,、][^？?]{0,4}(?:名[目单字称]|哪[些几]|列|分别)"
)
"""有几种，名目给我: the members are asked for, and with them how many there are."""
_OTHERS_ASKED = re.compile("哪(?:些|几[个家项条种类])[\u4e00-\u9fff]{2}")
"""哪些龙头企业 before a group that is counted: its members are not what is asked for."""
_TARGET = re.compile(
    r"目标|预期(?!寿命)|计划|打算|想|要|力争|准备|预计|拟|将|安排|争取|定(?:的|在)"
)
_RESULT = re.compile(
    r"完成(?!时)|做了|得(?:怎么?样|如何)|进展|成效|实现了|实际|达到了|了多少|结果|成绩|已经|现在|目前|现有"
)

_HEAD = re.compile(
    rf"(?<!哪)(?<!星期)(?<!礼拜)(?:多少|几)(?:万亿|[十百千]?[万亿]|[十百](?!分)|千)?+(?:{UNIT_WORDS})?+(?P<noun>[\u4e00-\u9fff]{{2,8}})"
)
_HEAD_ENDS = re.compile(
    "之内|以内|[从给里得了的吗呢吧啊在要会能是有和与及或，被将由到才就都也可以]|左右|以上|目标|计划|任务|时间|回事|成效|钱|提升|提高|增长|改造|建设|建成|达到|完成"
)
_ONLY_KIND = frozenset({"重点", "重大", "主要", "具体"})
"""What only says of which kind the things counted are: 重点任务 has no shorter name."""
_WHERE = re.compile(
    r"在哪(?![本部份家次届期个几些一二两三四五六七八九十\d])|哪里|哪儿|位于|哪条[路街]|哪个(?:地方|位置|镇|街道|乡|村)|何处|什么地方|地址|坐落"
)
_STRESS = re.compile(
    "(?:着力点|发力点|重[点心]|突破口|落脚点|抓手|短板|差距|优势|特色|亮点|区别|不同|差异|差)[^，。；]{0,5}(?:在|落到)(?:哪里|哪儿?|什么地方)|(?:落|放|体现|用力)[在到](?:哪里|哪儿?|什么地方)"
)
"""重点放在哪里 asks for no place."""

_QUOTED = re.compile('[“"「『‘](.{1,30}?)[”"」』’]')
_FILL = re.compile(
    rf"[“\"](?P<phrase>[^”\"]*几[^”\"]*)[”\"]|几(?!乎|何|[十百千万亿]|{UNIT_WORDS})[\u4e00-\u9fff]{{2,3}}"
)
"""A phrase whose number is asked for: 几区同创, “几带几区”."""
_PLAN = re.compile("十[二三四五六]五")
"""“十四五” is a time and no name."""
_BLANK = re.compile("几|多少|什么|某")
"""What is left open in a quoted phrase: “几区同创”."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question's words ask for; see ``rag.question.Question`` for the fields."""

    kind: Kind
    numeric: bool
    dimensions: frozenset[str]
    unit: str
    scale: float
    person: bool
    post: str
    why: bool
    meaning: bool
    enumerated: bool
    mention: bool
    superlative: str
    rest: bool
    naming: bool
    growth: bool
    counted: str
    head: str
    where: bool
    fills: tuple[str, ...]
    quoted: tuple[str, ...]


def read_wording(text: str, bare: str, timeless: str, scope: Scope) -> Asked:
    """Read a question: ``text`` as asked, ``bare`` without its places and people,
    ``timeless`` without its times as well."""
    figures = WHICH_PLACE.sub(" ", timeless)
    dimensions, unit = _dimensions(figures)
    plain = re.sub("目标|计划|预期|[呢吗？?]", "", timeless).strip()
    measure = not _ASKS.search(plain) and _MEASURE.search(plain)
    rather = bool(_RATHER.search(timeless))
    if _NAMES_TOO.search(timeless):
        dimensions, figures = frozenset(), ""
    if _MATTER.search(timeless) and not (_HOW_MANY.search(figures) or rather):
        dimensions, figures = frozenset(), ""  # 装机规模上有什么打算 asks for no figure alone
    numeric = bool(_NUMERIC.search(figures)) or rather or bool(dimensions) or bool(measure)
    across = scope.everywhere or all(d.found_by == "region" for d in scope.districts)
    places = WHICH_PLACE.search(bare) or (scope.districts and re.search("谁|哪", bare))
    superlative = _SUPERLATIVE.search(timeless) if across and places else None
    numeric = numeric or superlative is not None
    why = bool(_WHY.search(bare)) and not _POINTS.search(bare)
    if why and not _HOW_MANY.search(figures):  # 为什么压低每天的人数 asks for no figure
        numeric, dimensions, unit = False, frozenset(), ""
    # 十大工程里…的三个平台叫什么: the last one is asked for.
    groups = [m for m in _COUNTED.finditer(timeless) if not m.group().strip("“”").isdigit()]
    groups = [
        m
        for m in groups
        if not (_AWARDED.search(timeless[: m.start()]) or _BESIDES.match(timeless, m.end()))
    ]
    counted = groups[-1] if groups else None
    others = _OTHERS_ASKED.search(timeless)
    if counted and others and others.end() <= counted.start():
        counted = None
    kind = _kind(bare, scope, numeric)
    person = bool(kind != "which" and _PERSON.search(bare) and _POST.search(bare))
    growth = numeric and bool(_AND_GROWTH.search(bare))
    if growth and dimensions - {"percent", "point"}:
        dimensions -= {"percent", "point"}
    return Asked(
        kind=kind,
        numeric=numeric,
        dimensions=dimensions,
        unit=unit,
        scale=_SCALES.get((m["scale"] or "") if (m := _HOW_MANY.search(figures)) else "", 0.0),
        person=person,
        post=post.group() if person and (post := _HELD.search(bare)) else "",
        why=why,
        meaning=bool(_MEANING.search(bare)),
        enumerated=bool(_ENUMERATED.search(bare)),
        mention=bool(_MENTION.search(bare)),
        superlative=superlative["end"] if superlative else "",
        rest=bool(_REST.search(timeless)),
        naming=bool(_NAMING.search(bare)),
        growth=growth,
        counted=counted.group().strip("“”") if counted else "",
        head=_head(timeless),
        where=kind != "which"
        and bool(_WHERE.search(_STRESS.sub("", bare)))
        and not WHICH_PLACE.search(bare),
        fills=tuple((m["phrase"] or m.group()) for m in _FILL.finditer(timeless)),
        quoted=tuple(
            q for q in _QUOTED.findall(text) if not (_BLANK.search(q) or _PLAN.fullmatch(q))
        ),
    )


def _head(text: str) -> str:
    """The things a question counts: 车位 of 有多少个车位."""
    match = _HEAD.search(text)
    noun = match["noun"].rpartition("的")[2] if match else ""
    head = _HEAD_ENDS.split(noun, maxsplit=1)[0]
    if head in _ONLY_KIND:
        head = noun
    return head if len(head) >= 2 else ""


def read_mood(text: str, years: list[Years], base: int) -> Mood:
    """Whether a question that names the periods ``years`` asks for a target or a result; 今年
    is ``base``."""
    if re.search(r"目标|预期(?!寿命)|计划|力争|预计|安排", text):
        return "target"
    if re.search(r"实际|完成情况|去年|上年", text):
        return "result"
    if years:
        if years[0][1] < base:
            return "result"
        if years[0][1] > base or _TARGET.search(text):
            return "target"
    result, target = bool(_RESULT.search(text)), bool(_TARGET.search(text))
    return "any" if result == target else ("result" if result else "target")


def _kind(text: str, scope: Scope, numeric: bool) -> Kind:
    named = [d for d in scope.districts if d.found_by != "region"]
    several = len(named) + len(scope.missing) >= 2
    region = any(d.found_by == "region" for d in scope.districts)
    if region and not named and (_OF_NAMED.search(text) or _WHICH_ARE.search(text)):
        return "which"
    chosen = _OF_NAMED.search(text) and not (_COMPARE.search(text) or _RATHER.search(text))
    if several and chosen and not scope.missing and not _SUPERLATIVE.search(text):
        return "which"
    if several or (scope.everywhere and _COMPARE.search(text)):
        return "compare"
    places = WHICH_PLACE.search(text) or _WHO_ALL.search(text) or _WHICH_SAY.search(text)
    if not named and not scope.missing and places and "第几" not in text:
        return "which"
    if scope.everywhere:
        return "which" if re.search(r"哪|谁", text) else "compare"
    if not numeric and _MEMBERS_ASKED.search(text):
        return "list"
    if not numeric and (_SUMMARY.search(text) or not _ASKS.search(text)):
        return "summary"
    return "list" if _LIST.search(text) and not numeric else "fact"


def _dimensions(text: str) -> tuple[frozenset[str], str]:
    match = _HOW_MANY.search(text)
    unit = (match["unit"] or "") if match else ""
    if unit == "块" and match and re.match("(?!钱)[\u4e00-\u9fff]", text[match.end() :]):
        unit = "枚"  # 几块金牌 asks for no money
    dimensions: set[str] = set()
    for pattern, names in _ASKED_DIMENSIONS:
        if re.search(pattern, text) and not (unit and names[0] == "percent"):
            dimensions.update(names)
    if match:
        if match.group().startswith("第"):
            dimensions.add("ordinal")
            if _UP_TO.search(text[: match.start()]) and unit not in {"", "位", "名"}:
                dimensions |= {"count", "people"}  # 开到第几个 asks how many there are
        elif unit in _DIMENSION:
            dimensions.add(_DIMENSION[unit])
            if _DIMENSION[unit] == "people":
                dimensions.add("trips")
            if unit == "趟":
                dimensions |= {"trips", "bare"}
            if unit in {"箱", "标箱", "标准箱"}:
                dimensions |= {"count", "mass"}
            if unit == "度":
                dimensions.add("temperature")
            if unit in {"名", "位"} and re.search("排|位次|名次", text):
                dimensions |= {"ordinal", "count"}
            if _DIMENSION[unit] in {"count", "trips"}:
                dimensions |= {"count", "people"}
        elif match["scale"] in _SCALES and not dimensions:
            dimensions.update({"money", "mass", "people", "trips", "power", "count", "bare"})
    if unit in {"个百分点", "百分点"} and _GROWN.search(text):
        dimensions.add("percent")  # 经济长了几个百分点 is asked loosely
    if _SHARE.search(text) and (not unit or unit == "成"):
        dimensions = {"percent"}
    if not dimensions and _RATE.search(text):
        dimensions.add("percent")
    if _RATE_ASKED.search(text):
        dimensions = {"percent", "point"}
    if "percent" in dimensions and re.search("增长|增[速幅]", text) and "百分点" not in text:
        dimensions.discard("point")
    return frozenset(dimensions), unit
