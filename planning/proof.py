"""Proof: whether what proves a plan the best still speaks of the inputs at hand."""

from __future__ import annotations

import hashlib

import msgspec
from msgspec.structs import replace

from planning.scenario import Pinned, Scenario, scenario_hash
from topology.model.errors import Problem, Severity

_ENCODER = msgspec.json.Encoder(order="deterministic")


def inputs_hash(scenario: Scenario, rests_on: Pinned) -> str:
    """Return the hash of a scenario's decisions and of what they are judged on (BLAKE2b, 16 bytes, hex).

    What a scenario is called and where it stands with those who decide do not count: a plan may be renamed, approved and locked.
    """
    decisions = scenario_hash(replace(scenario, id="", pinned=None))
    parts = (decisions, rests_on.census_hash, rests_on.prices_hash, rests_on.base_hash, rests_on.snapshot)
    return hashlib.blake2b(_ENCODER.encode(parts), digest_size=16).hexdigest()


def proof_problems(scenario: Scenario, now: str) -> tuple[Problem, ...]:
    """Return a problem where a scenario's proof is of other inputs than `now`, the hash of those at hand."""
    proof = scenario.proof
    if proof is None or proof.inputs == now:
        return ()
    return (Problem("planning.proof_other_inputs", Severity.WARNING, scenario.id, {"expected": proof.inputs, "found": now}),)
