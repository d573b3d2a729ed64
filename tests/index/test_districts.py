"""Places in texts: which are meant, which only look like one, and how they relate."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.districts import District, Gazetteer, short_name
from index.errors import DocumentError
from index.limits import TABLE_BYTES

CHINA = Gazetteer()
OWN = Gazetteer.from_toml([Path(__file__).parents[2] / "seeds" / "districts.toml"])


def names(text: str, *known: str, gazetteer: Gazetteer = CHINA) -> list[str]:
    return [mention.name for mention in gazetteer.mentions(text, known)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("青岛市南区的项目", ["市南区"]),
        ("青岛市市南区的项目", ["市南区"]),
        ("山东省青岛市市南区", ["市南区"]),
        ("成都武侯区与成都市锦江区", ["武侯区", "锦江区"]),
        ("浙江杭州西湖区", ["西湖区"]),
        ("四川和浙江", ["四川省", "浙江省"]),
        ("新疆、广西、内蒙古", ["新疆维吾尔自治区", "广西壮族自治区", "内蒙古自治区"]),
        ("延边朝鲜族自治州", ["延边朝鲜族自治州"]),
        ("临夏积石山保安族东乡族撒拉族自治县", ["积石山保安族东乡族撒拉族自治县"]),
        ("四川省武侯区，浙江省南海区", ["武侯区", "浙江省", "南海区"]),
        ("江宁区江宁区", ["江宁区", "江宁区"]),
        ("没有地名的一句话", []),
        ("", []),
    ],
)
def test_full_names_and_short_forms(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_a_mention_says_where_and_how() -> None:
    city, county = CHINA.mentions("去青岛，看武侯区")
    assert (city.start, city.end, city.text, city.full) == (1, 3, "青岛", False)
    assert (county.start, county.end, county.text, county.full) == (5, 8, "武侯区", True)


def test_the_short_form_of_a_county_needs_a_neighbour() -> None:
    assert names("市南和武侯") == []
    assert names("市南和武侯", "市南区") == ["市南区"]
    assert names("市南和武侯", "市北区") == ["市南区"], "市北区 lies in the same city"
    assert names("市南和武侯", "锦江区") == ["武侯区"]


@pytest.mark.parametrize(
    "text",
    [
        "香港中路80号",
        "南京路1号",
        "北京东路",
        "胶州湾",
        "四川大学",
        "青岛港",
        "上海合作组织",
        "武汉长江大桥"[2:],
        "天津站",
    ],
)
def test_roads_bays_and_schools_are_no_places(text: str) -> None:
    assert names(text, "胶州市", "市南区") == []


@pytest.mark.parametrize("text", ["朝阳产业", "和平与发展", "新华社", "城区建设", "矿区"])
def test_common_words_are_no_places(text: str) -> None:
    assert names(text) == []
    assert names(text, "市南区") == []


def test_a_common_word_is_a_place_where_it_is_known() -> None:
    assert names("朝阳的目标", "朝阳区") == ["朝阳区"]
    assert names("城区的目标", "城区") == ["城区"]


def test_own_names_come_from_toml() -> None:
    assert names("西海岸新区") == []
    assert names("黄岛和上合示范区", gazetteer=OWN) == ["西海岸新区", "胶州市"]
    assert names("青岛西海岸新区", gazetteer=OWN) == ["西海岸新区"]
    assert names("青岛国际邮轮港区", gazetteer=OWN) == ["市北区"]
    (mention,) = OWN.mentions("中国—上海合作组织地方经贸合作示范区成立")
    assert (mention.name, mention.start, mention.full) == ("胶州市", 0, True)


def test_an_own_name_beats_the_built_in_one() -> None:
    own = Gazetteer([District("滨江新城", ("武侯区", "滨江"), "成都市")])
    assert names("成都市武侯区，滨江", gazetteer=own) == ["滨江新城", "滨江新城"]
    assert own.ancestors("滨江新城") == {"成都市", "四川省"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("市南区", "市南区"),
        ("青岛", "青岛市"),
        ("四川", "四川省"),
        ("黄岛", "西海岸新区"),
        ("城区", "城区"),
        ("青岛市市南区", "市南区"),
        ("山东省青岛市市南区", "市南区"),
        ("成都市市南区", None),
        ("市南区和市北区", None),
        ("市南区的项目", None),
        ("市南", None),
        ("火星区", None),
        ("", None),
    ],
)
def test_canonical_names(name: str, expected: str | None) -> None:
    assert OWN.canonical(name) == expected


def test_what_lies_in_what() -> None:
    assert CHINA.ancestors("武侯区") == {"成都市", "四川省"}
    assert CHINA.ancestors("浦东新区") == {"上海市"}
    assert {"南京市", "福州市"} < CHINA.ancestors("鼓楼区"), "several places share the name"
    assert OWN.ancestors("西海岸新区") == {"青岛市", "山东省"}
    assert CHINA.ancestors("四川省") == CHINA.ancestors("火星区") == frozenset()


def test_parents_in_a_circle_end() -> None:
    circle = Gazetteer([District("甲新区", (), "乙新区"), District("乙新区", (), "甲新区")])
    assert circle.ancestors("甲新区") == {"甲新区", "乙新区"}


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("市南区", "市南"),
        ("四川省", "四川"),
        ("广西壮族自治区", "广西"),
        ("延边朝鲜族自治州", "延边"),
        ("香港特别行政区", "香港"),
        ("城区", "城区"),
        ("西海岸新区", "西海岸"),
    ],
)
def test_short_names(name: str, short: str) -> None:
    assert short_name(name) == short


@pytest.mark.parametrize(
    ("toml", "why"),
    [
        ("[[district]\n", "district"),
        ("[[district]]\naliases = []", "name"),
        ('[[district]]\nname = ""', "name"),
        ("[[district]]\nname = 3", "name"),
        ('[[district]]\nname = "武侯区"\nalias = ["武侯"]', "alias"),
        ('[[district]]\nname = "武侯区"\naliases = "武侯"', "aliases"),
        ('[[district]]\nname = "武侯区"\naliases = [1]', "aliases"),
        ('[[district]]\nname = "武侯区"\nparent = 1', "parent"),
        ('[[district]]\nname = "武侯区"\nparent = "武侯区"', "parent"),
        ('[district]\nname = "武侯区"', "[[district]]"),
        ("district = 3", "TypeError"),
        ('[[districts]]\nname = "武侯区"', "districts"),
        (b"\xff\xfe", "utf-8"),
        ("# " + "长" * (TABLE_BYTES // 3), "文件太大，上限是 4,096 KB"),
        ("a." * 200 + "b = 1", "第 1 行有超过 100 个点"),
        (f'[[district]]\nname = "武侯区"\naliases = ["{"武" * 51}"]', "超过 50 字"),
        (None, "No such file"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, toml: str | bytes | None, why: str) -> None:
    path = tmp_path / "districts.toml"
    if toml is not None:
        path.write_bytes(toml.encode() if isinstance(toml, str) else toml)
    with pytest.raises(DocumentError) as caught:
        Gazetteer.from_toml([path])
    assert str(path) in caught.value.message
    assert "[[district]]" in caught.value.remedy
    assert why in caught.value.message or why == "TypeError"


def test_an_empty_file_adds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "districts.toml"
    path.write_text("# 只有注释\n", encoding="utf-8")
    assert Gazetteer.from_toml([path]).entries == ()


def test_entries_survive_json() -> None:
    again = Gazetteer.from_json(OWN.to_json())
    assert again.entries == OWN.entries
    assert again.canonical("黄岛") == "西海岸新区"


PARTS = st.sampled_from(
    [
        "青岛市",
        "市南区",
        "市南",
        "成都",
        "武侯区",
        "黄岛",
        "香港",
        "中路",
        "的",
        "区",
        "项目",
        "，",
        "a",
    ]
)


@given(st.lists(PARTS, max_size=20).map("".join), st.sampled_from([(), ("市北区",), ("武侯区",)]))
def test_mentions_are_in_order_and_true(text: str, known: tuple[str, ...]) -> None:
    end = 0
    for mention in OWN.mentions(text, known):
        assert end <= mention.start < mention.end
        assert text[mention.start : mention.end].endswith(mention.text)
        end = mention.end


@pytest.mark.parametrize(
    ("name", "short"), [("碑林区", "碑林"), ("神农架林区", "神农架"), ("海林市", "海林")]
)
def test_a_suffix_leaves_a_name(name: str, short: str) -> None:
    assert short_name(name) == short


def test_the_districts_of_a_city_are_no_district() -> None:
    (mention,) = Gazetteer().mentions("西安区县去年的空气", ("西安市", "碑林区"))
    assert (mention.name, mention.text) == ("西安市", "西安")


def test_what_is_built_somewhere_counts_only_where_it_is_asked_for() -> None:
    assert Gazetteer().mentions("长沙机场") == []
    (mention,) = Gazetteer().mentions("长沙机场", within_names=True)
    assert mention.name == "长沙市"
