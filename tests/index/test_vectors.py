"""Exact vector search: ids, order, restriction, removal, bytes."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from index.store.faiss import VectorStore


def unit_vectors(count: int, dimension: int = 16) -> NDArray[np.float32]:
    vectors = np.random.default_rng(7).standard_normal((count, dimension)).astype(np.float32)
    scaled: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return scaled


def filled(count: int = 200) -> tuple[VectorStore, NDArray[np.float32]]:
    store, vectors = VectorStore(16), unit_vectors(count)
    store.add(np.arange(count), vectors)
    return store, vectors


def test_search_is_exact() -> None:
    store, vectors = filled()
    query = vectors[3]
    ids, scores = store.search(query, 10)
    assert list(ids) == list(np.argsort(-(vectors @ query), kind="stable")[:10])
    assert scores[0] == pytest.approx(1, abs=1e-6)


def test_restriction_is_part_of_the_search() -> None:
    store, vectors = filled()
    worst = np.argsort(vectors @ vectors[0])[:5].astype(np.int64)
    ids, _ = store.search(vectors[0], 3, worst)
    assert len(ids) == 3
    assert set(ids) <= set(worst)
    assert list(store.search(vectors[0], 9, np.array([5, 5, 999]))[0]) == [5]
    assert len(store.search(vectors[0], 3, np.array([], np.int64))[0]) == 0


@pytest.mark.parametrize("k", [1, 3, 99, 150, 500])
def test_equal_scores_are_ordered_by_id_even_at_the_cut(k: int) -> None:
    store = VectorStore(4)
    ids = np.random.default_rng(1).permutation(300).astype(np.int64)
    store.add(ids, np.tile(np.array([[1, 0, 0, 0]], np.float32), (300, 1)))
    query = np.array([1, 0, 0, 0], np.float32)
    assert list(store.search(query, k)[0]) == list(range(min(k, 300)))
    odd = np.arange(1, 300, 2)
    assert list(store.search(query, k, odd)[0]) == list(odd[:k])


def test_ids_stay_when_others_go() -> None:
    store, vectors = filled(10)
    assert store.remove(np.array([0, 4, 77])) == 2
    assert len(store) == 8
    assert sorted(store.ids()) == [1, 2, 3, 5, 6, 7, 8, 9]
    assert store.search(vectors[9], 1)[0][0] == 9
    assert np.array_equal(store.vectors(np.array([9, 5])), vectors[[9, 5]])
    with pytest.raises(KeyError):
        store.vectors(np.array([4]))


def test_bytes_round_trip() -> None:
    store, vectors = filled(20)
    again = VectorStore.from_bytes(store.to_bytes())
    assert again.dimension == 16
    assert np.array_equal(again.vectors(np.arange(20)), vectors)
    assert again.to_bytes() == store.to_bytes()
    assert len(VectorStore.from_bytes(VectorStore(3).to_bytes())) == 0


@pytest.mark.parametrize("data", [b"", b"nonsense", filled(20)[0].to_bytes()[:-40]])
def test_bytes_of_something_else_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="FAISS"):
        VectorStore.from_bytes(data)


def test_what_does_not_fit_is_refused() -> None:
    store, vectors = filled(3)
    with pytest.raises(ValueError, match="shape"):
        store.add(np.array([9]), unit_vectors(1, 8))
    with pytest.raises(ValueError, match="twice"):
        store.add(np.array([2]), vectors[:1])


def test_an_empty_store_finds_nothing() -> None:
    assert len(VectorStore(4).search(np.ones(4, np.float32), 3)[0]) == 0
