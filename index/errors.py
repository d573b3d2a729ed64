"""Every error Youju raises on purpose.

YoujuError                  base: a message for the reader and what to do about it
├── UsageError              a request that cannot be carried out as asked (exit code 2)
├── BudgetSpent             work stopped at the time it was given, to be gone on with (exit code 2)
├── DocumentError           a source document that cannot be read (exit code 2)
├── ModelError              an embedding model that cannot be loaded or used (exit code 2)
├── GeneratorError          a language model that cannot be reached or breaks off (exit code 2)
└── IndexUnreadable         a stored index that is missing, damaged or foreign (exit code 3)
    └── IndexLocked         another process is writing the same index
"""

from __future__ import annotations

import re

_HALF = re.compile("[\ud800-\udfff]")


class YoujuError(Exception):
    """Base of all errors meant for a reader.

    ``message`` says what is wrong and names the file or setting; ``remedy`` says
    what to do next (may be empty). Both are Chinese sentences.
    """

    exit_code = 2

    def __init__(self, message: str, remedy: str = "") -> None:
        # Half a character, as in a file name that is not UTF-8, can be shown nowhere.
        self.message = _HALF.sub("\ufffd", message)
        self.remedy = _HALF.sub("\ufffd", remedy)
        super().__init__(self.message, self.remedy)

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class UsageError(YoujuError):
    """A request that cannot be carried out as asked: unknown district, empty question."""


class BudgetSpent(YoujuError):  # noqa: N818 - as planned, no mishap
    """Work that stopped at the time it was given; running it again goes on with it."""


class DocumentError(YoujuError):
    """A source document that cannot be read: missing, empty, binary, damaged."""


class ModelError(YoujuError):
    """An embedding model that cannot be loaded or used."""


class GeneratorError(YoujuError):
    """A language model that cannot be reached, or that breaks off; answers are then quoted."""


class IndexUnreadable(YoujuError):  # noqa: N818 - a state of the index, not a mishap
    """A stored index that is missing, damaged, of a newer schema or made by another model."""

    exit_code = 3


class IndexLocked(IndexUnreadable):
    """Another process is writing the same index."""
