"""Indexing in parts: the same whatever the parts, gone on with after a stop; damage found late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index import renew
from index.build import build_index
from index.embed import HashEmbedder
from index.errors import BudgetSpent, IndexUnreadable
from index.store import reading
from index.store.blocks import BLOCK
from index.store.reading import verify_current
from tests.index.corpus import build, checked, live_folder, open_index, write_corpus


class Counted(HashEmbedder):
    """Counts what it embeds, and is interrupted after ``allowed`` calls."""

    def __init__(self, allowed: int = 1000) -> None:
        super().__init__(64)
        self.texts: list[str] = []
        self._allowed = allowed

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        if not self._allowed:
            raise KeyboardInterrupt
        self._allowed -= 1
        self.texts += texts
        return super().embed_passages(texts, progress)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "seeds")


def test_parts_change_nothing(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(corpus, tmp_path / "whole")
    monkeypatch.setattr(renew, "EMBEDDED_AT_ONCE", 1)
    build(corpus, tmp_path / "parts")
    for path in live_folder(tmp_path / "whole").rglob("*"):
        other = live_folder(tmp_path / "parts") / path.relative_to(live_folder(tmp_path / "whole"))
        if path.is_file() and not path.name.startswith("manifest"):
            assert path.read_bytes() == other.read_bytes()
    assert not (tmp_path / "parts" / "work").exists()


def test_an_interrupted_run_is_gone_on_with(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renew, "EMBEDDED_AT_ONCE", 1)
    stopped, going_on = Counted(allowed=2), Counted()
    with pytest.raises(KeyboardInterrupt):
        build_index([corpus], tmp_path / "out", embedder=stopped)
    with (tmp_path / "out" / "work" / "vectors.f4").open("ab") as file:
        file.write(b"half a vector")
    report = build_index([corpus], tmp_path / "out", embedder=going_on)
    assert (len(stopped.texts), len(going_on.texts), report.embedded_chunks) == (2, 1, 1)
    assert not set(stopped.texts) & set(going_on.texts)
    build(corpus, tmp_path / "whole")
    ids = np.arange(3)
    one, other = open_index(tmp_path / "out"), open_index(tmp_path / "whole")
    assert np.array_equal(one.vectors(ids), other.vectors(ids))


def test_another_model_goes_on_with_nothing(corpus: Path, tmp_path: Path) -> None:
    build(corpus, tmp_path / "out")
    work = tmp_path / "out" / "work"
    work.mkdir()
    (work / "model.json").write_text("{}", encoding="utf-8")
    (work / "vectors.f4").write_bytes(b"x" * 256)
    (work / "text-keys.u8").write_bytes(b"x" * 8)
    report = build_index([corpus], tmp_path / "out", embedder=Counted(), rebuild=True)
    assert report.embedded_chunks == 3


def test_a_time_budget_stops_and_keeps(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renew, "EMBEDDED_AT_ONCE", 1)
    out = tmp_path / "out"
    with pytest.raises(BudgetSpent, match="时间用完了"):
        build_index([corpus], out, embedder=Counted(), time_budget=-1)
    assert not (out / "CURRENT").exists()
    assert build_index([corpus], out, embedder=Counted(), time_budget=600).documents == 3


def test_damage_in_a_large_index_is_found_when_it_is_read(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "WHOLE", 0)
    out = tmp_path / "out"
    build(corpus, out)
    assert verify_current(out) > 0
    path = live_folder(out) / "documents.z"
    data = bytearray(path.read_bytes())
    data[40] ^= 1
    path.write_bytes(data)
    index = open_index(out)
    assert index.chunks[0].text
    with pytest.raises(IndexUnreadable, match=r"documents\.z"):
        list(index.documents.values())
    with pytest.raises(IndexUnreadable, match=r"documents\.z"):
        verify_current(out)


@pytest.mark.parametrize("keep", [True, False])
def test_a_file_is_read_in_part(tmp_path: Path, keep: bool) -> None:
    data = np.random.default_rng(0).bytes(3 * BLOCK + 80)
    (tmp_path / "file").write_bytes(data)
    file = checked(tmp_path, keep=keep)["file"]
    assert file.read(BLOCK - 3, 2 * BLOCK + 3) == data[BLOCK - 3 : 2 * BLOCK + 3]
    assert file.read(5, 5) == b""
    assert np.array_equal(file.array("<u8", 3, 5), np.frombuffer(data[24:40], "<u8"))
    assert np.array_equal(file.mapped("u1"), np.frombuffer(data, "u1"))
    with pytest.raises(IndexUnreadable):
        file.read(0, len(data) + 1)


@pytest.mark.parametrize("place", [0, BLOCK - 1, BLOCK, 3 * BLOCK + 79])
def test_only_what_is_read_is_checked(tmp_path: Path, place: int) -> None:
    data = bytearray(np.random.default_rng(0).bytes(3 * BLOCK + 80))
    (tmp_path / "file").write_bytes(data)
    file = checked(tmp_path, keep=False)["file"]
    data[place] ^= 1
    (tmp_path / "file").write_bytes(data)
    block = place // BLOCK
    other = (block + 1) % 4
    assert file.read(other * BLOCK, other * BLOCK + 8) == bytes(data[other * BLOCK :][:8])
    with pytest.raises(IndexUnreadable, match="file"):
        file.read(block * BLOCK, block * BLOCK + 8)
    with pytest.raises(IndexUnreadable, match="file"):
        file.verify_rows(np.array([place // 80]), 80)
