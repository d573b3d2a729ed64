"""The distributions that the project needs, as installed beside it."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import Distribution, distribution

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

PROJECT = canonicalize_name("youju")
RUN_TIME = ("", "mcp", "openai")
"""Extras a user runs the project with; the empty one is no extra."""
DEVELOPMENT = (*RUN_TIME, "dev")
UNLOCKED = {"torch"}
"""Its builds differ from registry to registry, and so does what they bring with them: it has locks
of its own."""


def needed(extras: Iterable[str]) -> dict[NormalizedName, Distribution]:
    """Return the project's dependencies and theirs, by name, without the project itself.

    Only what the environment markers ask for here, and of what ``UNLOCKED`` ones need only what all
    their builds do. Raises ``PackageNotFoundError`` for a dependency that is not installed.
    """
    found: dict[NormalizedName, Distribution] = {}
    seen: set[tuple[NormalizedName, str]] = set()
    waiting = [(PROJECT, extra) for extra in extras]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        found[name] = distribution(name)
        for line in found[name].requires or []:
            wanted = Requirement(line)
            # What all builds of torch need has no marker, what some bring for their hardware has.
            applies = (
                name not in UNLOCKED and wanted.marker and wanted.marker.evaluate({"extra": extra})
            )
            if wanted.marker is None or applies:
                waiting += [(canonicalize_name(wanted.name), e) for e in ("", *wanted.extras)]
    del found[PROJECT]
    return dict(sorted(found.items()))
