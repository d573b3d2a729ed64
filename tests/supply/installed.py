"""The distributions that the project needs, as installed beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from importlib.metadata import Distribution, distribution

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

PROJECT = canonicalize_name("youju")
RUN_TIME = ("", "mcp", "openai")
"""Extras a user runs the project with; the empty one is no extra."""
DEVELOPMENT = (*RUN_TIME, "dev")


def needed(
    extras: Iterable[str], without: Collection[str] = ()
) -> dict[NormalizedName, Distribution]:
    """Return the project's dependencies and theirs, by name, without the project itself.

    Only what the environment markers ask for here; not what is reached through one of
    ``without`` alone. Raises ``PackageNotFoundError`` for a
    dependency that is not installed.
    """
    found: dict[NormalizedName, Distribution] = {}
    seen: set[tuple[NormalizedName, str]] = set()
    waiting = [(PROJECT, extra) for extra in extras]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen or name in without:
            continue
        seen.add((name, extra))
        found[name] = distribution(name)
        for line in found[name].requires or []:
            wanted = Requirement(line)
            if wanted.marker is None or wanted.marker.evaluate({"extra": extra}):
                waiting += [(canonicalize_name(wanted.name), e) for e in ("", *wanted.extras)]
    del found[PROJECT]
    return dict(sorted(found.items()))
