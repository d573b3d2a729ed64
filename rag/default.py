"""The default corpus: the index folder of the settings, built on first use."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from index.settings import Settings, load_settings
from index.store.layout import CURRENT
from rag.youju import Youju


@lru_cache(maxsize=4)
def _opened(home: Path) -> Youju:
    return Youju.open(home)


def default_youju() -> Youju:
    """The corpus of the default index, opened once a process."""
    settings = load_settings()
    ensure_index(settings)
    return _opened(settings.home.resolve())


def ensure_index(settings: Settings) -> bool:
    """Build the index from ``settings.sources`` unless there is one; true if it was built."""
    if (settings.home / CURRENT).exists():
        return False
    from index.build import build_index

    build_index(
        settings.sources,
        settings.home,
        model=settings.model,
        max_tokens=settings.chunk_tokens,
        max_bytes=settings.max_file_bytes,
        max_chars=settings.max_chars,
    )
    return True
