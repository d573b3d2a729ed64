"""Running text about a city told county by county, and records of who said what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.parse import parse_document


def told(text: str, title: str = "") -> list[tuple[tuple[str, ...], str, str]]:
    """``(districts, speaker, text)`` of every section."""
    document = parse_document(text, title=title)
    return [(s.districts, s.speaker, document.text[s.start : s.end]) for s in document.sections]


def place_of(text: str, words: str, title: str = "") -> tuple[str, ...]:
    return next(districts for districts, _, body in told(text, title) if words in body)


ROUND_UP = """绍兴市推进特色产业综述

　　记者在绍兴采访，处处感受到热气。全市茶园面积62万亩。
　　新昌县走的是加工路。去年，茶叶产值达到18亿元，增速全市第一。在镜岭镇，一条生产线每小时加工3吨茶。
　　嵊州市的小笼包名声在外。今年要开店3000家。全市餐饮收入将突破500亿元。
　　产业要兴，人才是关键。去年培育农民4600人，其中新昌县820人、嵊州市760人。
"""


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("全市茶园面积", "绍兴市"),
        ("走的是加工路", "新昌县"),
        ("茶叶产值达到18亿元", "新昌县"),
        ("每小时加工3吨茶", "新昌县"),
        ("今年要开店3000家", "嵊州市"),
        ("全市餐饮收入", "绍兴市"),
        ("人才是关键", "绍兴市"),
        ("其中新昌县820人", "绍兴市"),
    ],
)
def test_sentences_are_about_the_county_that_leads_them(words: str, place: str) -> None:
    assert place_of(ROUND_UP, words) == (place,)


LISTED = """绍兴市2026年政府工作报告

绍兴市市长 钱若谷
过去一年，各地竞相发展：新昌县产值达到388亿元，建成茶叶基地；嵊州市产值达到407亿元，接待游客1960万人次。
新昌县全力推进小镇建设，全市道路更加通畅。
"""


def test_a_list_of_counties_is_told_apart_even_in_a_report() -> None:
    assert place_of(LISTED, "388亿元") == ("新昌县",)
    assert place_of(LISTED, "1960万人次") == ("嵊州市",)


def test_what_the_mayor_says_else_is_the_citys() -> None:
    assert place_of(LISTED, "道路更加通畅") == ("绍兴市",)


RECORD = """绍兴市“稳就业”新闻发布会实录

时间：2026年3月12日上午
主持人：市政府新闻办主任　佟雅宁
发布人：市人力资源社会保障局局长　栾静
　　　　新昌县副县长　迟洪亮

佟雅宁：各位记者朋友，大家好！

《绍兴日报》记者：请新昌县介绍打算。

迟洪亮：谢谢。城镇新增就业1.35万人，办好夜校12所。

栾静：城镇新增就业目标是4.4万人。
"""


def test_who_takes_part_in_a_record_speaks_for_his_own_place() -> None:
    sections = {body: (districts, speaker) for districts, speaker, body in told(RECORD)}
    of = {
        words: own
        for body, own in sections.items()
        for words in ("1.35万", "4.4万")
        if words in body
    }
    assert of == {"1.35万": (("新昌县",), "迟洪亮"), "4.4万": (("绍兴市",), "栾静")}


def test_a_turn_may_name_the_post_itself() -> None:
    text = """绍兴市人代会分组审议发言记录

宋西凉代表（新昌县县长）：去年生产总值364亿元。建议市里提高标准。
韩振代表（嵊州市市长）：去年生产总值712亿元。
"""
    assert place_of(text, "364亿元") == place_of(text, "提高标准") == ("新昌县",)
    assert place_of(text, "712亿元") == ("嵊州市",)


def test_the_byline_below_the_headline_of_an_interview() -> None:
    text = """锚定新目标
——访部分县市区委书记

【新昌县】
打造“核心引擎”
——访新昌县委书记陶启明
“冲锋号已经吹响。”陶启明说，今年新增学位3600个。

