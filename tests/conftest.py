"""What the tests of several packages share."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import settings

from index.build import build_index

# No test is timed: on a busy machine a case may take as long as it likes.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
Result = TypeVar("Result")


def apart(work: Callable[[], Result]) -> Result:
    """What ``work`` returns, run in a thread of its own: once a browser has been started, the
    main thread has an event loop running, beside which ``asyncio.run`` refuses to work."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


@pytest.fixture(scope="session")
def seed_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index folder of ``seeds/``, made with the bundled model. For reading only."""
    folder = tmp_path_factory.mktemp("seed-index")
    build_index([SEEDS], folder)
    return folder
