"""``/metrics``: how many answers, how they ended and how long they took, for Prometheus.

Numbers alone: no question, no name, nothing of a document. Counters are of the whole process, as
is usual; what is said of the index is read from it when somebody asks.
"""

from __future__ import annotations

import re

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.live import index_of
from ui.own_site import is_loopback, refusal
from ui.seam import Answerer

PATH = "/metrics"
REGISTRY = CollectorRegistry()

disable_created_metrics()  # type: ignore[no-untyped-call]  # a time of creation beside every counter tells nobody anything
ProcessCollector(registry=REGISTRY)
ANSWERS = Counter(
    "youju_answers",
    "Questions that were answered or refused, or whose asker stopped waiting.",
    ["status"],
    registry=REGISTRY,
)
ERRORS = Counter(
    "youju_errors",
    "Questions without an answer: rejected (they cannot be asked so) or unexpected (see the log).",
    ["kind"],
    registry=REGISTRY,
)
SECONDS = Histogram(
    "youju_answer_seconds",
    "Time from a question to its whole answer or refusal.",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
    registry=REGISTRY,
)
GOING_ON = Gauge("youju_answers_in_progress", "Answers being worked out now.", registry=REGISTRY)

for _status in ("answered", "partial", "refused", "stopped"):
    ANSWERS.labels(_status)  # told from the start as 0, so that the first one is an increase
for _kind in ("rejected", "unexpected"):
    ERRORS.labels(_kind)


class MetricsRoute:
    """ASGI middleware for ``/metrics``; it stands behind the login where there is one.

    With ``loopback_only`` nobody but programs on this machine is told.
    """

    def __init__(self, app: ASGIApp, youju: Answerer, *, loopback_only: bool) -> None:
        self._app = app
        self._loopback_only = loopback_only
        self._index = _index_registry(youju)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].rstrip("/") != PATH:
            await self._app(scope, receive, send)
            return
        host = (scope.get("client") or ("",))[0]
        response: Response
        if scope["method"] not in ("GET", "HEAD"):
            response = refusal(405, "只能读取。", {"Allow": "GET, HEAD"})
        elif self._loopback_only and not is_loopback(host):
            response = refusal(403, "没有设置用户时，指标只在本机提供。")
        else:
            text = generate_latest(REGISTRY) + generate_latest(self._index)
            response = Response(
                text, headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
            )
        await response(scope, receive, send)


def _index_registry(youju: Answerer) -> CollectorRegistry:
    """What there is to tell of the documents that ``youju`` answers from."""
    registry = CollectorRegistry()

    def chunks() -> float:
        index = index_of(youju)
        return len(index.chunks) if index else 0

    def generation() -> float:
        index = index_of(youju)
        return int(re.sub(r"\D", "", index.generation) or 0) if index else 0

    for name, meaning, value in (
        ("documents", "Documents in the index.", lambda: float(len(youju.documents))),
        ("chunks", "Passages in the index.", chunks),
        ("generation", "Number of the generation of the index that answers.", generation),
    ):
        Gauge(f"youju_index_{name}", meaning, registry=registry).set_function(value)
    return registry
