"""Word, PDF and HTML files read in a process of their own, with a limit on its time and memory.

Such a file is a program of sorts for the library that reads it: one made on purpose, or merely
damaged, can keep it busy for hours or fill the memory. Text files need none of this and are read
at once. The process stays for the next file, as it takes a second to start. Both sides speak JSON,
one object a line, followed by the bytes of the file.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from index.errors import DocumentError
from index.limits import DEFAULT_LIMITS, Limits

PARSE_MEMORY = 2 * 1024**3
"""Bytes of address space of the reading process."""
SLACK = 512 * 1024**2
"""What the system lets it take beyond that. It is stopped from outside before, where its size can
be seen: Python does not end well without memory, and now and then not at all."""
EXHAUSTED = 3
"""Exit code of that process when a file took more memory than that, or went down too many levels."""

_LOOK = 0.05
"""Seconds between two looks at the process."""
_ROOT = Path(__file__).resolve().parents[2]
_SMALLER = "请在原来的程序里打开，拆成几份或另存为 .txt 后再试。"


class Reader:
    """Converts files, one at a time, in a child process that is replaced when it fails."""

    def __init__(self, *, memory: int = PARSE_MEMORY) -> None:
        self._memory = memory
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, ending: str, data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> str:
        """Text of ``data``, a file with this ``ending``; ``name`` is for messages.

        Raises ``DocumentError`` for what the converters refuse, and when the file takes longer
        or has more pages than ``limits`` allow, or takes more than ``memory``.
        """
        task = {"ending": ending, "name": name, "size": len(data), "max_pages": limits.pages}
        with self._turn:
            process = self._started()
            watch = _Watch(process, limits.seconds, self._memory)
            watch.start()
            try:
                reply = _ask(process, task, data)
            finally:
                watch.end()
            if not reply:
                self._discard()
        if watch.late:
            raise DocumentError(
                f"{name} 读了 {limits.seconds:g} 秒还没有读完，已放弃。",
                f"{_SMALLER}文件确实很大时，可调大设置 parse_timeout。",
            )
        if watch.exhausted or process.returncode == EXHAUSTED:
            raise DocumentError(
                f"{name} 读取时要用的内存或层数超出上限。", "请拆成几份或另存为 .txt 后再试。"
            )
        if not reply:
            raise DocumentError(f"{name} 无法读取：读它的进程意外结束。", _SMALLER)
        said: dict[str, Any] = json.loads(reply)
        if "text" not in said:
            cause = RuntimeError(said["cause"]) if said["cause"] else None
            raise DocumentError(said["message"], said["remedy"]) from cause
        return str(said["text"])

    def close(self) -> None:
        """End the process, whatever it is reading; the next file gets another."""
        while not self._turn.acquire(timeout=0.05):
            if (process := self._process) is not None:
                process.kill()
        try:
            self._discard()
        finally:
            self._turn.release()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._discard()
            paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
            self._process = subprocess.Popen(
                # Nothing is imported from the working folder, which may hold the documents.
                [sys.executable, "-P", "-m", "index.load.worker", str(self._memory + SLACK)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
            )
        return self._process

    def _discard(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                try:
                    if pipe is not None:
                        pipe.close()
                except BrokenPipeError:
                    pass  # what was not read by a process that is gone


class _Watch(threading.Thread):
    """Kills a process that takes more than ``seconds`` or than ``memory`` bytes, and says which."""

    late = False
    exhausted = False

    def __init__(self, process: subprocess.Popen[bytes], seconds: float, memory: int) -> None:
        super().__init__(name="youju-reader", daemon=True)
        self._process = process
        self._deadline = time.monotonic() + seconds
        self._memory = memory
        self._done = threading.Event()

    def run(self) -> None:
        while not self._done.wait(min(_LOOK, max(0.0, self._deadline - time.monotonic()))):
            self.late = time.monotonic() >= self._deadline
            self.exhausted = not self.late and _address_space(self._process.pid) > self._memory
            if self.late or self.exhausted:
                self._process.kill()
                return

    def end(self) -> None:
        """Stop watching."""
        self._done.set()
        self.join()


def _address_space(pid: int) -> int:
    """Bytes; 0 where the system does not tell, or of a process that is gone."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text("ascii").split()[0]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _ask(process: subprocess.Popen[bytes], task: dict[str, object], data: bytes) -> bytes:
    """The line replied; empty, or without its end, when the process ended first."""
    assert process.stdin is not None and process.stdout is not None
    try:
        process.stdin.write(json.dumps(task).encode() + b"\n")
        process.stdin.write(data)
        process.stdin.flush()
    except BrokenPipeError:
        return b""
    reply = process.stdout.readline()
    return reply if reply.endswith(b"\n") else b""


READER = Reader()
"""The one of this process."""
atexit.register(READER.close)
