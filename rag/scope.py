"""Which districts a question is about, and which of them the documents do not cover."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.districts import Gazetteer, Mention, short_name
from rag.homophones import find_homophone
from rag.people import named_people, span_of_person, unknown_person
from rag.records import ScopedDistrict

_GROUPS = {
    "京津冀": ("北京市", "天津市", "河北省"),
    "长三角": ("上海市", "江苏省", "浙江省", "安徽省"),
    "东北三省": ("辽宁省", "吉林省", "黑龙江省"),
    "成渝": ("四川省", "重庆市"),
    "两广": ("广东省", "广西壮族自治区"),
    "两湖": ("湖北省", "湖南省"),
}
_GROUPS |= {
    "东三省": _GROUPS["东北三省"],
    "江浙沪": ("江苏省", "浙江省", "上海市"),
    "西北五省": ("陕西省", "甘肃省", "青海省", "宁夏回族自治区", "新疆维吾尔自治区"),
    "西南五省": ("重庆市", "四川省", "贵州省", "云南省", "西藏自治区"),
    "中部六省": ("山西省", "安徽省", "江西省", "河南省", "湖北省", "湖南省"),
    "四个直辖市": ("北京市", "天津市", "上海市", "重庆市"),
    "五个自治区": (
        "内蒙古自治区", "广西壮族自治区", "西藏自治区", "宁夏回族自治区", "新疆维吾尔自治区",
    ),
}  # fmt: skip
_GROUPS |= {
    "西北五省区": _GROUPS["西北五省"],
    "西南五省市": _GROUPS["西南五省"],
    "四大直辖市": _GROUPS["四个直辖市"],
    "五大自治区": _GROUPS["五个自治区"],
}
_ABBREVIATIONS = {
    "京": "北京市", "津": "天津市", "冀": "河北省", "晋": "山西省", "蒙": "内蒙古自治区", "辽": "辽宁省",
    "吉": "吉林省", "黑": "黑龙江省", "沪": "上海市", "苏": "江苏省", "浙": "浙江省", "皖": "安徽省",
    "闽": "福建省", "赣": "江西省", "鲁": "山东省", "豫": "河南省", "鄂": "湖北省", "湘": "湖南省",
    "粤": "广东省", "桂": "广西壮族自治区", "琼": "海南省", "渝": "重庆市", "川": "四川省", "蜀": "四川省",
    "黔": "贵州省", "贵": "贵州省", "滇": "云南省", "云": "云南省", "藏": "西藏自治区", "陕": "陕西省",
    "甘": "甘肃省", "陇": "甘肃省", "青": "青海省", "宁": "宁夏回族自治区", "新": "新疆维吾尔自治区",
    "疆": "新疆维吾尔自治区",
}  # fmt: skip
_NICKNAMES = {
    "京城": "北京市", "帝都": "北京市", "津门": "天津市", "申城": "上海市", "沪上": "上海市", "魔都": "上海市", "山城": "重庆市",
    "蓉城": "成都市", "羊城": "广州市", "穗城": "广州市", "鹏城": "深圳市", "榕城": "福州市", "鹭岛": "厦门市",
    "甬城": "宁波市", "泉城": "济南市", "岛城": "青岛市", "琴岛": "青岛市", "春城": "昆明市", "星城": "长沙市",
    "冰城": "哈尔滨市", "金陵": "南京市", "洪城": "南昌市", "江城": "武汉市", "筑城": "贵阳市", "绿城": "南宁市",
    "八闽": "福建省", "三晋": "山西省", "三秦": "陕西省", "齐鲁": "山东省", "燕赵": "河北省", "中原": "河南省",
    "荆楚": "湖北省", "三湘": "湖南省", "江淮": "安徽省", "南粤": "广东省", "八桂": "广西壮族自治区",
    "巴蜀": "四川省", "天府之国": "四川省", "彩云之南": "云南省", "雪域高原": "西藏自治区", "琼州": "海南省",
    "首都": "北京市", "赣鄱": "江西省", "黔贵": "贵州省", "天山南北": "新疆维吾尔自治区",
    "壮乡": "广西壮族自治区", "塞上": "宁夏回族自治区", "楚天": "湖北省", "潇湘": "湖南省", "岭南": "广东省", "之江": "浙江省",
    "陇原": "甘肃省", "龙江": "黑龙江省", "辽沈": "辽宁省",
}  # fmt: skip
"""What people call a place; in documents these words may mean anything, in a question hardly."""
_LETTERS = "".join(_ABBREVIATIONS)
# A shorthand means its provinces only where nothing but a figure or an ending follows it:
# 京津冀去年的增速, but not 京津冀协同发展.
_BEFORE = r"(?:^|(?<=[，、；：:（(“,。？?\s和与跟及比较对问下看说在]))"
_AFTER = r"(?=省?内(?!蒙)|境内|[两三四五]个?[\u4e00-\u9fff]{0,4}?[省市地区]|一[个家边]|[\s）)”]|报告|把|[两三四五]家|省(?!级|道|直|委|长|会)|[省市]?(?:的|今年|去年|明年|20\d\d|“?十[三四五]五|各|分别|谁|哪|里|当中|之中|GDP|gdp|这|[、和与跟及，？?])|$)"
_OF_PROVINCES = "冀晋辽苏浙皖闽赣鲁豫鄂湘粤琼川黔滇陕甘陇"
"""Letters that with 省 mean their province, and in a row their provinces."""
_MEASURED = "两?(?:规模以?上|规上|地区生产|经济[总增体]|人均|财政|固定资产|社[会消]|进出口|外贸|粮食|工业|常住|城镇|农村|居民|高新)"
"""What is measured of any province: 皖赣规模以上工业…, but 川藏铁路."""
_SHORTHAND = re.compile(
    rf"(?P<dated>(?<=年)[{_OF_PROVINCES}桂](?=的|[和与跟、][{_LETTERS}]))|(?P<province>[{_OF_PROVINCES}])省(?![级道直委长会])|(?P<run>{_BEFORE}[{_OF_PROVINCES}京津沪渝]{{2,4}}(?={_MEASURED}))"
    rf"|{_BEFORE}(?P<group>{'|'.join(sorted(_GROUPS, key=len, reverse=True))}){_AFTER}|{_BEFORE}(?P<letters>[{_LETTERS}]{{1,4}}){_AFTER}"
)
_SOME = r"[一二三四五六七八九十两\d]"
_ALL = re.compile(
    rf"(?:各|每个|所有|全部|这[几些]|这?{_SOME}+)个?(?:地区|省份|省市|区县|区市|区|县|市|省)(?![域级场长]|[\u4e00-\u9fff]*[路街])"
    rf"|(?:各|每|所有|这几|{_SOME}+)[位个名](?:区县?|县市?|市)?(?:委?书记|[区县市省]长|主席|领导|负责人|一把手)(?![里中当之])"
)
_WITHIN = re.compile(
    r"(?:哪|各|每个|所有|几)(?:些|个|几个|[一二两三四五六七八九十]个)?(?:区县|区市|区|县|市)(?![\u4e00-\u9fff]?[委长])"
    r"|[这那](?:些|几个|[一二三四五六七八九十\d]+个)(?:区县市|区县|区市|区|县|市)"
    r"|哪(?:几|些)?位(?:[区县市]长|书记)|(?:区县|区市|县区)(?:（[^）]*）)?(?:里|中|都?有谁)"
)
_WHO_INSIDE = re.compile(
    r"(?:书记|[区县市]长|领导|负责人)们?(?:里|中|当中)?[^。]{0,30}(?:谁|哪[几些个位]|有几)|哪几家(?=[，。？?（(的都]|[说提讲写]|$)|的都?有谁(?=[，。？?（(]|$)"
    r"|(?:县市区|市县区|区县市|旗县区|区县|县区|区市|市县)[^。？]{0,40}(?:谁|哪(?:些|几[个家]|个)(?=[，。？?的都]|$)|有几)|有一?个[区县市][^。？]{3,}哪"
)
"""成都哪个区… asks for the districts of 成都, even where 成都市 has a document of its own."""
_KIND = re.compile(
    r"(?:新区|自治区|自治州|示范区|开发区|高新区|全省|全市|全区|全县|我省|我市|我区|我县)"
)
_PLACE_KIND = "(?:自治区|县市区|市县区|区县市|旗县区|县区|县市|省市区|省区市|地市|市县|区县|区市|省市|省区|省份|地区|地方|城市|区|县|市|省|州)(?![\u4e00-\u9fff]?[委长])"
WHICH_PLACE = re.compile(
    rf"(?:(?:都)?有)?哪(?:些|几个|几|个|[一二两三四五六七八九十\d]+个)?(?:个|些)?{_PLACE_KIND}"
    rf"|(?:有|共)几个{_PLACE_KIND}"
    rf"|(?:这|那)?(?:些|几个)?{_PLACE_KIND}(?:里头?|中|当中|里面)，?\s*(?:[今去]年)?(?:都?有)?(?:哪(?:些|几个)|谁)"
    rf"|(?<!样)的(?:沿海|内陆|西部|东部|中部|北方|南方|边境|主产)?{_PLACE_KIND}(?:，?(?:分别)?都?(?:有|是)(?:哪些|哪几个|谁)|(?=[。？?]?$))"
    r"|(?:都?有|是)?哪(?:几位(?:[省市区县]{0,2}委?书记|领导|负责人|[省市区县]长|主席|干部)?|些(?:[省市区县]{0,2}委?书记|领导|负责人|[省市区县]长|主席|干部))(?=[^\u4e00-\u9fff]|的|明确|专门|强调|表示|要求|认为|打算|计划|把|提|说|讲|还|又|兼|是|在|对|同时|都|$)"
)
"""哪个区, 有哪些省份: places are what is asked for."""
_TOGETHER = re.compile(
    rf"[这那]?(?:{_SOME}|几)(?:个?(?:省区市|省市|省区|省份|区县|区市|地区|地方|省|市|区|县|地)(?![级属直域])(?:里头?|当中|之中|中(?!心))?|个经济大[省市]|家(?=的|都|各|分别|谁|哪|在|今年|去年|20|[，,、：:？?]|$))"
)
"""What sums up the places named before it: 甘宁青三省区, 胶州、市南、市北三家."""
_TOWN = re.compile("镇(?![街村域江海平远安静定痛])|乡(?![村愁土亲贤镇情音创建])|街道(?!办)")
_NO_TOWN = re.compile("[哪各几每全个城们的、和与跟]|乡镇")
_LISTED_TOWNS = re.compile(
    rf"(?P<names>(?:[\u4e00-\u9fff]{{2,4}}[、和与及跟])+[\u4e00-\u9fff]{{2,4}}?)这?{_SOME}个?(?P<kind>镇|乡|街道)"
)
_MENTIONED = re.compile(r"提到|提及|涉及|说到|谈到|写到|讲到|出现")
_BUILT = re.compile("(?:国际)?(?:机场|港(?![湾元币城区])|火?车站|地铁|[东西南北]站|医院|大学|学院)")
"""What is named after the place it stands in; rivers and streets are named after any."""
_CHOICE = re.compile("还是|谁")
_ADDED = re.compile("(?<=[，,。？?（(])[\u4e00-\u9fff]{2,8}(?:的|[）)])[。？?]?")
"""哪些区…？绵阳的, 哪些区…（绵阳）: a place named afterwards is where."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Districts found in a question.

    ``districts`` are in the corpus. ``missing`` are asked for but not covered. ``places``
    lie inside a covered district without documents of their own: evidence must name them.
    ``spans`` are the stretches of the question that named any of them. ``everywhere`` says
    that the question asks for all districts. ``unknown_speaker`` is a person the question
    quotes whom no document knows.
    """

    districts: tuple[ScopedDistrict, ...] = ()
    missing: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    everywhere: bool = False
    unknown_speaker: str = ""


def find_scope(
    text: str,
    known: Sequence[str],
    speakers: Mapping[str, tuple[str, ...]],
    gazetteer: Gazetteer,
    mentioned: Callable[[str], bool] = lambda _: False,
    told_by: Callable[[str], Sequence[str]] = lambda _: (),
) -> Scope:
    """Work out the scope of ``text``.

    ``known`` are the canonical names of the districts in the corpus, ``speakers`` maps the
    people who speak in it to their districts, ``mentioned`` tells whether a name stands in
    any document, ``told_by`` gives the districts whose passages have it.
    """
    found: list[ScopedDistrict] = []
    region: list[ScopedDistrict] = []
    missing: list[str] = []
    places: list[str] = []
    spans: list[tuple[int, int]] = []
    persons = named_people(text)
    people = [name for name in (*speakers, *persons) if name in text]
    inside = [
        (at, at + len(n))
        for n in people
        if (n in speakers or told_by(n)) and (at := text.find(n)) >= 0
    ]
    mentions = [
        m
        for m in _mentions(text, known, gazetteer, mentioned)
        if not any(start < m.end and m.start < end for start, end in inside)
    ]
    taken = [(mention.start, mention.end) for mention in mentions]
    for mention in mentions:
        if _is_topic(text, mention):
            continue
        within = gazetteer.inside(mention.name, known)
        around = [name for name in known if name in gazetteer.ancestors(mention.name)]
        how = "alias" if gazetteer.is_alias(mention.text) else "name"
        inner = within and _asks_inside(text, mention)
        if mention.name in known and not inner:
            found.append(ScopedDistrict(mention.name, how, mention.text))
        elif within:
            region += [ScopedDistrict(name, "region", mention.text) for name in within]
        elif around:
            found += [ScopedDistrict(name, how, mention.text) for name in around]
            places.append(mention.name)
            continue
        else:
            missing.append(mention.name)
        spans.append((mention.start, mention.end))
    for name, districts in speakers.items():
        if name in text:
            found += [ScopedDistrict(district, "speaker", name) for district in districts]
    for town, span in _towns(text, mentioned):
        places.append(town)
        own = told_by(town)
        if len(own) == 1:
            found.append(ScopedDistrict(own[0], "name", town))
        spans.append(span)
    if not found and not missing:
        # Somebody whom one place alone tells of, though not as its speaker.
        for name in persons:
            if len(own := told_by(name)) == 1:
                found.append(ScopedDistrict(own[0], "speaker", name))
                spans.append(span_of_person(text, name))
    if not found and not missing:
        found, spans = _generic(text, known) if not region else (region, spans)
    if not found and not missing:
        found, spans = _misspelt(text, known, gazetteer)
    if not found and not missing and not WHICH_PLACE.search(text):
        found = _in_a_name(text, known, gazetteer)
    missing = _only_asked_for(text, missing, found, gazetteer)
    spans += [m.span() for _, end in spans if (m := _TOGETHER.match(text, end)) and len(found) > 1]
    everyone = _ALL.search(text) if not found and not missing else None
    if everyone:
        spans = [*spans, everyone.span()]
    return Scope(
        districts=_unique(found),
        missing=tuple(dict.fromkeys(missing)),
        places=tuple(dict.fromkeys(places)),
        spans=tuple(spans),
        everywhere=everyone is not None,
        unknown_speaker=""
        if missing
        else unknown_person(text, speakers, [d.name for d in found], taken, mentioned),
    )


def _asks_inside(text: str, mention: Mention) -> bool:
    """Whether a question that names a place asks for those inside it, or who of their leaders."""
    rest = f"{text[: mention.start]} {text[mention.end :]}"
    return any(p.search(rest) for p in (_WITHIN, WHICH_PLACE, _WHO_INSIDE))


def _mentions(
    text: str, known: Sequence[str], gazetteer: Gazetteer, mentioned: Callable[[str], bool]
) -> list[Mention]:
    # 玉田 is a county to whoever reads of 玉田县 in what is told of its city.
    inner = filter(mentioned, gazetteer.inner_counties(text, known))
    mentions = gazetteer.mentions(text, (*known, *inner))
    taken = [(m.start, m.end) for m in mentions]
    for match in _SHORTHAND.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        letters = match["dated"] or match["province"] or match["run"] or match["letters"]
        group = match["group"]
        names = _GROUPS[group] if group else tuple(_ABBREVIATIONS[c] for c in letters)
        if not all(name in known for name in names):
            continue
        mentions += [Mention(*match.span(), match.group(), name, True) for name in names]
    for nickname, name in _NICKNAMES.items():
        start = text.find(nickname)
        if name in known and start >= 0:
            mentions.append(Mention(start, start + len(nickname), nickname, name, True))
    return sorted(mentions, key=lambda m: m.start)


def _towns(text: str, mentioned: Callable[[str], bool]) -> Iterator[tuple[str, tuple[int, int]]]:
    """The towns that ``text`` names and some document too, and where: 桔园镇; 文川、柳林两个镇."""
    for match in _TOWN.finditer(text):
        for length in (2, 3, 4):
            start = match.start() - length
            name = text[max(start, 0) : match.end()]
            if start >= 0 and not _NO_TOWN.search(name) and mentioned(name):
                yield name, (start, match.end())
                break
    for listed in _LISTED_TOWNS.finditer(text):
        for match in re.finditer("[^、和与及跟]+", listed["names"]):
            name = f"{match.group()}{listed['kind']}"
            if mentioned(name):
                last = match.end() == len(listed["names"])
                end = listed.end() if last else listed.start() + match.end()
                yield name, (listed.start() + match.start(), end)


def _is_topic(text: str, mention: Mention) -> bool:
    """A place after 哪个区 or 谁提到了 is part of what is looked for, not where; unless places
    are put up for choice (哪个区更多，市南还是市北)."""
    before = text[: mention.start]
    if _CHOICE.search(text[mention.end :]) or _ADDED.fullmatch(text, mention.start):
        return False
    which = WHICH_PLACE.search(before)
    return bool(which or (_MENTIONED.search(before) and re.search(r"哪|谁", before)))


def _generic(text: str, known: Sequence[str]) -> tuple[list[ScopedDistrict], list[tuple[int, int]]]:
    """新区 or 全省 where just one district of the corpus can be meant."""
    for match in _KIND.finditer(text):
        word = match.group()
        before = text[max(match.start() - 1, 0) : match.start()]
        if before and before not in "，。、：:；的在请问该这那到，,":
            continue
        candidates = list(known) if word[0] in "全我" else [n for n in known if n.endswith(word)]
        if len(candidates) == 1:
            return [ScopedDistrict(candidates[0], "alias", word)], [match.span()]
    return [], []


def _in_a_name(text: str, known: Sequence[str], gazetteer: Gazetteer) -> list[ScopedDistrict]:
    """Where something lies that is named after its place: 双流区, or 四川省, for 双流机场."""
    mentions = gazetteer.mentions(text, tuple(known), within_names=True)
    named = [m for m in mentions if _BUILT.match(text, m.end)]
    meant = {m.name for m in named if m.name in known} or {
        name for m in named for name in known if name in gazetteer.ancestors(m.name)
    }
    return [ScopedDistrict(name, "name", "") for name in known if name in meant]


def _misspelt(
    text: str, known: Sequence[str], gazetteer: Gazetteer
) -> tuple[list[ScopedDistrict], list[tuple[int, int]]]:
    aliases = [(a, e.name) for e in gazetteer.entries if e.name in known for a in e.aliases]
    names = [(s, name) for name in known for s in (name, short_name(name))]
    hit = find_homophone(text, [*names, *aliases])
    if hit is None:
        return [], []
    start, end, name = hit
    return [ScopedDistrict(name, "homophone", text[start:end])], [(start, end)]


def _only_asked_for(
    text: str, missing: list[str], found: list[ScopedDistrict], gazetteer: Gazetteer
) -> list[str]:
    """Next to a covered district, a place not covered counts only when both are asked for
    side by side (市南区和李沧区), not when it is part of the subject (市南区与上海的合作)."""
    if not found:
        return missing
    kept = []
    for name in missing:
        surfaces = f"(?:{re.escape(name)}|{re.escape(short_name(name))})"
        others = "|".join(
            re.escape(s) for d in found for s in (d.name, d.matched, short_name(d.name)) if s
        )
        joined = r"(?:[、，,]|和|与|跟|及|比|同|以及|还是)"
        pair = rf"(?:{others}){joined}{surfaces}|{surfaces}{joined}(?:{others})"
        if re.search(pair, text) and not re.search(
            rf"{surfaces}(?:的)?(?:合作|协作|对接|往来)", text
        ):
            kept.append(name)
    return kept


def _unique(found: list[ScopedDistrict]) -> tuple[ScopedDistrict, ...]:
    by_name: dict[str, ScopedDistrict] = {}
    for district in found:
        earlier = by_name.setdefault(district.name, district)
        if earlier.found_by == "name" and district.found_by == "alias":
            by_name[district.name] = district  # 胶州的上合示范区: the alias says more
    return tuple(by_name.values())


def names_of(district: ScopedDistrict) -> tuple[str, ...]:
    """What a question may have called ``district`` by."""
    return tuple(n for n in (district.matched, district.name, short_name(district.name)) if n)
