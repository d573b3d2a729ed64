"""``youju chat`` as a process of its own, on a free port of this machine."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import UsageError
from index.store.layout import CURRENT, GENERATIONS


@contextmanager
def chat_server(home: Path) -> Iterator[str]:
    """Serve the index ``home`` and give the address; ``UsageError`` when it does not start.

    The page keeps conversations beside its index. These are nobody's, so it is given a folder
    of its own that only refers to the index and is gone afterwards.
    """
    with (
        tempfile.TemporaryDirectory(prefix="youju-") as folder,
        tempfile.TemporaryFile("w+", encoding="utf-8") as errors,
        subprocess.Popen(
            _command(_referring(home, Path(folder))),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            encoding="utf-8",
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


def _command(home: Path) -> list[str]:
    listen = ["--host", "127.0.0.1", "--port", "0"]
    return [sys.executable, "-m", "rag", "chat", *listen, "--index", str(home)]


def _referring(home: Path, folder: Path) -> Path:
    """``folder`` made an index folder with the generations of ``home``."""
    shutil.copy(home / CURRENT, folder)
    (folder / GENERATIONS).symlink_to((home / GENERATIONS).absolute(), target_is_directory=True)
    return folder
