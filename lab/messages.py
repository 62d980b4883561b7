"""Texts of the lab, by code."""

from __future__ import annotations

from topology.model.text import N_

MESSAGES: dict[str, str] = {
    "lab-agents-not-started": N_(
        "The agents could not be started on port {port}: {reason}. Choose a free port, or 0 to let one be chosen."
    ),
    "lab-city-invalid": N_("{path}: no sample city: {reason}. Expected truth.json as the sample city's folder has it."),
    "lab-city-unreadable": N_("{path}: cannot be read: {reason}. Name the sample city's folder or its truth.json."),
    "lab-fault-unknown": N_("{where}: no such behaviour: {name}. Expected one of {expected}."),
    "lab-fault-value": N_("{where}: {name} is {found}; expected a share between 0 and 1, or a time of 0 s or more."),
    "lab-faults-invalid": N_("{path}: no file of faults: {reason}. docs/discovery.md shows its form."),
    "lab-scale": N_("{agents} agents are more than the loopback addresses have room for; ask for at most {most}."),
    "lab-port-unusable": N_(
        "UDP port {port} cannot be used on the loopback addresses: {reason}. Choose a free port, or 0 to let one be chosen."
    ),
    "lab.unknown_size": N_("No sample city of size {size}: expected one of {sizes}."),
}
"""Code to English text."""
