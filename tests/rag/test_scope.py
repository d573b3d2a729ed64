"""Which districts a question is about, for corpora about several parts of the country."""

from __future__ import annotations

import pytest

from index.districts import District, Gazetteer
from rag.scope import WHICH_PLACE, Scope, find_scope

CHENGDU = ("锦江区", "青羊区", "武侯区", "双流区", "郫都区")
HANGZHOU = ("上城区", "拱墅区", "西湖区", "滨江区", "萧山区", "余杭区")
QINGDAO = ("胶州市", "市南区", "市北区")
PROVINCES = (
    "北京市", "天津市", "河北省", "四川省", "重庆市", "广东省", "湖南省", "湖北省", "浙江省", "江苏省",
    "上海市", "安徽省",
)  # fmt: skip
SPEAKERS = {"林远舟": ("锦江区",), "李同": ("武侯区", "双流区")}


def scope(
    text: str,
    known: tuple[str, ...],
    speakers: dict[str, tuple[str, ...]] | None = None,
    gazetteer: Gazetteer | None = None,
) -> Scope:
    return find_scope(text, known, speakers or {}, gazetteer or Gazetteer())


def names(found: Scope) -> list[str]:
    return [district.name for district in found.districts]


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("武侯区的产业目标是什么？", CHENGDU, ["武侯区"]),
        ("武侯的产业目标是什么？", CHENGDU, ["武侯区"]),
        ("成都市武侯区要建设什么？", CHENGDU, ["武侯区"]),
        ("四川省成都市武侯区要建设什么？", CHENGDU, ["武侯区"]),
        ("比较武侯区和锦江区的产业", CHENGDU, ["武侯区", "锦江区"]),
        ("余杭和萧山的目标", HANGZHOU, ["余杭区", "萧山区"]),
        ("滨江的产业", HANGZHOU, ["滨江区"]),
        ("广东去年的GDP", PROVINCES, ["广东省"]),
        ("湖南省和湖北省的目标", PROVINCES, ["湖南省", "湖北省"]),
    ],
)
def test_places_by_name(text: str, known: tuple[str, ...], expected: list[str]) -> None:
    found = scope(text, known)
    assert names(found) == expected
    assert {district.found_by for district in found.districts} == {"name"}
    assert found.missing == ()
    assert not found.everywhere


def test_the_stretches_that_named_a_place_are_told() -> None:
    text = "请问武侯区和锦江的目标"
    assert [text[start:end] for start, end in scope(text, CHENGDU).spans] == ["武侯区", "锦江"]


@pytest.mark.parametrize(
    ("text", "known", "missing"),
    [
        ("新都区的目标是什么？", CHENGDU, ("新都区",)),
        ("新都的目标是什么？", CHENGDU, ("新都区",)),
        ("临平区有什么产业？", HANGZHOU, ("临平区",)),
        ("西安市的目标是什么？", CHENGDU, ("西安市",)),
        ("上海的目标是什么？", HANGZHOU, ("上海市",)),
        ("李沧区要建多少园区？", QINGDAO, ("李沧区",)),
        ("辽宁的目标是什么？", PROVINCES, ("辽宁省",)),
    ],
)
def test_places_that_are_not_covered(
    text: str, known: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    found = scope(text, known)
    assert found.districts == ()
    assert found.missing == missing


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("金牛区和武侯区的目标", ("金牛区",)),
        ("武侯区、新都区的目标", ("新都区",)),
        ("武侯区和上海市的产业", ("上海市",)),
        ("武侯区与上海的合作怎么推进？", ()),
        ("武侯区和上海市的合作怎么推进？", ()),
    ],
)
def test_beside_a_covered_place(text: str, missing: tuple[str, ...]) -> None:
    found = scope(text, CHENGDU)
    assert names(found) == ["武侯区"]
    assert found.missing == missing


@pytest.mark.parametrize(("text", "known"), [("成都市的目标", CHENGDU), ("浙江省的目标", HANGZHOU)])
def test_a_place_around_the_covered_ones(text: str, known: tuple[str, ...]) -> None:
    found = scope(text, known)
    assert names(found) == list(known)
    assert {district.found_by for district in found.districts} == {"region"}


@pytest.mark.parametrize(
    ("text", "within", "place"),
    [
        ("成都市的轨道交通有多长？", "四川省", "成都市"),
        ("湖南省长沙市的目标是什么？", "湖南省", "长沙市"),
        ("海淀区的科技创新", "北京市", "海淀区"),
    ],
)
def test_a_place_inside_a_covered_one_must_be_named_by_evidence(
    text: str, within: str, place: str
) -> None:
    found = scope(text, PROVINCES)
    assert names(found) == [within]
    assert found.places == (place,)
    assert found.missing == ()


