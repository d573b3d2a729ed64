"""``youju chat`` as a process of its own, on a free port of this machine."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import UsageError


@contextmanager
def chat_server(home: Path) -> Iterator[str]:
    """Serve the index ``home`` and give the address; ``UsageError`` when it does not start."""
    listen = ["--host", "127.0.0.1", "--port", "0"]
    command = [sys.executable, "-m", "rag", "chat", *listen, "--index", str(home)]
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as errors,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8"
        ) as process,
    ):
        try:
            assert process.stdout is not None
            _, _, address = process.stdout.readline().partition("：")
            if not address.startswith("http://127.0.0.1:"):
                process.wait(timeout=30)
                errors.seek(0)
                raise UsageError(f"问答网页没有启动：{errors.read().strip()[-500:]}")
            yield address.partition("（")[0]
        finally:
            process.terminate()
            process.wait(timeout=30)
