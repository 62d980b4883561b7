"""The findings as they would stand if networks were merged or switched off: an engineer's question, without a plan or its money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from planning.costs import build_case
from planning.options import Option, Verdict, read_option
from planning.quarters import Quarter, blacked_out
from planning.roadmap.states import state_findings
from planning.rules import feasible
from planning.scenario import Choice, Override, Scenario
from services.actors import Right
from services.home import Home
from services.listing import finding_values
from services.plan_inputs import PlanInputs, plan_ground, plan_inputs
from services.rights import needs
from topology.model.census import Census, Role
from topology.model.errors import InputError, NotFound, Problem

_ASKED: Final = Override(author_role="engineer", reason="check --merge")
"""What a merge that the rules block is looked at by all the same; each objection is reported."""
_PARTS: Final = 3


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What the networks would be like after merges."""

    quarter: str
    """The earliest in which the rules let all of them be done; the state is that of its end."""
    rows: tuple[dict[str, Any], ...]
    """Findings as `listing.rows` gives them, each with its ``change``: first the new, then those that are gone, then those that stay."""
    objections: tuple[Problem, ...]
    """What the rules hold against the merges."""
    refused: tuple[str, ...]
    """Networks that stay nonetheless: what is classified goes nowhere but into the intranet, and a host must stay."""


@needs(Right.READ)
def check_merges(
    home: Home, merges: Sequence[str], snapshot: str | None = None, *, network: str | None = None, lang: str = "en"
) -> Checked:
    """Return the findings that would stand after `merges`, each ``NETWORK:OPTION`` or ``NETWORK:join:HOST``, beside today's.

    The other networks stay as they are; what the rules hold against a merge is reported, and the merge looked at all the same.

    Raises
    ------
    InputError
        ``services.merge_wrong`` for one that is not written so, names no departmental network, no option, or no host.
    NotFound
        ``services.no_base`` where the store has no do-minimum; as `services.plans.appraise`.
    """
    inputs = plan_inputs(home, plan_ground(home, _base_name(home), snapshot))
    if inputs.topology is None:
        raise NotFound("services.no_snapshot_yet")
    choices = [_read(inputs.census, text) for text in merges]
    asked, quarter = _asked(inputs, choices)
    case, told = build_case(asked, inputs.census, inputs.topology, inputs.prices, inputs.findings)
    names = {choice.code for choice in choices}
    now, gone = state_findings(case, quarter)
    marked = [
        *((row, "new") for row, brought in now if brought),
        *((row, "gone") for row in gone),
        *((row, "stays") for row, brought in now if not brought),
    ]
    return Checked(
        quarter=str(quarter),
        rows=tuple({"change": change, **finding_values(row, lang)} for row, change in marked if network is None or network in row.networks),
        objections=tuple(problem for problem in told if problem.params.get("network") in names),
        refused=tuple(sorted(code for code in names if case.decisions[code].refused is not None)),
    )


def _base_name(home: Home) -> str:
    """Return the do-minimum of the store: the scenario that inherits from none."""
    for stored in home.store.scenarios.all():
        try:
            ground = plan_ground(home, stored.name)
        except (InputError, NotFound):
            continue
        return ground.base.id
    raise NotFound("services.no_base")


def _read(census: Census, text: str) -> Choice:
    parts = text.split(":")
    known = {row.code: row for row in census.networks if row.role is Role.DEPARTMENTAL}
    option = read_option(parts[1]) if 1 < len(parts) <= _PARTS else None
    host = parts[2] if len(parts) == _PARTS else None
    part = parts[0] if parts[0] not in known else None
    if part is None and (option is None or (option is Option.JOIN) is not (host is not None)):
        part = ":".join(parts[1:])
    if part is None and host is not None and host not in known:
        part = host
    if part is not None or option is None:
        raise InputError(
            "services.merge_wrong",
            text=text,
            part=part or "",
            options=", ".join(one.value for one in Option),
            networks=", ".join(sorted(known)),
        )
    return Choice(code=parts[0], option=option, host=host, override=_ASKED)


def _asked(inputs: PlanInputs, choices: Sequence[Choice]) -> tuple[Scenario, Quarter]:
    """Return the scenario in which all is done at once in the first quarter that the rules allow, with the platforms it takes."""
    base = inputs.base
    verdicts = [_verdict(inputs, choice) for choice in choices]
    quarter = next(_open_quarters(base, verdicts), base.quarters[0])
    done = {choice.code: replace(choice, finish=str(quarter)) for choice in choices if choice.option is not Option.KEEP}
    kept = [choice for choice in base.choices if choice.code not in {choice.code for choice in choices}]
    platforms = {**base.platforms, **{name: base.start for verdict in verdicts for name in verdict.requires}}
    return replace(base, choices=(*kept, *done.values()), platforms=platforms, dual_running=0, proof=None, pinned=None), quarter


def _verdict(inputs: PlanInputs, choice: Choice) -> Verdict:
    return next(one for one in feasible(inputs.census, inputs.topology, choice.code) if one.option is choice.option)


def _open_quarters(base: Scenario, verdicts: Sequence[Verdict]) -> Iterator[Quarter]:
    for quarter in base.quarters:
        if all((one.earliest is None or one.earliest <= str(quarter)) and not blacked_out(quarter, one.blackout) for one in verdicts):
            yield quarter
