"""Choose the pieces of the 250,002-piece vocabulary that Chinese text can use.

The embedding table is four fifths of the full model, and nearly all of it is for
other scripts. Kept is what a Chinese document can produce: Han, numbers, symbols and
mixtures of them; Latin capitals (RCEP) and the commonest other Latin pieces; single
letters of a few other scripts, for formulas and names. Text made of kept pieces is cut
exactly as with the full vocabulary; rarer English words fall into more, shorter pieces.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from index.models.rebuild.wheel import Weights

BAR = "▁"  # stands for the space before a word
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")  # ids 0..3, in this order
LATIN_PIECES = 10_000
SINGLE_LETTERS = ("LATIN", "GREEK", "CYRILLIC", "HIRAGANA", "KATAKANA")


def choose(pieces: Sequence[str], scores: Sequence[float]) -> NDArray[np.int64]:
    """Return the ids to keep, ascending; the four special pieces stay ids 0..3."""
    if tuple(pieces[: len(SPECIAL)]) != SPECIAL:
        raise ValueError("the vocabulary does not begin with the four special pieces")
    kept = set(range(len(SPECIAL)))
    latin: list[int] = []
    for i, piece in enumerate(pieces[:-1]):  # the last piece is <mask>, for training only
        text = piece.removeprefix(BAR)
        if text.isascii() and any(map(str.isalpha, text)):
            latin.append(i)
        if all(map(_usable, text)) or _single_letter(text) or _always(text):
            kept.add(i)
    latin.sort(key=lambda i: (-scores[i], i))
    return np.array(sorted(kept.union(latin[:LATIN_PIECES])), dtype=np.int64)


def trim(weights: Weights) -> tuple[Weights, NDArray[np.int64]]:
    """Return the network with only the chosen pieces, and their ids in the full vocabulary."""
    ids = choose(weights.pieces, weights.scores)
    trimmed = replace(
        weights,
        pieces=[weights.pieces[i] for i in ids],
        scores=[weights.scores[i] for i in ids],
        quantized={**weights.quantized, "emb.word": weights.quantized["emb.word"].rows(ids)},
    )
    return trimmed, ids


def _always(text: str) -> bool:
    # "passage" begins every indexed text, so losing it would change every vector.
    return (text.isascii() and text.isupper()) or text == "passage"


def _single_letter(text: str) -> bool:
    return len(text) == 1 and unicodedata.name(text, "").startswith(SINGLE_LETTERS)


def _usable(char: str) -> bool:
    if _is_han(char):
        return True
    # Letters, combining marks and digits of other scripts go; punctuation and symbols stay.
    category = unicodedata.category(char)
    return category[0] not in "LM" and (category != "Nd" or char.isascii())


def _is_han(char: str) -> bool:
    """Whether ``char`` is a Chinese character, in any block."""
    return unicodedata.name(char, "").startswith("CJK")
