"""Ten thousand agents, ten thousand mostly dead addresses, and five hundred devices 20 ms away (L5, A64, DESIGN 13)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from lab.city import build_city
from lab.faults import Fault
from lab.scale import scaled
from tests.long.city import run, served, tell

pytestmark = pytest.mark.long

COLLECTOR = """
import json, resource, sys
from pathlib import Path
from collectors.snmp.scope import load_scope
from services.discovery import run_scope
from services.home import Home
with Home.open(sys.argv[2]) as home:
    outcome = run_scope(home, Path(sys.argv[1]), resolve=False)
    stored = len(home.store.records.heads())
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({"complete": outcome.summary.complete, "seconds": outcome.summary.seconds, "stored": stored, "peak_mib": peak}))
"""


def test_l5_ten_thousand_agents_within_memory(tmp_path):
    city = build_city("full")
    agents = len(scaled(city, 10_000).devices)
    with served(city, scale=10_000, warm_s=15.0) as scope:
        done = subprocess.run(
            [sys.executable, "-c", COLLECTOR, str(scope.path), str(tmp_path / "home")],
            capture_output=True,
            text=True,
            check=True,
            timeout=900,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        )
    figures = json.loads(done.stdout.splitlines()[-1])
    tell("ten_thousand", agents=agents, **figures)
    assert agents >= 10_000
    assert (figures["complete"], figures["stored"]) == (agents, agents)
    assert figures["peak_mib"] <= 1024


def test_a64_ten_thousand_addresses_of_which_a_hundred_answer(tmp_path):
    city = build_city("small")
    realm = max(city.seeds, key=lambda name: sum(device.realm == name for device in city.devices))
    alive = [device for device in city.devices if device.realm == realm]
    own = city.translations[realm][0][1].rpartition("/")[0]
    base = ".".join(own.split(".")[:2])
    handles = []

    def watch(stop):
        while not stop.wait(0.1):
            handles.append(sum(1 for _ in Path("/proc/self/fd").iterdir()))

    faults = {}
    with served(city, faults=faults) as scope:
        text = scope.path.read_text(encoding="utf-8").split("\n[[realm]]")
        head = text[0]
        mine = next(part for part in text[1:] if f'name = "{realm}"' in part)
        (tmp_path / "credentials.toml").write_text((scope.path.parent / "credentials.toml").read_text())
        (tmp_path / "credentials.toml").chmod(0o600)
        prefix = f"{base}.192.0/18"
        mine = (
            mine.replace('mode = "crawl"', 'mode = "sweep"').split("\nseeds = ")[0] + f'\nallow = ["{prefix}"]\ncredentials = ["{realm}"]\n'
        )
        head = head.replace(f'prefixes = ["{city.translations[realm][0][1]}"]', f'prefixes = ["{prefix}"]')
        (tmp_path / "scope.toml").write_text(f"{head}\n[[realm]]{mine}", encoding="utf-8")
        from collectors.snmp.scope import load_scope

        stop = threading.Event()
        watcher = threading.Thread(target=watch, args=(stop,), daemon=True)
        watcher.start()
        started_s = time.monotonic()
        figures = run(load_scope(tmp_path / "scope.toml"), lambda _: None, concurrency=800, timeout_s=0.5, retries=1)
        took_s = time.monotonic() - started_s
        stop.set()
        watcher.join()
    expected_s = figures.summary.silent / 800 * 1.0
    tell(
        "dead",
        asked=figures.summary.asked,
        alive=figures.summary.complete,
        seconds=round(took_s, 1),
        chain_s=round(expected_s, 1),
        files=max(handles),
    )
    assert figures.summary.asked == 2**14 - 2
    assert figures.summary.complete == len(alive)
    assert max(handles) < 1024


@pytest.mark.parametrize("devices", [1, 50, 500])
def test_devices_20_ms_away_are_read_at_once(devices):
    """Published peers, 7 requests a device (notes: snmpbulkwalk 0.22, 3.2, 22 s; pysnmp 0.69, 1.6, 28 s): here all tables are read."""
    city = build_city("full")
    delayed = {device.vantage: Fault(delay_s=0.02) for device in city.devices}
    with served(city, faults=delayed, warm_s=15.0) as scope:
        near = {(device.realm, device.vantage): None for device in sorted(city.devices, key=lambda one: len(one.ports))[:devices]}
        figures = run(scope, lambda _: None, previous=near, concurrency=min(900, devices), run_devices=devices)
    tell(
        "rtt_20_ms",
        devices=devices,
        seconds=round(figures.wall_s, 2),
        cpu_s=round(figures.cpu_s, 2),
        requests=figures.summary.requests,
        published={
            "snmpbulkwalk": {1: 0.22, 50: 3.2, 500: 22.0}[devices],
            "pysnmp": {1: 0.69, 50: 1.6, 500: 27.8}[devices],
            "requests each": 7,
        },
    )
    assert (figures.summary.failed, figures.summary.partial) == (0, 0)
    assert figures.summary.complete == devices
