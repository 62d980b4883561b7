"""Configurations: from bytes to a record of all facts, beside the libraries that read such files.

The configurations are written by `lab.configs`, 2,000 lines each, no two alike. netfold cleans, redacts and reads
them to the record. The peers get the same bytes: hier_config and ciscoconfparse2 build their trees of lines (no facts),
vrp-ir its model of VRP. They live in environments of their own below netfold's, made at the first run; where no package
index is at hand, what was measured for the design stands as published and there is no ratio. At the end many files are
imported as a user does it, with detection, store and snapshot. A further dialect is a row of `DIALECTS`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.config_import import import_many
from collectors.configs import read_config
from lab.configs.core_firewall import long_fortios, long_zxros
from lab.configs.core_junos import long_junos, long_junos_set
from lab.configs.core_nexus import long_nxos, long_xr
from lab.configs.core_switch import LINES, long_comware, long_ios, long_vrp

FILES = 40
_REPEATS = 15
_PEERS = {"hier-config": "hier-config==3.7.1", "ciscoconfparse2": "ciscoconfparse2==0.9.18", "vrp-ir": "vrp-ir==0.9.0"}
"""Each in an environment of its own: what they depend on does not agree."""


@dataclass(frozen=True)
class Dialect:
    """A dialect that is measured: who writes its long configurations, and the peers that read them, each with its setting.

    A peer's setting is what `benchmarks.peer_configs` hands it: hier_config's driver, the syntax and the comment sign of
    ciscoconfparse2, nothing for vrp-ir. A peer that does not know a system is left out, or takes the nearest it knows.
    """

    platform: str
    write: Callable[[int], str]
    peers: Mapping[str, str]
    form: str = ""
    """Which of its forms, where it has two."""


DIALECTS = (
    Dialect("huawei_vrp", long_vrp, {"hier-config": "HUAWEI_VRP", "ciscoconfparse2": "ios #", "vrp-ir": ""}),
    # hier_config's own driver for Comware stops at the second '#'
    Dialect("hp_comware", long_comware, {"hier-config": "HUAWEI_VRP", "ciscoconfparse2": "ios #"}),
    Dialect("cisco_ios", long_ios, {"hier-config": "CISCO_IOS", "ciscoconfparse2": "ios !"}),
    Dialect("cisco_nxos", long_nxos, {"hier-config": "CISCO_NXOS", "ciscoconfparse2": "nxos !"}),
    Dialect("cisco_xr", long_xr, {"hier-config": "CISCO_XR", "ciscoconfparse2": "iosxr !"}),
    # hier_config keeps a flat list of set lines of Junos, one below the other
    Dialect("juniper_junos", long_junos, {"hier-config": "JUNIPER_JUNOS", "ciscoconfparse2": "junos #"}, "in braces"),
    Dialect("juniper_junos", long_junos_set, {"hier-config": "JUNIPER_JUNOS"}, "as set lines"),
    Dialect("fortinet_fortios", long_fortios, {"hier-config": "FORTINET_FORTIOS"}),
    # no library knows ZXROS: hier_config stops at the second '$', ciscoconfparse2 reads the indentation
    Dialect("zte_zxros", long_zxros, {"ciscoconfparse2": "ios !"}),
)
"""What is measured; every platform is one of `collectors.configs.PARSERS`."""
_PUBLISHED_PER_S = {"ciscoconfparse2": 12.0, "hier-config": 122.0, "vrp-ir": 167.0}
"""Configurations of 2,000 lines, as measured when netfold was designed."""
_ENVIRONMENTS = Path(sys.prefix) / "peers"
_PEER_SCRIPT = Path(__file__).with_name("peer_configs.py")
_PEER_FILES = 3
_WHEN = datetime(2017, 12, 1, tzinfo=UTC)


def run() -> Iterator[dict[str, object]]:
    """Yield the time to read one configuration of each dialect, beside each peer; then what importing many files takes."""
    for dialect in DIALECTS:
        yield from measure(dialect)
    yield from import_many()


def measure(dialect: Dialect) -> Iterator[dict[str, object]]:
    """Yield the time to read one configuration of a dialect, beside each of its peers."""
    texts = [dialect.write(number).encode() for number in range(FILES)]
    seconds = min(_time(texts, dialect.platform) for _ in range(_REPEATS)) / FILES
    name = f"{dialect.platform} {dialect.form}".strip()
    work = f"{name}: {LINES:,} lines to the record of all facts ({1 / seconds:.0f} configurations/s on one core)"
    base = {"bench": "config_parse", "work": work, "netfold": round(seconds * 1e3, 2), "unit": "ms"}
    for peer, setting in dialect.peers.items():
        took = _time_peer(peer, setting, texts[:_PEER_FILES])
        if took is None:
            yield {**base, "peer": round(1e3 / _PUBLISHED_PER_S[peer], 2), "peer_name": f"{peer}, as published", "ratio": None}
        else:
            yield {**base, "peer": round(took * 1e3, 2), "peer_name": peer, "ratio": round(seconds / took, 4)}


def _time(texts: list[bytes], platform: str) -> float:
    start = time.process_time()
    for number, text in enumerate(texts):
        record = read_config(text, path=f"{number}.cfg", realm="bench", collected_at=_WHEN, platform=platform, key=b"bench")
    seconds = time.process_time() - start
    if record.reading is None or record.reading.unparsed or not record.interfaces:
        raise AssertionError(record.reading)
    return seconds


def _interpreter(peer: str) -> Path | None:
    """Return the interpreter of a peer's environment, made where it is missing and an index is at hand."""
    folder = _ENVIRONMENTS / peer
    python = folder / "bin" / "python"
    if not python.exists():
        for command in ([sys.executable, "-m", "venv", str(folder)], [str(python), "-m", "pip", "install", "-q", _PEERS[peer]]):
            if subprocess.run(command, capture_output=True, check=False).returncode:
                shutil.rmtree(folder, ignore_errors=True)
                return None
    return python


def _time_peer(peer: str, setting: str, texts: list[bytes]) -> float | None:
    """Return the seconds that a peer takes for one configuration; None where it is not there."""
    python = _interpreter(peer)
    if python is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            (Path(folder) / f"{number}.cfg").write_bytes(text)
        done = subprocess.run([str(python), str(_PEER_SCRIPT), peer, setting, folder], capture_output=True, check=False)
    return float(json.loads(done.stdout)) if done.returncode == 0 else None
