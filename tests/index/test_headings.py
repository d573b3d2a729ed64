"""Headings: whose section, who speaks, and what is no heading."""

from __future__ import annotations

import pytest

from index.districts import District, Gazetteer
from index.headings import (
    Heading,
    governed_places,
    read_byline,
    read_heading,
)

CHINA = Gazetteer()


def heading(line: str, gazetteer: Gazetteer = CHINA) -> Heading:
    found = read_heading(line, gazetteer)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("line", "districts", "role", "speaker"),
    [
        ("成都市武侯区委书记林某某：建设公园城市", ["武侯区"], "成都市武侯区委书记", "林某某"),
        ("浙江省人民政府省长刘某：干在实处", ["浙江省"], "浙江省人民政府省长", "刘某"),
        ("中共云南省委书记王某：向南开放", ["云南省"], "中共云南省委书记", "王某"),
        ("杭州市西湖区委书记、区长李四： 数字", ["西湖区"], "杭州市西湖区委书记、区长", "李四"),
        ("内蒙古自治区主席王某某：守望相助", ["内蒙古自治区"], "内蒙古自治区主席", "王某某"),
        ("延边朝鲜族自治州州长金某某:兴边", ["延边朝鲜族自治州"], "延边朝鲜族自治州州长", "金某某"),
        ("喀什市人民政府市长 阿某·热合曼：开放", ["喀什市"], "喀什市人民政府市长", "阿某·热合曼"),
        ("鄂托克旗委书记 苏 某：绿色", ["鄂托克旗"], "鄂托克旗委书记", "苏某"),
        ("江宁区委书记、雨花台区委书记张三：两区同兴", ["江宁区", "雨花台区"], "江宁区委书记、雨花台区委书记", "张三"),
        ("天府新区党工委书记陈某：公园城市", ["天府新区"], "天府新区党工委书记", "陈某"),
        ("四川天府新区党工委书记陈某：公园城市", ["四川天府新区"], "四川天府新区党工委书记", "陈某"),
        ("苏州工业园区管委会主任沈某：开放", ["苏州工业园区"], "苏州工业园区管委会主任", "沈某"),
        ("市北区委书记、青岛国际邮轮港区服务管理局党组书记高某：繁荣", ["市北区"], "市北区委书记、青岛国际邮轮港区服务管理局党组书记", "高某"),
        ("深圳市委书记、前海合作区党工委书记孟某：改革", ["深圳市", "前海合作区"], "深圳市委书记、前海合作区党工委书记", "孟某"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("mark", ["", "## ", "#### "])
def test_a_post_and_a_name(
    line: str, districts: list[str], role: str, speaker: str, mark: str
) -> None:
    found = heading(mark + line)
    assert found.text == line
    assert list(found.districts) == districts
    assert (found.role, found.speaker) == (role, speaker)
    assert found.level == (len(mark.strip()) or 7)


@pytest.mark.parametrize(
    ("line", "districts"),
    [
        ("## 鼓楼区", ["鼓楼区"]),
        ("## 鼓楼区：开新局", ["鼓楼区"]),
        ("# 江宁区、雨花台区", ["江宁区", "雨花台区"]),
        ("# 成都市武侯区", ["武侯区"]),
        ("# 四川省2026年工作", ["四川省"]),
        ("# 浙江省政府工作报告", ["浙江省"]),
        ("# 鼓楼区域协同发展", []),
        ("# 我们与鼓楼区合作", []),
        ("# 四川：开新局", []),
        ("# 公园城市", []),
    ],
)
def test_a_place_alone(line: str, districts: list[str]) -> None:
    assert list(heading(line).districts) == districts
    assert heading(line).speaker == ""


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("# 一级", 1),
        ("###### 六级", 6),
        ("一、2025年工作回顾", 8),
        ("十二、今年工作安排", 8),
        ("第三部分 保障措施", 8),
        ("第二章 目标", 8),
        ("（一）经济稳定增长", 9),
        ("(二)民生改善", 9),
    ],
)
def test_levels(line: str, level: int) -> None:
    assert heading(line) == Heading(level, line.lstrip("# "))


@pytest.mark.parametrize(
    "line",
    [
        "武侯区委书记林某某：建设公园城市。",
        "武侯区委书记林某某表示",
        "林某某：建设公园城市",
        "林某某：",
        "市委书记：",
        "市委书记表示：要快干",
        "会议指出：要快干",
        "一、加快建设，促进增长；",
        "一、" + "很长的段落" * 10,
        "一个目标",
        "#没有空格",
        "####### 七级",
        "",
        "武侯区委书记林某某：" + "很长的标题" * 20,
    ],
)
def test_running_text(line: str) -> None:
    assert read_heading(line, CHINA) is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("上海市市长 龚 正", ("上海市市长", "龚正")),
        ("浙江省人民政府省长 刘某", ("浙江省人民政府省长", "刘某")),
        ("新疆维吾尔自治区主席 艾某·吐尼亚孜", ("新疆维吾尔自治区主席", "艾某·吐尼亚孜")),
        ("各位代表：", ("", "")),
        ("省长刘某，向大会作报告", ("", "")),
        ("2026年1月20日", ("", "")),
        ("政府工作报告", ("", "")),
        ("省长" + "长" * 60, ("", "")),
    ],
)
def test_bylines(line: str, expected: tuple[str, str]) -> None:
    assert read_byline(line) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("武侯区人大常委会主任、锦江区政协主席", ["武侯区", "锦江区"]),
        ("武侯区委书记、武侯区人民政府区长", ["武侯区"]),
        ("武侯区委书记 锦江区委书记", ["武侯区", "锦江区"]),
        ("各地市委书记、全省人民政府", []),
        ("各区市党委负责人", []),
        ("青岛各区市委书记", []),
        ("本市市委书记", []),
        ("武侯区的企业", []),
        ("火星区委书记", []),
        ("四川天府新区党工委", ["四川天府新区"]),
    ],
)
def test_the_place_of_an_office(text: str, expected: list[str]) -> None:
    assert list(governed_places(text, CHINA)) == expected


def test_an_unknown_place_is_taken_as_written_where_it_is_asked_for() -> None:
    assert governed_places("火星区委书记、武侯区区长", CHINA, unknown=True) == ("火星区", "武侯区")
    assert governed_places("各地市委书记、我省人民政府", CHINA, unknown=True) == ()


def test_own_names_in_headings() -> None:
    own = Gazetteer([District("四川天府新区", ("天府新区",), "成都市")])
    assert heading("天府新区党工委书记陈某：公园城市", own).districts == ("四川天府新区",)
    assert heading("## 天府新区", own).districts == ("四川天府新区",)


@pytest.mark.parametrize(
    ("line", "district"),
    [
        ("锦江区：让老街区长出新消费", "锦江区"),
        ("喀什市:向西开放的新支点", "喀什市"),
        ("岳麓区：大学城里淘“金种子”", "岳麓区"),
    ],
)
def test_the_subtitle_of_a_place_in_a_round_up(line: str, district: str) -> None:
    assert heading(line).districts == (district,)


@pytest.mark.parametrize(
    "line",
    ["锦江区：1268亿元", "锦江区：", "锦江：让老街区长出新消费", "锦江区：去年建成。今年再建。"],
)
def test_what_only_looks_like_a_subtitle(line: str) -> None:
    assert read_heading(line, CHINA) is None


def test_the_title_of_an_item() -> None:
    assert heading("（三）灵活就业社会保险补贴。").text == "（三）灵活就业社会保险补贴"
    assert read_heading("（三）5月底前完成改造120处。", CHINA) is None
