"""BM25 over Chinese character unigrams and bigrams.

Character pairs need no dictionary and beat dictionary words on Chinese passages. Latin and
digit runs stay whole, so ``5.8`` never matches ``58`` and ``RCEP`` is one word.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.ranking import Ids, Scores, ranked

K1 = 1.5
B = 0.75

# Full-width ASCII stands at a fixed distance from ASCII; the ideographic space apart.
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_HAN = "〇㐀-䶿一-鿿豈-\ufaff\U00020000-\U0003ffff"
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_RUNS = re.compile(rf"(?P<han>[{_HAN}]+)|[^\W_{_HAN}]+(?:\.\d+)*")

_VOCABULARY = "vocabulary.json"
_OFFSETS = "offsets.npy"
_POSTINGS = "postings.npy"
_WEIGHTS = "weights.npy"


def tokenize(text: str) -> list[str]:
    """Return the index terms of ``text`` in order, repeats included.

    A run of Han characters gives every character and every adjacent pair; any other run of
    letters and digits gives itself, lower-cased, decimals kept and thousands commas dropped.
    """
    folded = _THOUSANDS.sub("", text.translate(_FOLD).lower())
    tokens: list[str] = []
    for match in _RUNS.finditer(folded):
        run = match.group()
        tokens.extend(run if match["han"] else (run,))
        if match["han"]:
            tokens.extend(run[i : i + 2] for i in range(len(run) - 1))
    return tokens


@dataclass(frozen=True, eq=False, slots=True)
class LexicalIndex:
    """Inverted lists of ready-made BM25 weights over ``size`` texts.

    Term ``t`` occurs in the texts ``postings[offsets[t]:offsets[t + 1]]`` (int32) with the
    weights at the same places of ``weights`` (f32). A text's id is its position.
    """

    size: int
    vocabulary: dict[str, int]
    offsets: NDArray[np.int64]
    postings: NDArray[np.int32]
    weights: NDArray[np.float32]

    @classmethod
    def build(cls, texts: Sequence[str]) -> LexicalIndex:
        """Index ``texts``; the same texts always give the same index."""
        vocabulary: dict[str, int] = {}
        rows = [[vocabulary.setdefault(t, len(vocabulary)) for t in tokenize(x)] for x in texts]
        if not vocabulary:  # bm25s divides by the mean length of a text
            none = np.zeros(0, np.int32)
            return cls(len(texts), {}, np.zeros(1, np.int64), none, none.astype(np.float32))
        # Imported here because only building needs it: a question should not wait for it.
        from bm25s import BM25  # type: ignore[import-untyped]

        model = BM25(k1=K1, b=B, method="lucene", backend="numpy")
        model.index((rows, vocabulary), create_empty_token=False, show_progress=False)
        return cls(
            len(texts),
            vocabulary,
            np.asarray(model.scores["indptr"], np.int64),
            np.asarray(model.scores["indices"], np.int32),
            np.asarray(model.scores["data"], np.float32),
        )

    def document_frequency(self, token: str) -> int:
        """Return how many texts contain ``token`` (a term as ``tokenize`` gives it)."""
        term = self.vocabulary.get(token)
        return 0 if term is None else int(self.offsets[term + 1] - self.offsets[term])

    def idf(self, token: str) -> float:
        """Return the natural-log inverse document frequency (> 0, highest when unseen)."""
        frequency = self.document_frequency(token)
        return math.log(1 + (self.size - frequency + 0.5) / (frequency + 0.5))

    def scores(self, query: str) -> Scores:
        """Return the BM25 score of every text, shape ``(size,)``, zero without a common term."""
        terms = [self.vocabulary[t] for t in tokenize(query) if t in self.vocabulary]
        spans = [slice(self.offsets[t], self.offsets[t + 1]) for t in terms]
        if not spans:
            return np.zeros(self.size, np.float32)
        texts = np.concatenate([self.postings[span] for span in spans])
        weights = np.concatenate([self.weights[span] for span in spans])
        return np.bincount(texts, weights, minlength=self.size).astype(np.float32)

    def presence(self, query: str) -> Scores:
        """Return how much of ``query`` every text has at all, shape ``(size,)``: the summed idf of
        its distinct terms of two characters or more, however often they occur."""
        known = {
            t: self.vocabulary[t] for t in tokenize(query) if len(t) > 1 and t in self.vocabulary
        }
        found = np.zeros(self.size, np.float32)
        for token, term in known.items():
            found[self.postings[self.offsets[term] : self.offsets[term + 1]]] += self.idf(token)
        return found

    def search(self, query: str, k: int, within: Ids | None = None) -> tuple[Ids, Scores]:
        """Return ids and scores of the ``k`` best texts, best first, equal scores by id.

        ``within`` restricts the candidates before the best are taken. Texts that share no
        term with the query are left out, so fewer than ``k`` may come back.
        """
        scores = self.scores(query)
        ids = np.arange(self.size, dtype=np.int64) if within is None else np.unique(within)
        ids = ids[scores[ids] > 0]
        return ranked(ids, scores[ids], k)

    def save(self, folder: Path) -> None:
        """Write the index into ``folder`` (made if missing) as ``.npy`` and JSON files."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, array in (
            (_OFFSETS, self.offsets),
            (_POSTINGS, self.postings),
            (_WEIGHTS, self.weights),
        ):
            np.save(folder / name, array, allow_pickle=False)
        # Terms lie in the order of their ids, so a list is enough.
        stored = {"size": self.size, "terms": list(self.vocabulary)}
        text = json.dumps(stored, ensure_ascii=False, separators=(",", ":"))
        (folder / _VOCABULARY).write_bytes(text.encode("utf-8", "surrogatepass"))

    @classmethod
    def load(cls, folder: Path, mmap: bool = True) -> LexicalIndex:
        """Read what ``save`` wrote; with ``mmap`` the arrays stay on disk until touched.

        Raises ``OSError`` or ``ValueError`` for a missing or damaged file.
        """
        stored = json.loads((folder / _VOCABULARY).read_bytes())
        offsets, postings, weights = (
            np.load(folder / name, mmap_mode="r" if mmap else None, allow_pickle=False)
            for name in (_OFFSETS, _POSTINGS, _WEIGHTS)
        )
        vocabulary = {term: number for number, term in enumerate(stored["terms"])}
        return cls(int(stored["size"]), vocabulary, offsets, postings, weights)
