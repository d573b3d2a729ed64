"""What a language model must offer to write answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a chat model."""

    role: Literal["system", "user", "assistant"]
    content: str


class Generator(Protocol):
    """A chat model. ``name`` is shown to people and must hold no secret."""

    @property
    def name(self) -> str: ...

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """Write the reply to ``messages`` piece by piece. Raises ``GeneratorError``."""
        ...
