"""The pages of the dashboard, one module each, in the order of the navigation."""

from __future__ import annotations

from types import ModuleType

from dashboard.pages import board, findings, imports, network, networks, risk, roadmap, scenarios, snapshots
from dashboard.pages import map as map_page

PAGES: tuple[ModuleType, ...] = (map_page, networks, network, findings, board, scenarios, roadmap, risk, snapshots, imports)
"""Every page; each has ``layout()`` without data and ``register(app, home)``."""
