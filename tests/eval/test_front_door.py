from __future__ import annotations

import eval as package


def test_the_front_door_is_short_and_open() -> None:
    assert package.__all__ == ["Pair", "Run", "evaluate", "read_pairs", "summarise"]
    for name in package.__all__:
        assert getattr(package, name).__doc__
