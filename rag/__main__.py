"""``python -m rag`` is ``youju``."""

from rag.cli import run

run()
