"""How long a field of a CSV file may be: Python keeps one limit for the whole process, so that it is put back after each file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def field_limit(longest: int) -> Iterator[None]:
    """Let fields be `longest` characters long, and no longer."""
    before = csv.field_size_limit(longest)
    try:
        yield
    finally:
        csv.field_size_limit(before)