ZONES = Gazetteer(
    [
        District("天府新区", ("天府", "兴隆湖"), "成都市"),
        District("郫都区", ("鹃城",), "成都市"),
    ]
)


@pytest.mark.parametrize(
    ("text", "name", "matched"),
    [
        ("兴隆湖片区要建设什么？", "天府新区", "兴隆湖"),
        ("鹃城的产业", "郫都区", "鹃城"),
        ("新区的产业", "天府新区", "新区"),
    ],
)
def test_aliases(text: str, name: str, matched: str) -> None:
    found = scope(text, (*CHENGDU, "天府新区"), gazetteer=ZONES)
    assert [(d.name, d.found_by, d.matched) for d in found.districts] == [(name, "alias", matched)]


def test_a_general_word_means_the_only_place_it_can() -> None:
    assert names(scope("全省粮食产量目标", ("四川省",))) == ["四川省"]
    assert names(scope("我省粮食产量目标", ("四川省",))) == ["四川省"]
    assert names(scope("全省粮食产量目标", ("四川省", "湖南省"))) == []


@pytest.mark.parametrize(
    ("text", "known", "name"),
    [
        ("胶洲市要建设多少个园区？", QINGDAO, "胶州市"),
        ("交州市要建设多少个园区？", QINGDAO, "胶州市"),
        ("五侯区的产业", CHENGDU, "武侯区"),
        ("请问青阳区的产业", CHENGDU, "青羊区"),
        ("晓山区的产业", HANGZHOU, "萧山区"),
    ],
)
def test_misspelt_names_that_sound_right(text: str, known: tuple[str, ...], name: str) -> None:
    found = scope(text, known)
    assert [(d.name, d.found_by) for d in found.districts] == [(name, "homophone")]
    assert found.missing == ()


@pytest.mark.parametrize(
    "text", ["林远舟说了什么？", "林远舟书记怎么看产业？", "关于产业林远舟提到什么"]
)
def test_speakers(text: str) -> None:
    found = scope(text, CHENGDU, SPEAKERS)
    assert [(d.name, d.found_by, d.matched) for d in found.districts] == [
        ("锦江区", "speaker", "林远舟")
    ]
    assert found.unknown_speaker == ""


def test_a_speaker_of_two_districts() -> None:
    assert names(scope("李同提到的园区有多少个？", CHENGDU, SPEAKERS)) == ["武侯区", "双流区"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("张三丰说了什么？", "张三丰"),
        ("王明认为产业应该怎么发展？", "王明"),
        ("陈明远表示要做什么？", "陈明远"),
        ("王明区长提到的园区有多少个？", "王明"),
    ],
)
def test_speakers_nobody_knows(text: str, speaker: str) -> None:
    assert scope(text, CHENGDU, SPEAKERS).unknown_speaker == speaker


@pytest.mark.parametrize(
    "text", ["武侯区说了什么？", "锦江提出要建设什么？", "产业怎么说？", "还要求什么？"]
)
def test_what_is_no_speaker(text: str) -> None:
    assert scope(text, CHENGDU, SPEAKERS).unknown_speaker == ""


@pytest.mark.parametrize(
    "text", ["各区的目标", "五个区的目标", "所有区县的目标", "每个区要建多少园区？"]
)
def test_everywhere(text: str) -> None:
    found = scope(text, CHENGDU)
    assert found.everywhere
    assert found.districts == ()
    assert found.missing == ()


def test_a_place_that_is_looked_for_is_no_scope() -> None:
    found = scope("哪些区提到了上海？", CHENGDU)
    assert found.districts == ()
    assert found.missing == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("京津冀的GDP目标", ["北京市", "天津市", "河北省"]),
        ("京津冀三地的就业目标", ["北京市", "天津市", "河北省"]),
        ("川渝两地的目标", ["四川省", "重庆市"]),
        ("长三角今年的目标", ["上海市", "江苏省", "浙江省", "安徽省"]),
        ("京津冀协同发展怎么推进？", []),
        ("长三角一体化怎么推进？", []),
        ("北京怎么推进京津冀协同发展？", ["北京市"]),
    ],
)
def test_shorthand_for_several_provinces(text: str, expected: list[str]) -> None:
    found = scope(text, PROVINCES)
    assert names(found) == expected
    assert found.missing == ()


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("香港中路80号怎么改造？", QINGDAO),
        ("南京路怎么改造？", HANGZHOU),
        ("春熙路怎么改造？", CHENGDU),
        ("怎么治理胶州湾？", QINGDAO),
        ("产业怎么发展？", CHENGDU),
    ],
)
def test_streets_and_bays_are_no_places(text: str, known: tuple[str, ...]) -> None:
    assert scope(text, known) == Scope()


