"""Files that have been uploaded but not yet added: what they would become, as edited."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index.document import Document
from index.errors import UsageError, YoujuError
from index.told import Told
from index.uploads import Upload, file_name
from ui.live import LiveLibrary
from ui.logs import note
from ui.words import ZH, Words

_DATE = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_PARTS = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})(?:\s*[月./-]\s*(\d{1,2})\s*日?|\s*月?)")


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that waits: the document it would become, or why it cannot."""

    path: Path
    name: str
    document: Document | None = None
    error: str = ""

    @property
    def mixed(self) -> bool:
        """Whether its headings name different districts for different parts."""
        return self.document is not None and len({s.districts for s in self.document.sections}) > 1


def stage(library: LiveLibrary, files: Iterable[str], words: Words = ZH) -> list[Staged]:
    """Read each file as it would be indexed. One that cannot be added is deleted at once."""
    staged: list[Staged] = []
    for file in files:
        path = Path(file)
        name = path.name
        try:
            name = file_name(path.name)
            staged.append(Staged(path, name, library.preview(Upload(path, name))))
        except YoujuError as error:
            discard(path)
            staged.append(Staged(path, name, error=str(error)))
        except Exception as error:
            message = "一个上传的文件读不了，是程序出了意外："
            note(logging.ERROR, "preview", message, error=error, status="unexpected")
            discard(path)
            staged.append(Staged(path, name, error=words.documents.unexpected))
    return staged


def discard(path: Path) -> None:
    """Delete an uploaded file that is not wanted; others could find it otherwise."""
    path.unlink(missing_ok=True)


def told(
    staged: Staged,
    words: Words,
    *,
    title: str,
    districts: list[str] | None,
    whole: bool,
    date: str,
    speaker: str,
) -> Told:
    """What the person said of a file beyond what was found in it. Raises ``UsageError``."""
    document = staged.document
    assert document is not None
    names = tuple(name.strip() for name in districts or () if name.strip())
    if staged.mixed:
        whole = whole and bool(names)
    else:
        # The field showed what was found: only another value says something.
        whole = names != document.districts
        names = names if whole else ()
    date = _normal_date(date.strip(), words)
    return Told(
        title="" if title.strip() == document.title else title.strip(),
        districts=names,
        whole=whole,
        date="" if date == document.date else date,
        speaker=speaker.strip(),
    )


def _normal_date(written: str, words: Words) -> str:
    if parts := _PARTS.fullmatch(written):
        written = "-".join(f"{int(part):02d}" for part in parts.groups() if part)
    if written and not _DATE.fullmatch(written):
        raise UsageError(words.documents.wrong_date.format(written))
    return written
