"""OSPF and OSPFv3 of VRP and Comware: processes, areas, what they take in, and interfaces.

Source: Huawei NE40E and S-series and H3C S10500 command references, 'OSPF', 'OSPFv3'; RFC 2328, RFC 3101.
"""

from __future__ import annotations

from collections.abc import Mapping

from collectors.clean import Line
from collectors.configs.blocks import Block
from collectors.configs.commands import Reader, View, Words, after, is_number, number, passed
from collectors.configs.vrp_family.interfaces import Draft
from collectors.configs.vrp_family.redistribution import note, redistribute
from collectors.configs.vrp_family.state import State
from collectors.configs.vrp_family.words import interface_name
from collectors.configs.words import address_of, dotted_area, wildcard_prefix
from topology.model.configured import OspfArea
from topology.model.tables import OspfInterface, OspfProcess


class _Area:
    """An area while its lines are read."""

    kind: str | None = None
    authentication: str | None = None

    def __init__(self, line: Line) -> None:
        self.line = line
        self.networks: list[str] = []
        self.virtual_links: list[str] = []


class _Process:
    """A process while its lines are read."""

    area: _Area | None = None

    def __init__(self, state: State, block: Block, version: int) -> None:
        words = block.header.text.split()
        self.state = state
        self.version = version
        self.line = block.header
        self.number = words[1] if len(words) > 1 and is_number(words[1]) else "1"
        self.router_id = after(tuple(words), "router-id")
        self.vrf = after(tuple(words), "vpn-instance")
        self.areas: dict[str, _Area] = {}

    @property
    def protocol(self) -> str:
        return "ospf" if self.version == 2 else "ospfv3"  # noqa: PLR2004 - the version of RFC 2328


def _router_id(process: _Process, words: Words, _line: Line) -> bool:
    process.router_id = words[0] if words else None
    return len(words) == 1


def _area(process: _Process, words: Words, line: Line) -> bool:
    name = dotted_area(words[0]) if words else None
    if name is None:
        return False
    process.area = process.areas.setdefault(name, _Area(line))
    return True


def _network(process: _Process, words: Words, _line: Line) -> bool:
    prefix = wildcard_prefix(words[0], words[1]) if len(words) > 1 else None
    if prefix is None or process.area is None:
        return False
    process.area.networks.append(prefix)
    return True


def _kind(kind: str) -> Reader[_Process]:
    def read(process: _Process, words: Words, _line: Line) -> bool:
        if process.area is None:
            return False
        process.area.kind = f"totally-{kind}" if "no-summary" in words else kind
        return True

    return read


def authentication_of(words: Words) -> str | None:
    """Return the kind of ``authentication-mode md5 1 cipher ...`` in one spelling for both systems."""
    kind = words[0] if words else "simple"
    named = {"simple": "simple", "md5": "md5", "hmac-md5": "md5", "keychain": "keychain", "hmac-sha256": "hmac-sha256", "null": "null"}
    return named.get(kind)


def _authentication(process: _Process, words: Words, _line: Line) -> bool:
    kind = authentication_of(words)
    if process.area is None or kind is None:
        return False
    process.area.authentication = kind
    return True


def _import(process: _Process, words: Words, line: Line) -> bool:
    return redistribute(process.state, words, line, into=process.protocol, process=process.number, vrf=process.vrf)


def _default(process: _Process, words: Words, line: Line) -> bool:
    policy = after(words, "route-policy")
    return note(process.state, line, into=process.protocol, process=process.number, vrf=process.vrf, policy=policy)


def _silent(process: _Process, words: Words, line: Line) -> bool:
    if not words:
        return False
    name = "all" if words == ("all",) else interface_name(" ".join(words))
    row = OspfInterface(address="0.0.0.0", interface=name, process=process.number, passive=True, ref=process.state.place(line))  # noqa: S104 - an interface without address, as the MIB says it
    process.state.facts.ospf_interfaces.append(row)
    return True


def _talking(process: _Process, words: Words, line: Line) -> bool:
    name = interface_name(" ".join(words))
    row = OspfInterface(address="0.0.0.0", interface=name, process=process.number, passive=False, ref=process.state.place(line))  # noqa: S104 - the same
    process.state.facts.ospf_interfaces.append(row)
    return bool(words)


def _filter(process: _Process, words: Words, line: Line) -> bool:
    # filter-policy 2000 import; filter-policy acl-name X export static; filter-policy ip-prefix P import: the list is named elsewhere
    acl = after(words, "acl-name") or (words[0] if words and is_number(words[0]) else None)
    if acl is not None:
        way = "import" if "import" in words else "export"
        process.state.bind(acl, "route", line, direction=way, via=f"{process.protocol} {process.number}")
    return bool(words)


def _virtual(process: _Process, words: Words, _line: Line) -> bool:
    router = address_of(words[0]) if words else None
    if process.area is None or router is None:
        return False
    if router not in process.area.virtual_links:
        process.area.virtual_links.append(router)
    return True


def _summary(process: _Process, words: Words, _line: Line) -> bool:
    return process.area is not None and bool(words)


