"""The two lexical indexes of a generation, over passages and over whole documents, as files.

They share their terms. Most of what the documents have is what their passages have: the postings of
a document are stored only where that is not so (passages carry the title, and no headings), or where
too many passages would have to be summed.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.inverting import Inverted
from index.lexical import LexicalIndex, norms
from index.postings import SUMMED, PostingsWriter, StoredLists, SummedLists, summed
from index.store.blocks import CheckedFile
from index.store.packed import pack, unpack

TERMS, LENGTHS, SIZES, PEAKS = "terms.v", "lengths.v", "sizes.v", "peaks.v"
PEAKED = 256
"""Texts from which on it is worth to know how much a term weighs at the most."""
_AT_ONCE = 1 << 20
"""Postings in memory at once, or those of one term."""

Files = dict[str, CheckedFile]


def write_lexical(
    passages: Inverted,
    documents: Inverted,
    owners: NDArray[np.int32],
    folders: tuple[Path, Path],
) -> None:
    """Write the indexes of ``passages`` and of ``documents`` into their folders; ``owners`` gives the
    document of each passage, never falling."""
    terms = np.union1d(passages.terms, documents.terms)
    lengths, other_lengths = passages.lengths(terms), documents.lengths(terms)
    for folder, inverted in zip(folders, (passages, documents), strict=True):
        folder.mkdir()
        (folder / SIZES).write_bytes(pack(inverted.sizes))
    writer = PostingsWriter(folders[0], len(passages.sizes))
    other = PostingsWriter(folders[1], len(documents.sizes))
    norm = norms(passages.sizes)
    stored, peaks = np.zeros(len(terms), np.bool_), [np.zeros(0)]
    ends = np.cumsum(lengths + other_lengths)
    first = 0
    while first < len(terms):
        # Whole terms, as many as fit, at least one.
        most = (ends[first - 1] if first else 0) + _AT_ONCE
        own = slice(first, max(int(np.searchsorted(ends, most, "right")), first + 1))
        ids, counts = passages.postings(terms[own], lengths[own])
        writer.add(ids, counts, lengths[own])
        peaks.append(_peaks(ids, counts, lengths[own], norm))
        theirs = documents.postings(terms[own], other_lengths[own])
        told = _told(owners[ids], counts, lengths[own], *theirs, other_lengths[own])
        stored[own] = ~told | (lengths[own] > SUMMED)
        kept = np.repeat(stored[own], other_lengths[own])
        left = np.where(stored[own], other_lengths[own], 0)
        other.add(theirs[0][kept], theirs[1][kept], left)
        first = own.stop
    writer.finish()
    other.finish()
    (folders[0] / TERMS).write_bytes(pack(np.diff(terms, prepend=0)))
    (folders[0] / LENGTHS).write_bytes(pack(lengths))
    # 0 for what passages tell, else one more than there are.
    (folders[1] / LENGTHS).write_bytes(pack(np.where(stored, other_lengths + 1, 0)))
    (folders[0] / PEAKS).write_bytes(pack(np.concatenate(peaks)))


def read_lexical(
    passages: Files, documents: Files, owners: NDArray[np.int32]
) -> tuple[LexicalIndex, LexicalIndex]:
    """The indexes of passages and of documents whose files these are."""
    terms = np.cumsum(unpack(passages[TERMS].whole()))
    lengths = unpack(passages[LENGTHS].whole())
    told = unpack(documents[LENGTHS].whole())
    if not len(terms) == len(lengths) == len(told):
        raise ValueError("词表与倒排表的长度不一致")
    sizes, other_sizes = (unpack(files[SIZES].whole()) for files in (passages, documents))
    if len(sizes) != len(owners):
        raise ValueError("倒排表与片段的数目不一致")
    peaks = np.ones(len(terms), np.float32)
    peaks[lengths >= PEAKED] = unpack(passages[PEAKS].whole()) / 255
    own = StoredLists(passages, len(sizes), lengths)
    stored = StoredLists(documents, len(other_sizes), np.maximum(told - 1, 0))
    others = SummedLists(stored, told > 0, own, owners)
    return (
        LexicalIndex(terms, own, sizes, peaks),
        LexicalIndex(terms, others, other_sizes, np.ones(len(terms), np.float32)),
    )


def _peaks(
    ids: NDArray[np.int32],
    counts: NDArray[np.uint16],
    lengths: NDArray[np.int64],
    norm: NDArray[np.float64],
) -> NDArray[np.float64]:
    """How much of its idf each term of ``PEAKED`` texts or more weighs at the most, in 255ths,
    rounded up."""
    many = lengths >= PEAKED
    own = np.repeat(many, lengths)
    if not many.any():
        return np.zeros(0)
    shares = counts[own] / (norm[ids[own]] + counts[own])
    starts = np.cumsum(lengths[many]) - lengths[many]
    found: NDArray[np.float64] = np.ceil(255 * np.maximum.reduceat(shares, starts))
    return found


def _told(
    owners: NDArray[np.int32],
    counts: NDArray[np.uint16],
    lengths: NDArray[np.int64],
    documents: NDArray[np.int32],
    own_counts: NDArray[np.uint16],
    own_lengths: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Of which terms the counts of the passages with these ``owners`` sum up to those of the
    documents."""
    numbers = np.arange(len(lengths))
    many = int(max(owners.max(initial=0), documents.max(initial=0))) + 1
    keys, sums = summed(np.repeat(numbers, lengths) * many + owners, counts)
    terms = keys // many
    found: NDArray[np.bool_] = np.bincount(terms, minlength=len(lengths)) == own_lengths
    compared, theirs = found[terms], np.repeat(found, own_lengths)
    own_keys = np.repeat(numbers, own_lengths) * many + documents
    differ = keys[compared] != own_keys[theirs]
    differ |= sums[compared] != own_counts[theirs]
    found[terms[compared][differ]] = False
    return found
