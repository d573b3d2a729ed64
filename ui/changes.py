"""Pages follow the documents: what was made of them is made again once they have changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.events import Dependency

from ui.chrome import HIDDEN
from ui.seam import Library

LOOK_EVERY = 3.0
"""Seconds between two looks of a page at whether the documents are still the same."""


@dataclass(frozen=True, slots=True)
class _Part:
    renew: Callable[..., Sequence[Any]]
    inputs: Sequence[gr.blocks.Block]
    outputs: Sequence[gr.blocks.Block]


class Changes:
    """The parts of the page that depend on the documents.

    A library whose documents can change says by its ``generation`` which they are now.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._parts: list[_Part] = []

    def follow(
        self,
        renew: Callable[..., Sequence[Any]],
        inputs: Sequence[gr.blocks.Block],
        outputs: Sequence[gr.blocks.Block],
    ) -> None:
        """Call ``renew`` with the values of ``inputs`` for new ones of ``outputs``, one each."""
        self._parts.append(_Part(renew, inputs, outputs))

    def connect(self, opened: Dependency) -> None:
        """Begin to follow, once a page has ``opened``; called inside the app, after every
        ``follow``."""
        shown = gr.State("")
        inputs = [block for part in self._parts for block in part.inputs]
        outputs = [block for part in self._parts for block in part.outputs]

        def look(before: str, *values: Any) -> list[Any]:
            now = generation(self._library)
            if before == now:
                return [gr.skip()] * (1 + len(outputs))
            made: list[Any] = [now]
            at = 0
            for part in self._parts:
                made += part.renew(*values[at : at + len(part.inputs)])
                at += len(part.inputs)
            return made

        look_now = (look, [shown, *inputs], [shown, *outputs])
        opened.then(*look_now, **HIDDEN, queue=False)
        if generation(self._library):
            gr.Timer(LOOK_EVERY).tick(*look_now, **HIDDEN, queue=False)


def generation(library: Library) -> str:
    """The name of the documents as they are now; empty if they never change."""
    return str(getattr(library, "generation", ""))
