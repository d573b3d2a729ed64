"""A folder of this process's own for files on their way in."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import time
from contextlib import suppress
from functools import cache
from pathlib import Path


@cache
def private_folder() -> Path:
    """A folder that only this account may enter, with a name that cannot be guessed; it is
    deleted with everything in it when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="youju-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def sweep(seconds: float = 86_400) -> None:
    """Delete what was uploaded more than ``seconds`` ago and never added."""
    for path in private_folder().rglob("*"):
        with suppress(OSError):
            if path.is_file() and time.time() - path.stat().st_mtime > seconds:
                path.unlink()
