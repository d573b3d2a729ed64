"""The chat page: ask a question, read the answer beside the words it stands on.

Importing this package is cheap: Gradio is loaded when ``build_app`` or ``serve`` is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ui.app import build_app
    from ui.server import serve

__all__ = ["build_app", "serve"]


def __getattr__(name: str) -> Any:
    if name == "build_app":
        from ui.app import build_app

        return build_app
    if name == "serve":
        from ui.server import serve

        return serve
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
