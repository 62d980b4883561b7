"""Sections of an IOS or RGOS configuration: a command at column 0 with the lines indented below it.

``!`` at column 0 ends a section; inside one it only parts sub-modes. Terminals leave indentation unknown after a
page, and mail takes it away: then a command that only a section knows stays with the section before it, as long
as no ``!`` stood between. Banners and comments were taken out before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from collectors.clean import Line
from collectors.configs.blocks import Block

SEPARATOR = "!"

_CHILD = re.compile(
    r"(?:no )?(?:switchport|description|shutdown|ip address|ipv6 address|channel-group|port-group|duplex|encapsulation|vrf forwarding|"
    r"ip vrf forwarding|standby|glbp|ip access-group|ip helper-address|ip ospf|ip nat (?:inside|outside)$|ip mtu|ip tcp adjust-mss|"
    r"tunnel (?:source|destination|mode|vrf|protection)|medium|media-type|service-policy (?:input|output)|spanning-tree (?:portfast|bpdu|"
    r"guard|link-type|port-priority|cost)|speed|mtu|bandwidth|rd|route-target|address-family|exit-address-family|network|neighbor|"
    r"redistribute|passive-interface|router-id|area|timers|default-information|auto-summary|net|is-type|metric-style|bgp|"
    r"default-router|dns-server|lease|match|set|permit|deny|remark|\d+ (?:permit|deny|remark)|name|login|transport|exec-timeout|"
    r"privilege level|password|session-timeout|access-class|zone-member|load-interval|negotiation|keepalive|"
    r"peer|pre-shared-key|encr|authentication|group|hash|lifetime|mode|inspect|drop|pass|class)(?: |$)"
)
_SECTION = re.compile(
    r"(?:interface|router|vrf|ip vrf|ip access-list|ipv6 access-list|mac access-list|vlan \S+$|vlan range|line|route-map|class-map|"
    r"policy-map|ip dhcp pool|ipv6 router|crypto|zone|zone-pair|key chain|spanning-tree mst conf|object-group|switch virtual|"
    r"radius server|tacacs server|aaa group|redundancy|flow|control-plane|stackwise-virtual)(?: |$)"
)
_FAMILY = "address-family "


def read_blocks(lines: Iterable[Line]) -> Iterator[Block]:
    """Yield the blocks of a configuration in order, without separators. Linear in the number of lines."""
    block: Block | None = None
    is_open = flat = False
    depth = 0
    for line in lines:
        indent = line.indent
        if line.text == SEPARATOR:
            is_open = is_open and bool(indent)
            continue
        if block is not None and indent and indent > depth:
            flat = False
            is_open = True
            block.children.append(line)
            continue
        if block is not None and not indent and _is_child(line, block, is_open=is_open, flat=flat):
            if not block.children:
                flat = indent == 0
            is_open = True
            block.children.append(line)
            continue
        if block is not None:
            yield block
        block = Block(line, [])
        depth = indent or 0
        is_open, flat = True, False
    if block is not None:
        yield block


def _is_child(line: Line, block: Block, *, is_open: bool, flat: bool) -> bool:
    if line.indent == 0 and block.children and not flat:
        return False
    if not is_open:
        return flat and line.text.startswith(_FAMILY)
    return _is_only_child(line.text) and _is_section(block.header.text)


@lru_cache(maxsize=8192)
def _is_only_child(text: str) -> bool:
    return _CHILD.match(text) is not None and not _is_section(text)


@lru_cache(maxsize=8192)
def _is_section(text: str) -> bool:
    return _SECTION.match(text) is not None
