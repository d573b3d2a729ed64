"""What was asked for latest, kept in memory as far as it may grow."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Latest(Generic[Key, Value]):
    """Values by key, the latest asked for: ``most`` of them, or of whatever ``size`` counts in them;
    the last one in any case. Safe to share between threads; what two of them ask for at once is made
    twice."""

    def __init__(self, most: int, size: Callable[[Value], int] = lambda _: 1) -> None:
        self._most = most
        self._size_of = size
        self._size = 0
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def __contains__(self, key: Key) -> bool:
        return key in self._values

    def get(self, key: Key) -> Value | None:
        """The value kept for ``key``, if any."""
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def put(self, key: Key, value: Value) -> None:
        """Keep ``value``, and drop what was asked for longest ago if there is no room for it."""
        with self._lock:
            if key not in self._values:
                self._values[key] = value
                self._size += self._size_of(value)
            while self._size > self._most and len(self._values) > 1:
                self._size -= self._size_of(self._values.popitem(last=False)[1])

    def get_or_make(self, key: Key, make: Callable[[Key], Value]) -> Value:
        """The value kept for ``key``, else a new one, which is then kept."""
        value = self.get(key)
        if value is None:
            value = make(key)
            self.put(key, value)
        return value
