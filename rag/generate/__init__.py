"""Language models as an option: they write, the verifier decides what is shown."""

from __future__ import annotations

from rag.generate.answering import fluent_answers
from rag.generate.base import Generator, Message
from rag.generate.choose import ENGINES, load_generator

__all__ = ["ENGINES", "Generator", "Message", "fluent_answers", "load_generator"]
