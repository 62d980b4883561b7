"""A city of which sources tell unevenly: agents, configurations in their place, and devices that say nothing."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from collectors.census import read_census
from collectors.configs import read_config
from collectors.snmp.discover import discover
from collectors.snmp.scope import load_scope
from lab.agents import start_agents
from lab.truth import City
from lab.writer import write_city
from topology.model.census import Census
from topology.model.entities import Topology
from topology.model.ledger import Ledger
from topology.model.records import Completeness, DeviceRecord, Envelope, SourceKind
from topology.model.rules import Rules, load_rules
from topology.resolve import resolve

WHEN = datetime(2018, 2, 1, tzinfo=UTC)
LATER = WHEN + timedelta(days=1)
CONFIGURED, SILENT = 0.5, 0.1
"""Shares of the devices whose agent is replaced by their configuration, and of those that neither answer nor have one."""


@dataclass(frozen=True)
class Sources:
    """What a city's sources say when all of them speak."""

    city: City
    agents: dict[str, DeviceRecord]
    """What agents said, by device of the truth."""
    papers: dict[str, DeviceRecord]
    """What configurations say, by device of the truth."""
    census: Census
    rules: Rules


@dataclass(frozen=True)
class Mixed:
    """Records of a city, and how each of its devices is known."""

    records: list[DeviceRecord]
    answering: frozenset[str]
    configured: frozenset[str]
    silent: frozenset[str]

    @property
    def known(self) -> frozenset[str]:
        """Devices that have a source of their own."""
        return self.answering | self.configured


def read_sources(city: City, folder: Path) -> Sources:
    """Discover a city by UDP and read its configurations, as a run and an import would."""
    told: list[DeviceRecord] = []
    with start_agents(city) as agents:
        write_city(city, folder, port=agents.port)
        asyncio.run(discover(load_scope(folder / "scope.toml"), sink=told.append, now=lambda: WHEN))
    by_vantage = {device.vantage: device.id for device in city.devices}
    papers = {}
    for path in sorted((folder / "configs").rglob("*.cfg")):
        realm = path.parent.name
        papers[path.stem] = read_config(path.read_bytes(), path=f"{realm}/{path.name}", realm=realm, collected_at=WHEN)
    return Sources(
        city=city,
        agents={by_vantage[record.envelope.target]: record for record in told},
        papers=papers,
        census=read_census(folder / "census.xlsx", edition="2017"),
        rules=load_rules(folder / "rules.toml"),
    )


def mix(sources: Sources, seed: int, *, earlier: bool = False, described: bool = True) -> Mixed:
    """Replace half of the agents by configurations, and let a tenth of all devices be asked in vain.

    Parameters
    ----------
    seed
        Which devices are which.
    earlier
        Whether the silent ones answered a day before.
    described
        False takes every description from the configurations.
    """
    ids = sorted(sources.agents)
    random.Random(seed).shuffle(ids)
    half, tenth = round(len(ids) * CONFIGURED), round(len(ids) * SILENT)
    configured, silent, answering = ids[:half], ids[half : half + tenth], ids[half + tenth :]
    papers = [sources.papers[device] for device in configured]
    records = [sources.agents[device] for device in answering] + (papers if described else [_bare(paper) for paper in papers])
    for device in silent:
        records.append(_failed(sources.agents[device].envelope))
        if earlier:
            records.append(sources.agents[device])
    return Mixed(records, frozenset(answering), frozenset(configured), frozenset(silent))


def _failed(envelope: Envelope) -> DeviceRecord:
    return DeviceRecord(
        envelope=Envelope(
            kind=SourceKind.SNMP, target=envelope.target, vantage=envelope.vantage, realm=envelope.realm, collected_at=LATER,
            engine=envelope.engine, engine_version=envelope.engine_version, completeness=Completeness.FAILED, reason="timeout",
        )
    )  # fmt: skip


def _bare(paper: DeviceRecord) -> DeviceRecord:
    ports = tuple(msgspec.structs.replace(port, description=None) for port in paper.interfaces)
    return msgspec.structs.replace(paper, interfaces=ports)


def believed(sources: Sources, records: list[DeviceRecord]) -> Topology:
    """Resolve records with the city's census and rules."""
    return resolve(records, sources.census, sources.rules, Ledger(), snapshot="mixed")[0]


def named_strangers(topology: Topology, sources: Sources, mixed: Mixed) -> float:
    """Return the share of cables from an agent that listens to a silent device which the unmatched list names, with both ports."""
    listening = {(device.id, port.name) for device in sources.city.devices for port in device.ports if port.lldp}
    names = {device.id: device.name for device in sources.city.devices}
    wanted = [
        (names[far], far_port)
        for link in sources.city.links
        for near, near_port, far, far_port in (
            (link.a_device, link.a_port, link.b_device, link.b_port),
            (link.b_device, link.b_port, link.a_device, link.a_port),
        )
        if near in mixed.answering and far in mixed.silent and (near, near_port) in listening
    ]
    said = [entry.said for entry in topology.unmatched if entry.reason in {"unknown_neighbour", "ambiguous", "conflict"}]
    found = sum(any(name in text for text in said) for name, _ in wanted)
    return found / len(wanted) if wanted else 1.0
