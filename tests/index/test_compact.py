"""Numbers, rising lists, texts and rows in little room: all come back, and damage is noticed."""

from __future__ import annotations

import zlib
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import postings
from index.postings import PostingsWriter, StoredLists
from index.rising import bit_lengths, decode, encode, find, pick
from index.store import deflated
from index.store.deflated import Lines, LineWriter, Texts, TextWriter, streams, text_of
from index.store.packed import pack, unpack
from tests.index.corpus import checked

Rising = st.integers(0, 400).flatmap(
    lambda top: st.tuples(st.just(top), st.lists(st.integers(0, top), max_size=30).map(sorted))
)


@given(st.lists(st.integers(0, 2**63 - 1) | st.integers(0, 300), max_size=40))
def test_numbers_come_back(values: list[int]) -> None:
    assert unpack(pack(values)).tolist() == values


@pytest.mark.parametrize("data", [b"", b"nonsense", pack([5, 6])[:-1], zlib.compress(b"\x05\x80")])
def test_what_was_not_packed_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="数表"):
        unpack(data)


@given(st.lists(Rising, min_size=1, max_size=12))
def test_rising_lists_come_back(lists: list[tuple[int, list[int]]]) -> None:
    tops = np.array([top for top, _ in lists])
    lengths = np.array([len(values) for _, values in lists])
    sizes = bit_lengths(lengths, tops)
    starts = np.cumsum(sizes) - sizes
    bits = np.zeros(int(sizes.sum()), np.uint8)
    values = np.array([value for _, own in lists for value in own], np.int64)
    encode(bits, starts, values, lengths, tops)
    for (top, own), start, size in zip(lists, starts, sizes, strict=True):
        assert decode(bits[start : start + size], len(own), top).tolist() == own


def test_wide_numbers_come_back() -> None:
    values, top = np.array([0, 7, 1 << 31, (1 << 33) - 1]), (1 << 33) - 1
    length, tops = np.array([4]), np.array([top])
    bits = np.zeros(int(bit_lengths(length, tops)[0]), np.uint8)
    encode(bits, np.zeros(1, np.int64), values, length, tops)
    assert decode(bits, 4, top).tolist() == values.tolist()


@given(st.lists(Rising, min_size=1, max_size=12), st.integers(0, 20), st.randoms())
def test_single_numbers_are_found_in_packed_lists(
    lists: list[tuple[int, list[int]]], start: int, random: Random
) -> None:
    """Whatever stands before a list and behind it."""
    for top, own in lists:
        if not own:
            continue
        different = sorted(set(own))
        for values in (own, different):
            length, tops = np.array([len(values)]), np.array([top])
            size = int(bit_lengths(length, tops)[0])
            bits = np.zeros(start + size, np.uint8)
            encode(bits, np.array([start]), np.array(values), length, tops)
            bits[:start] = [random.getrandbits(1) for _ in range(start)]
            behind = [random.getrandbits(1) for _ in range(20)]
            packed = np.packbits(np.append(bits, behind).astype(np.uint8))
            places = np.array(random.choices(range(len(values)), k=9))
            picked = pick(packed, start, len(values), top, places)
            assert picked.tolist() == [values[place] for place in places]
        numbers = np.array(random.choices(range(top + 1), k=30))
        found, places = find(packed, start, len(different), top, numbers)
        assert found.tolist() == [number in different for number in numbers]
        assert places.tolist() == [different.index(n) for n in numbers if n in different]


def test_rising_numbers_take_few_bits() -> None:
    length, top = 1000, 1_000_000 - 1
    (size,) = bit_lengths(np.array([length]), np.array([top]))
    assert size / length < np.log2(top / length) + 2.1


@given(
    st.lists(st.dictionaries(st.integers(0, 50), st.integers(1, 70), max_size=20), max_size=10),
    st.integers(1, 4),
)
def test_postings_come_back(
    tmp_path_factory: pytest.TempPathFactory, terms: list[dict[int, int]], at_once: int
) -> None:
    folder = tmp_path_factory.mktemp("postings")
    writer = PostingsWriter(folder, 51)
    for start in range(0, len(terms), at_once):
        own = [dict(sorted(term.items())) for term in terms[start : start + at_once]]
        ids = np.array([text for term in own for text in term], np.int32)
        counts = np.array([count for term in own for count in term.values()], np.uint16)
        writer.add(ids, counts, np.array([len(term) for term in own], np.int64))
    writer.finish()
    lengths = np.array([len(term) for term in terms], np.int64)
    stored = StoredLists(checked(folder), 51, lengths)
    for number, term in enumerate(terms):
        assert dict(zip(*(own.tolist() for own in stored.of(number)), strict=True)) == term


