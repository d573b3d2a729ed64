"""What a button on the page says when it is pressed."""

from __future__ import annotations

import gradio as gr


def pressed_value(event: gr.EventData, name: str = "value") -> str:
    """One of the texts sent along with a press, empty without it. It is not to be trusted."""
    return str(event._data.get(name, "")) if isinstance(event._data, dict) else ""
