"""The child process of `guard`: reads a request on standard input, answers on standard output."""

from __future__ import annotations

import sys

from collectors.census.guard import run_child

if __name__ == "__main__":
    sys.modules["numpy"] = None  # type: ignore[assignment] # openpyxl would load it for nothing, with its threads' memory
    sys.stdout.buffer.write(run_child(sys.stdin.buffer.read()))
