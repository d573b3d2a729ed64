"""The evidence panel: quotes in their place, by offsets."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from rag.records import Answer
from tests.ui.fakes import HOSTILE, QUOTE, SEED, FakeYouju, answered, citation, document, refused
from ui.evidence import empty_panel, evidence_panel, paragraph_around
from ui.markup import plain

YOUJU = FakeYouju()


def marks(panel: str) -> list[str]:
    return [plain(found) for found in re.findall("<mark>(.*?)</mark>", panel)]


def paragraph(panel: str) -> str:
    found = re.search('<p class="yj-paragraph">(.*?)</p>', panel)
    assert found is not None
    return plain(found[1].replace('<span class="yj-gap">……</span>', ""))


def test_a_card_names_its_source_and_marks_the_quote() -> None:
    panel = evidence_panel(answered(), YOUJU, 2)
    assert marks(panel) == [QUOTE]
    for shown in (
        "[1]",
        "西海岸新区",
        "孙永红",
        "西海岸新区区委书记",
        "《区（市）委书记谈二十大》",
    ):
        assert shown in panel
    assert 'id="yj-2-1"' in panel


def test_the_span_is_marked_where_it_stands_not_where_its_words_first_occur() -> None:
    source = document(("崂山区", "新增8个。市南区新增8个，共8个。"))
    start = source.text.rindex("8个")
    cited = replace(citation(source, "8个"), start=start, end=start + 2)
    answer = replace(answered(source, "8个"), citations=(cited,))
    panel = evidence_panel(answer, FakeYouju({source.id: source}), 1)
    assert "共<mark>8个</mark>。" in panel
    assert panel.count("<mark>") == 1


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 1, ("", "甲", "乙")),
        (4, 5, ("丙", "丁", "")),
        (1, 4, ("甲", "乙\n丙", "丁")),
        (3, 5, ("", "丙丁", "")),
    ],
)
def test_a_paragraph_is_the_whole_lines_around_a_span(
    start: int, end: int, expected: tuple[str, str, str]
) -> None:
    assert paragraph_around("甲乙\n丙丁", start, end) == expected


def test_long_paragraphs_fold_at_sentence_ends_and_lose_nothing() -> None:
    body = "前面的一句话说了不少内容。" * 30 + QUOTE + "。" + "后面的一句话也说了不少内容。" * 30
    source = document(("西海岸新区", body))
    panel = evidence_panel(answered(source), FakeYouju({source.id: source}), 1)
    assert paragraph(panel) == body
    assert panel.count('class="yj-far"') == 2
    assert "展开整段" in panel
    far = re.findall('<span class="yj-far">(.*?)</span>', panel)
    assert far[0].endswith("。")
    assert far[1].startswith("后面")


def test_short_paragraphs_do_not_fold() -> None:
    assert "yj-far" not in evidence_panel(answered(), YOUJU, 1)


def test_a_quote_that_is_not_in_its_place_is_not_shown_as_if_it_were() -> None:
    cited = citation(SEED, QUOTE)
    moved = replace(cited, start=cited.start + 1, end=cited.end + 1)
    gone = replace(cited, number=2, document_id="gone")
    panel = evidence_panel(replace(answered(), citations=(moved, gone)), YOUJU, 1)
    assert panel.count("无法在原文中定位") == 2
    assert marks(panel) == [QUOTE, QUOTE]


def test_everything_foreign_is_escaped() -> None:
    source = document(("西海岸新区", HOSTILE), title=HOSTILE)
    hostile = replace(
        citation(source, HOSTILE), heading=HOSTILE, speaker=HOSTILE, districts=(HOSTILE,)
    )
    answer = replace(answered(source, HOSTILE), question=HOSTILE, citations=(hostile,))
    panel = evidence_panel(answer, FakeYouju({source.id: source}), 1)
    assert "<script" not in panel
    assert "<img" not in panel
    assert panel.count("&lt;script&gt;") == 6
    assert marks(panel) == [HOSTILE]


def test_a_refusal_shows_near_passages_as_no_evidence() -> None:
    panel = evidence_panel(refused(), YOUJU, 1)
    assert "最接近的原文（未作为依据）" in panel
    assert "yj-card yj-near" in panel
    assert "[1]" not in panel


def test_panels_with_nothing_to_show_say_so() -> None:
    assert "没有找到相关的原文" in evidence_panel(Answer("问", "refused", "没有"), YOUJU, 1)
    assert "提问之后" in empty_panel()
