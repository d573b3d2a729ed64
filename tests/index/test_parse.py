"""From raw text to a document: sections, places, speakers, and the way back to the file."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.districts import District, Gazetteer
from index.document import Document, Section
from index.errors import DocumentError
from index.parse import original_offset, parse_document


def body(document: Document, section: Section) -> str:
    return document.text[section.start : section.end]


def by_text(text: str, path: str = "", title: str = "") -> dict[str, Section]:
    """The sections of a document by what stands in them."""
    document = parse_document(text, path=path, title=title)
    return {body(document, section): section for section in document.sections}


def districts(text: str, path: str = "", title: str = "") -> tuple[str, ...]:
    return parse_document(text, path=path, title=title).districts


MIXED = """# 四川省干部谈开局

总的增长1%。

## 成都市武侯区委书记林某某：建设公园城市

武侯增长2%。

### 主要措施

武侯增长3%。

## 鼓楼区

鼓楼增长4%。

## 天府新区党工委书记陈某：向南

天府增长5%。

## 江宁区委书记、雨花台区委书记张三：两区同兴

两区增长6%。

## 结语

总的增长7%。
"""


def test_each_section_belongs_to_the_heading_above_it() -> None:
    found = by_text(MIXED)
    assert {text: section.districts for text, section in found.items()} == {
        "总的增长1%。": ("四川省",),
        "武侯增长2%。": ("武侯区",),
        "武侯增长3%。": ("武侯区",),
        "鼓楼增长4%。": ("鼓楼区",),
        "天府增长5%。": ("天府新区",),
        "两区增长6%。": ("江宁区", "雨花台区"),
        "总的增长7%。": ("四川省",),
    }
    assert [section.speaker for section in found.values()] == [
        "", "林某某", "林某某", "", "陈某", "张三", ""
    ]  # fmt: skip
    assert found["武侯增长2%。"].role == "成都市武侯区委书记"
    assert found["武侯增长3%。"].heading == "主要措施"
    assert found["鼓楼增长4%。"].role == ""


def test_headings_without_marks() -> None:
    found = by_text(
        "前言增长1%，好。\n武侯区委书记林某某：建设公园城市，增进民生\n增长2%。\n一、经济\n增长3%。\n"
        "（一）工业\n增长4%。\n二、民生\n增长5%。\n锦江区委书记王某：开放\n增长6%。",
        path="成都市.txt",
    )
    assert [(s.districts, s.speaker) for s in found.values()] == [
        (("成都市",), ""),
        *[(("武侯区",), "林某某")] * 4,
        (("锦江区",), "王某"),
    ]
    assert found["增长4%。"].heading == "一、经济 › （一）工业"


@pytest.mark.parametrize(
    ("text", "path", "title", "expected"),
    [
        ("增长5%。", "", "浙江省人民政府工作报告", ["浙江省"]),
        ("增长5%。", "", "2026年成都市武侯区工作", ["武侯区"]),
        ("增长5%。", "报告/浙江省2026.txt", "", ["浙江省"]),
        ("增长5%。", "浙江.txt", "", ["浙江省"]),
        ("增长5%。", "云南省.txt", "浙江省工作报告", ["浙江省"]),
        ("各位代表：\n我代表云南省人民政府，向大会报告工作。\n增长5%。", "a.txt", "", ["云南省"]),
        ("中共武侯区委员会文件\n增长5%。", "", "", ["武侯区"]),
        ("武侯区增长。武侯区发展。武侯区建设。锦江区增长。", "", "", ["武侯区"]),
        ("武侯区增长。锦江区增长。" * 3, "", "", []),
        ("武侯区增长。", "", "", ["武侯区"]),
        ("增长5%。", "", "", []),
    ],
)
def test_the_place_of_a_whole_document(
    text: str, path: str, title: str, expected: list[str]
) -> None:
    assert list(districts(text, path, title)) == expected


def test_front_matter_comes_first() -> None:
    document = parse_document(
        "---\ndistrict: 成都市武侯区\nspeaker: 林某\ndate: 2026-01-02\ntitle: 工作报告\n---\n"
        "锦江区增长6%。",
        path="浙江省.txt",
    )
    assert (document.title, document.date, document.districts) == (
        "工作报告", "2026-01-02", ("武侯区",)
    )  # fmt: skip
    assert document.sections[0].speaker == "林某"
    assert document.text == "锦江区增长6%。"


def test_front_matter_may_name_several_or_unknown_places() -> None:
    assert districts("---\n地区: 武侯区、锦江\n---\n增长5%。") == ("武侯区", "锦江")
    assert districts("---\ndistrict: 火星基地\n---\n增长5%。") == ("火星基地",)


def test_headings_divide_what_front_matter_names_together() -> None:
    found = by_text(
        "---\ndistrict: 武侯区、锦江区\n---\n一起1%。\n## 武侯区\n武侯2%。\n## 锦江区\n锦江3%。"
    )
    assert [section.districts for section in found.values()] == [
        ("武侯区", "锦江区"), ("武侯区",), ("锦江区",)
    ]  # fmt: skip


def test_places_that_the_caller_names() -> None:
    document = Document.from_text("增长5%。", districts=["成都", "山东省青岛市市南区"])
    assert document.districts == ("成都市", "市南区")


def test_own_place_names() -> None:
    own = Gazetteer([District("西海岸新区", ("黄岛区",), "青岛市")])
    document = parse_document("# 黄岛区政府工作报告\n\n增长5%。", gazetteer=own)
    assert document.districts == ("西海岸新区",)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("政务信息\n\n# 浙江省政府工作报告\n\n增长5%。", "浙江省政府工作报告"),
        ("增长5%，好于预期。", "b"),
        ("关于加快公园城市建设的意见\n增长5%。", "关于加快公园城市建设的意见"),
        ("前言。\n武侯区委书记林某某：建设公园城市\n增长5%。", "b"),
        ("武侯区委书记林某某：建设公园城市\n增长5%。", "武侯区委书记林某某：建设公园城市"),
    ],
)
def test_titles(text: str, title: str) -> None:
    assert parse_document(text, path="a/b.txt").title == title


def test_a_byline_and_a_date_at_the_top() -> None:
    document = parse_document("政府工作报告\n2026年1月9日\n浙江省省长 刘 某\n各位代表：\n增长5%。")
    assert document.date == "2026-01-09"
    (section,) = document.sections
    assert (section.role, section.speaker, section.districts) == ("浙江省省长", "刘某", ("浙江省",))


PAGE_TOP = "星城日报 2026年2月9日 星期一 第03版\n"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        (f"{PAGE_TOP}锦江区增长5%。", "2026-02-09"),
        (f"{PAGE_TOP}锦江区增长5%。\n2026年1月20日\n开新局。", "2026-01-20"),
        (f"---\ndate: 2026-01-02\n---\n{PAGE_TOP}锦江区增长5%。", "2026-01-02"),
        (f"---\ndistrict: 锦江区\n---\n{PAGE_TOP}锦江区增长5%。", "2026-02-09"),
        (f"锦江区增长5%。\n{'好。' * 2000}\n{PAGE_TOP}", ""),
        ("锦江区增长5%。", ""),
    ],
)
def test_the_date_of_a_page_top_that_is_removed(text: str, date: str) -> None:
    document = parse_document(text)
    assert document.date == date
    assert "星城日报" not in document.text


def test_interviews_under_bold_names() -> None:
    found = by_text(
        "**长沙区县长在现场**\n\n**岳麓区委书记林望川：**\n\n岳麓增长5%。\n\n"
        "**开福区｜沈怀谷（开福区委副书记、区长）**\n\n开福增长6%。\n\n【天心区】\n\n天心增长7%。"
    )
    assert [(text, s.districts, s.speaker) for text, s in found.items()][-3:] == [
        ("岳麓增长5%。", ("岳麓区",), "林望川"),
        ("开福增长6%。", ("开福区",), "沈怀谷"),
        ("天心增长7%。", ("天心区",), ""),
    ]


@pytest.mark.parametrize("text", ["", " \n\u3000", "下载\n打印\n- 3 -", "---\ntitle: 报告\n---\n"])
def test_nothing_to_read(text: str) -> None:
    with pytest.raises(DocumentError, match=r"报告\.txt"):
        parse_document(text, path="报告.txt")


def test_identity_follows_the_text_and_the_place() -> None:
    one = parse_document("增长5%。", path="a.txt")
    assert one == parse_document("增长5%。", path="a.txt")
    assert one.id != parse_document("增长5%。", path="b.txt").id
    assert one.sha256 != parse_document("增长6%。", path="a.txt").sha256


LINES = st.sampled_from(
    ["## 武侯区", "武侯区委书记林某：建设", "增长５．８％，", "比上年　提高2个百分点。", "一、经济", "- 3 -", "",
     "推动“上合+", "RCEP”发展。", "下载", "\u200b锦江\u200b区增长。", "项目 | 数值", "# 四川省"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(LINES, max_size=25), st.sampled_from(["\n", "\r\n", "\n\n"]), st.booleans())
def test_every_character_is_found_again_in_the_file(
    lines: list[str], between: str, front: bool
) -> None:
    raw = "---\ndistrict: 武侯区\n---\n" * front + between.join([*lines, "完成。"])
    document = parse_document(raw)
    for position, char in enumerate(document.text):
        if not char.isspace():
            source = raw[original_offset(document, position)]
            assert source == char or ord(source) - 0xFEE0 == ord(char)
    end = 0
    for section in document.sections:
        assert end <= section.start < section.end <= len(document.text)
        assert body(document, section) == body(document, section).strip()
        end = section.end
