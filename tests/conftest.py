"""What the tests of several packages share."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.build import build_index

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"


@pytest.fixture(scope="session")
def seed_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index folder of ``seeds/``, made with the bundled model. For reading only."""
    folder = tmp_path_factory.mktemp("seed-index")
    build_index([SEEDS], folder)
    return folder
