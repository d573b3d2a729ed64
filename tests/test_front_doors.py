"""What each package offers is a short list, and changing it is a decision."""

from __future__ import annotations

from importlib import import_module

import pytest

DOORS = {
    "index": ["BuildReport", "Chunk", "Document", "Gazetteer", "Index", "Section", "build_index"],
    "rag": ["Answer", "Citation", "Evidence", "ScopedDistrict", "Sentence", "Youju", "answer"],
    "ui": ["build_app", "serve"],
    "eval": ["Pair", "Run", "evaluate", "read_pairs", "summarise"],
}


@pytest.mark.parametrize("name", DOORS)
def test_the_front_door(name: str) -> None:
    package = import_module(name)
    assert package.__all__ == DOORS[name]
    assert package.__doc__
    for offered in package.__all__:
        found = getattr(package, offered)
        assert callable(found)
        assert found.__doc__
    with pytest.raises(AttributeError, match="nothing"):
        _ = package.nothing
