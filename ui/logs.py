"""The log of a running page: Chinese lines for people or, for programs, one JSON object a line.

It tells what happened, when, and for how long, never what was asked or what a document says. An
exception's message may quote either, so only its type and where it was raised are told.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import traceback
from copy import copy
from datetime import UTC, datetime
from typing import Any

_log = logging.getLogger("youju")
_OWN = {"youju", "index", "rag", "ui"}


def note(
    level: int, event: str, message: str, *, error: BaseException | None = None, **fields: Any
) -> None:
    """Log ``event``: ``message`` is for people, a Chinese sentence; ``fields`` are for programs."""
    _log.log(level, message, exc_info=error, extra={"event": event, "fields": fields})


def set_up_logs(form: str) -> None:
    """Log to standard error from now on: as ``json`` everything of note, as ``text`` what
    somebody should look at."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else Lines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    _log.setLevel(logging.INFO if form == "json" else logging.WARNING)
    logging.captureWarnings(True)
    threading.excepthook = lambda raised: _escaped(raised.exc_value)
    # Gradio prints the exceptions of its handlers, whose messages quote what was sent to them.
    traceback.print_exc = lambda *_, **__: _escaped(sys.exc_info()[1])


def adopt_server_logs() -> None:
    """Let the web server log as everything else does; it brings handlers of its own."""
    server = logging.getLogger("uvicorn")
    server.handlers.clear()
    server.propagate = True


class Lines(logging.Formatter):
    """Time and message; of an exception what ``told`` says."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """One line, and more for an exception."""
        record = copy(record)
        record.msg, record.args = _message(record), ()
        record.exc_text = None  # another formatter may have left the whole of it there
        return super().format(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name logging has for it
        """The exception without its message."""
        kind, places = told(ei[1])
        return "\n".join([f"  {kind}", *(f"    {place}" for place in places)])


class JsonLines(logging.Formatter):
    """``time`` (ISO 8601, UTC), ``level``, ``event`` and the fields of each."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        time = datetime.fromtimestamp(record.created, UTC)
        row: dict[str, Any] = {
            "time": time.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        event = getattr(record, "event", None)
        if event is None:
            row |= {"event": "library", "logger": record.name, "message": _message(record)}
        else:
            row |= {"event": event, **getattr(record, "fields", {})}
        if record.exc_info and (error := record.exc_info[1]):
            row["error"], row["where"] = told(error)
        return json.dumps(row, ensure_ascii=False, default=str)


def _message(record: logging.LogRecord) -> str:
    """What a record says; of what libraries log, without the values put into it."""
    if record.name.partition(".")[0] in _OWN:
        return record.getMessage()
    return next(iter(str(record.msg).splitlines()), "")


def _escaped(error: BaseException | None) -> None:
    note(logging.ERROR, "exception", "程序出了意外：", error=error)


def told(error: BaseException) -> tuple[str, list[str]]:
    """The types of an exception and of those that led to it, and the calls that ended in it."""
    kinds, places = [], []
    cause: BaseException | None = error
    while cause is not None:
        kinds.append(type(cause).__qualname__)
        frames = traceback.extract_tb(cause.__traceback__)
        places += [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        cause = cause.__cause__ or cause.__context__
    return " <- ".join(kinds), places
