"""One rule of order for every search: best score first, equal scores by ascending id."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Ids: TypeAlias = NDArray[np.int64]
Scores: TypeAlias = NDArray[np.float32]


def ranked(ids: Ids, scores: Scores, k: int) -> tuple[Ids, Scores]:
    """Return the ``k`` best of parallel ``(n,)`` arrays, by falling score, then rising id."""
    if 0 < k < len(scores):
        kept = scores >= np.partition(scores, -k)[-k]
        ids, scores = ids[kept], scores[kept]
    order = np.lexsort((ids, -scores))[: max(k, 0)]
    return ids[order], scores[order]
