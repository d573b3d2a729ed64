"""A question in, an answer out whose every sentence can be looked up.

from rag import Youju, answer
answer("西海岸新区要推进多少个海洋重点项目？").text
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rag.records import Answer, Citation, Evidence, ScopedDistrict, Sentence
from rag.youju import Youju

__all__ = [
    "Answer",
    "Citation",
    "Evidence",
    "ScopedDistrict",
    "Sentence",
    "Youju",
    "answer",
]


def answer(
    question: str,
    *,
    history: Sequence[tuple[str, str]] = (),
    districts: Collection[str] | None = None,
    engine: str = "extractive",
) -> Answer:
    """Answer from the default index, which is built from the settings' sources on first use.

    See ``Youju.answer`` for the arguments and errors.
    """
    from rag.default import default_youju

    return default_youju().answer(question, history=history, districts=districts, engine=engine)