@pytest.mark.parametrize(
    ("text", "known", "name"),
    [
        ("蓉城今年要建多少公里地铁", ("成都市", "绵阳市"), "成都市"),
        ("三晋大地的煤炭产量", ("山西省", "陕西省"), "山西省"),
        ("长沙机场第三跑道建好了没", ("湖南省", "广东省"), "湖南省"),
    ],
)
def test_nicknames_and_what_is_built_there(text: str, known: tuple[str, ...], name: str) -> None:
    found = find_scope(text, known, {}, Gazetteer())
    assert [district.name for district in found.districts] == [name]


def test_a_nickname_of_a_place_that_is_not_covered_means_nothing() -> None:
    assert not find_scope("江城的大桥", ("成都市",), {}, Gazetteer()).districts


@pytest.mark.parametrize("text", ["哪几位书记提到了养老", "这几个区县里，今年哪些要建农田"])
def test_ways_of_asking_which(text: str) -> None:
    assert WHICH_PLACE.search(text)


QUZHOU = ("衢州市", "柯城区", "龙游县", "江山市")


@pytest.mark.parametrize(
    "text",
    [
        "衢州哪些县市区新增学位超过3000个",
        "衢州的书记们定增速目标，定到6%以上的有谁",
        "衢州几个县市区里，谁的产值最高",
        "衢州有个县的快递点村村都有，是哪儿",
        "提到快递点的有哪几家（衢州）",
        "衢州产值不到百亿的有谁",
        "衢州哪几家提到了快递点",
    ],
)
def test_a_city_named_with_which_of_its_counties(text: str) -> None:
    assert names(scope(text, QUZHOU)) == ["柯城区", "龙游县", "江山市"]


@pytest.mark.parametrize(
    "text", ["衢州市里有哪些支持政策？", "衢州的五大产业具体是哪五个？", "衢州的模范教师里都有谁"]
)
def test_a_city_named_for_itself(text: str) -> None:
    assert names(scope(text, QUZHOU)) == ["衢州市"]


@pytest.mark.parametrize(
    ("text", "towns"),
    [
        ("大洲镇和湖镇镇的面积", ("大洲镇", "湖镇镇")),
        ("大洲、航埠两个镇的采摘园各有多少", ("大洲镇", "航埠镇")),
        ("龙游哪个镇的面积最大", ()),
        ("全部乡镇的面积", ()),
    ],
)
def test_towns_that_the_documents_name(text: str, towns: tuple[str, ...]) -> None:
    named = {"大洲镇", "湖镇镇", "航埠镇"}
    found = find_scope(
        text,
        QUZHOU,
        {},
        Gazetteer(),
        named.__contains__,
        lambda name: ("龙游县",) if name in named else (),
    )
    assert found.places == towns
    assert not towns or names(found) == ["龙游县"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新能源汽车产量：鄂、湘、浙三家摆一块儿看", ["湖北省", "湖南省", "浙江省"]),
        ("企业数量对比：粤 苏 京", ["广东省", "江苏省", "北京市"]),
        ("湘省去年的产量", ["湖南省"]),
    ],
)
def test_shorthands_side_by_side(text: str, expected: list[str]) -> None:
    assert names(scope(text, PROVINCES)) == expected


def test_counties_that_the_papers_of_their_city_name_in_full() -> None:
    told = "玉田县的企业每招1名奖励1200元。"
    found = find_scope("玉田的企业每招一人奖多少", ("唐山市",), {}, Gazetteer(), told.__contains__)
    assert (names(found), found.places) == (["唐山市"], ("玉田县",))
    unknown = find_scope(
        "滦南的企业每招一人奖多少", ("唐山市",), {}, Gazetteer(), told.__contains__
    )
    assert (names(unknown), unknown.places) == ([], ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [("去年滇的空气质量", ["云南省"]), ("2025年桂和苏的PM2.5", ["广西壮族自治区", "江苏省"])],
)
def test_shorthands_after_a_year(text: str, expected: list[str]) -> None:
    assert names(scope(text, ("云南省", "广西壮族自治区", "江苏省"))) == expected
