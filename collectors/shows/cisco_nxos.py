"""Captures of Cisco NX-OS: which commands are read, and what they add to the record."""

from __future__ import annotations

from collections.abc import Mapping

from collectors.shows.answers import Reader, Total, Vendor

READERS: Mapping[str, Reader] = {}
TEMPLATES: Mapping[str, str] = {}
TOTALS: Mapping[str, tuple[Total, ...]] = {}

VENDOR = Vendor(platform="cisco_nxos", readers=READERS, templates=TEMPLATES, totals=TOTALS)
