"""Every answer on its way, whoever asked: counted, timed and logged, never its words."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

from index.errors import YoujuError
from ui.logs import note
from ui.metrics import ANSWERS, ERRORS, GOING_ON, SECONDS


@dataclass(slots=True)
class Answering:
    """How an answer stands; whoever works it out sets ``status`` to that of ``Answer``."""

    status: str = ""


@contextmanager
def answering(door: str) -> Iterator[Answering]:
    """Around the working out of one answer, asked for at ``door`` (``page`` or ``api``)."""
    seen, started = Answering(), perf_counter()
    level, failure = logging.INFO, None
    GOING_ON.inc()
    try:
        yield seen
        SECONDS.observe(perf_counter() - started)
        ANSWERS.labels(seen.status).inc()
    except YoujuError:
        seen.status = "rejected"
        ERRORS.labels(seen.status).inc()
        raise
    except Exception as error:
        seen.status, level, failure = "unexpected", logging.ERROR, error
        ERRORS.labels(seen.status).inc()
        raise
    except BaseException:  # whoever asked has gone, or the process is to end
        seen.status = "stopped"
        ANSWERS.labels(seen.status).inc()
        raise
    finally:
        GOING_ON.dec()
        taken = 1000 * (perf_counter() - started)
        note(
            level,
            "answer",
            "一个问题没有得到回答，是程序出了意外：" if failure else f"回答：{seen.status}",
            error=failure,
            door=door,
            status=seen.status,
            duration_ms=round(taken, 1),
        )
