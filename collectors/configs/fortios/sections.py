"""Every table of FortiOS by its path, and what reads it."""

from __future__ import annotations

from collections.abc import Mapping

from collectors.configs.fortios import bgp, firewall, interfaces, management, nat, objects, ospf, routing, services, vpn
from collectors.configs.fortios.tree import Table

TABLES: Mapping[str, Table] = {
    **interfaces.TABLES,
    **routing.TABLES,
    **ospf.TABLES,
    **bgp.TABLES,
    **objects.TABLES,
    **firewall.TABLES,
    **nat.TABLES,
    **vpn.TABLES,
    **services.TABLES,
    **management.TABLES,
}
"""Tables by their paths; the others are passed over by a rule of `ignored`, or left over."""
