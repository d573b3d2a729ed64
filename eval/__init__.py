"""Question–answer pairs in; scores, tables and a report out."""

from eval.pairs import Pair, read_pairs
from eval.run import Run, evaluate
from eval.summary import summarise

__all__ = ["Pair", "Run", "evaluate", "read_pairs", "summarise"]
