"""A bounded cache: the few values that many calls want, the least used given up first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

_T = TypeVar("_T")


class Cache:
    """At most `size` values for each kind; a value is made once even when several threads want it."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._making: dict[Hashable, threading.Lock] = {}
        self._kinds: dict[str, OrderedDict[Hashable, Any]] = {}

    def get(self, kind: str, key: Hashable, make: Callable[[], _T]) -> _T:
        """Return the value kept under (`kind`, `key`), made by `make` the first time."""
        with self._lock:
            kept = self._kinds.setdefault(kind, OrderedDict())
            if key in kept:
                kept.move_to_end(key)
                return kept[key]  # type: ignore[no-any-return]
            making = self._making.setdefault((kind, key), threading.Lock())
        with making:
            with self._lock:
                if key in kept:
                    return kept[key]  # type: ignore[no-any-return]
            value = make()
            with self._lock:
                kept[key] = value
                self._making.pop((kind, key), None)
                while len(kept) > self._size:
                    kept.popitem(last=False)
            return value
