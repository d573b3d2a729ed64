"""The package's front door."""

from __future__ import annotations

import subprocess
import sys

import pytest

import ui


def test_the_front_door_is_short() -> None:
    assert ui.__all__ == ["build_app", "serve"]
    assert callable(ui.build_app)
    assert callable(ui.serve)
    assert callable(ui.serve), "still the function once its module is loaded"
    with pytest.raises(AttributeError, match="nothing"):
        _ = ui.nothing


def test_importing_it_does_not_load_gradio() -> None:
    code = "import sys, ui, ui.server; sys.exit('gradio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
