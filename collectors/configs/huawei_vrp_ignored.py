"""What the VRP dialect passes over, each line by a named rule.

A rule is here because its lines say nothing about topology, addressing or separation: how people log
in, how a port behaves electrically, what the clock does. Routing protocols, ACLs, NAT and firewall
policies are not ignored: until a dialect reads them they are counted as unparsed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

# rule name -> leading words of top-level commands; a section goes with its children
TOP: Mapping[str, tuple[str, ...]] = {
    "local-accounts": ("aaa", "local-user", "local-aaa-server", "local-aaa-user", "undo local-aaa-user", "super password", "role"),
    "login": (
        "user-interface",
        "ssh",
        "stelnet",
        "telnet",
        "undo telnet",
        "sftp",
        "scp",
        "ftp",
        "undo ftp",
        "rsa",
        "dsa",
        "ecc",
        "undo user-interface",
        "user-security-policy",
        "set save-configuration",
    ),
    "web-and-interfaces": (
        "http",
        "undo http",
        "https",
        "web",
        "web-manager",
        "netconf",
        "undo netconf",
        "restconf",
        "grpc",
        "telemetry",
        "pki",
        "ssl",
        "cwmp",
        "api",
        "sysmanager",
    ),
    "clock-and-logs": (
        "clock",
        "ntp-service",
        "ntp",
        "undo ntp",
        "info-center",
        "undo info-center",
        "log",
        "trace",
        "undo log",
        "diagnose",
        "assign trap",
        "undo assign",
    ),
    "management-protocol": ("snmp-agent", "undo snmp-agent", "sflow", "netstream", "lldp", "undo lldp", "cdp", "nqa", "ops", "undo ops"),
    "hardware": (
        "device",
        "board",
        "undo board",
        "slot",
        "power",
        "fan",
        "temperature",
        "set cpu-usage",
        "set memory-usage",
        "set transceiver-monitoring",
        "set flow-stat",
        "undo transceiver-monitoring",
        "energy-saving",
        "autosave",
        "set device",
        "set neid",
        "usb",
        "cpu-defend",
        "cpu-defend-policy",
        "undo nap",
        "nap",
        "autoconfig",
        "undo autoconfig",
        "configuration",
        "mmi-mode",
        "system",
        "icmp",
        "undo icmp",
        "license",
        "undo dcn",
        "dcn",
        "fabric",
        "transceiver",
        "undo hw-",
        "set fan",
        "firewall packet-filter basic-protocol",
        "undo factory-configuration",
        "factory-configuration",
        "authentication-profile",
        "undo authentication",
        "domain",
        "snmp",
    ),
    "queueing": ("drop-profile", "diffserv", "qos", "undo qos", "qos-profile", "flow-wred", "flow-queue", "port-queue", "port-wred"),
    "radio": ("wlan", "capwap", "ap", "undo capwap"),
    "access-control-plane": (
        "radius-server",
        "undo radius",
        "hwtacacs-server",
        "hwtacacs",
        "portal",
        "dot1x",
        "mac-authen",
        "free-rule-template",
    ),
    "language": (
        "language",
        "undo language",
        "command-privilege",
        "header",
        "banner",
        "undo terminal",
        "screen-length",
        "undo screen-length",
    ),
}

# rule name -> leading words of commands in the interface view
INTERFACE: Mapping[str, tuple[str, ...]] = {
    "port-electrics": (
        "negotiation",
        "undo negotiation",
        "duplex",
        "combo-port",
        "flow-control",
        "undo flow-control",
        "carrier",
        "port mode",
        "device transceiver",
        "loopback-detect",
        "loopback",
        "poe",
        "undo poe",
        "clock",
        "jumboframe",
        "am isolate",
        "port-isolate",
        "energy-efficient-ethernet",
        "fec",
        "undo fec",
        "training",
        "wavelength",
        "port crc-statistics",
        "trap-threshold",
        "set flow-stat",
        "statistic",
        "undo statistic",
        "log-threshold",
        "port split",
        "port priority",
        "single-fiber",
        "auto speed",
        "undo auto",
    ),
    "port-protection": (
        "storm-control",
        "storm",
        "broadcast-suppression",
        "multicast-suppression",
        "unicast-suppression",
        "undo broadcast-suppression",
        "port-security",
        "mac-limit",
        "arp anti-attack",
        "arp",
        "undo arp",
        "dhcp snooping",
        "ip source",
        "bpdu",
        "undo bpdu",
        "stp",
        "undo stp",
        "error-down",
        "loop-detection",
        "undo loop-detection",
        "mac-address",
        "undo mac-address",
        "icmp",
        "undo icmp",
        "igmp-snooping",
        "nd",
        "ipv6 nd",
        "undo ipv6 nd",
        "undo ip redirects",
        "urpf",
        "authentication",
        "dot1x",
        "mac-authen",
        "ipv6 mtu",
        "service-manage",
        "undo service-manage",
        "voice-vlan",
        "undo voice-vlan",
    ),
    "port-queueing": ("qos", "undo qos", "trust", "port-queue", "port-wred", "diffserv-mode", "undo trust"),
    "port-discovery": ("lldp", "undo lldp", "undo cdp", "cdp"),
    "aggregate-mode": (
        "mode",
        "load-balance",
        "lacp",
        "undo lacp",
        "least",
        "max",
        "undo max",
        "max active-linknumber",
        "least active-linknumber",
        "undo local-preference",
        "port-group",
    ),
    "layer-2-link": ("link-protocol", "ppp", "undo ppp", "hdlc", "mru", "bandwidth", "alias", "undo enable", "enable", "ipv6 address auto"),
}


def top_rule(text: str) -> str | None:
    """Return the name of the rule that passes over a top-level command, None where none does."""
    return _find(text, _TOP)


@lru_cache(maxsize=8192)
def interface_rule(text: str) -> str | None:
    """Return the name of the rule that passes over a command of the interface view, None where none does."""
    return _find(text, _INTERFACE)


def _find(text: str, table: Mapping[str, str]) -> str | None:
    return next((table[lead] for lead in _leads(text) if lead in table), None)


def _leads(text: str) -> Iterator[str]:
    words = text.split(" ", 3)
    yield words[0]
    if len(words) > 1:
        yield f"{words[0]} {words[1]}"
    if len(words) > 2:  # noqa: PLR2004 - leads have at most three words
        yield f"{words[0]} {words[1]} {words[2]}"


_TOP = {lead: rule for rule, leads in TOP.items() for lead in leads}
_INTERFACE = {lead: rule for rule, leads in INTERFACE.items() for lead in leads}
