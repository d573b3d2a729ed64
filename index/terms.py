"""Terms of a text: Chinese characters, pairs of them, and whole runs of other letters and digits.

Character pairs need no dictionary and beat dictionary words on Chinese passages. Latin and
digit runs stay whole, so ``5.8`` never matches ``58`` and ``RCEP`` is one word.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

# Full-width ASCII stands at a fixed distance from ASCII; the ideographic space apart.
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_HAN = "〇㐀-䶿一-鿿豈-\ufaff\U00020000-\U0003ffff"
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_RUNS = re.compile(rf"(?P<han>[{_HAN}]+)|[^\W_{_HAN}]+(?:\.\d+)*")
_OTHER_RUNS = re.compile(rf"[^\W_{_HAN}]+(?:\.\d+)*")
_HAN_RUNS = re.compile(f"[{_HAN}]+")

CHARACTER_BITS = 18
"""No Han character has a code point of more bits."""
KEY_BITS = 50
"""Bits of a term's key."""


def tokenize(text: str) -> list[str]:
    """Return the index terms of ``text`` in order, repeats included.

    A run of Han characters gives every character and every adjacent pair; any other run of
    letters and digits gives itself, lower-cased, decimals kept and thousands commas dropped.
    """
    tokens: list[str] = []
    for match in _RUNS.finditer(_folded(text)):
        run = match.group()
        tokens.extend(run if match["han"] else (run,))
        if match["han"]:
            tokens.extend(run[i : i + 2] for i in range(len(run) - 1))
    return tokens


def han_pairs(text: str) -> list[str]:
    """The pairs of Han characters that any text containing ``text`` must have as terms."""
    runs = _HAN_RUNS.findall(text)
    return list(dict.fromkeys(run[i : i + 2] for run in runs for i in range(len(run) - 1)))


def term_key(term: str) -> int:
    """The number that stands for a term in an index, below ``2 ** KEY_BITS``.

    Han terms are their code points side by side, so that in order of keys the pairs that begin
    with one character lie together. Any other term is a digest: that two of a million share one
    has a chance of one in a thousand, and would merely let them find one another's texts.
    """
    if len(term) <= 2 and _HAN_RUNS.fullmatch(term):
        second = ord(term[1]) if len(term) == 2 else 0
        return ord(term[0]) << CHARACTER_BITS | second
    digest = hashlib.blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return 1 << (KEY_BITS - 1) | int.from_bytes(digest, "little") >> (65 - KEY_BITS)


def term_keys(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Keys of all terms of all ``texts``, repeats included, and the text each is from: what
    ``tokenize`` and ``term_key`` give, in no order, for many texts at once."""
    # A line break joins nothing: it is in no run, and separates thousands from commas.
    folded = [_folded(text).replace("\n", " ") for text in texts]
    joined = "\n".join(folded)
    ends = np.cumsum([len(text) + 1 for text in folded], dtype=np.int64)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    han = _is_han(codes)
    singles = np.flatnonzero(han)
    pairs = np.flatnonzero(han[:-1] & han[1:])
    wide = codes.astype(np.uint64)
    shift = np.uint64(CHARACTER_BITS)
    others = [(match.start(), match.group()) for match in _OTHER_RUNS.finditer(joined)]
    known: dict[str, int] = {run: term_key(run) for run in {run for _, run in others}}
    keys = np.concatenate(
        [
            wide[singles] << shift,
            wide[pairs] << shift | wide[pairs + 1],
            np.array([known[run] for _, run in others], np.uint64),
        ]
    )
    places = np.concatenate([singles, pairs, np.array([at for at, _ in others], np.int64)])
    owners = np.repeat(np.arange(len(texts), dtype=np.uint64), np.diff(ends, prepend=0))
    return keys, owners[places]


def _folded(text: str) -> str:
    return _THOUSANDS.sub("", text.translate(_FOLD).lower())


def _is_han(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = codes == ord("〇")
    for low, high in _ranges("㐀-䶿", "一-鿿", "豈-\ufaff", "\U00020000-\U0003ffff"):
        found |= (codes >= low) & (codes <= high)
    return found


def _ranges(*spans: str) -> Iterable[tuple[int, int]]:
    return ((ord(span[0]), ord(span[2])) for span in spans)
