"""Findings: what an analysis concludes from a topology, with the evidence that opens."""

from __future__ import annotations

import msgspec

from topology.model.entities import Evidence
from topology.model.errors import Scalar, Severity


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One conclusion. `kind` is the analysis and case (``overlap.identical``); its text is looked up by that code.

    `subjects` are ids of the entities it is about, `networks` the codes of the networks concerned,
    `params` the values its text needs.
    """

    id: str
    kind: str
    severity: Severity
    networks: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    params: dict[str, Scalar] = msgspec.field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
