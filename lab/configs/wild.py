"""The states in which configurations are handed over: terminal logs, pager residue, lost indentation, other encodings.

None of these loses a fact: what a cleaner makes of a file equals what it makes of the plain one. Which form a device's
file takes follows from its id, so that the same city always looks the same.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

from lab.truth import TruthDevice, Vendor

_PAGE = 24
"""Lines that a terminal shows before it stops."""
_PLAIN_SHARE = 60
"""Files of a hundred that are as the device printed them."""
_HASHED = frozenset({Vendor.HUAWEI, Vendor.H3C})
_STAMP = "2017-11-20 09:30:15.120 +08:00"


def wild_form(device: TruthDevice, text: str) -> bytes:
    """Return a configuration in the form that belongs to the device."""
    number = zlib.crc32(device.id.encode())
    if number % 100 < _PLAIN_SHARE:
        return text.encode()
    forms = [form for form, makers in _MAKERS.items() if device.vendor in makers]
    return FORMS[forms[number // 100 % len(forms)]](device, text)


def _carriage_returns(_device: TruthDevice, text: str) -> bytes:
    return text.replace("\n", "\r\n").encode() + b"\0"


def _gb18030(_device: TruthDevice, text: str) -> bytes:
    return text.encode("gb18030")


def _byte_order_mark(_device: TruthDevice, text: str) -> bytes:
    return b"\xef\xbb\xbf" + text.encode()


def _paged(device: TruthDevice, text: str) -> bytes:
    """A log of a terminal that stopped at each page: what it wiped out stays in the file."""
    if device.vendor in _HASHED:
        stop = "  ---- More ----\x1b[42D" + " " * 42 + "\x1b[42D"
    else:
        stop = " --More-- " + "\b" * 9 + " " * 8 + "\b" * 9
    lines = text.splitlines()
    return "\r\n".join(stop + line if number and number % _PAGE == 0 else line for number, line in enumerate(lines)).encode() + b"\r\n"


def _without_indentation(_device: TruthDevice, text: str) -> bytes:
    """A mail or a table took the blanks; only makers whose sections end in a mark of their own can be read then."""
    return "".join(f"{line.strip()}\n" for line in text.splitlines()).encode()


def _leading_blanks(_device: TruthDevice, text: str) -> bytes:
    """Some versions print global commands one blank in."""
    globals_ = ("sysname", "vlan batch", "lldp", "snmp-agent", "ip route-static", "stelnet", "undo snmp-agent")
    return "".join(f" {line}\n" if line.startswith(globals_) else f"{line}\n" for line in text.splitlines()).encode()


def _session(device: TruthDevice, text: str) -> bytes:
    """A terminal's log: a first attempt cut off, then the version, then the whole configuration."""
    cut = "\n".join(text.splitlines()[: min(40, text.count("\n") // 2)])
    if device.vendor in _HASHED:
        prompt, show, version = f"<{device.name}>", "display current-configuration", "display version"
        about = {
            Vendor.HUAWEI: f"Huawei Versatile Routing Platform\nVRP (R) software, Version 5.170 ({device.model} {device.software})",
            Vendor.H3C: f"H3C Comware Software, Version {device.software.replace(' ', ', ', 1)}\nH3C {device.model} uptime is 12 weeks",
        }[device.vendor]
        leave = "quit"
    else:
        prompt, show, version = f"{device.name}#", "show running-config", "show version"
        about = {
            Vendor.RUIJIE: f"System description      : Ruijie Network Switch({device.model})\nSystem software version : {device.software}",
            Vendor.CISCO: f"Cisco IOS Software, C3750E Software (C3750E-UNIVERSALK9-M), Version {device.software}, RELEASE SOFTWARE (fc1)",
        }[device.vendor]
        leave = "exit"
    parts = ["[BEGIN] 2017/11/20 9:30:11", f"{prompt}{show}", cut, "^C", f"{prompt}{version}", about, f"{prompt}{show}", text.rstrip("\n")]
    parts += [f"{prompt}{leave}", "[END] 2017/11/20 9:31:02"]
    return ("\r\n".join("\n".join(parts).splitlines()) + "\r\n").encode()


def _stamped(device: TruthDevice, text: str) -> bytes:
    """VRP 8 and some of VRP 5 print the time under each command."""
    return f"<{device.name}>display current-configuration\n{_STAMP}\n{text}<{device.name}>\n".encode()


def _rancid(device: TruthDevice, text: str) -> bytes:
    """A backup tool's head: what it is, then an inventory as comments."""
    kind = {Vendor.HUAWEI: "huawei", Vendor.H3C: "h3c", Vendor.RUIJIE: "ruijie", Vendor.CISCO: "cisco"}[device.vendor]
    return f"!RANCID-CONTENT-TYPE: {kind}\n!\n!Chassis type: {device.model}\n!\n{text}".encode()


_ALL = frozenset(Vendor)
FORMS: dict[str, Callable[[TruthDevice, str], bytes]] = {
    "carriage-returns": _carriage_returns,
    "gb18030": _gb18030,
    "byte-order-mark": _byte_order_mark,
    "paged": _paged,
    "without-indentation": _without_indentation,
    "leading-blanks": _leading_blanks,
    "session": _session,
    "stamped": _stamped,
    "rancid": _rancid,
}
"""Every form by name."""
_MAKERS = {
    **dict.fromkeys(FORMS, _ALL),
    "without-indentation": _HASHED,
    "leading-blanks": _HASHED,
    "stamped": frozenset({Vendor.HUAWEI}),
}
"""Whose files take a form."""
