"""What the collectors say to users, by code: one dict of each part's texts."""

from __future__ import annotations

from collectors.census.messages import MESSAGES as _CENSUS
from collectors.configs.messages import MESSAGES as _CONFIGS
from collectors.snmp.messages import MESSAGES as _SNMP

MESSAGES: dict[str, str] = {**_SNMP, **_CONFIGS, **_CENSUS}
