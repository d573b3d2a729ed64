from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eval.pairs import Pair
from tests.eval.fakes import FakeYouju


@pytest.fixture(scope="session")
def _shared() -> FakeYouju:
    return FakeYouju()


@pytest.fixture
def youju(_shared: FakeYouju) -> FakeYouju:
    """A system without any scripted answer, over two documents."""
    _shared.script.clear()
    return _shared


def pair(**changes: Any) -> Pair:
    """An answerable question on 市北区, with ``changes``."""
    content: dict[str, Any] = {
        "id": "q1",
        "question": "市北区建设多少个都市园区？",
        "type": "fact",
        "answerable": True,
        "split": "dev",
        "districts": ["市北区"],
        "answer_contains": [["8个"]],
        "evidence": ["全年建设8个都市园区"],
    }
    return Pair.model_validate(content | changes)


def refusable(**changes: Any) -> Pair:
    """A question without an answer."""
    empty = {"type": "unanswerable", "answerable": False, "answer_contains": [], "evidence": []}
    return pair(**({"id": "u1", "question": "市北区有几座机场？"} | empty | changes))


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write lines (text as it is, pairs as JSON) into a pairs file."""

    def write(*lines: str | Pair) -> Path:
        path = tmp_path / "pairs.jsonl"
        texts = [
            line if isinstance(line, str) else json.dumps(line.model_dump(), ensure_ascii=False)
            for line in lines
        ]
        path.write_text("\n".join(texts), encoding="utf-8")
        return path

    return write
