"""Exporting: a slice of a snapshot, as it stands or as a plan would leave it, in a format of other tools."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from planning.apply import apply
from planning.quarters import Quarter
from services.actors import Right
from services.exports import EXPORTS
from services.exports.lab import unknown_kinds
from services.exports.lab_kinds import KIND
from services.exports.slices import Configuration, Slice, Wanted, cut
from services.home import Home
from services.names import device_id
from services.plan_inputs import plan_ground, plan_inputs
from services.rights import changes
from services.tables import printable
from services.topologies import current, snapshot
from topology.model.entities import Link, Topology
from topology.model.errors import InputError, NotFound
from topology.model.records import Completeness, SourceKind
from topology.model.text import N_, translator

_NAME: Final = re.compile(r"[^a-z0-9]+")


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """What of a snapshot is to be exported, and how. `around` is a device as a person names it."""

    snapshot: str | None = None
    network: str | None = None
    site: str | None = None
    realm: str | None = None
    around: str | None = None
    hops: int = 1
    scenario: str | None = None
    quarter: str | None = None
    images: Mapping[str, str] = {}
    xy: Mapping[str, tuple[float, float]] = {}
    """Where devices stand on the map."""
    colours: Mapping[str, str] = {}
    """Colour of each network."""
    lang: str = "en"


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """The files of an export: the one that was asked for under the empty name, the others beside it."""

    files: Mapping[str, bytes]
    devices: int
    links: int
    outside: int
    """Links that lead out of the slice, and are not in it."""
    uncabled: int
    """Pairs of devices in the slice that are neighbours by addresses or routing alone: no cable between them is known, none is drawn."""


@changes(Right.READ, "export.make")
def export(home: Home, form: str, wishes: Wishes) -> Exported:
    """Return a slice of a snapshot in a format of `services.exports.EXPORTS`.

    Raises
    ------
    InputError
        ``services.unknown_network``, ``services.unknown_realm``, ``services.unknown_site``, ``services.empty_slice``,
        ``services.unknown_lab_kind``, ``services.ambiguous``, ``services.quarter_without_scenario``; the scenario is wrong.
    NotFound
        ``services.no_snapshot_yet``, ``store.no_snapshot``, ``services.unknown_end``, ``store.no_scenario``.
    """
    if (wrong := unknown_kinds(wishes.images)) and form == "containerlab":
        raise InputError("services.unknown_lab_kind", kind=printable(wrong[0])[:80], known=", ".join(KIND))
    around = device_id(home, wishes.around, wishes.snapshot) if wishes.around is not None else None
    wanted = Wanted(network=wishes.network, site=wishes.site, realm=wishes.realm, around=around, hops=wishes.hops)
    topology, said = _topology(home, wishes)
    devices, links, outside = cut(topology, wanted)
    chosen = {device.id for device in devices}
    what = ", ".join(f"{name} {value}" for name, value in _said(wishes)) or translator(wishes.lang)(N_("the whole snapshot"))
    made = Slice(
        topology=topology, devices=devices, links=links, outside=outside, title=f"netfold: {what}",
        said_by=_said_by(home, topology, said, wishes), name=_NAME.sub("-", f"netfold-{what}".lower()).strip("-")[:40].rstrip("-"),
        xy={key: spot for key, spot in wishes.xy.items() if key in chosen},
        colours=wishes.colours, images=wishes.images,
        configurations=_configurations(home, topology, chosen) if form == "containerlab" else {},
    )  # fmt: skip
    writer = next(one for one in EXPORTS if one.name == form)
    return Exported(
        files=writer.write(made), devices=len(devices), links=len(links), outside=outside, uncabled=_uncabled(topology, chosen, links)
    )


def _uncabled(topology: Topology, chosen: set[str], links: Iterable[Link]) -> int:
    pairs = {frozenset((link.a_device, link.b_device)) for link in topology.links if {link.a_device, link.b_device} <= chosen}
    return len(pairs - {frozenset((link.a_device, link.b_device)) for link in links})


def _said(wishes: Wishes) -> Iterable[tuple[str, str]]:
    for name in ("network", "site", "realm", "around", "scenario", "quarter"):
        if (value := getattr(wishes, name)) is not None:
            yield name, f"{value} +{wishes.hops}" if name == "around" else value


def _topology(home: Home, wishes: Wishes) -> tuple[Topology, str]:
    """Return the topology as it stands, or at the end of a scenario's quarter, and what it is."""
    if wishes.scenario is None:
        if wishes.quarter is not None:
            raise InputError("services.quarter_without_scenario", quarter=printable(wishes.quarter)[:20])
        head = snapshot(home, wishes.snapshot)
        return current(home, head.id), f"snapshot {head.id} ({printable(head.name)})"
    inputs = plan_inputs(home, plan_ground(home, wishes.scenario, wishes.snapshot))
    if inputs.topology is None:
        raise NotFound("services.no_snapshot_yet")
    quarter = Quarter.parse(wishes.quarter) if wishes.quarter is not None else inputs.scenario.quarters[-1]
    after = apply(inputs.topology, inputs.scenario, quarter, inputs.prices, findings=inputs.findings)
    return after, f"snapshot {inputs.snapshot}, scenario {printable(inputs.scenario.id)}, end of {quarter}"


def _said_by(home: Home, topology: Topology, said: str, wishes: Wishes) -> str:
    t = translator(wishes.lang)
    fictional = t(N_(" The city and all names in it are fictional.")) if topology.census.fictional else ""
    return t(N_("Internal. Exported by {who} from {what}.")).format(who=printable(home.actor.name), what=said) + fictional


def _configurations(home: Home, topology: Topology, chosen: set[str]) -> dict[str, Configuration]:
    """Return the configuration that each device rests on, as it is stored: its secrets are replaced."""
    wanted: dict[str, str] = {}
    for device in topology.devices:
        if device.id in chosen and SourceKind.CONFIG in device.sources:
            wanted |= {reference.source: device.id for reference in device.evidence}
    heads = [
        head for head in home.store.records.heads()
        if head.id in wanted and head.kind is SourceKind.CONFIG and head.completeness is not Completeness.FAILED
    ]  # fmt: skip
    found: dict[str, Configuration] = {}
    for head in heads:
        kept = home.store.records.find(head.id)
        if kept.source is not None:
            text = kept.source.data.decode("utf-8", "replace")
            found[wanted[head.id]] = Configuration(kept.record.system.platform, text)
    return found
