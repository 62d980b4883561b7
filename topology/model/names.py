"""Canonical names: one spelling for each MAC, address and interface, whatever the source wrote."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address

_HEX = re.compile(r"[0-9a-f]{12}")
_SEPARATORS = re.compile(r"[-:.\s]")
_SPLIT = re.compile(r"^([A-Za-z][A-Za-z \-]*?)\s*(\d[\d/.:]*(?:rs?p\d+/cpu\d+/\d+)?)?$")

# Long form of each interface kind and the short forms in which Huawei, H3C, Ruijie and Cisco agents and
# configurations write it. Sources: VRP, Comware, RGOS, IOS, NX-OS and IOS XR command references.
_KINDS: dict[str, tuple[str, ...]] = {
    "ethernet": ("eth", "et", "e", "ethernet"),
    "fastethernet": ("fa", "fas", "fastethernet"),
    "gigabitethernet": ("ge", "gi", "gig", "g", "gigabitethernet"),
    "tengigabitethernet": ("te", "ten", "xge", "xgigabitethernet", "tengigabitethernet", "ten-gigabitethernet", "ten-gige", "tengige"),
    "twogigabitethernet": ("tw", "two", "twogigabitethernet"),
    "fivegigabitethernet": ("fi", "fiv", "fivegigabitethernet"),
    "25ge": ("25ge", "twenty-fivegige", "twentyfivegige", "twe", "tf"),
    "40ge": ("40ge", "fo", "for", "fortygigabitethernet", "fortygige"),
    "100ge": ("100ge", "hu", "hun", "hundredgigabitethernet", "hundredgige"),
    "bundle-ether": ("bundle-ether", "be"),
    "mgmteth": ("mgmteth", "mg"),
    "eth-trunk": ("eth-trunk", "ethtrunk"),
    "bridge-aggregation": ("bridge-aggregation", "bagg"),
    "route-aggregation": ("route-aggregation", "ragg"),
    "aggregateport": ("aggregateport", "ag"),
    "port-channel": ("port-channel", "po", "portchannel"),
    "vlanif": ("vlanif",),
    "vlan-interface": ("vlan-interface", "vlan-int"),
    "vlan": ("vlan", "vl"),
    "loopback": ("loopback", "lo", "loop"),
    "meth": ("meth",),
    "m-gigabitethernet": ("m-gigabitethernet", "mge"),
    "null": ("null", "nu"),
    "tunnel": ("tunnel", "tu", "tun"),
    "serial": ("serial", "s", "se"),
    "pos": ("pos",),
    "nve": ("nve",),
    "vbdif": ("vbdif",),
}
_BY_SHORT = {short: kind for kind, shorts in _KINDS.items() for short in shorts}
_NUMBERED_SPEED = re.compile(r"^(25ge|40ge|100ge)\s*(\d.*)$")


def canonical_mac(text: str) -> str | None:
    """Return ``aa:bb:cc:dd:ee:ff`` for a MAC in any notation, else None.

    >>> canonical_mac("00E0-FC12-3456"), canonical_mac("00:e0:fc:12:34:56"), canonical_mac("x")
    ('00:e0:fc:12:34:56', '00:e0:fc:12:34:56', None)
    """
    bare = _SEPARATORS.sub("", text.strip().lower())
    if not _HEX.fullmatch(bare):
        return None
    return ":".join(bare[i : i + 2] for i in range(0, 12, 2))


def mac_from_bytes(raw: bytes) -> str | None:
    """Return the canonical MAC of six octets, else None."""
    return raw.hex(":") if len(raw) == 6 else None  # noqa: PLR2004 - a MAC has six octets


def is_identifying_mac(mac: str) -> bool:
    """Tell whether a MAC can name one device.

    Group, all-zero and first-hop-redundancy addresses cannot: VRRP 00:00:5e:00:01/02 (RFC 9568), HSRP
    00:00:0c:07:ac, 00:00:0c:9f:f and, for IPv6, 00:05:73:a0:0, GLBP 00:07:b4:00 (Cisco).

    >>> is_identifying_mac("00:00:5e:00:01:0a"), is_identifying_mac("00:e0:fc:12:34:56")
    (False, True)
    """
    if int(mac[:2], 16) & 1 or mac == "00:00:00:00:00:00":
        return False
    return not mac.startswith(_SHARED_MACS)


_SHARED_MACS = ("00:00:5e:00:01:", "00:00:5e:00:02:", "00:00:0c:07:ac:", "00:00:0c:9f:f", "00:05:73:a0:0", "00:07:b4:00:")


def is_identifying_address(text: str) -> bool:
    """Tell whether an address can name a device: not loopback, unspecified, link-local or multicast."""
    try:
        address: IPv4Address | IPv6Address = ip_address(text)
    except ValueError:
        return False
    return not (address.is_loopback or address.is_unspecified or address.is_link_local or address.is_multicast)


@lru_cache(maxsize=65536)
def canonical_interface(name: str) -> str:
    """Return one spelling for an interface name, for comparison only; the label stays as the source wrote it.

    Idempotent. Unknown kinds are lower-cased with blanks removed.

    >>> canonical_interface("GE0/0/1") == canonical_interface("GigabitEthernet0/0/1") == canonical_interface("Gi 0/0/1")
    True
    >>> canonical_interface("XGE1/0/1") == canonical_interface("Ten-GigabitEthernet1/0/1")
    True
    """
    text = name.strip().lower()
    fast = _NUMBERED_SPEED.match(text)
    if fast:
        return fast.group(1) + fast.group(2).replace(" ", "")
    match = _SPLIT.match(text)
    if not match:
        return text.replace(" ", "")
    word, digits = match.group(1).strip(), match.group(2) or ""
    return _BY_SHORT.get(word, word.replace(" ", "")) + digits


def normal_host(name: str) -> str:
    """Return a host name for comparison: lower case, surrounding blanks and a final dot removed."""
    return name.strip().rstrip(".").lower()


_DEFAULT_HOSTS = frozenset(
    ("huawei", "h3c", "ruijie", "switch", "router", "quidway", "localhost", "hostname", "hp", "comware", "zxr10", "fortigate", "")
)
_DEFAULT_MODELS = re.compile(r"fortigate-\d+[a-z]{0,2}")
"""FortiGates are named by their model when they leave the factory."""


def is_default_host(name: str) -> bool:
    """Tell whether a host name is a factory default that identifies nothing."""
    text = normal_host(name)
    return text in _DEFAULT_HOSTS or _DEFAULT_MODELS.fullmatch(text) is not None
