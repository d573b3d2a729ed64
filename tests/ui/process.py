"""``youju chat`` as a process of its own, for tests that need the real thing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT


@dataclass(frozen=True)
class Running:
    """Where the server listens, its process, and the file its standard error goes to."""

    url: str
    process: subprocess.Popen[str]
    errors: Path

    def told(self) -> str:
        """What it has written on standard error so far."""
        return self.errors.read_text(encoding="utf-8")


@contextmanager
def chatting(
    home: Path, folder: Path, *arguments: str, environment: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """Run ``youju chat`` over the index in ``home``, in ``folder``, on a free port."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("YOUJU_")}
    own |= {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **(environment or {})}
    command = [sys.executable, "-m", "rag", "chat", "--index", str(home), "--port", "0"]
    errors = folder / "errors.txt"
    with (
        errors.open("w", encoding="utf-8") as error_file,
        subprocess.Popen(
            [*command, *arguments],
            stdout=subprocess.PIPE,
            stderr=error_file,
            text=True,
            cwd=folder,
            env=own,
        ) as process,
    ):
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert "http://" in line, errors.read_text(encoding="utf-8")
            yield Running(line.partition("：")[2].partition("（")[0], process, errors)
        finally:
            process.terminate()
            process.wait(timeout=30)
