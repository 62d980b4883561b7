"""What planning could not do or does not know, by code: the words of problems and errors."""

from __future__ import annotations

from typing import Final

from topology.model.text import N_

PROBLEMS: Final[dict[str, str]] = {
    "planning.problem_unreadable": N_("{path}: cannot be read ({reason}); give a planning problem as a JSON file."),
    "planning.problem_form": N_("{path}: this is no planning problem: {reason}. docs/planning.md has the keys of a problem."),
    "planning.problem_value": N_("{place}: {found} is out of range; expected {expected}."),
    "planning.problem_reference": N_("{place}: '{found}' does not exist or stands twice; expected {expected}."),
    "planning.cell_closed": N_(
        "{network} cannot take '{found}' within the quarters of decision; expected one of: {choices}. 'netfold plan options SCENARIO "
        "--network {network}' says why."
    ),
    "planning.quarter_form": N_("'{found}' is not a quarter; expected a form such as 2018Q1."),
    "planning.file_form": N_("{file}: cannot be read as expected: {why}"),
    "planning.file_schema": N_("{file}: schema {found} is not known; expected {expected}."),
    "planning.file_unreadable": N_("{file}: cannot be read: {why}"),
    "planning.price_missing": N_("Price book {book} has no row '{key}'; add it with unit, low, mode, high, tag, date and source."),
    "planning.price_twice": N_("{file}: the row '{key}' stands twice; keep one."),
    "planning.price_unit": N_("{file}: the row '{key}' has the unit '{found}'; expected '{expected}'."),
    "planning.price_order": N_("{file}: the row '{key}' has low {low}, mode {mode}, high {high}; expected 0 <= low <= mode <= high."),
    "planning.price_source": N_("{file}: the row '{key}' has no source; say where the price comes from."),
    "planning.prices_differ": N_("Scenario {scenario} asks for price book '{expected}' but was given '{found}'."),
    "planning.scenario_base": N_(
        "{file}: its base '{base}' was not given; put {base}.toml beside it or keep that one first: netfold plan save {base}.toml."
    ),
    "planning.scenario_cycle": N_("{file}: its bases lead back to '{base}'; a base may not rest on its own heir."),
    "planning.scenario_field": N_("{file}: {key} is {found}; expected {expected}."),
    "planning.scenario_key": N_("{file}: the key {key} is not known; expected one of: {expected}."),
    "planning.scenario_twice": N_("{file}: network {network} stands twice; keep one entry."),
    "planning.scenario_locked": N_("{file}: it is locked but its hash is {expected}, not {found}; a locked scenario may not change."),
    "planning.scenario_unknown": N_("There is no prepared scenario '{scenario}'; 'netfold list scenarios' shows those there are."),
    "planning.scenario_network_absent": N_("Network {network} is not in census edition {edition}; its decision is left out."),
    "planning.network_unknown": N_("Census edition {edition} has no departmental network '{network}'."),
    "planning.option_blocked": N_("{network}: '{option}' is blocked: {rule} It is kept. What would open it: {unlock}."),
    "planning.option_overridden": N_(
        "{network}: '{option}' is carried out on the word of the {role} although {objection}. Reason: {reason}"
    ),
    "planning.rule_overridden": N_(
        "{network}: '{option}' is carried out on the word of the {role} against a rule: {rule} Reason: {reason}"
    ),
    "planning.consent_unknown": N_(
        "{network}: the census has no granted and dated consent '{consent}' to '{option}'; name one it has, or leave it out."
    ),
    "planning.renewal_before_leaving": N_(
        "{network} renews devices for {fen} (10,000 CNY) in {due} and leaves in {leaves}; freezing it by {due} saves this, if they last."
    ),
    "planning.platform_missing": N_(
        "{network}: '{option}' by {finish} needs {platform}, which the scenario provides from: {offered}. It is kept."
    ),
    "planning.host_unfit": N_("{network} cannot join {host}; expected one of: {hosts}. It is kept."),
    "planning.host_leaves": N_("{network} cannot join {host}, which does not stay itself. It is kept."),
    "planning.finish_outside": N_("{network}: the finish {finish} is outside the {horizon} quarters from {start}. It is kept."),
    "planning.finish_early": N_("{network}: '{option}' cannot finish in {finish}; the first quarter possible is {earliest}. It is kept."),
    "planning.finish_blackout": N_("{network}: nothing may be cut over in {finish} (closed: {blackout}). It is kept."),
    "planning.budget_short": N_("The one-off budget of {year} is short by {fen} of {budget_fen} (10,000 CNY)."),
    "planning.labour_short": N_("{quarter} is short by {days} engineer-days; {at_hand} are at hand."),
    "planning.placeholders_over": N_(
        "{percent} % of the value rests on placeholder prices, more than the {limit} % allowed in a final scenario."
    ),
    "planning.circuit_fees_exceed": N_(
        "{network}: its circuit rows cost {fen} (10,000 CNY) a year more than it declares; the rows are used."
    ),
    "planning.circuit_fee_unknown": N_("{network}: {count} circuits have no fee; they cost nothing here."),
    "planning.mlps_unknown": N_(
        "{network} moves, but the census gives no MLPS level for it; it is taken as below level 3. Have it graded."
    ),
    "planning.renewal_undated": N_("{network}: its renewal has no date; it is put in {quarter}, which favours merging least."),
    "planning.renewal_missing": N_(
        "{count} networks pass a life of {life} years within the horizon and declare no renewal: {networks}. Do-minimum may be too cheap."
    ),
    "planning.room_cost_unknown": N_(
        "{count} machine rooms that departmental networks stand in declare no yearly cost; a room that falls free saves no money here."
    ),
    "planning.sunk_left_out": N_(
        "{network}: '{text}' ({fen}, 10,000 CNY) is what the network cost to build. That is spent whatever is decided; it is left out."
    ),
    "planning.sunk_suspected": N_(
        "{network}: '{text}' ({fen}, 10,000 CNY) reads like construction cost. It is counted; take it out if it is already spent."
    ),
    "planning.access_capacity_unknown": N_("{count} sites have an extranet access of unknown bandwidth; no step is planned there."),
    "planning.unverified_over": N_(
        "{percent} % of the gross saving rests on circuits nobody has seen, more than the {limit} % allowed in a final scenario."
    ),
    "planning.actuals_value": N_("{key} is {found}; expected {expected}."),
    "planning.actuals_columns": N_("{file}: the table of actuals lacks {missing}; its first line must name {expected}."),
    "planning.approval_typed": N_(
        "Scenario {scenario} calls itself {approval}; a saved text is a draft. Leave 'approval' out and use 'netfold plan review', "
        "'approve' and 'lock'."
    ),
    "planning.approval_withdraw": N_("Scenario {scenario} is approved; only an administrator may withdraw that."),
    "planning.approval_text": N_(
        "Scenario {scenario}: its file cannot take a state as it is written; put each top-level key on a line of its own."
    ),
    "planning.approval_step": N_(
        "Scenario {scenario} stands at '{approval}' and cannot be marked '{wanted}'; from here the way leads to: {expected}."
    ),
    "planning.approval_not_final": N_(
        "Scenario {scenario} cannot be marked '{wanted}': {percent} % of its value rests on placeholder prices; objections: {count}; "
        "'netfold plan appraise {scenario}' names them."
    ),
    "planning.input_changed": N_("It is locked on {expected}, but {field} is now {found}: its figures are not those that were approved."),
    "planning.input_newer": N_("It is locked on snapshot {expected}; the newest is {found}. Its figures are those that were approved."),
    "planning.proof_other_inputs": N_(
        "Its proof is of other inputs ({expected}, now {found}): decisions, census, prices or snapshot have changed since; solve it again."
    ),
    "planning.report_kind": N_("There is no document '{found}'; expected one of: {known}."),
    "planning.report_format": N_("The document '{kind}' cannot be written as '{found}'; expected a file that ends in: {known}."),
    "planning.report_empty": N_("The document '{kind}' would have empty chapters ({chapters}); it is not handed out. Please report this."),
    "planning.report_no_after": N_("An acceptance needs a snapshot taken after the cut-overs, and one that the plan rests on."),
    "planning.no_cjk_font": N_(
        "No font with Chinese characters is installed, so charts cannot be drawn; install one, such as: {fonts} (Debian: fonts-noto-cjk)."
    ),
    "planning.compare_count": N_("{found} scenarios cannot be compared; expected 1 to {most}."),
    "planning.compare_differ": N_("{a} and {b} differ in {field}, so their difference would not be the scenarios'; appraise them alike."),
}
"""What could not be done or is not known."""
