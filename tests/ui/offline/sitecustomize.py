"""Put on the path of a server process: whatever would leave this machine is noted and refused.

Python imports a module of this name before anything else. An audit hook sees every socket that
Python code makes use of, however it came by it, and cannot be taken away again.
"""

from __future__ import annotations

import ipaddress
import os
import sys
import traceback

_NOTES = os.environ["YOUJU_TEST_LEFT"]
_WATCHED = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
    "socket.gethostbyaddr": 0,
    "socket.getnameinfo": 0,
}
"""Audit events and which of their arguments says where to."""
_NAMES = {"", "localhost"}


def _stays(target: object) -> bool:
    """Whether ``target`` (a path, a host, or a tuple that begins with a host) is this machine."""
    host = target[0] if isinstance(target, tuple) and target else target
    if isinstance(host, bytes):
        host = host.decode(errors="replace")
    if host is None or not isinstance(host, str):
        return host is None
    if host in _NAMES or (isinstance(target, str | bytes) and host.startswith(("/", "\0"))):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    place = _WATCHED.get(event)
    if place is None or _stays(arguments[place]):
        return
    with open(_NOTES, "a", encoding="utf-8") as notes:  # noqa: PTH123 - as little as can be
        notes.write(f"{event} {arguments[place]!r}\n{''.join(traceback.format_stack(limit=12))}\n")
    raise OSError(f"not allowed to leave this machine: {event} {arguments[place]!r}")


open(_NOTES, "a", encoding="utf-8").close()  # noqa: PTH123 - a sign that the guard is up
sys.addaudithook(_watch)
