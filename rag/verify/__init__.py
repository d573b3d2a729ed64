"""Whether a sentence can be looked up: the last check before a reader sees anything.

It fails closed: a sentence that does not pass is not shown.
"""

from __future__ import annotations

from rag.verify.passage import Passage
from rag.verify.verbatim import objections
from rag.verify.verifier import Verdict, Verifier

__all__ = ["Passage", "Verdict", "Verifier", "objections"]
