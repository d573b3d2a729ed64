"""Vector search: ids, order, restriction; exact, and by codes with the recall promised."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.errors import IndexUnreadable
from index.store import codes, vectors
from index.store.codes import encode
from index.store.quantized import CENTRE, RAW_VECTORS, VECTORS, quantize
from index.store.vectors import CODES, TUNING, VectorStore
from tests.index.corpus import checked


def unit_vectors(count: int, dimension: int = 16) -> NDArray[np.float32]:
    rows = np.random.default_rng(7).standard_normal((count, dimension)).astype(np.float32)
    scaled: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return scaled


def stored(folder: Path, rows: NDArray[np.float32], *, keep: bool = True) -> VectorStore:
    rows.tofile(folder / RAW_VECTORS)
    quantize(folder, rows.mean(axis=0) if len(rows) else np.zeros(rows.shape[1], np.float32))
    return VectorStore(checked(folder, keep=keep), rows.shape[1])


def test_search_is_exact(tmp_path: Path) -> None:
    rows = unit_vectors(200)
    store = stored(tmp_path, rows)
    kept = store.vectors(np.arange(200))
    ids, scores = store.search(rows[3], 10)
    assert list(ids) == list(np.argsort(-(kept @ rows[3]), kind="stable")[:10])
    assert scores[0] == pytest.approx(1, abs=0.004)
    assert np.array_equal(store.exact(rows[3], 10)[0], ids)


@pytest.mark.parametrize(("dimension", "within"), [(384, 0.001), (1024, 0.0006), (16, 0.01)])
def test_scores_are_nearly_those_of_the_vectors(
    tmp_path: Path, dimension: int, within: float
) -> None:
    common = unit_vectors(1, dimension)  # as embeddings have it
    rows = common + 0.5 * unit_vectors(3000, dimension)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    store = stored(tmp_path, rows)
    for query in rows[::300]:
        ids, scores = store.exact(query, 3000)
        assert np.abs(scores - rows[ids] @ query).max() < within
        some = np.sort(ids[::7])
        assert set(zip(*store.search(query, 3000, some), strict=True)) <= set(
            zip(ids, scores, strict=True)
        )


def test_equal_vectors_have_equal_scores(tmp_path: Path) -> None:
    rows = unit_vectors(50, 384).repeat(41, axis=0)
    store = stored(tmp_path, rows)
    for query in rows[::410]:
        ids, scores = store.exact(query, len(rows))
        by_id = scores[np.argsort(ids)].reshape(50, 41)
        assert (by_id == by_id[:, :1]).all()


def test_an_index_made_of_an_index_loses_nothing(tmp_path: Path) -> None:
    rows = unit_vectors(500, 384)
    store = stored(tmp_path, rows)
    files = [(tmp_path / name).read_bytes() for name in (VECTORS, CENTRE)]
    store.vectors(np.arange(500)).tofile(tmp_path / RAW_VECTORS)
    quantize(tmp_path, np.fromfile(tmp_path / CENTRE, "<f2").astype(np.float32))
    assert [(tmp_path / name).read_bytes() for name in (VECTORS, CENTRE)] == files


def test_restriction_is_part_of_the_search(tmp_path: Path) -> None:
    rows = unit_vectors(200)
    store = stored(tmp_path, rows)
    worst = np.argsort(rows @ rows[0])[:5].astype(np.int64)
    ids, _ = store.search(rows[0], 3, worst)
    assert len(ids) == 3
    assert set(ids) <= set(worst)
    assert list(store.search(rows[0], 9, np.array([5, 5, 999]))[0]) == [5]
    assert len(store.search(rows[0], 3, np.array([], np.int64))[0]) == 0


@pytest.mark.parametrize("k", [1, 3, 99, 150, 500])
def test_equal_scores_are_ordered_by_id_even_at_the_cut(tmp_path: Path, k: int) -> None:
    store = stored(tmp_path, np.tile(np.array([[1, 0, 0, 0]], np.float32), (300, 1)))
    query = np.array([1, 0, 0, 0], np.float32)
    assert list(store.search(query, k)[0]) == list(range(min(k, 300)))
    odd = np.arange(1, 300, 2)
    assert list(store.search(query, k, odd)[0]) == list(odd[:k])


def test_vectors_are_found_by_their_ids(tmp_path: Path) -> None:
    rows = unit_vectors(20)
    store = stored(tmp_path, rows)
    assert np.allclose(store.vectors(np.array([9, 5])), rows[[9, 5]], atol=0.004)
    for unknown in (20, -1):
        with pytest.raises(KeyError):
            store.vectors(np.array([unknown]))


def test_an_empty_store_finds_nothing(tmp_path: Path) -> None:
    assert len(stored(tmp_path, unit_vectors(0)).search(np.ones(16, np.float32), 3)[0]) == 0


def test_a_file_of_another_dimension_is_refused(tmp_path: Path) -> None:
    stored(tmp_path, unit_vectors(3))
    with pytest.raises(ValueError, match="7 维"):
        VectorStore(checked(tmp_path), 7)


@pytest.fixture
def coded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[VectorStore, NDArray[np.float32]]:
    """A store large enough for codes, by a lower bar, and its vectors: 40 clusters."""
    monkeypatch.setattr(codes, "EXACT", 1000)
    monkeypatch.setattr(codes, "_FEWEST_COMPARED", 50)
    monkeypatch.setattr(vectors, "FILTERED", 50)
    rng = np.random.default_rng(3)
    rows = unit_vectors(40, 24).repeat(150, axis=0) + 0.1 * rng.standard_normal((6000, 24))
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    rng.shuffle(rows)
    rows.tofile(tmp_path / RAW_VECTORS)
    encode(tmp_path, 24, lambda: rows[::100])
    return stored(tmp_path, rows), rows


def test_codes_reach_the_recall(
    coded: tuple[VectorStore, NDArray[np.float32]], tmp_path: Path
) -> None:
    store, rows = coded
    assert (tmp_path / CODES).is_file()
    found = 0
    for query in rows[50::100]:
        near = store.search(query, 10)
        exact = store.exact(query, 10)
        found += len(set(near[0]) & set(exact[0]))
    assert found / (10 * len(rows[50::100])) >= 0.98


@pytest.mark.parametrize("share", [0.005, 0.05, 0.5])
def test_codes_keep_to_a_filter(
    coded: tuple[VectorStore, NDArray[np.float32]], share: float
) -> None:
    store, rows = coded
    rng = np.random.default_rng(5)
    within = np.sort(rng.choice(len(rows), int(share * len(rows)), replace=False))
    hits = 0
    for query in rows[7::500]:
        ids, scores = store.search(query, 10, within)
        assert set(ids) <= set(within)
        assert list(scores) == sorted(scores, reverse=True)
        kept = store.vectors(within)
        exact = within[np.argsort(-(kept @ query), kind="stable")[:10]]
        hits += len(set(ids) & set(exact))
    assert hits >= 0.98 * 10 * len(rows[7::500])


def test_the_same_vectors_give_the_same_codes(
    coded: tuple[VectorStore, NDArray[np.float32]], tmp_path: Path
) -> None:
    _, rows = coded
    again = tmp_path / "again"
    again.mkdir()
    rows.tofile(again / RAW_VECTORS)
    encode(again, 24, lambda: rows[::100])
    for name in (CODES, TUNING):
        assert (again / name).read_bytes() == (tmp_path / name).read_bytes()


def test_a_damaged_vector_is_found_when_it_is_needed(tmp_path: Path) -> None:
    rows = unit_vectors(20_000)
    store = stored(tmp_path, rows, keep=False)
    data = bytearray((tmp_path / VECTORS).read_bytes())
    data[18 * 15_000] ^= 1
    (tmp_path / VECTORS).write_bytes(data)
    assert np.allclose(store.vectors(np.array([3])), rows[[3]], atol=0.004)
    with pytest.raises(IndexUnreadable, match=VECTORS):
        store.search(rows[0], 3)
    with pytest.raises(IndexUnreadable, match=VECTORS):
        store.search(rows[0], 3, np.array([15_000]))


def test_damaged_codes_never_reach_faiss(
    coded: tuple[VectorStore, NDArray[np.float32]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = checked(tmp_path, keep=False)
    data = bytearray((tmp_path / CODES).read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / CODES).write_bytes(data)
    given: list[object] = []
    monkeypatch.setattr("faiss.deserialize_index", given.append)
    with pytest.raises(IndexUnreadable, match=CODES):
        VectorStore(files, 24)
    assert given == []
