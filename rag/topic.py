"""The topic of a question: what is left when the words that only ask are taken away."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.function_words import weak_characters
from rag.scope import WHICH_PLACE
from rag.synonyms import find_synonyms
from rag.wording import UNIT_WORDS, Kind

_ALL_PLACES = re.compile(
    r"(?:各|每个|所有|这?[一二三四五六七八九十两三\d]+|这[些几]?)个?(?:地区|省份|省市|区县|区市|区|县|市|省|地)(?:一市)?(?=里|的|中|给|在|去年|今年|$|\s|都|各|分别|呢|怎么|如何|[A-Za-z])"
)
_FRAME = re.compile(
    r"(?:主要|重点|总体|具体)?(?:工作|发展|推进)?(?:思路|举措|措施|做法|打法|部署|要求|规划|计划|安排|动作|亮点|侧重点?|进展|成绩|成效)"
    r"|(?<=[\u4e00-\u9fff]{2})工作(?=$|\s)"
)
"""Nouns that frame a matter without being part of it."""
_OWN_MATTER = re.compile("目标|计划|措施|举措|做法|问题|数字|情况")
_GROWTH = re.compile(
    r"经济\s*(?:的|年均|平均|要|想|会|各自?|都|分别|总共)*\s*(?:增(?:长|速|幅)|[长涨](?=了?(?:多少|几|百分)))"
)
_STOP_PHRASES = re.compile(
    "|".join(
        (
            r"(?:[这那该本]一?[组篇个份期]|第\d+期)?的?(?:系列)?(?:访谈|报道|专版|特刊|专访|简报|通讯)(?:里|中|当中)|(?:受访|参会|发言|到会)的?(?=[省市区县])|[这本此]次(?=[\u4e00-\u9fff])|[这那]?[两几一二三四五]个(?:数字?|指标)(?=[\s，？?各分都是呢]|$)",
            r"(?:写|做)(?:材料|稿子?|表|汇报)(?:要)?用|领导(?:要|想)?(?:问|看|用|听|要)?(?![^，]{0,4}干部)|急用|谢谢|您?好[，,]|你好|劳驾|我们|咱们?|人家|他们|你们|到底|究竟|其实",
            r"请问一?下?|麻烦(?:问|查|你|您)?一?下?|想问一?下?|我?想(?:知道|了解)|(?:帮|给)我?(?:查|看|找|问|忙)?一?下?(?=[^\u4e00-\u9fff]|[查看找问])|告诉我|你(?:们)?知道|有没有人知道",
            r"(?:怎么|如何|怎样|是)?(?:表述|描述|形容|称呼|界定)的?|给出|列出了?|话题|相关的?|有关的?|关于|针对|写进|(?:这|那)(?:个|些|几)?(?=[\u4e00-\u9fff])",
            r"(?:[总概归梳]|小)[结括纳理]一?下|[说讲列查看问比]一?下|(?<=[\u4e00-\u9fff])下$|接下来|下一步|往后|后续|下一阶段|将来",
            r"[\d一二三四五六七八九十几]+份[^，。；]{0,6}?(?:报告|材料|文件)(?:里|中|当中)?|想找(?:一?下)?",
            r"根据(?:材料|报告|文件|资料)|(?:政府)?工作报告(?:里|中|上)?|报告(?:里|中)?|(?:材料|资料|文件|文中)(?:里|中)?|按照?文件|出现(?:在|过)?|全部列出|点名|核实|写(?:到|了)|表了态|的表述(?:里|中)|提法|专门|明确说?了?",
            r"[想要能可]*(?:[冲干做涨提压降拉拿搞弄达增]|发展|控制)到(?=\s*(?:多少|几|百分|什么))|再?(?:看看|说说|瞧瞧)|轮到|[^\u4e00-\u9fff]?(?:各|都)?报一?下?数",
            r"(?:这|那)?[一两二三四几]个?字(?:眼|样|母)?(?=[\u4e00-\u9fff，,？?]|$)",
            r"(?:^|(?<=\s))全[省市区县州](?=[\u4e00-\u9fff]{2})|工作安排(?:里|中)|(?:[一二三四五六七八九十\d]+[件项])?民生实事[里中]|自家|隔壁",
            r"定(?:的|了|得|下)?(?:[高低多少大小]|数(?!量)|目标)|[这那]?一块(?=[\s，？?的]|$)|(?:^|(?<=[\s、，和与]))人(?=[\s、，和与谁]|$)",
            r"(?:进|下|上|出)(?:去|来)(?=$|[\s？?，,。])|(?<=[\u4e00-\u9fff])(?<!新)[涨跌增降]了?(?=百分|多少|几|$)|一年(?=[要能想投花得])|封顶(?=多少|$)",
            r"(?:在)?(?:谈|讲|说)(?:到|起)?[\u4e00-\u9fff]{1,6}(?:时候?|的时候)(?=[\u4e00-\u9fff]*(?:提|说|讲))|前[一二三四五六七八九十\d]+[个项条名位]|(?:给个|来个)?概[要况]|哪些事$",
            r"(?:服务|支撑|建设|推进|推动|打造|发展|培育|支持|保护|引领)(?:或者?|和|、)(?:服务|支撑|建设|推进|推动|打造|发展|培育|支持|保护|引领)(?=[\u4e00-\u9fff]{3})",
            r"(?:多少|几)(?:回|遍)|(?:几|哪个?)月(?:份|底|初|末)?|哪(?:一)?[天日]",
            r"(?:书记们?|领导们?|大家)?(?:的?(?:讲话|发言|谈话|谈体会|表态|致辞))[里中上时]?|书记们|(?:在)?(?:同一|该|[这那]一?)个?(?:领域|方面|事项|指标|区域|地区)[内里中]?|相应的?|[又也]是|(?<![不])同样",
            r"(?:使用|采用|用)(?=[“\"「])|这?一?(?:表述|说法|提法|字样|字眼)|列[出明举示]|请将其|完整写出|命名|全[名称]|名[单目](?:给我)?|叫什么名[字称]?|加一块儿?|与之",
            r"(?:拆|分|啃|拿|做|攒|挣|赚|砸|搞|弄|整|掏|捞|凑|冲|干)(?:成|下|到|出|上|掉|完|来|进去?|起)了?(?=\s*(?:多少|几))",
            rf"百分之(?:多少|几)|几点零|第?(?:多少|几)(?:万亿|十?亿|万|千)?(?:{UNIT_WORDS})?",
            r"哪(?:一)?(?:些|几[个家位]?|个|家|位|里|儿|类|种|项|条|年|天|[二三四五六七八九十\d两]+个?)?|什么样(?!板|式|本)的?|什么时候|什么|啥|怎么样|怎么|怎样|如何|为什么|为何|何时|谁(?:(?:更|最)?[高低大小多少快慢长短](?:一些|一点|些|点)?)?|多[大长高久远](?:时间|距离)?|(?:多少|几)(?:回|遍)|叫什么|叫啥",
            r"是(?=[\u4e00-\u9fff]{1,6}还是)|还是[\u4e00-\u9fff]{1,4}|是不是|有没有|能不能|会不会|多不多|对不对",
            r"概括|总结|归纳|概述|简述|试述|综述|介绍|梳理|说明|讲个?大概|说说|讲讲|谈谈|一下|简单|简要|主要内容|要点|比较|对比|相比|区别|差别|差异|不同|不一样|比一比|差多少|谁?(?:更|最)[高低大小多少快慢长短]|[高低大小多少快慢长短](?:一些|一点|些|点)",
            r"分别|各自|各(?=[是有])|一共|总共|加起来|合计|大概|大约|左右|具体|主要|都(?=[有是提讲])|目标(?!任务)|预期(?!寿命)|预计|计划|打算|准备|想要|力争|实际|结果|完成情况|现在|目前|当前|如今",
            r"(?:今后|未来)?[五十]年(?:目标|规划|计划)|[里中上]?(?:提到|提及|涉及|说到|谈到|讲到|提出|认为|表示|介绍|指出|强调)(?:了|过|的|要|想)?|(?:里|中|上)?(?:提|说|讲)(?=[的了要到])|更[高低大小多少快慢强](?=$|[\s，？?])|(?<=[里中上])提(?!升|高|质|前|供|振|速|案|炼|取|醒|名)|谁家",
            r"^(?:那么?|它|其|他|她|该)(?!个|些)|完成(?=多少|了|情况|$)|(?<!经济)(?:增[速幅]|涨幅|增长率)|区间",
            r"(?:在|居)?(?:全国|全省|全市|全区)?排(?:名|在|到|第|(?=[几多第全]))(?:全国|全省|全市|全区)?(?:第|多少|几)?(?=[\s？?几]|$)|完成得?|一样|一升一降|[一二三四五六七八九十两]?句话?",
            r"(?:摆上?|放|落|体现)[上到在]了?(?:台面|桌面|哪里|哪儿|什么地方)|这?件事|双方|两[边家](?=[都各拿的])|(?:着手|入手|发力|使劲|用劲|下功夫|做文章|出招|破题)(?!点)|(?:拿|摆|说)得出(?:来|手)?的?数?|对照着?|原话|大意|(?:重点|关键)话|话里头?|[口嘴][中里头](?=[的直提])|直接(?=出现|提|写|说)|(?:后面|前面)(?:接|跟|连)的?|连(?=[讲说提用写着])"
            r"|名字|名称|叫(?:做|作)?|情况|方面|问题|内容|数量|数目(?!标)|进展|东西|这块|那块|这事|的话|那么|那(?=[\u4e00-\u9fff]{0,6}呢)|换成|地方|之间|同比",
            r"[吗呢吧啊呀嘛哦么了的]|[？?。！!，,、；;：:（）()《》]",
        )
    )
)
_LEADERS = re.compile(
    r"[这那]?[一二两三四五六七八九十几\d]+[位名个家地](?:[省市区县旗]{0,3}(?:委?书记|[省市区县]长|主席|领导|一把手|负责人)们?)?(?:里头?|当中|之中|中)|的?(?:地盘|辖区|地界|家底)"
)
"""这四位书记里: among whom one is looked for."""
_SPEAKERS = re.compile("(?:区|市|县|省)?委?书记|[区市县省]长|主席|领导")
"""Who speaks, where what is looked for is where someone says it."""
_ASIDE = re.compile(r"（[^（）]*）|\([^()]*\)")
_REPORT_YEAR = re.compile(
    "(?:今年|去年|(?:19|20)\\d\\d年)(?=[^，。；？]{0,8}(?:报告|材料|文件|通知|方案)(?!期))"
)
"""今年各省的报告: whose year is the report's, not that of the matter."""
_PERIOD_WORDS = re.compile(
    r"(?:到|截至|截止)?(?:19|20)?\d\d年(?:底|末|内|度|的|里|全年)?|今年|去年|明年|前年|上年|(?<![一二三四五六七八九十两几\d])年内|全年|“?十[三四五六]五”?(?:时期|期间|末)?"
    r"|(?:过去|近|这|未来|今后|接下来)五年(?:里|间|来)?|五年来|(?<![一二三四五六七八九十\d])[五十]年(?=[里间来]|[涨增降翻]了?多少)|去年底|上一年|年均(?=[\u4e00-\u9fff])"
)


