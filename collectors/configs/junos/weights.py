"""Which kind of section a statement of Junos counts in, told by its first words."""

from __future__ import annotations

from collections.abc import Sequence

_TOPS = {
    "interfaces": "interface",
    "routing-options": "routing",
    "policy-options": "routing",
    "protocols": "routing",
    "routing-instances": "vrf",
    "firewall": "acl",
    "applications": "acl",
}
_NOT_ROUTING = frozenset(
    [
        "lldp",
        "lldp-med",
        "rstp",
        "mstp",
        "stp",
        "vstp",
        "igmp-snooping",
        "mld-snooping",
        "dot1x",
        "layer2-control",
        "oam",
        "sflow",
        "mvrp",
        "gvrp",
        "dcbx",
        "uplink-failure-detection",
        "l2-learning",
        "loop-protect",
        "link-management",
        "ptp",
        "clock-synchronization",
    ]
)
_SECURITY = {"nat": "nat", "policies": "acl", "zones": "acl", "address-book": "acl"}


def weight_of(path: Sequence[str], words: Sequence[str]) -> str:
    """Return the kind of section of a statement below a path.

    >>> weight_of(["groups", "A", "protocols"], ["bgp"]), weight_of([], ["security", "nat"]), weight_of(["routing-instances"], ["V"])
    ('routing', 'nat', 'vrf')
    """
    said = [*path, *words][:8]
    while len(said) > 2 and said[0] in {"groups", "logical-systems", "tenants"}:  # noqa: PLR2004 - the word and a name
        del said[:2]
    top = said[0] if said else ""
    if top == "routing-instances" and len(said) > 2 and said[2] in {"protocols", "routing-options"}:  # noqa: PLR2004 - the word and a name
        top = said[2]
        del said[:2]
    if top == "security":
        return _SECURITY.get(said[1], "other") if len(said) > 1 else "other"
    if top == "services" and len(said) > 1 and said[1] == "nat":
        return "nat"
    if top == "protocols" and len(said) > 1 and said[1] in _NOT_ROUTING:
        return "other"
    return _TOPS.get(top, "other")