【嵊州市】
受访人：嵊州市委书记　季望澜
记者：今年怎么做？
答：今年新增学位1800个。
"""
    speakers = {body: speaker for _, speaker, body in told(text, "绍兴市访谈")}
    assert {s for body, s in speakers.items() if "3600" in body} == {"陶启明"}
    assert {s for body, s in speakers.items() if "1800" in body} == {"季望澜"}


def test_labelled_lines_and_names_are_lines_of_their_own() -> None:
    document = parse_document(RECORD)
    lines = document.text.split("\n")
    assert document.title == "绍兴市“稳就业”新闻发布会实录"
    assert "时间：2026年3月12日上午" in lines
    assert "新昌县副县长 迟洪亮" in lines


SENTENCES = [
    "新昌县新建公园3个。",
    "今年再建5个。",
    "全市绿地增加。",
    "嵊州市修路8公里；新昌县修路9公里。",
]


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=12))
def test_sections_cover_the_text_once_and_in_order(sentences: list[str]) -> None:
    document = parse_document("绍兴市建设情况\n" + "".join(sentences), title="绍兴市建设情况")
    covered = "".join(document.text[s.start : s.end] for s in document.sections)
    assert covered.replace("\n", "") == document.text.replace("\n", "")
    assert all(
        a.end <= b.start for a, b in zip(document.sections, document.sections[1:], strict=False)
    )


@pytest.mark.parametrize("opening", ["的上" * 400, "在" * 2000, "绍兴的" * 300, "；" * 3000])
def test_no_opening_takes_longer_than_it_must(opening: str) -> None:
    text = f"绍兴市综述\n新昌县修路。\n{opening}新昌县修路8公里。{opening}"
    assert ("新昌县",) in [districts for districts, _, _ in told(text, "绍兴市综述")]


JOURNEY = """山乡变奏——赣州四县见闻

　　初夏的赣南，记者走进四个县，看大家怎样种好脐橙。
　　第一站是赣州市信丰县。这里有果园26万亩，每亩产值1.1万元。
　　离开信丰往南走，到龙南市已是傍晚。冷库有37座，商品果率达到88%。
　　一路向西，抵达崇义县。今年要新建分选线12条。
"""
ITEMS = """张掖市推动县域发展的意见

坚持一县一业：
（1）甘州区强化带动作用，到2030年生产总值突破470亿元。
（2）高台县突出番茄制品，出口额达到3.2亿元。
咨询电话：市中心：5500110；甘州区：5500221；高台县：5500332。
"""
PAGE = """书记县长谈打算

编者按：新的一年，各地怎么干？

福清市委书记　林望舒
以港兴产
今年安排重点项目226个。

安溪县县长　苏见山
做活一片叶
今年安排重点项目168个。
"""
SPECIAL = """聚焦洛阳市第十三次代表大会

西工区：老商圈焕新
区委书记　郭见明
改造老旧小区56个。

涧西区：老工业区长出新动能
区委书记　祝远东
改造老旧小区48个。
"""
INTERVIEWS = """开局——对话县（市、区）委书记

来源：盐城日报　2026-01-19

亭湖：老城区长出新产业
访亭湖区委书记 钱望舟

记者：亭湖空间紧，产业怎么抓？

钱望舟：去年亿元楼宇达到13幢。

阜宁：在“赶”字上做文章
访阜宁县委书记 茅见山
□ 本报记者 祁山

问：有人说阜宁是“后来者”，您怎么看？

答：今年新增规上工业企业37家。

问：农业呢？

答：阜宁黑猪年出栏稳定在41万头。
"""
BOXED = """县区动态

汉中市人民政府办公室编　2026年9月18日

【城固县】航空配套添新军
截至8月底，航空配套企业达33家。    （城固县融媒体中心 郭见青）

【洋县】有机认证“双随机”
抽检样品216批次，合格率98.2%。    （洋县市场监管局 供稿）
"""
MEASURE = """玉林市特色产业奖补办法

第二章 标准
第四条 香料产业（玉州区）。对新建仓储设施的，按投资额的13%给予奖补。
第五条 柚产业（容县）。对新植果园的，每亩补助850元。
第六条 办法由市农业农村局解释，有效期3年。
"""
ROUND = """吉林市县（市）区长话发展

会场内外，代表们热议发展。
龙潭区区长代表桑见峰开门见山，全年引进企业26家。
桑见峰还谈到民生：改造小区33个。
天然色素之乡永吉县，主打一个“精”字。开工项目14个。
冬去春来，冰雪未消，舒兰市的招商队伍已三下江南。签约项目29个。
一手抓古城、一手抓新业的是桦甸市。去年接待游客310万人次。
记者在蛟河市看到，木耳大棚一眼望不到头。栽培木耳6.2亿袋。
"""
SPEECH = """在全市县域经济会议上的讲话

中共襄阳市委书记　郑见民

先说好的。
枣阳市，上半年收入19.7亿元。税收占比83.4%。
谷城县，再生铝产量47万吨。
全市县域经济总量突破3000亿元。
"""
FEATURE = """丽水市养老服务见闻