def without_report_year(text: str) -> str:
    """``text`` without the year of the report itself (今年各省的报告里)."""
    return _REPORT_YEAR.sub("", text)


def without_times(text: str) -> str:
    """``text`` without the words that name a time."""
    return _PERIOD_WORDS.sub(" ", text)


def topic_of(text: str, kind: Kind, alias: str, quoted: Sequence[str] = ()) -> str:
    """The topic of a question without places and times.

    ``alias`` is the name by which its district was called: where nothing else is left, that
    is the matter (邮轮港区的发展规划). Of a question that looks for the mention of ``quoted``
    phrases, they are all the matter.
    """
    if phrases := [phrase for phrase in quoted if len(phrase) > 1]:
        return " ".join(f"“{phrase}”" for phrase in phrases)
    text = _without_asides(text)
    text = re.sub(r"[A-Za-z]+", lambda m: m.group().upper(), WHICH_PLACE.sub(" ", text.strip()))
    if kind == "which":
        text = _SPEAKERS.sub(" ", _LEADERS.sub(" ", text))
    text = _GROWTH.sub("经济增长", _ALL_PLACES.sub(" ", text))
    topic = _rejoined(re.sub(r"\s+", " ", _STOP_PHRASES.sub(" ", text)).strip())
    if kind not in {"summary", "compare"}:
        return topic
    # 民生工作思路 is about 民生; 邮轮港区的发展规划 about 邮轮港区.
    matter = _FRAME.sub(" ", topic).strip()
    return matter if significant(matter) else f"{alias} {topic}".strip()


def _rejoined(topic: str) -> str:
    """``topic`` with the words whole again that a time stood in the middle of: 农民2025年收入."""
    for at in [m.start() for m in re.finditer(" ", topic)][::-1]:
        joined = topic[:at] + topic[at + 1 :]
        if any(start < at < end for start, end, _ in find_synonyms(joined)):
            topic = joined
    return topic


def _without_asides(text: str) -> str:
    """``text`` without what explains a word in brackets (光热（太阳能热发电那种）)."""
    rest = _ASIDE.sub(" ", text)
    return rest if significant(rest) else text


def own_matter(text: str) -> str:
    """The framing noun that a question asks for when it asks for nothing else."""
    match = _OWN_MATTER.search(text)
    return match.group() if match else ""


def significant(topic: str) -> bool:
    """Whether a topic says anything beyond function words."""
    weak = weak_characters(topic)
    return any(char != " " and at not in weak for at, char in enumerate(topic))
