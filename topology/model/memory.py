"""Memory: what is known of how Python manages it, said in one place."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the search for reference cycles while many objects are made that form none.

    It would walk everything there is again and again and find nothing: half the time of a resolution, four fifths of
    reading a stored topology (measured).
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
