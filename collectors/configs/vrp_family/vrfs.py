"""VPN instances of VRP and Comware with their address families.

VRP names targets under ``ipv4-family`` and ``ipv6-family``, in old releases directly in the instance (then IPv4's);
Comware names the route distinguisher of the instance and targets for all families or under ``address-family``.
Source: Huawei NE40E and S-series and H3C S10500 command references, 'MPLS L3VPN'; RFC 4364 4.3.
"""

from __future__ import annotations

import re

from collectors.clean import Line
from collectors.configs.blocks import SUB_END, Block
from collectors.configs.commands import Reader, View, Words, passed
from collectors.configs.vrp_family.state import State
from topology.model.configured import VrfFamily
from topology.model.records import Vrf

_ALL = ""
"""The family of what stands directly in the instance."""


class _Family:
    """A family while its lines are read."""

    rd: str | None = None
    import_policy: str | None = None
    export_policy: str | None = None

    def __init__(self, line: Line) -> None:
        self.line = line
        self.imports: list[str] = []
        self.exports: list[str] = []


class _Instance:
    """A VPN instance while its lines are read."""

    def __init__(self, line: Line) -> None:
        self.family = _ALL
        self.families = {_ALL: _Family(line)}

    def open(self, family: str, line: Line) -> _Family:
        return self.families.setdefault(family, _Family(line))


def _family(instance: _Instance, words: Words, line: Line) -> bool:
    # ipv4-family; ipv6-family; evpn; address-family ipv4 [unicast]
    first = words[0] if line.text.startswith("address-family") and words else line.text.split("-", 1)[0]
    if first not in {"ipv4", "ipv6", "evpn", "vpnv4", "vpnv6"}:
        return False
    instance.family = first
    instance.open(first, line)
    return True


def _end(instance: _Instance, _words: Words, _line: Line) -> bool:
    instance.family = _ALL
    return False


def _rd(instance: _Instance, words: Words, _line: Line) -> bool:
    if len(words) != 1:
        return False
    instance.families[instance.family].rd = words[0]
    return True


_TARGET = re.compile(r"[\d.]+:\d+")


def _target(instance: _Instance, words: Words, line: Line) -> bool:
    # vpn-target 1:1 2:2 [both | import-extcommunity | export-extcommunity] [evpn]
    targets = [word for word in words if _TARGET.fullmatch(word)]
    rest = list(words[len(targets) :])
    family = instance.families[instance.family]
    if rest[-1:] == ["evpn"]:
        family = instance.open("evpn", line)
        rest.pop()
    if not targets or rest not in ([], ["both"], ["import-extcommunity"], ["export-extcommunity"]):
        return False
    if rest != ["export-extcommunity"]:
        family.imports.extend(target for target in targets if target not in family.imports)
    if rest != ["import-extcommunity"]:
        family.exports.extend(target for target in targets if target not in family.exports)
    return True


def _policy(name: str) -> Reader[_Instance]:
    def read(instance: _Instance, words: Words, _line: Line) -> bool:
        if not words:
            return False
        setattr(instance.families[instance.family], name, words[0])
        return True

    return read


_IMPORT, _EXPORT = _policy("import_policy"), _policy("export_policy")
_VIEW: View[_Instance] = View(
    {
        SUB_END: _end,
        "ipv4-family": _family,
        "ipv6-family": _family,
        "evpn": _family,
        "address-family": _family,
        "route-distinguisher": _rd,
        "vpn-target": _target,
        "import route-policy": _IMPORT,
        "export route-policy": _EXPORT,
        "description": passed,
        "quit": passed,
    },
    {
        "vrf-detail": (
            *("vpn-id", "apply-label", "tnl-policy", "routing-table", "prefix", "vpn-instance-capability", "traffic-statistics"),
            *("service-id", "vxlan", "nexthop", "ip frr", "auto-frr", "ttl-mode", "arp", "statistics", "segment-routing", "label-per"),
        )
    },
)


def read_vrf_section(state: State, block: Block) -> bool:
    """Read ``ip vpn-instance NAME`` with its families, route distinguishers and targets."""
    account = state.account
    name = block.header.text[len("ip vpn-instance ") :].strip()
    if not name or " " in name:
        return False
    account.understand()
    drafts: dict[tuple[str, ...], object] = state.drawers
    known = drafts.get(("vrf", name))
    instance = known if isinstance(known, _Instance) else _Instance(block.header)
    drafts["vrf", name] = instance
    instance.family = _ALL
    _VIEW.read(instance, block.children, account, block.header.text)
    whole = instance.families[_ALL]
    four = instance.families.get("ipv4", whole)
    state.vrfs[name] = Vrf(
        name=name,
        rd=four.rd or whole.rd,
        import_targets=_both(whole.imports, four.imports),
        export_targets=_both(whole.exports, four.exports),
        ref=state.place(whole.line),
    )
    rows = state.facts.vrf_families
    if known is not None:
        rows[:] = [row for row in rows if row.vrf != name]
    for family, said in instance.families.items():
        if family != _ALL:
            row = VrfFamily(
                vrf=name,
                family=family,
                rd=said.rd or whole.rd or (four.rd if family == "evpn" else None),
                import_targets=_both(whole.imports if state.comware else [], said.imports),
                export_targets=_both(whole.exports if state.comware else [], said.exports),
                import_policy=said.import_policy,
                export_policy=said.export_policy,
                ref=state.place(said.line),
            )
            rows.append(row)
    return True


def _both(first: list[str], second: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))
