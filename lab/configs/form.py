"""What the writers of configurations share: ranges of VLANs, the order of interfaces, placeholders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import IPv6Interface, ip_interface

from collectors.snmp.users import Auth, Level, Priv
from lab.truth import TruthDevice, TruthPort, TruthUser
from topology.model.records import InterfaceKind

USER_GROUP = "netfold"
"""Group of the SNMPv3 users."""
LEVELS = {Level.NO_AUTH: "", Level.AUTH: " authentication", Level.PRIV: " privacy"}
"""Security levels in the words of Huawei and H3C."""
PLACEHOLDER = "%^%#netfold-sample-placeholder%^%#"
"""Stands where a device keeps a ciphered secret."""
DEFAULT_MTU = 1500
DEFAULT_VLAN = 1

_RANKS = {
    InterfaceKind.VLAN: 0,
    InterfaceKind.MANAGEMENT: 1,
    InterfaceKind.LAG: 2,
    InterfaceKind.PHYSICAL: 3,
    InterfaceKind.SUBINTERFACE: 3,
}
_LAST = 4


def runs_of(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return the runs of consecutive numbers, first and last.

    >>> runs_of([10, 20, 21, 30, 31, 32])
    [(10, 10), (20, 21), (30, 32)]
    """
    runs: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def spelled(numbers: Iterable[int], joint: str) -> list[str]:
    """Return numbers as devices list them: runs of three and more with a joint, two neighbours still apart.

    >>> spelled([10, 20, 21, 30, 31, 32], " to "), spelled([1, 2, 3], "-")
    (['10', '20', '21', '30 to 32'], ['1-3'])
    """
    found: list[str] = []
    for first, last in runs_of(numbers):
        if last - first > 1:
            found.append(f"{first}{joint}{last}")
        else:
            found += [str(number) for number in range(first, last + 1)]
    return found


def in_lines(head: str, parts: list[str], per_line: int, glue: str = " ") -> Iterator[str]:
    """Yield a list broken over as many lines as it takes, each with its head."""
    for start in range(0, len(parts), per_line):
        yield f"{head} {glue.join(parts[start : start + per_line])}"


def digest_word(user: TruthUser) -> str | None:
    """Return how all four makers call a user's digest: ``md5``, ``sha``, ``sha2-256``; None where it has none."""
    if user.auth is None:
        return None
    return {Auth.MD5: "md5", Auth.SHA: "sha"}.get(user.auth, user.auth.lower().replace("sha-", "sha2-"))


def cipher_word(user: TruthUser) -> str | None:
    """Return how Huawei, H3C and Ruijie call a user's cipher: ``des56``, ``aes128``; None where it has none."""
    if user.priv is None:
        return None
    return "des56" if user.priv is Priv.DES else user.priv.lower().replace("-", "")


def speaks_lldp(device: TruthDevice) -> bool:
    """Tell whether LLDP is on at all."""
    return any(port.lldp for port in device.ports)


def in_order(ports: Iterable[TruthPort], *, vlans_first: bool = True) -> list[TruthPort]:
    """Return interfaces as a device prints them: VLANs before the ports or behind them, then aggregates, ports, loopbacks."""

    def order(port: TruthPort) -> tuple[int, int]:
        rank = _RANKS.get(port.kind, _LAST)
        return (rank if vlans_first or rank else _LAST + 1, port.index)

    return sorted(ports, key=order)


def address_lines(port: TruthPort, secondary: str) -> Iterator[str]:
    """Yield the addresses of an interface as all four makers spell them; `secondary` follows all IPv4 addresses but the first."""
    primary = True
    for text in port.addresses:
        interface = ip_interface(text)
        if isinstance(interface, IPv6Interface):
            yield f" ipv6 address {interface.with_prefixlen}"
            continue
        yield f" ip address {interface.ip} {interface.netmask}{'' if primary else f' {secondary}'}"
        primary = False