@given(
    st.lists(st.dictionaries(st.integers(0, 50), st.integers(1, 70), max_size=40), max_size=10),
    st.lists(st.integers(0, 50), max_size=20),
)
def test_looking_up_finds_what_decoding_does(
    tmp_path_factory: pytest.TempPathFactory, terms: list[dict[int, int]], asked: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("postings")
    writer = PostingsWriter(folder, 51)
    own = [dict(sorted(term.items())) for term in terms]
    lengths = np.array([len(term) for term in own], np.int64)
    texts = np.array([text for term in own for text in term], np.int32)
    writer.add(texts, np.array([n for term in own for n in term.values()], np.uint16), lengths)
    writer.finish()
    ids = np.array(asked, np.int64)
    for long, sparse, is_read in ((0, 0, False), (50, 0, True), (0, 1000, True)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(postings, "_LONG", long)
            patch.setattr(postings, "_SPARSE", sparse)
            stored = StoredLists(checked(folder), 51, lengths)
            for number, term in enumerate(own):
                found, counts = stored.among(number, ids)
                assert found.tolist() == [text in term for text in asked]
                assert counts.tolist() == [term[text] for text in asked if text in term]
                assert counts.dtype == np.uint16
                if term and asked:
                    assert (number in stored._kept) is is_read


def test_decoded_postings_are_kept_within_bounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.postings._CACHED", 25)
    writer = PostingsWriter(tmp_path, 10)
    writer.add(np.tile(np.arange(10, dtype=np.int32), 5), np.ones(50, np.uint16), np.full(5, 10))
    writer.finish()
    stored = StoredLists(checked(tmp_path), 10, np.full(5, 10))
    first = stored.of(0)
    assert stored.of(1) is stored.of(1)
    assert stored.of(0) is first  # asked for again, and so kept before the other
    stored.of(2)
    assert stored.of(0) is first
    stored.of(3), stored.of(4)
    assert stored.of(0) is not first


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Written into ``tmp_path`` in blocks of 7 characters."""
    monkeypatch.setattr(deflated, "TEXT_BLOCK", 7)
    texts = ["市南区", "", "推进8个重点项目，𠀀字也在。" * 3, "\ud800", "完。"]
    writer = TextWriter(tmp_path, "texts")
    for text in texts:
        writer.add(text)
    writer.finish()
    return texts


def test_texts_are_read_in_part(tmp_path: Path, texts: list[str]) -> None:
    whole = "".join(texts)
    found = Texts(checked(tmp_path), "texts")
    for start in range(len(whole)):
        for stop in range(start, len(whole) + 1, 3):
            assert found.read(start, stop) == whole[start:stop]


def test_a_damaged_block_of_text_leaves_the_others(tmp_path: Path, texts: list[str]) -> None:
    whole = "".join(texts)
    with (tmp_path / "texts.z").open("rb") as file:
        sizes = [size for size, _ in streams(file)]
    assert sizes == unpack((tmp_path / "texts.v").read_bytes()).tolist()
    data = bytearray((tmp_path / "texts.z").read_bytes())
    data[sizes[0] + 5] ^= 1  # in the second block
    ends = np.cumsum([0, *sizes]).tolist()

    def block(number: int) -> bytes:
        return bytes(data[ends[number] : ends[number + 1]])

    assert text_of(block, 0, 7) == whole[:7]
    assert text_of(block, 5, 8) is None
    assert text_of(block, 14, 30) == whole[14:30]


def test_a_stream_cut_short_is_noticed(tmp_path: Path, texts: list[str]) -> None:
    path = tmp_path / "texts.z"
    path.write_bytes(path.read_bytes()[:-1])
    with path.open("rb") as file, pytest.raises(EOFError):
        list(streams(file))


@pytest.mark.parametrize("count", [0, 1, 2000])
def test_rows_are_read_by_number(tmp_path: Path, count: int) -> None:
    rows = [{"名": f"第{n}行\u2028\x85", "n": n} for n in range(count)]
    writer = LineWriter(tmp_path, "rows")
    for row in rows:
        writer.add(row)
    writer.finish()
    lines = Lines(checked(tmp_path), "rows")
    assert len(lines) == count
    assert [lines.row(n) for n in range(count)] == rows


def test_a_table_of_another_file_is_refused(tmp_path: Path, texts: list[str]) -> None:
    (tmp_path / "texts.v").write_bytes(pack([3, 4]))
    with pytest.raises(ValueError, match=r"texts\.z"):
        Texts(checked(tmp_path), "texts")
