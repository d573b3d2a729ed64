"""Readers beside a writer: eight processes go on asking while the index changes underneath them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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


@dataclass(slots=True)
class Soak:
    """What the readers saw: questions, errors, wrong answers, generations taken up; memory in MiB
    and open files of the reader that grew most, first and last."""

    seconds: float
    changes: int
    questions: int = 0
    errors: list[str] = field(default_factory=list)
    wrong: int = 0
    generations: int = 0
    rss_start: float = 0.0
    rss_end: float = 0.0
    files_start: int = 0
    files_end: int = 0


def soak(folder: Path, seconds: float, readers: int = 8) -> Soak:
    """Add and remove a document in a loop for ``seconds`` while ``readers`` processes ask."""
    sources, home = folder / "sources", folder / "home"
    build(sources, home)
    command = [sys.executable, "-m", "tests.reliability.soak", str(home), str(seconds)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(readers)]
    started, changes = time.monotonic(), 0
    while time.monotonic() - started < seconds + 2:
        (remove if changes % 2 else add)(sources, home)
        changes += 1
    found = Soak(seconds, changes)
    growth = -1.0
    for process in processes:
        said = json.loads(process.communicate(timeout=seconds + 120)[0])
        found.questions += said["questions"]
        found.errors += said["errors"]
        found.wrong += said["wrong"]
        found.generations = max(found.generations, said["generations"])
        if said["rss_end"] - said["rss_start"] > growth:
            growth = said["rss_end"] - said["rss_start"]
            for name in ("rss_start", "rss_end", "files_start", "files_end"):
                setattr(found, name, said[name])
    places_answered(home)
    check_no_litter(home)
    return found


def _read(home: Path, seconds: float) -> dict[str, Any]:
    """Ask until the time is over, always from the generation that is live."""
    from ui.live import LiveLibrary

    library = LiveLibrary(home, embedder=EMBEDDER, look_every=0.05)
    known = FIGURES | dict([ADDED])
    questions = wrong = 0
    errors: list[str] = []
    seen: set[str] = set()
    start: tuple[float, int] | None = None
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        place = list(known)[questions % len(known)]
        questions += 1
        try:
            seen.add(library.generation)
            answer = library.answer(f"{place}今年要新建多少个口袋公园？")
        except Exception as error:  # whatever a reader would see
            errors.append(f"{type(error).__name__}: {error}")
            continue
        right = f"{known[place]}个" in answer.text
        refused = answer.status == "refused" and place == ADDED[0]
        wrong += not (right or refused)
        if start is None and questions >= 40:
            start = _held()  # caches are warm
    end = _held()
    start = start or end
    library.close()
    return {
        "questions": questions,
        "errors": errors[:5],
        "wrong": wrong,
        "generations": len(seen),
        "rss_start": start[0],
        "rss_end": end[0],
        "files_start": start[1],
        "files_end": end[1],
    }


def _held() -> tuple[float, int]:
    """Resident memory in MiB and open files of this process."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20, len(list(Path("/proc/self/fd").iterdir()))


if __name__ == "__main__":
    print(json.dumps(_read(Path(sys.argv[1]), float(sys.argv[2]))))
