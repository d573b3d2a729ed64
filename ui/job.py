"""One change of the index at a time, on a thread of its own, with how far it has come."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from index.errors import UsageError, YoujuError
from index.renew import BuildReport, Progress
from ui.logs import note

_STOPPED = "服务停止了，资料没有改动。请在它重新启动后再做一次。"
_UNEXPECTED = "出了意外，资料没有改动。请再试一次；如果仍然这样，请查看启动程序的窗口里的记录。"

Stage = Literal["read", "embed", "write", "open", "done", "failed"]
Work = Callable[[Callable[[Progress], None]], BuildReport]
"""Changes the index, telling how far it has come."""


@dataclass(frozen=True, slots=True)
class Job:
    """One change of the index: what it is about and how far it has come.

    ``done`` of ``total`` counts documents while reading and passages while embedding.
    ``error`` is a Chinese sentence when ``stage`` is ``failed``.
    """

    kind: Literal["add", "remove"]
    names: tuple[str, ...]
    stage: Stage = "read"
    done: int = 0
    total: int = 0
    error: str = ""

    @property
    def running(self) -> bool:
        """Whether it has still to end, well or badly."""
        return self.stage not in ("done", "failed")


class _Abandoned(Exception):  # noqa: N818 - as planned, no mishap
    """Work broken off between two of its steps, to be undone like any that failed."""


class Worker:
    """Does one job after another; while one is going on, no other can begin."""

    def __init__(self, then: Callable[[], None]) -> None:
        """``then`` is called when the index has been changed, before the job is done."""
        self.job: Job | None = None
        self._then = then
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = self._abandoned = False

    def begin(self, job: Job, work: Work) -> None:
        """Begin ``job``. Raises ``UsageError`` while another is going on, and once closed."""
        with self._starting:
            if self._closed:
                raise UsageError("服务正在停止，没有改动资料。", "请在它重新启动后再试。")
            if self.job is not None and self.job.running:
                raise UsageError("正在处理上一次的改动。", "请等它完成后再试。")
            self.job = job
            self._thread = threading.Thread(
                target=self._run, args=(job, work), name="youju-index", daemon=True
            )
            self._thread.start()

    def wait(self, seconds: float | None = None) -> None:
        """Return when nothing is going on any more, or after ``seconds``."""
        if self._thread is not None:
            self._thread.join(seconds)

    def close(self) -> None:
        """Begin no more."""
        with self._starting:
            self._closed = True

    def abandon(self) -> None:
        """Break off what is going on at its next step, which undoes it; ``wait`` for that."""
        self._abandoned = True

    def _run(self, job: Job, work: Work) -> None:
        def advance(progress: Progress) -> None:
            if self._abandoned:
                raise _Abandoned
            by_chunk = progress.chunks_total > 0
            self.job = replace(
                job,
                stage=progress.stage,
                done=progress.chunks_done if by_chunk else progress.documents_done,
                total=progress.chunks_total if by_chunk else progress.documents_total,
            )

        try:
            work(advance)
            self.job = replace(job, stage="open")
            self._then()
            self.job = replace(job, stage="done")
            note(logging.INFO, "change", "资料已改动。", kind=job.kind, status="done")
        except Exception as error:
            self._fail(job, error)

    def _fail(self, job: Job, error: Exception) -> None:
        """Tell the page and the log; whatever breaks while it is being abandoned breaks of that."""
        if self._abandoned:
            self.job = replace(job, stage="failed", error=_STOPPED)
            note(logging.WARNING, "change", _STOPPED, kind=job.kind, status="stopped")
        elif isinstance(error, YoujuError):
            self.job = replace(job, stage="failed", error=str(error))
            note(logging.INFO, "change", "资料没有改动。", kind=job.kind, status="rejected")
        else:
            self.job = replace(job, stage="failed", error=_UNEXPECTED)
            note(
                logging.ERROR,
                "change",
                "资料没有改动，是程序出了意外：",
                error=error,
                kind=job.kind,
                status="unexpected",
            )
