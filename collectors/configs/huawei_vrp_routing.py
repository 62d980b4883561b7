"""VRFs and static routes of Huawei VRP."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv6Address, IPv6Network
from socket import AF_INET, inet_ntop, inet_pton

from collectors.configs.blocks import SUB_END, Block
from collectors.configs.huawei_vrp_state import State
from collectors.configs.huawei_vrp_words import interface_name, is_ipv4, mask_length
from topology.model.records import Route, Vrf


def read_vrf_section(state: State, block: Block) -> bool:
    """Read ``ip vpn-instance NAME`` with its families, route distinguisher and targets."""
    account = state.account
    name = block.header.text[len("ip vpn-instance ") :].strip()
    if not name or " " in name:
        return False
    account.understand()
    rd: str | None = None
    imports: list[str] = []
    exports: list[str] = []
    family = "ipv4"
    for line in block.children:
        words = line.text.split()
        if line.text == SUB_END:
            family = "ipv4"
        elif words[0] in {"ipv4-family", "ipv6-family"}:
            account.understand()
            family = words[0][:4]
        elif family == "ipv4" and words[0] == "route-distinguisher" and len(words) == 2:  # noqa: PLR2004 - the command and its value
            account.understand()
            rd = words[1]
        elif family == "ipv4" and words[0] == "vpn-target" and _read_targets(words[1:], imports, exports):
            account.understand()
        elif words[0] in {"description", "vpn-id", "apply-label", "tnl-policy", "routing-table", "prefix"}:
            account.ignore("vrf-detail")
        else:
            account.leave(line, block.header.text)
    state.vrfs[name] = Vrf(name=name, rd=rd, import_targets=tuple(imports), export_targets=tuple(exports), ref=account.place(block.header))
    return True


_TARGET = re.compile(r"[\d.]+:\d+")


def _read_targets(words: list[str], imports: list[str], exports: list[str]) -> bool:
    """Read ``vpn-target 1:1 2:2 [both | import-extcommunity | export-extcommunity]``; EVPN targets are another family's."""
    targets = [word for word in words if _TARGET.fullmatch(word)]
    rest = words[len(targets) :]
    if not targets or rest not in ([], ["both"], ["import-extcommunity"], ["export-extcommunity"]):
        return False
    if rest != ["export-extcommunity"]:
        imports.extend(target for target in targets if target not in imports)
    if rest != ["import-extcommunity"]:
        exports.extend(target for target in targets if target not in exports)
    return True


_ROUTE_OPTIONS = frozenset({"preference", "tag", "track", "permanent", "bfd", "inter-protocol-ecmp", "no-advertise", "cost", "nexthop"})


def read_route_command(state: State, block: Block) -> bool:
    """Read one static route; a destination that is none is reported."""
    words = block.header.text.split()
    route = read_route(words[2:], six=words[0] == "ipv6", ref=state.account.place(block.header))
    if route is None:
        if len(words) > 2 and (words[2] == "vpn-instance" or words[2][0].isdigit()):  # noqa: PLR2004 - the word after the command
            state.account.warn("config-address-wrong", block.header)
        return False
    state.account.understand()
    state.facts.routes.append(route)
    state.leave_children(block)
    return True


def read_route(words: list[str], *, six: bool, ref: str) -> Route | None:
    """Return the route of ``ip route-static [vpn-instance V] dest mask [vpn-instance W | public] hop-or-interface ...``.

    None where the words are another command (``ip route-static default-preference``) or wrong.

    >>> read_route("vpn-instance A 10.0.0.0 255.0.0.0 10.1.1.1 preference 70".split(), six=False, ref="f:1").prefix
    '10.0.0.0/8'
    """
    vrf = None
    if words[:1] == ["vpn-instance"]:
        vrf, words = (words[1] if len(words) > 1 else None), words[2:]
    if len(words) < 3:  # noqa: PLR2004 - destination, length and a way
        return None
    prefix = _prefix6(words[0], words[1]) if six else _prefix4(words[0], words[1])
    if prefix is None:
        return None
    rest = words[2:]
    if rest[0] == "vpn-instance":
        rest = rest[2:]
    elif rest[0] == "public":
        rest = rest[1:]
    hop = interface = preference = description = None
    while rest and rest[0] not in _ROUTE_OPTIONS and rest[0] != "description":
        address = _address(rest[0])
        if address is not None:
            hop = address
        elif interface is None:
            both = len(rest) > 1 and rest[0].isalpha() and rest[1][:1].isdigit() and _address(rest[1]) is None
            interface = interface_name(" ".join(rest[: 2 if both else 1]))
            rest = rest[1:] if both else rest
        else:
            return None
        rest = rest[1:]
    if hop is None and interface is None:
        return None
    if "description" in rest:
        at = rest.index("description")
        rest, description = rest[:at], " ".join(rest[at + 1 :])
    if "preference" in rest[:-1] and rest[rest.index("preference") + 1].isdecimal():
        preference = int(rest[rest.index("preference") + 1])
    return Route(prefix=prefix, next_hop=hop, interface=interface, vrf=vrf, preference=preference, description=description, ref=ref)


def _prefix4(address: str, mask: str) -> str | None:
    length = mask_length(mask)
    if length is None:
        return None
    if not is_ipv4(address):
        return None
    host_bits = 32 - length
    network = int.from_bytes(inet_pton(AF_INET, address)) >> host_bits << host_bits
    return f"{inet_ntop(AF_INET, network.to_bytes(4))}/{length}"


def _prefix6(address: str, length: str) -> str | None:
    try:
        return str(IPv6Network(f"{address}/{length}", strict=False))
    except (AddressValueError, ValueError):
        return None


def _address(text: str) -> str | None:
    """Return an address in its canonical form, None for anything else."""
    if is_ipv4(text):
        return text
    if ":" not in text:
        return None
    try:
        return str(IPv6Address(text))
    except AddressValueError:
        return None
