"""HH3C-LAG-MIB: aggregation groups of Comware and the ports in them, as port lists. The group's interface bears its number."""

from __future__ import annotations

import re

from collectors.snmp.mibs.bridge_mib import port_list
from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.table import Rows, Table, integers, octets, oid_text, raw, word
from topology.model.tables import Lag, LagMember

_ENTRY = (1, 3, 6, 1, 4, 1, 25506, 8, 25, 1, 1, 1)
_MODES = {1: "static", 2: "lacp", 3: "lacp"}
_GROUP = re.compile(r"(?:bridge-aggregation|bagg)(\d+)", re.IGNORECASE)


def _build(rows: Rows, draft: Draft) -> None:
    groups = {int(match[1]): port.index for port in draft.ports.values() if (match := _GROUP.fullmatch(port.label or port.name or ""))}
    for index, row in rows.items():
        ref = oid_text((*_ENTRY, 4, *index))
        if len(index) != 1:
            draft.problem("snmp_odd_index", ref, expected="hh3cAggLinkNumber")
            continue
        aggregate = groups.get(index[0])
        draft.add("lags", Lag(mode=word(row, "mode", _MODES), ref=ref), interface=aggregate)
        selected = set(port_list(raw(row, "selected") or b""))
        for bridge_port in port_list(raw(row, "ports") or b""):
            member = draft.if_index_of(bridge_port)
            port = draft.ports.get(member or 0)
            if port and port.lag is None:
                port.lag = aggregate
            draft.add("lag_members", LagMember(active=bridge_port in selected, ref=ref), interface=member, aggregate=aggregate)


GROUPS = Table(
    name="HH3C-LAG-MIB::hh3cAggLinkTable",
    entry=_ENTRY,
    columns=(*octets(name=2), *integers(mode=3), *octets(ports=4, selected=6)),
    build=_build,
    optional=True,
)
