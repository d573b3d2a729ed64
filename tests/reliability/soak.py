"""Readers beside a writer: eight processes go on asking while the index changes underneath them.

Every other one reads as if the index were large: from files that stay open, mapped into memory.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.reliability.library import (
    ADDED,
    EMBEDDER,
    FIGURES,
    add,
    build,
    check_no_litter,
    places_answered,
    remove,
)

if TYPE_CHECKING:
    from ui.live import LiveLibrary


WARM = 30.0
"""Seconds after which a reader's caches are full, or a fifth of a shorter run."""
MORE_FILES, MORE_MEMORY = 2, 8.0
"""Open files, and MiB, that a reader may hold more at the end than when it was warm."""


@dataclass(slots=True)
class Soak:
    """What the readers saw: questions, errors, wrong answers, generations taken up; open files and
    MiB of memory, once warm and at the end, each of the reader that grew most."""

    seconds: float
    changes: int
    questions: int = 0
    errors: list[str] = field(default_factory=list)
    wrong: int = 0
    generations: int = 0
    files: tuple[int, int] = (0, 0)
    memory: tuple[float, float] = (0.0, 0.0)

    @property
    def problems(self) -> list[str]:
        """What must not be, in words."""
        found = list(self.errors)
        if self.wrong:
            found.append(f"{self.wrong} 个错误的回答")
        if _growth(self.files) > MORE_FILES:
            found.append(f"打开的文件变多：{self.files[0]} → {self.files[1]}")
        if _growth(self.memory) > MORE_MEMORY:
            found.append(f"内存变多：{self.memory[0]:.0f} → {self.memory[1]:.0f} MiB")
        return found


def _growth(held: Sequence[float]) -> float:
    return held[1] - held[0]


def soak(folder: Path, seconds: float, readers: int = 8) -> Soak:
    """Add and remove a document in a loop for ``seconds`` while ``readers`` processes ask."""
    sources, home = folder / "sources", folder / "home"
    build(sources, home)
    command = [sys.executable, "-m", "tests.reliability.soak", str(home), str(seconds)]
    processes = [
        subprocess.Popen([*command, size], stdout=subprocess.PIPE)
        for size in islice(cycle(("small", "large")), readers)
    ]
    started, changes = time.monotonic(), 0
    while time.monotonic() - started < seconds + 2:
        (remove if changes % 2 else add)(sources, home)
        changes += 1
    found = Soak(seconds, changes)
    files, memory = [], []
    for process in processes:
        said = json.loads(process.communicate(timeout=seconds + 120)[0])
        found.questions += said["questions"]
        found.errors += said["errors"]
        found.wrong += said["wrong"]
        found.generations = max(found.generations, said["generations"])
        files.append(tuple(said["files"]))
        memory.append(tuple(said["memory"]))
    found.files, found.memory = max(files, key=_growth), max(memory, key=_growth)
    places_answered(home)
    check_no_litter(home)
    return found


def _read(home: Path, seconds: float, size: str) -> dict[str, Any]:
    """Ask until the time is over, always from the generation that is live."""
    from index.store import reading
    from ui.live import LiveLibrary

    if size == "large":
        reading.WHOLE = 0
    library = LiveLibrary(home, embedder=EMBEDDER, look_every=0.05)
    known = FIGURES | dict([ADDED])
    questions = wrong = 0
    errors: list[str] = []
    logs = logging.Handler(logging.WARNING)  # such as of a generation that could not be opened
    logs.emit = lambda record: errors.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger().addHandler(logs)
    seen: set[str] = set()
    held: list[tuple[int, float]] = []
    now = time.monotonic()
    warm, until = now + min(WARM, seconds / 5), now + seconds
    while now < until:
        place = list(known)[questions % len(known)]
        questions += 1
        try:
            seen.add(library.generation)
            answer = library.answer(f"{place}今年要新建多少个口袋公园？")
            right = f"{known[place]}个" in answer.text
            refused = answer.status == "refused" and place == ADDED[0]
            wrong += not (right or refused)
        except Exception as error:  # whatever a reader would see
            errors.append(f"{type(error).__name__}: {error}")
        now = time.monotonic()
        if not held and now >= warm:
            held.append(_held(library))
    held.append(_held(library))
    library.close()
    files, memory = zip(held[0], held[-1], strict=True)
    return {
        "questions": questions,
        "errors": errors[:5],
        "wrong": wrong,
        "generations": len(seen),
        "files": files,
        "memory": memory,
    }


def _held(library: LiveLibrary) -> tuple[int, float]:
    """Open files of this process and its resident memory in MiB, with one generation open."""
    with library._swapping:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        files = len(list(Path("/proc/self/fd").iterdir()))
    return files, pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    print(json.dumps(_read(Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3])))
