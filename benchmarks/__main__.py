"""``python -m benchmarks [NAME...]``: run all benchmarks, or those named; one line of JSON a comparison."""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys

from benchmarks import NAMES


def main(wanted: list[str]) -> int:
    """Run benchmarks; 2 for a name that is none."""
    there = [name for name in NAMES if importlib.util.find_spec(f"benchmarks.{name}")]
    unknown = [name for name in wanted if name not in there]
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(there)}", file=sys.stderr)
        return 2
    for name in wanted or there:
        for line in importlib.import_module(f"benchmarks.{name}").run():
            print(json.dumps(line, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
