"""Messages of the dashboard by code."""

from __future__ import annotations

from typing import Final

from topology.model.text import N_

MESSAGES: Final = {
    "dashboard.bind": N_(
        "{host}: the dashboard is served on loopback only, as there is no access control yet; use 127.0.0.1, ::1 or localhost, "
        "and a tunnel from other machines."
    ),
}
"""Code -> English template."""
