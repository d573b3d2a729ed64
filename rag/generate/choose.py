"""An engine's name → the language model behind it."""

from __future__ import annotations

from functools import lru_cache

from index.errors import UsageError
from index.settings import LanguageModel, load_settings
from rag.generate.base import Generator

EXTRACTIVE = "extractive"
ENGINES = (EXTRACTIVE, "openai", "transformers")
"""The engines there are; the first quotes and needs no model."""


def load_generator(engine: str) -> Generator:
    """The language model of ``engine`` as the settings describe it, loaded once a process.

    Raises ``UsageError`` for an unknown engine or one that is not set up.
    """
    if engine not in ENGINES[1:]:
        raise UsageError(f"没有名为 {engine} 的回答引擎。", f"可用的引擎：{'、'.join(ENGINES)}。")
    return _loaded(engine, load_settings().language_model)


@lru_cache(maxsize=2)
def _loaded(engine: str, model: LanguageModel) -> Generator:
    if engine == "openai":
        from rag.generate.openai_api import OpenAIGenerator

        return OpenAIGenerator(model)
    from rag.generate.local_model import LocalGenerator

    return LocalGenerator(model)
