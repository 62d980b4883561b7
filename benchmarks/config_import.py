"""2,000 files of four makers into a fresh home, as a user imports them: detected, read, stored, resolved, analysed.

``python -m benchmarks.config_import FOLDER HOME`` imports the folders of FOLDER, each as a realm, and prints what it took as
JSON; in a process of its own, so that its memory can be told. `import_many` starts it.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from lab.configs.many import write_many
from services.home import Home
from services.importing import Request, import_paths

FILES = 2_000
_SECONDS, _MIB = 120.0, 1024
"""What is wanted of it at most."""


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What an import gave and took."""

    states: dict[str, int]
    platforms: dict[str, int]
    unread_lines: int
    """Lines of configurations that nothing understood."""
    devices: int
    """Devices of the snapshot."""
    seconds: float
    cpu_s: float
    peak_mib: int


def import_folder(folder: Path, home: Path) -> Figures:
    """Import each folder of a folder as a realm and make the snapshot; returns the figures of this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    with Home.open(home) as opened:
        done = import_paths(opened, [Request(path=path, realm=path.name) for path in sorted(folder.iterdir())])
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        snapshot = done.snapshot
    return Figures(
        states=dict(Counter(file.state.value for file in done.files)),
        platforms=dict(Counter(file.platform or "" for file in done.files)),
        unread_lines=sum(device.unparsed or 0 for file in done.files for device in file.devices if device.kind == "config"),
        devices=0 if snapshot is None else snapshot.counts.get("devices", 0),
        seconds=round(wall, 2),
        cpu_s=round(cpu, 2),
        peak_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )


def run_apart(folder: Path, home: Path) -> Figures:
    """Run `import_folder` in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.config_import", str(folder), str(home)]
    done = subprocess.run(command, capture_output=True, check=True, cwd=Path(__file__).parents[1])
    return msgspec.json.decode(done.stdout, type=Figures)


def import_many() -> Iterator[dict[str, object]]:
    """Yield time, processor time and memory of importing many files; no peer does it, so the limits stand in the work."""
    for long_every in (10, 1):
        yield from _import_some(long_every)


def _import_some(long_every: int) -> Iterator[dict[str, object]]:
    """Yield what it takes where every so many-th file has 2,000 lines."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "files"
        lines = write_many(folder, FILES, long_every=long_every)
        figures = run_apart(folder, Path(name) / "home")
    work = f"import of {FILES:,} files of four makers ({lines:,} lines) with snapshot into a fresh home; {json.dumps(figures.states)}"
    for value, unit, limit in ((figures.seconds, "s", _SECONDS), (figures.cpu_s, "CPU s", None), (figures.peak_mib, "MiB", _MIB)):
        said = work if limit is None else f"{work}; wanted at most {limit:g} {unit}"
        yield {"bench": "config_parse", "work": said, "netfold": value, "peer": None, "peer_name": None, "unit": unit, "ratio": None}


if __name__ == "__main__":
    sys.stdout.write(msgspec.json.encode(import_folder(Path(sys.argv[1]), Path(sys.argv[2]))).decode() + "\n")