记者走访了青田县、松阳县。

华侨办食堂：青田一餐饭里的味道

上午十点半，一碗热汤端上桌。全村吃饭的老人有82位。

饭吃上了，还要能看见儿女。每周三接通视频1200次。

老屋变院：松阳的下半场

崖居村的老屋改成养老院，床位36张。

冬天送暖，护工16名。

记者手记

五地走下来，感触最深的是没有标准答案。
"""
CONFERENCE = """夜间经济新闻发布会实录

主持人：重庆市政府新闻办副主任　容见姝
发布人：
重庆市商务委员会副主任　卓见帆
渝中区副区长　谭见川

【主持人　容见姝】
女士们、先生们，上午好。

【卓见帆】
全市夜间消费额达到4880亿元。

【重庆广电记者】
渝中区怎么办？

【谭见川】
请居民当观察员，聘了136名。
"""


@pytest.mark.parametrize(
    ("text", "words", "place", "speaker"),
    [
        (FEATURE, "1200次", "青田县", ""),
        (FEATURE, "床位36张", "松阳县", ""),
        (FEATURE, "护工16名", "松阳县", ""),
        (FEATURE, "标准答案", "丽水市", ""),
        (CONFERENCE, "4880亿元", "重庆市", "卓见帆"),
        (CONFERENCE, "136名", "渝中区", "谭见川"),
        (INTERVIEWS, "亿元楼宇", "亭湖区", "钱望舟"),
        (INTERVIEWS, "规上工业企业37家", "阜宁县", "茅见山"),
        (INTERVIEWS, "黑猪年出栏", "阜宁县", "茅见山"),
        (BOXED, "企业达33家", "城固县", ""),
        (BOXED, "216批次", "洋县", ""),
        (MEASURE, "投资额的13%", "玉州区", ""),
        (MEASURE, "每亩补助850元", "容县", ""),
        (MEASURE, "有效期3年", "玉林市", ""),
        (ROUND, "企业26家", "龙潭区", ""),
        (ROUND, "小区33个", "龙潭区", ""),
        (ROUND, "项目14个", "永吉县", ""),
        (ROUND, "项目29个", "舒兰市", ""),
        (ROUND, "310万人次", "桦甸市", ""),
        (ROUND, "6.2亿袋", "蛟河市", ""),
        (SPEECH, "税收占比", "枣阳市", "郑见民"),
        (SPEECH, "再生铝产量", "谷城县", "郑见民"),
        (SPEECH, "3000亿元", "襄阳市", "郑见民"),
        (JOURNEY, "走进四个县", "赣州市", ""),
        (JOURNEY, "果园26万亩", "信丰县", ""),
        (JOURNEY, "冷库有37座", "龙南市", ""),
        (JOURNEY, "分选线12条", "崇义县", ""),
        (ITEMS, "突破470亿元", "甘州区", ""),
        (ITEMS, "出口额", "高台县", ""),
        (ITEMS, "5500110", "张掖市", ""),
        (ITEMS, "5500332", "高台县", ""),
        (PAGE, "项目226个", "福清市", "林望舒"),
        (PAGE, "项目168个", "安溪县", "苏见山"),
        (SPECIAL, "小区56个", "西工区", "郭见明"),
        (SPECIAL, "小区48个", "涧西区", "祝远东"),
    ],
)
def test_other_ways_to_go_through_places(text: str, words: str, place: str, speaker: str) -> None:
    found = next(section for section in told(text) if words in section[2])
    assert found[:2] == ((place,), speaker)


def test_short_names_of_autonomous_places() -> None:
    text = "大理州六县市见闻\n\n漾濞县核桃面积达到107万亩。祥云县蔬菜38万亩。弥渡县大蒜6万亩。"
    assert place_of(text, "107万亩") == ("漾濞彝族自治县",)


BULLETIN = """绍兴市区县动态

绍兴市政府办编

◆ 文旅融合

【新昌县】民宿管家结业
新昌县管家学校第二期结业，41名学员拿到证书。全县民宿310家。

◇ 短讯
·嵊州市7月9日开通到越剧小镇的公交，票价6元。
·诸暨市香榧馆7月16日开馆，周一闭馆。
"""


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("全县民宿310家", "新昌县"),
        ("票价6元", "嵊州市"),
        ("周一闭馆", "诸暨市"),
    ],
)
def test_short_items_of_a_bulletin_are_each_of_their_own_place(words: str, place: str) -> None:
    assert place_of(BULLETIN, words) == (place,)
