"""The physical parts that 'show inventory' of IOS, IOS XE, NX-OS and IOS XR lists (ENTITY-MIB's, in five fields each)."""

from __future__ import annotations

from collectors.shows.answers import Table
from collectors.shows.cisco_words import said
from collectors.shows.draft import Draft
from topology.model.tables import Module


def module_kind(name: str, description: str, model: str) -> str:
    """Return what a row of an inventory is: ``chassis``, ``stack``, ``power-supply`` or ``module``.

    >>> module_kind("Switch 1", "C9300-24UX", "C9300-24UX"), module_kind("c93xx Stack", "c93xx Stack", "C9300-24UX")
    ('chassis', 'stack')
    >>> module_kind("Switch 1 - Power Supply A", "", "PWR-C1-1100WAC"), module_kind("Te1/1/1", "SFP-10GBase-LR", "SFP-10G-LR")
    ('power-supply', 'module')
    """
    words, lower = f"{name} {description}".lower(), name.lower()
    if "power supply" in words or "power module" in words or model.upper().startswith("PWR"):
        return "power-supply"
    if lower.endswith("stack"):
        return "stack"
    first, _, rest = lower.partition(" ")
    if first in {"chassis", "rack"} or lower.endswith(" chassis") or lower.isdecimal() or (first == "switch" and rest.isdecimal()):
        return "chassis"
    return "module"


def read_inventory(table: Table, draft: Draft) -> None:
    """Add the physical parts; the model and the numbers of chassis are those of the device."""
    for at, row in enumerate(table.rows, start=1):
        name, model, serial = row.text("name"), said(row.text("pid")), said(row.text("sn"))
        kind = module_kind(name or "", row.text("descr") or "", model or "")
        part = Module(
            index=at, kind=kind, name=name, description=said(row.text("descr")), model=model, serial=serial,
            hardware=said(row.text("vid")), ref=table.place(row),
        )  # fmt: skip
        draft.add("modules", part)
        if kind == "chassis":
            draft.say(model=model)
            draft.add_serial(serial)
