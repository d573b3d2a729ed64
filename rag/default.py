"""The default corpus: the index folder of the settings, built on first use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from index.settings import Settings, load_settings
from index.store.layout import CURRENT
from rag.youju import Youju

if TYPE_CHECKING:
    from index.build import BuildReport, Progress


@lru_cache(maxsize=4)
def _opened(home: Path) -> Youju:
    return Youju.open(home)


def default_youju() -> Youju:
    """The corpus of the default index, opened once a process."""
    settings = load_settings()
    if not has_index(settings):
        build_from(settings)
    return _opened(settings.home.resolve())


def has_index(settings: Settings) -> bool:
    """Whether there is anything in the index folder to open."""
    return (settings.home / CURRENT).exists()


def build_from(
    settings: Settings,
    paths: Sequence[Path] = (),
    *,
    model: str | None = None,
    rebuild: bool = False,
    time_budget: float | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> BuildReport:
    """Index ``paths``, or else the sources of ``settings``, within its limits and ``time_budget`` seconds.

    Raises what ``index.build.build_index`` raises.
    """
    from index.build import build_index

    # Without a wish of the user's an existing index keeps its model.
    wished = settings.model if "model" in settings.model_fields_set else None
    return build_index(
        list(paths) or settings.sources,
        settings.home,
        model=model or wished,
        rebuild=rebuild,
        max_tokens=settings.chunk_tokens,
        limits=settings.limits,
        time_budget=time_budget,
        progress=progress,
    )