_VIEW: View[_Process] = View(
    {
        "router-id": _router_id,
        "area": _area,
        "network": _network,
        "stub": _kind("stub"),
        "nssa": _kind("nssa"),
        "authentication-mode": _authentication,
        "import-route": _import,
        "default-route-advertise": _default,
        "silent-interface": _silent,
        "undo silent-interface": _talking,
        "filter-policy": _filter,
        "filter": _filter,
        "vlink-peer": _virtual,
        "abr-summary": _summary,
        "description": passed,
        "enable": passed,
        "quit": passed,
        "undo opaque-capability": passed,
    },
    {
        "ospf-tuning": (
            *("bandwidth-reference", "spf-schedule-interval", "lsa-arrival-interval", "lsa-originate-interval", "preference", "maximum"),
            *(
                "asbr-summary",
                "opaque-capability",
                "bfd",
                "graceful-restart",
                "stub-router",
                "stub",
                "log-peer-change",
                "enable log",
                "mpls",
            ),
            *("mpls-te", "traffic-eng", "fast-reroute", "frr", "prefix-priority", "vpn-instance-capability", "domain-id", "route-tag"),
            *("default cost", "default", "default-cost", "rfc1583", "undo rfc1583", "lsdb-overflow-limit", "nexthop", "flooding-control"),
            *(
                "retransmission-limit",
                "dn-bit-check",
                "dn-bit-set",
                "ext-community-type",
                "sham-link",
                "segment-routing",
                "non-stop-routing",
            ),
            *("timer", "lsa-generation-interval", "transmit-pacing", "ispf", "undo", "advertise", "peer", "suppress-reachability", "snmp"),
        )
    },
)


def read_ospf(state: State, block: Block) -> bool:
    """Read an ``ospf`` or ``ospfv3`` section; what starts so and is no section stays unread."""
    head = block.header.text.split()
    if len(head) > 1 and not is_number(head[1]) and head[1] not in {"router-id", "vpn-instance"}:
        return False
    process = _Process(state, block, 3 if head[0] == "ospfv3" else 2)
    state.account.understand()
    _VIEW.read(process, block.children, state.account, block.header.text)
    facts = state.facts
    facts.ospf.append(
        OspfProcess(
            router_id=process.router_id,
            enabled=True,
            areas=tuple(process.areas),
            process=process.number,
            vrf=process.vrf,
            version=process.version,
            ref=state.place(block.header),
        )
    )
    for name, area in process.areas.items():
        row = OspfArea(
            process=process.number,
            area=name,
            kind=area.kind,
            networks=tuple(area.networks),
            authentication=area.authentication,
            virtual_links=tuple(area.virtual_links),
            ref=state.place(area.line),
        )
        facts.ospf_areas.append(row)
    return True


class _Speaker:
    """What an interface says of OSPF while its lines are read."""

    process: str | None = None
    area: str | None = None
    cost: int | None = None
    kind: str | None = None
    authentication: str | None = None

    def __init__(self, draft: Draft, line: Line) -> None:
        self.draft = draft
        self.line = line

    def __call__(self) -> None:
        """Give the row, with the interface's first address."""
        state, draft = self.draft.state, self.draft
        first = next((text.partition("/")[0] for text in draft.addresses if ":" not in text), "0.0.0.0")  # noqa: S104 - the MIB's word for none
        row = OspfInterface(
            address=first,
            interface=draft.name,
            area=self.area,
            kind=self.kind,
            enabled=True if self.area else None,
            cost=self.cost,
            process=self.process,
            authentication=self.authentication,
            ref=state.place(self.line),
        )
        state.facts.ospf_interfaces.append(row)


def _speaker(draft: Draft, line: Line) -> _Speaker:
    key = (line.text.partition(" ")[0], draft.name)
    known = draft.state.drawers.get(key)
    if isinstance(known, _Speaker):
        return known
    speaker = draft.state.drawers[key] = _Speaker(draft, line)
    draft.state.endings.append(speaker)
    return speaker


def _enable(draft: Draft, words: Words, line: Line) -> bool:
    # ospf enable 1 area 0; ospf 1 area 0 (Comware); ospfv3 1 area 0
    area = dotted_area(after(words, "area") or "")
    if area is None:
        return False
    speaker = _speaker(draft, line)
    speaker.line = line
    speaker.area = area
    speaker.process = words[0] if is_number(words[0]) else "1"
    return True


def _start(draft: Draft, words: Words, line: Line) -> bool:
    return bool(words) and is_number(words[0]) and _enable(draft, words, line)


def _cost(draft: Draft, words: Words, line: Line) -> bool:
    _speaker(draft, line).cost = number(words[0]) if words else None
    return bool(words)


_KINDS = {"p2p": "point-to-point", "p2mp": "point-to-multipoint", "broadcast": "broadcast", "nbma": "nbma"}


def _network_type(draft: Draft, words: Words, line: Line) -> bool:
    if not words or words[0] not in _KINDS:
        return False
    _speaker(draft, line).kind = _KINDS[words[0]]
    return True


def _key(draft: Draft, words: Words, line: Line) -> bool:
    kind = authentication_of(words)
    _speaker(draft, line).authentication = kind
    return kind is not None


INTERFACE: Mapping[str, Reader[Draft]] = {
    f"{protocol} {command}".rstrip(): reader
    for protocol in ("ospf", "ospfv3")
    for command, reader in {
        "": _start,
        "enable": _enable,
        "cost": _cost,
        "network-type": _network_type,
        "authentication-mode": _key,
    }.items()
}
"""OSPF's commands of the interface view."""

INTERFACE_IGNORED: Mapping[str, tuple[str, ...]] = {
    "ospf-tuning": tuple(
        f"{protocol} {word}"
        for protocol in ("ospf", "ospfv3")
        for word in (
            *("timer", "dr-priority", "bfd", "mtu-enable", "trans-delay", "suppress-flapping", "mtu-ignore", "ldp-sync", "filter-lsa-out"),
            *("frr", "smart-discover", "maxage-lsa", "prefix-suppression", "fast-reroute", "primary-path-detect", "mtu-check"),
        )
    )
}
