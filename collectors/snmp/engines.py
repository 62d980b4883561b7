"""The engines, by the name that ``--engine`` takes."""

from __future__ import annotations

import msgspec

from collectors.snmp.engine import Engine
from collectors.snmp.limits import Limits
from collectors.snmp.pysnmp_question import IN_FLIGHT
from collectors.snmp.wire import WireEngine
from topology.model.errors import InputError

ENGINES = ("wire", "pysnmp")


def fit_limits(name: str, limits: Limits) -> Limits:
    """Return limits under which an engine does not time itself out: of devices read at once, pysnmp bears few."""
    return msgspec.structs.replace(limits, concurrency=min(limits.concurrency, IN_FLIGHT)) if name == "pysnmp" else limits


def create_engine(name: str, limits: Limits) -> Engine:
    """Return an engine.

    Raises
    ------
    InputError
        There is none of this name.
    """
    if name == "wire":
        return WireEngine(limits)
    if name == "pysnmp":
        from collectors.snmp.pysnmp_engine import PysnmpEngine  # noqa: PLC0415 - half a second to import, and seldom wanted

        return PysnmpEngine(limits)
    raise InputError("scope_engine", engine=name, expected=", ".join(ENGINES))
