"""A question in plain words: spoken forms told as they are written, and without what its asker
says of himself."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.frames import of_all_places
from rag.topic import significant, topic_of

_SPOKEN = (
    (re.compile("^(?:明白|知道|了解|懂|清楚|好的?|行|嗯|收到|谢谢)[了啦]?[，,。！!]"), ""),
    (re.compile("咋个"), "怎么"),
    (re.compile("咋样"), "怎么样"),
    (re.compile("咋"), "怎么"),
    (re.compile("怎么(?=感觉|觉得|好像|记得)"), ""),
    (re.compile("多会儿|啥时候?|几时"), "什么时候"),
    (re.compile("啥"), "什么"),
    (re.compile("(?:最近|近)一年"), "去年"),
    (re.compile("[近这]几年"), ""),
    (re.compile(r"(?:^|(?<=[，,：]))(?:这|那)?(?:几|[一二三四五六七八九十\d]+)[位个](?:[省市区县]{1,2}|地方)?(?:书记|领导|[省市区县]长)?们?(?:里头?|当中|之中|中)[，,]?(?=哪[些个几]*(?:地方|[省市区县])|谁|哪位|都有谁)"), ""),
    (re.compile(r"(?:^|(?<=[，,：]))(?:这|那)?(?:几|[一二三四五六七八九十\d]+)[位个名](?:[省市区县]{1,2}委?)?(?P<post>书记|领导|[省市区县]长)们?(?:里头?|当中|之中|中)[，,]?(?:都?有)?哪(?:几位|几个|些|[一个])"), r"哪几位\g<post>"),
    (re.compile("(?<=归纳|总结|概括|梳理)(?:出|成)?[几一两三四五][条点句个]"), ""),
    (re.compile("[用拿]?(?:[几一两三]|两三|三四|三五)句话(?:来?[讲说](?:清楚|明白)?|概括|总结|介绍)?(?:一下)?|(?:请)?(?:提炼|归纳)(?:出|一下)?(?:[几一两三四五]?[点条个])?要点"), "概括"),
    (
        re.compile(
            r"(?:[一二三四五六七八九十几\d]+年前|原[来先]|以前|从前|当初|之前)(?:才|只|还|就|也)?(?:是|有|为)(?:[一二两三四五六七八九十百千万亿\d.]+)[^，。？]{0,4}[，,](?=[^，]*(?:现在|如今|目前|今年|眼下))"
        ),
        "",
    ),
    (re.compile(r"[（(](?:注意)?[，：]?(?:不是|不含|不包括|不算|别|除了)[^（）()]*[）)]"), ""),
    (
        re.compile(
            "(?:请|帮(?:我|忙|领导)?们?|给我)?(?:提炼|浓缩|归拢|归总|拎|捋|精简|压缩|(?:总结|归纳|概括|梳理)(?=[成出个]))"
            "(?:一下)?[成出为个]{0,2}(?:[几一两三四五]?[小大]?[点条个句段](?:话|要点|重点)?|要点|重点|大意|大概|提纲)?(?:给我|出来|就行|即可)?(?=[，。？?！]|$)"
        ),
        "概括",
    ),
    (re.compile("(?:主要意思|中心意思|大意|主旨|核心(?:内容|意思)|大致内容)(?:是什么|如何|怎样)?(?=[，。？?]|$)"), "概括"),
    (re.compile("(?:干|建|做|办|发展|打造|建设|弄|搞)成(?:一个)?(?:什么|怎样|怎么)(?:样子?|模样)?(?:的)?(?=[，。？?]|$)"), "怎么样"),
    (re.compile(r"[（(]含(?:[一二两三四五六七八九十百千万亿\d.]+)[^（）()]{0,4}[）)]"), ""),
    (re.compile("(?:简短|简要|扼要)地?(?=总结|概括|说明|介绍|归纳)"), ""),
    (
        re.compile(
            "(?:请|麻烦)?(?:给|来|出|列)我?(?:一?个|一?份)?(?:简要|要点|精简|浓缩|简单)?的?(?:版本?|总结|概括|概要|梗概|要点|小结|摘要)吧?(?=[，。？！]|$)"
        ),
        "概括",
    ),
    (re.compile("(?:^|(?<=[，,：]))(?:这|那)(?:几|[一二三四五六七八九十]+)(?:位|个人)(?:里头?|当中|之中|中)[，,]?"), ""),
    (re.compile("(?P<head>(?:总结|概括|归纳|梳理)[^，。？]*?)的?几(?:条(?:主?线|路子?)|个?方面|手|招)(?=[，。？?]|$)"), r"\g<head>"),
    (re.compile("请?把(?P<what>[^，。？]+?)(?:并排[列放摆]?|(?:摆|放|列)在?一(?:起|块儿?))(?:出来)?(?:看看|瞧瞧|一下)?"), r"\g<what>对比"),
    (re.compile("好几(?=[个项条家种类位])"), "多"),
    (re.compile("个(?=亿(?!元?(?:以[上下]|级)))"), ""),
    (re.compile("几成(?=[^一-鿿]|了|是|$)|(?<=[到达占超过有是])几成"), "百分之几"),
    (re.compile("(?<![近上前])这一年"), ""),
    (re.compile("木有|没得"), "没有"),
    (re.compile("哪儿|哪块儿?"), "哪里"),
    (re.compile("[这那](?:边儿?|种|块儿?|儿)|(?:这|那)?(?:个|种)?(?:玩意儿?|档子?事儿?|回事儿?)|(?<=[一-鿿])的?事儿|来着"), ""),
    (re.compile(r"[呀哇呗哈嘞咧哟喔噢诶哎嗯](?=[，。？！?!\s]|$)"), ""),
    (re.compile(r"(?:称谓)?为何(?=[一-鿿]?(?:[，,。；;？?]|$))"), "是什么"),
    (re.compile("何种|何(?=职)(?<!任)"), "什么"),
    (re.compile("任何职务?(?=[，。？?]|$)|任(?:什么|哪些?)职务?|(?:什么|哪些?)(?:头衔|身份)"), "职务是什么"),
)  # fmt: skip
"""What is said, or said very formally, and what is written for it."""
_ASIDE_KIND = re.compile(r"[（(][区市县省州旗、/]+[）)]")
"""区（市）, 省（区、市）: the kinds of place a region has."""
_GLOSSED = re.compile(
    "(?P<word>[\u4e00-\u9fff]{2,})[（(](?P<gloss>[\u4e00-\u9fffA-Za-z]{2,8}(?<![万亿]元)(?<!公里))[）)]"
)
"""金桔（金柑）: a word and another for it."""
_ORDER = re.compile(
    "(?:现|烦|恳|敬)?请(?:予以?|协助|帮忙?|代为)?(?:我|您|你)?(?:们)?(?:一并|逐一|分别|准确|简要|如实)?"
    "(?:查[明找阅询核实]+|写[明出]|注明|指[明出]|告知|回答|答复|提供|核[实对]|(?=[列归梳概说]))"
    "|(?:烦|望|盼|敬)(?:请)?(?:告知|赐复|回复|予以?答复)|一并(?:列明|说明|告知|注明)|经(?:研究|查|了解)|特此"
)
"""The civil servant's way of asking: 请列明, 烦请告知."""
_PERSONAL = re.compile(
    r"我(?![省市区县国州])|咱|俺|您|你|老师|领导|同事|家里|单位要|材料|素材|稿|文章|报道|作业|填空|考试|论文|汇报|简报|PPT"
    r"|核[对实]|求[证助]|请教|引用|备查|拟写|起草|撰写|急|谢|劳驾|麻烦|打扰|帮|感觉|听说|好像|记得|不太?清楚|没看懂|忘了|注意|顺便|随便|就行|即可|简短|简单点|等着要|别漏|给[一二三四五两\d]+[点条句]"
)
_ASKING = re.compile(
    "多少|几(?!乎|何)|哪|什么|谁|怎|如何|何时|为何|多[大长高久远]|是否|有没有|是不是|还是|目标|名[目单称字]|概括|总结|介绍|[说讲谈][说讲谈一]"
)
_CLAUSE = re.compile("[^，,。！!？?；;：:]*[，,。！!？?；;：:]?")
_EXCLUDES = re.compile(
    "^(?:注意)?[，：]?(?:不是|不含|不包括|不算|别|除了)"
    "|^[^，]*的?(?:想|来)(?:请?问|打听|咨询|请教)[，,：:]$|^(?:作为|身为)[^，]{2,10}[，,]$"
)
"""注意不是老旧小区: what the asker does not mean; 做农贸生意的想问: who he is."""
_KNOWN = 0.5
"""Share of its character pairs that some document has, from which on a clause is to the point."""


