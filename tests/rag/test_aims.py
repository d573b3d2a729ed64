"""What a place wants to be: told in other words than it is asked in."""

from __future__ import annotations

from functools import cache

import pytest

from index.document import Document
from index.embed import HashEmbedder
from rag.youju import Youju

TEXT = """江岸区2026年政府工作报告

江岸区区长 林远舟

江岸区将抓紧建设科创园区，打造老旧小区改造样板。建设中部社区食堂示范街区3个。新建学校4所。
江岸区要争当全市高质量发展的排头兵，奋力打造全国一流的现代化滨江城区。

武昌区2026年政府工作报告

武昌区区长 沈砚秋

武昌区将改造道路8条。加快建设国际知名、全国领先的科教名城，力争三年见效。打造便民市场5处。
"""


@cache
def youju() -> Youju:
    return Youju.from_documents([Document.from_text(TEXT)], embedder=HashEmbedder(64))


@pytest.mark.parametrize(
    ("text", "aims"),
    [
        ("江岸区的定位是什么？", ["现代化滨江城区"]),
        ("江岸区想建成什么样的城区", ["现代化滨江城区"]),
        ("武昌区给自己定了怎样的总目标", ["科教名城"]),
        ("江岸和武昌的总定位分别是啥", ["现代化滨江城区", "科教名城"]),
        ("江岸区想当什么区，武昌区又想当什么角色", ["现代化滨江城区", "科教名城"]),
    ],
)
def test_the_aim_of_a_place_is_quoted(text: str, aims: list[str]) -> None:
    assert youju().understand(text).aim
    answer = youju().answer(text)
    assert answer.status == "answered"
    assert all(aim in answer.text for aim in aims)
    assert "便民市场" not in answer.text


@pytest.mark.parametrize(
    "text", ["江岸区装了多少套卫星定位设备", "江岸区的科创园区增长目标是多少", "江岸区要建什么园区"]
)
def test_what_asks_for_no_aim(text: str) -> None:
    assert not youju().understand(text).aim
