"""What comes with a press is believed to be of no kind until it has been looked at."""

from __future__ import annotations

import gradio as gr
import pytest

from ui.pressed import pressed_value


@pytest.mark.parametrize(
    ("data", "value"),
    [({"value": "1 2"}, "1 2"), ({"value": 3}, "3"), ({}, ""), (None, ""), ("", "")],
)
def test_the_value_of_a_press_is_text(data: object, value: str) -> None:
    assert pressed_value(gr.EventData(None, data)) == value
