"""What is kept of what was asked for latest."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.latest import Latest


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    latest: Latest[str, str] = Latest(2)
    latest.put("甲", "一")
    latest.put("乙", "二")
    assert latest.get("甲") == "一"
    latest.put("丙", "三")
    assert [key for key in "甲乙丙" if key in latest] == ["甲", "丙"]
    assert latest.get("乙") is None


def test_the_last_one_is_kept_however_large_it_is() -> None:
    latest: Latest[str, str] = Latest(3, size=len)
    latest.put("甲", "一二")
    latest.put("乙", "一二三四五")
    assert "甲" not in latest
    assert latest.get("乙") == "一二三四五"


@given(st.lists(st.integers(0, 9), max_size=60), st.integers(1, 6))
def test_values_are_made_once_while_they_are_kept(keys: list[int], most: int) -> None:
    latest: Latest[int, int] = Latest(most)
    made: list[int] = []
    recent: list[int] = []

    def make(key: int) -> int:
        made.append(key)
        return -key

    for key in keys:
        before = len(made)
        assert latest.get_or_make(key, make) == -key
        assert (len(made) == before) == (key in recent[-most:])
        recent = [other for other in recent if other != key] + [key]
