"""Captures of Huawei VRP: which commands are read, and what they add to the record."""

from __future__ import annotations

from collections.abc import Mapping

from collectors.shows.answers import Reader, Total, Vendor

READERS: Mapping[str, Reader] = {}
TEMPLATES: Mapping[str, str] = {"display vlan": "huawei_vrp_display_vlan:huawei_vrp_display_vlan_brief"}
TOTALS: Mapping[str, tuple[Total, ...]] = {}

VENDOR = Vendor(platform="huawei_vrp", readers=READERS, templates=TEMPLATES, totals=TOTALS)