_MARKUP = re.compile(
    r"</?[A-Za-z!][^<>]*>|\[[^\[\]]*\]\([^()]*\)|https?://[!-~]+|\[\d+\]|[\u202a-\u202e\u2066-\u2069]"
)
"""Tags, links, marks and signs that turn the writing round."""


def without_markup(text: str) -> str:
    """A question without its markup, which asks for nothing: a sentence that has the same reads as if
    it answered. A text that is nothing else stays as it is."""
    return _MARKUP.sub(" ", text).strip() or text


def plainly(text: str, mentioned: Callable[[str], bool]) -> str:
    """``text`` in plain words; ``mentioned`` tells whether a string stands in any document."""
    text = of_all_places(_ASIDE_KIND.sub("", text))
    text = _GLOSSED.sub(lambda match: _as_told(match, mentioned), text)
    for spoken, written in _SPOKEN:
        text = spoken.sub(written, text)
    text = _ORDER.sub("", text)
    clauses = _CLAUSE.findall(text)
    kept = "".join(c for c in clauses if not _is_personal(c, mentioned))
    return kept.strip("，,：: ") if significant(topic_of(kept, "fact", "")) else text


def _as_told(match: re.Match[str], mentioned: Callable[[str], bool]) -> str:
    """Of a word and another for it in brackets the one that documents have."""
    word, gloss = match["word"], match["gloss"]
    own = word[-len(gloss) :]
    named = not _ASKING.search(own)  # 有哪几家（常德）
    told = named and mentioned(gloss) and not mentioned(own)
    return word[: -len(own)] + gloss if told else match.group()


def _is_personal(clause: str, mentioned: Callable[[str], bool]) -> bool:
    """Whether a clause only tells why someone asks: 我爸妈岁数大了, 帮我对一下."""
    if _EXCLUDES.search(clause):
        return True
    if _ASKING.search(clause) or not _PERSONAL.search(clause):
        return False
    matter = _PERSONAL.sub("", topic_of(clause, "fact", ""))
    pairs = [matter[i : i + 2] for i in range(len(matter) - 1) if significant(matter[i : i + 2])]
    known = [pair for pair in pairs if " " not in pair and mentioned(pair)]
    return not pairs or len(known) < _KNOWN * len(pairs)
