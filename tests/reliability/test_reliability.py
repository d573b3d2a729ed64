"""The short form of what ``python -m tests.reliability`` runs at length."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reliability.corruption import flip_bytes
from tests.reliability.faults import try_work
from tests.reliability.library import write_sources
from tests.reliability.soak import soak


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_sources(tmp_path / "sources")
    return tmp_path


@pytest.mark.parametrize("work", ["rebuild", "add", "remove"])
def test_a_killed_writer_leaves_the_old_index_or_the_new(work: str, folder: Path) -> None:
    tally = try_work(work, folder, every=9, random_kills=6)
    assert tally.problems == []
    assert tally.steps > 20
    assert tally.whole == tally.finished == tally.kills + tally.full_disks


def test_a_flipped_byte_is_named(folder: Path) -> None:
    found = flip_bytes(folder, 90)
    assert found.problems == []
    assert found.flips >= 80
    assert found.outcomes["没有发现"] == found.outcomes["发现但没指明文件"] == 0


def test_readers_go_on_while_the_index_changes(folder: Path) -> None:
    ran = soak(folder, 6, readers=3)
    assert ran.problems == []
    assert ran.changes >= 4
    assert ran.questions > 100
    assert ran.generations >= 2
    assert ran.files[1] > 0 < ran.memory[1]
