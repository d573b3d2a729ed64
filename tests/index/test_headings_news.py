"""Headings as newspapers set them: bylines, parts of a round-up, titles of a series."""

from __future__ import annotations

import pytest

from index.districts import Gazetteer
from index.headings import Heading, names_speaker, read_heading

CHINA = Gazetteer()


def heading(line: str) -> Heading:
    found = read_heading(line, CHINA)
    assert found is not None
    return found


@pytest.mark.parametrize("colon", ["：", ":"])
def test_a_byline_that_ends_in_a_colon(colon: str) -> None:
    found = heading(f"岳麓区委书记林望川{colon}")
    assert found.districts == ("岳麓区",)
    assert (found.role, found.speaker) == ("岳麓区委书记", "林望川")
    assert names_speaker(f"岳麓区委书记林望川{colon}")


@pytest.mark.parametrize(
    "line",
    [
        "金水区｜郑远舟（金水区委副书记、区长）",
        "郑州丨郑远舟（金水区委副书记、区长）",
        "郑远舟（金水区委副书记、区长）",
        "郑远舟(金水区委副书记、区长)",
        "## 金水区｜郑远舟（金水区委副书记、区长）",
    ],
)
def test_a_name_before_its_post(line: str) -> None:
    found = heading(line)
    assert found.districts == ("金水区",)
    assert (found.role, found.speaker) == ("金水区委副书记、区长", "郑远舟")
    assert found.text == line.removeprefix("## ")


@pytest.mark.parametrize("line", ["郑远舟（工程师）", "金水区｜郑远舟", "郑远舟（金水区人）"])
def test_a_name_before_what_is_no_post(line: str) -> None:
    assert not names_speaker(line)


@pytest.mark.parametrize(
    "line",
    [
        "【岳麓区】",
        "[岳麓区]",
        "（一）岳麓区",
        "(十二)岳麓区",
        "三、岳麓区",
        "2.岳麓区",
        "● 岳麓区",
        "◆岳麓区：绿道更宽了",
        "（二）岳麓区：绿道更宽了",
        "岳麓区｜绿道更宽了",
        "【岳麓区】：绿道更宽了",
    ],
)
def test_a_place_that_opens_its_part_of_a_round_up(line: str) -> None:
    found = heading(line)
    assert (found.level, found.districts, found.speaker) == (7, ("岳麓区",), "")


@pytest.mark.parametrize("line", ["【岳麓】", "【要闻】", "（一）岳麓", "（一）岳麓区域", "● 绿道"])
def test_what_opens_no_part_of_a_place(line: str) -> None:
    found = read_heading(line, CHINA)
    assert found is None or found.districts == ()


@pytest.mark.parametrize(
    "line",
    [
        "长沙市区县长在现场：怎么干",
        "长沙市区县长大家谈：怎么干",
        "岳麓区委书记话落实：怎么干",
        "岳麓区委书记谈开局：怎么干",
        "岳麓区委书记晒成绩：怎么干",
        "岳麓区区长访谈：怎么干",
    ],
)
@pytest.mark.parametrize("mark", ["", "## "])
def test_the_title_of_a_series_is_nobody(line: str, mark: str) -> None:
    assert not names_speaker(line)
    found = read_heading(mark + line, CHINA)
    assert found is None or found.speaker == ""
