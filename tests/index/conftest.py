"""What the tests of the index folder share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.index.corpus import build, write_corpus


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An index folder made from ``seeds`` beside it."""
    build(write_corpus(tmp_path / "seeds"), tmp_path / "home")
    return tmp_path / "home"
