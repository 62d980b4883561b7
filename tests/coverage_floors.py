"""Hold branch coverage to its floors: 95 % on topology and planning, 85 % elsewhere."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

FLOORS = {"topology": 95.0, "planning": 95.0}
DEFAULT_FLOOR = 85.0


def room_coverage(report: dict[str, object]) -> dict[str, float]:
    """Return the covered share of statements and branches of each room [%]."""
    totals: dict[str, list[int]] = {}
    files = report["files"]
    assert isinstance(files, dict)
    for name, entry in files.items():
        summary = entry["summary"]
        room = totals.setdefault(Path(name).parts[0].removesuffix(".py"), [0, 0])
        room[0] += summary["covered_lines"] + summary["covered_branches"]
        room[1] += summary["num_statements"] + summary["num_branches"]
    return {room: 100.0 * covered / max(possible, 1) for room, (covered, possible) in sorted(totals.items())}


def main() -> int:
    """Print each room's figure; return 1 when one is below its floor."""
    out = Path(".coverage-report.json")
    subprocess.run([sys.executable, "-m", "coverage", "json", "-q", "-i", "-o", str(out)], check=True)
    rooms = room_coverage(json.loads(out.read_text(encoding="utf-8")))
    out.unlink()
    short = []
    for room, share in rooms.items():
        floor = FLOORS.get(room, DEFAULT_FLOOR)
        print(f"coverage {room:<12}{share:6.1f} %  (floor {floor:.0f} %)")
        if share < floor:
            short.append(room)
    if short:
        print(f"coverage below its floor: {', '.join(short)}", file=sys.stderr)
    return 1 if short else 0


if __name__ == "__main__":
    raise SystemExit(main())
