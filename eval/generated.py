"""What became of the sentences a language model wrote, and whether one slipped through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.citations import cited_by, claims, supports
from index.document import Document
from rag.records import Answer


def generated_scores(
    answer: Answer, documents: Mapping[str, Document], districts: Sequence[str]
) -> dict[str, float | None]:
    """``unsupported`` sentences shown to the reader, judged by ``eval.citations`` and not by the
    verifier that let them through; ``repaired`` and ``dropped``, shares of the sentences written;
    ``first_sentence``, milliseconds until the first one was shown. None without a language model.
    """
    if not answer.checks:
        return dict.fromkeys(("unsupported", "repaired", "dropped", "first_sentence"))
    shown = claims(answer)
    unsupported = sum(
        not supports(s.text, cited_by(s, answer), documents, districts) for s in shown
    )
    verdicts = [check.verdict for check in answer.checks]
    return {
        "unsupported": float(unsupported),
        "repaired": verdicts.count("repaired") / len(verdicts),
        "dropped": verdicts.count("dropped") / len(verdicts),
        "first_sentence": answer.timings_ms.get("first_sentence"),
    }
