"""Conversations on this machine, one file each, in a folder for each person.

A person is a signed-in name, or else a browser, known by a random key that it keeps. Folders are
named by a digest, so that neither can be guessed from the other and no name reaches the disk.
"""

from __future__ import annotations

import atexit
import hashlib
import re
import secrets
import shutil
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from index.errors import UsageError
from index.store.layout import replace_file
from ui.conversation import MOST_TURNS, Conversation, from_json, to_json

LISTED = 30
"""Conversations offered to choose from; older ones stay on the disk."""
Titles = dict[Path, tuple[int, str]]
"""Titles by file, each with the time at which the file was written."""
_KEY = re.compile(r"[\w-]{20,64}", re.ASCII)


def new_key() -> str:
    """A name nobody can guess, for a browser or a conversation."""
    return secrets.token_urlsafe(18)


def is_key(value: object) -> bool:
    """Whether ``value`` looks like one; anything a browser sends must."""
    return isinstance(value, str) and _KEY.fullmatch(value) is not None


class Conversations:
    """Everybody's conversations under ``home``, or until the program ends without one."""

    def __init__(self, home: Path | None = None) -> None:
        if home is None:
            home = Path(tempfile.mkdtemp(prefix="youju-"))
            atexit.register(shutil.rmtree, home, ignore_errors=True)
        self._root = home / "conversations"
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._titles: Titles = {}

    def of(self, user: str | None, browser: str) -> Person:
        """Those of one person: of ``user`` when somebody has signed in, else of a browser."""
        whose = f"user\n{user}" if user else f"browser\n{browser}"
        digest = hashlib.sha256(whose.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        return Person(self._root / digest, self._locks[digest], self._titles)


class Person:
    """The conversations of one person; no other's can be reached through it."""

    def __init__(self, folder: Path, writing: threading.Lock, titles: Titles) -> None:
        self._folder = folder
        self._writing = writing
        self._titles = titles

    def open(self, name: object) -> Conversation:
        """The conversation of that id, or a new one when there is none that can be read."""
        if is_key(name):
            try:
                kept = from_json(self._file(str(name)).read_text(encoding="utf-8"))
            except (OSError, UnicodeDecodeError):
                kept = None
            if kept is not None and kept.id == name:
                return kept
            if not self._file(str(name)).exists():
                return Conversation(str(name))
        return Conversation(new_key())  # what cannot be read is not written over either

    def update(self, name: object, change: Callable[[Conversation], Conversation]) -> Conversation:
        """Change a conversation as it is on the disk at this moment, and keep it."""
        with self._writing:
            changed = change(self.open(name))
            if len(changed.turns) > MOST_TURNS:
                raise UsageError(f"这段对话已有 {MOST_TURNS} 个问题。", "请点“新对话”继续提问。")
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(self._file(changed.id), to_json(changed))
        return changed

    def delete(self, name: object) -> None:
        """Remove a conversation for good."""
        if is_key(name):
            with self._writing:
                self._file(str(name)).unlink(missing_ok=True)

    def recent(self) -> list[tuple[str, str]]:
        """The (title, id) of the latest conversations, newest first."""
        try:
            files = sorted(
                self._folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True
            )
        except OSError:
            return []
        titled = [(self._title(path), path.stem) for path in files[:LISTED] if is_key(path.stem)]
        return [(title, name) for title, name in titled if title]

    def _title(self, path: Path) -> str:
        """A conversation's title; only those that have changed are read for it."""
        written = path.stat().st_mtime_ns
        known = self._titles.get(path)
        if known is None or known[0] != written:
            known = self._titles[path] = (written, self.open(path.stem).title)
        return known[1]

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.json"
