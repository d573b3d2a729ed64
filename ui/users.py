"""The file of users: a line for each, ``name:hash``, read again whenever it changes."""

from __future__ import annotations

import os
import stat
import tempfile
import unicodedata
from pathlib import Path

from index.errors import UsageError
from ui.passwords import Hash

SHORTEST_PASSWORD = 8
_LONGEST = 256
"""Characters of a name or password at most: nobody types more, and hashing is not free."""
_HOW_TO_ADD = "请用 youju user add 用户名 --auth-file {} 添加用户。"


class Users:
    """Users of one file. Changes to the file count from the next login on, without a restart.

    Raises ``UsageError`` on opening a file that is missing, unreadable or malformed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._changed, self._hashes = self._read()
        if not self._hashes:
            raise UsageError(f"用户文件 {path} 里还没有用户。", _HOW_TO_ADD.format(path))
        # A name that does not exist takes as long to refuse as a wrong password.
        self._nobody = Hash.of("")

    def stamp(self, name: str) -> str | None:
        """What changes when the user's password does; None when there is no such user."""
        self._refresh()
        found = self._hashes.get(unicodedata.normalize("NFC", name))
        return None if found is None else str(found)

    def verify(self, name: str, password: str) -> bool:
        """Whether this is a user, and the user's password. Takes a tenth of a second either way."""
        self._refresh()
        if len(password) > _LONGEST:
            return False
        found = self._hashes.get(unicodedata.normalize("NFC", name))
        matched = (found or self._nobody).matches(password)
        return found is not None and matched

    def others_can_read(self) -> bool:
        """Whether accounts of this machine other than the owner's may read the file."""
        return os.name == "posix" and bool(self.path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))

    def _refresh(self) -> None:
        try:
            if self._stamp() != self._changed:
                self._changed, self._hashes = self._read()
        except (UsageError, OSError):
            # An editor half-way through saving: the users read last stay until it is whole.
            return

    def _stamp(self) -> tuple[int, int, int]:
        found = self.path.stat()
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _read(self) -> tuple[tuple[int, int, int], dict[str, Hash]]:
        # Taken before reading: a change in between is then read again, never missed.
        stamp = self._stamp() if self.path.exists() else (0, 0, 0)
        return stamp, read_users(self.path)


def read_users(path: Path) -> dict[str, Hash]:
    """Names and hashes of ``path``; ``UsageError`` names the line that is not right."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UsageError(f"找不到用户文件 {path}。", _HOW_TO_ADD.format(path)) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"用户文件 {path} 不是 UTF-8 文字。", _HOW_TO_ADD.format(path)) from error
    except OSError as error:
        raise UsageError(
            f"打不开用户文件 {path}（{error.strerror}）。", "请检查它的读取权限。"
        ) from error
    hashes: dict[str, Hash] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, stored = line.strip().partition(":")
        try:
            hashes[checked_name(name)] = Hash.parse(stored)
        except (ValueError, UsageError) as error:
            raise UsageError(
                f"用户文件 {path} 第 {number} 行不对：应为“用户名:口令的散列”。",
                f"请删去这一行，再用 youju user add 用户名 --auth-file {path} 重新设置。",
            ) from error
    return hashes


def set_password(path: Path, name: str, password: str) -> bool:
    """Add ``name`` to the file or change the password; True when the user is new."""
    name = checked_name(name)
    if not SHORTEST_PASSWORD <= len(password) <= _LONGEST:
        raise UsageError(f"口令应有 {SHORTEST_PASSWORD} 到 {_LONGEST} 个字符。")
    hashes = read_users(path) if path.exists() else {}
    new = name not in hashes
    _write(path, hashes | {name: Hash.of(password)})
    return new


def remove_user(path: Path, name: str) -> None:
    """Take ``name`` out of the file; ``UsageError`` when it is not in it."""
    hashes = read_users(path)
    if hashes.pop(checked_name(name), None) is None:
        raise UsageError(f"用户文件 {path} 里没有用户 {name}。")
    _write(path, hashes)


def checked_name(name: str) -> str:
    """``name`` in its composed form; ``UsageError`` when it would not survive a line of text."""
    name = unicodedata.normalize("NFC", name.strip())
    if not 0 < len(name) <= _LONGEST or not name.isprintable() or name[0] == "#" or ":" in name:
        raise UsageError("用户名不能为空，不能以 # 开头，不能含冒号或控制字符。")
    return name


def _write(path: Path, hashes: dict[str, Hash]) -> None:
    """Replace the file as a whole; only its owner may read it, from the first byte on."""
    lines = [f"{name}:{found}\n" for name, found in sorted(hashes.items())]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, written = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write("# youju user add … --auth-file …\n")
                file.writelines(lines)
                file.flush()
                os.fsync(file.fileno())
            Path(written).replace(path)
        except BaseException:
            Path(written).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(
            f"写不了用户文件 {path}（{error.strerror}）。", "请检查文件夹的权限。"
        ) from error
