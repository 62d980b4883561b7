"""The running lab and what netfold makes of it: once a session, for every test of this folder.

The lab needs root and network namespaces, as continuous integration has them; elsewhere these tests skip by name.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from services.home import Home
from services.listing import rows
from services.topologies import current
from tests.real.lab import RealLab, running_lab
from tests.real.namespaces import hindrance
from tests.real.plan import COMMUNITY, HOST, MANAGEMENT, SEEDS, V3_AUTH, V3_PRIVACY, V3_USERS, Ends
from topology.model.entities import Topology

NETFOLD = str(Path(sys.executable).with_name("netfold"))
VERSION_2C = """version = "2c"
community = "file:credentials.toml#community\""""


def version_3(user: str) -> str:
    """The lines of a credential for one of the agents' users."""
    auth, privacy = V3_USERS[user]
    return f"""version = "3"
user = "{user}"
auth = "{auth}"
auth_password = "file:credentials.toml#auth"
priv = "{privacy}"
priv_password = "file:credentials.toml#priv\""""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    why = None if os.environ.get("CI") else hindrance()
    if why is None:
        return
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=f"real lab: {why} (continuous integration runs it)"))


@pytest.fixture(scope="session")
def lab() -> Iterator[RealLab]:
    with running_lab() as running:
        print(f"real lab: {running.phases}")
        yield running


@dataclass
class Discovery:
    """A home of netfold's and the runs of its command line that fill it, at the lab's vantage."""

    lab: RealLab
    home: Path
    summary: dict[str, Any] = field(default_factory=dict)
    """What the last run said at its end."""
    listings: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """What has been listed since."""

    def netfold(self, *words: str, ends: int = 0) -> Any:
        """Run a command of netfold's; what it prints as JSON."""
        done = self.lab.at_vantage(NETFOLD, *words, "--json", "--quiet", environment={"NETFOLD_HOME": str(self.home)})
        assert done.returncode == ends, f"netfold {' '.join(words)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
        return json.loads(done.stdout)

    def scope(
        self, name: str, *, seeds: tuple[str, ...] = (), allow: str = MANAGEMENT, access: str = VERSION_2C, limits: str = "timeout_s = 1.0"
    ) -> Path:
        """Write a scope: a crawl from seeds, or a sweep where there are none."""
        self.home.mkdir(parents=True, exist_ok=True)
        secret = self.home / "credentials.toml"
        secret.write_text(f'community = "{COMMUNITY}"\nauth = "{V3_AUTH}"\nwrong = "not-{V3_AUTH}"\npriv = "{V3_PRIVACY}"\n')
        secret.chmod(0o600)
        search = f'mode = "crawl"\nseeds = {json.dumps(seeds)}' if seeds else 'mode = "sweep"'
        path = self.home / f"{name}.toml"
        path.write_text(f"""schema = 1
[limits]
{limits}
[[credential]]
name = "real"
{access}
prefixes = ["{allow}"]
[[realm]]
name = "real"
vantage = "vantage"
{search}
allow = ["{allow}"]
credentials = ["real"]
""")
        return path

    def discover(self, scope: Path, *, ends: int = 0) -> None:
        """Run a discovery to its end."""
        self.listings.clear()
        self.__dict__.pop("topology", None)
        self.summary = self.netfold("discover", str(scope), ends=ends)

    def list(self, kind: str) -> list[dict[str, Any]]:
        """Return a listing as the service gives it; the command line prints the same."""
        if kind not in self.listings:
            with Home.open(self.home) as home:
                self.listings[kind] = rows(home, kind)
        return self.listings[kind]

    @cached_property
    def topology(self) -> Topology:
        """What is believed after the last run."""
        with Home.open(self.home) as home:
            return current(home)


@pytest.fixture(scope="session")
def found(lab, tmp_path_factory) -> Discovery:
    """The lab, discovered once by a crawl from the seeds."""
    discovery = Discovery(lab, tmp_path_factory.mktemp("real-lab") / "home")
    discovery.discover(discovery.scope("crawl", seeds=SEEDS))
    return discovery


@pytest.fixture(scope="session")
def apart(lab, tmp_path_factory) -> Discovery:
    """The same lab discovered into another home, for tests that discover what they have changed."""
    discovery = Discovery(lab, tmp_path_factory.mktemp("real-lab-outages") / "home")
    discovery.discover(discovery.scope("crawl", seeds=SEEDS))
    return discovery


def heard(protocols: Iterable[str]) -> bool:
    """Whether a link is one that neighbours prove by LLDP; adjacencies and inferences are other links."""
    return "lldp" in protocols


def link_ends(rows: list[dict[str, Any]]) -> list[Ends]:
    """Return the ends of listed links, each once; ends must be ports of the lab's hosts."""
    ends = [frozenset({(row["a_device"], row["a_interface"]), (row["b_device"], row["b_interface"])}) for row in rows]
    assert all(name in HOST for one in ends for name, _ in one), ends
    return ends


def ids(topology: Topology) -> tuple[list[str], list[str], list[tuple[str, str, int]]]:
    """Return what must not change while the lab does not: the ids of devices, interfaces and links, and what links are."""
    return (
        [device.id for device in topology.devices],
        [port.id for port in topology.interfaces],
        [(link.id, link.state.value, link.layer) for link in topology.links],
    )
