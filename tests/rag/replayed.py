"""A real process on loopback that plays a language model (see ``eval.replay``)."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def replaying(
    mode: str, monkeypatch: pytest.MonkeyPatch, *, pause: float = 0.0, **settings: object
) -> Iterator[str]:
    """The address of a server in ``mode``, to which the settings in the environment point."""
    process = subprocess.Popen(
        [sys.executable, "-m", "eval.replay", "--port", "0", "--mode", mode, "--pause", str(pause)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        address = re.match(r"\S+/v1", process.stdout.readline())
        assert address is not None
        given = {
            "llm_base_url": address.group(),
            "llm_model": "replay",
            "llm_retries": 0,
            "llm_timeout": 20,
        }
        for name, value in (given | settings).items():
            monkeypatch.setenv(f"YOUJU_{name.upper()}", str(value))
        yield address.group()
    finally:
        process.kill()
        process.communicate()
