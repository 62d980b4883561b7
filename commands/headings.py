"""Heads of listings: JSON and CSV, and tables in English, keep the stable keys; a table in another language names its columns."""

from __future__ import annotations

from typing import Final

from dashboard.labels import FACTS
from topology.model.text import N_, Translate

HEADINGS: Final = {
    "id": N_("Id"),
    "name": N_("Name"),
    "title": N_("Title"),
    "version": N_("Version"),
    "reference": N_("Scenario and version"),
    "state": N_("State"),
    "author": N_("Author"),
    "actor": N_("By whom"),
    "written_at": N_("Written at"),
    "created_at": N_("Made at"),
    "imported_at": N_("Imported at"),
    "started_at": N_("Started at"),
    "ended_at": N_("Ended at"),
    "digest": N_("Digest"),
    "realms": N_("Realms"),
    "records": N_("Records"),
    "sources": N_("Sources"),
    "site_name": N_("Name of the site"),
    "device_id": N_("Id of the device"),
    "a_id": N_("Id of end A"),
    "b_id": N_("Id of end B"),
    "applications": N_("Applications"),
    "matched_by": N_("Matched by"),
    "to_network": N_("To network"),
    "census": N_("Census edition"),
    "edition": N_("Edition"),
    "locked": N_("Locked"),
    "devices": N_("Devices"),
    "interfaces": N_("Interfaces"),
    "links": N_("Links"),
    "unmatched": N_("Unmatched"),
    "prefixes": N_("Prefixes"),
    "vlans": N_("VLANs"),
    "vrfs": N_("VRFs"),
    "circuits": N_("Circuits"),
    "presences": N_("Presences"),
    "hosts": N_("Hosts"),
    "stale": N_("Stale"),
    "findings": N_("Findings"),
    "number": N_("No."),
    "rows": N_("Rows"),
    "problems": N_("Problems"),
    "questions": N_("Questions"),
    "newest": N_("Newest"),
    "share": N_("Share"),
    "budget_cny": N_("Budget, CNY"),
    "spent_cny": N_("Spent, CNY"),
    "npv_cny": N_("NPV, CNY"),
    "bound_cny": N_("Bound, CNY"),
    "gap": N_("Gap"),
    "moved": N_("Networks that move"),
    "check": N_("Check"),
    "text": N_("What it says"),
    "kind": N_("Kind"),
    "label": N_("Label"),
    "detail": N_("Detail"),
    "rank": N_("Rank"),
    "realm": N_("Realm"),
    "network": N_("Network"),
    "table": N_("Table"),
    "code": N_("Code"),
    "change": N_("Change"),
    "field": N_("Field"),
    "column": N_("Column"),
    "before": N_("Before"),
    "after": N_("After"),
    "cell": N_("Cell"),
    "at": N_("At"),
    "snapshot": N_("Snapshot"),
    "behaviour": N_("Behaviour"),
    "case": N_("Case"),
    "entity": N_("What"),
    "file": N_("File"),
    "path": N_("File"),
    "reason": N_("Reason"),
    "stays": N_("Stays"),
    "why": N_("Why"),
    "branch": N_("Branch"),
    "hop": N_("Hop"),
    "step": N_("Step"),
    "direction": N_("Direction"),
    "basis": N_("Rests on"),
    "evidence": N_("Evidence"),
}
"""Key of a column to its name, where listings do not share it with the pages."""


def heading(key: str, lang: str, t: Translate) -> str:
    """Return the head of a column; the key itself in English, and where it has no name.

    >>> heading("npv_cny", "en", str)
    'npv_cny'
    """
    return key if lang == "en" else t(HEADINGS.get(key) or FACTS.get(key) or key)
