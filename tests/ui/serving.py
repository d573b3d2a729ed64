"""A running page, and a client of its endpoint, for tests that need one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gradio_client import Client  # type: ignore[import-untyped]

from ui import serve
from ui.seam import Answerer


@contextmanager
def serving(
    youju: Answerer, *, home: Path | None = None, port: int = 0, **options: Any
) -> Iterator[str]:
    """Serve ``youju`` on a free port of this machine and give the address."""
    app = serve(youju, port=port, block=False, home=home, **options)
    try:
        yield str(app.local_url)
    finally:
        app.close(verbose=False)


@contextmanager
def connected(url: str) -> Iterator[Any]:
    """A ``gradio_client.Client`` of the page at ``url``."""
    client = Client(url, verbose=False)
    try:
        yield client
    finally:
        client.close()
