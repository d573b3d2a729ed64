"""An old generation goes with the last answer on it, without waiting for the garbage collector."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import ref

import pytest

from index.store import reading
from tests.reliability.library import (
    ADDED,
    EMBEDDER,
    FIGURES,
    add,
    build,
    rebuild,
    remove,
    write_sources,
)
from ui.live import LiveLibrary

QUESTIONS = (
    *(f"{place}今年要新建多少个口袋公园？" for place in (*FIGURES, ADDED[0])),
    "岳麓区和天心区今年各改造多少个老旧小区？",
    "哪些地区要新建口袋公园？",
    "开福区今年的重点工作有哪些？",
    "岳禄区的口袋公园有多少？",
    "昨天的天气怎么样？",
)
GENERATIONS = 30


@pytest.fixture
def library(tmp_path: Path, size: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveLibrary]:
    if size == "large":
        monkeypatch.setattr(reading, "WHOLE", 0)
    write_sources(tmp_path / "sources")
    build(tmp_path / "sources", tmp_path / "home")
    library = LiveLibrary(tmp_path / "home", embedder=EMBEDDER, look_every=3600)
    with uncollected():
        yield library
    library.close()


@contextmanager
def uncollected() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def changed(library: LiveLibrary) -> None:
    home = library.home
    (remove if ADDED[0] in library.districts else add)(home.parent / "sources", home)
    library.refresh()


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts files as Linux does")
@pytest.mark.parametrize("size", ["small", "large"])
def test_files_do_not_pile_up(library: LiveLibrary, size: str) -> None:
    at_first = open_files()
    for _ in range(GENERATIONS):
        changed(library)
        for question in QUESTIONS:
            library.answer(question)
        assert open_files() == at_first
    assert int(library.generation) == GENERATIONS + 1


@pytest.mark.parametrize("size", ["small", "large"])
def test_nothing_of_an_old_generation_is_kept(library: LiveLibrary, size: str) -> None:
    for question in QUESTIONS:
        library.answer(question)
    index = library.snapshot.index
    kept = [
        ref(part)
        for part in (library.snapshot, index, index.gazetteer, index.lexical, index.documents)
    ]
    del index
    changed(library)
    assert [part() for part in kept] == [None] * len(kept)


@pytest.mark.parametrize("size", ["large"])
def test_an_answer_keeps_its_generation_to_the_end(library: LiveLibrary, size: str) -> None:
    held = library.snapshot
    index = ref(held.index)
    rebuild(library.home.parent / "sources", library.home)
    changed(library)
    assert held.answer(QUESTIONS[0]).status == "answered"
    assert index() is not None
    del held
    assert index() is None
