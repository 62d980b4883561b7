"""The engines, by the name that ``--engine`` takes."""

from __future__ import annotations

from collectors.snmp.engine import Engine
from collectors.snmp.limits import Limits
from collectors.snmp.wire import WireEngine
from topology.model.errors import InputError

ENGINES = ("wire",)


def create_engine(name: str, limits: Limits) -> Engine:
    """Return an engine.

    Raises
    ------
    InputError
        There is none of this name.
    """
    if name == "wire":
        return WireEngine(limits)
    raise InputError("scope_engine", engine=name, expected=", ".join(ENGINES))
