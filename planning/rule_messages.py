"""The words of the rules: what each says of one network, what it says at all, and how it is called."""

from __future__ import annotations

from typing import Final

from topology.model.text import N_

RULES: Final[dict[str, str]] = {
    "planning.rule.allowed": N_("Allowed."),
    "planning.rule.classified": N_("{network} is classified: it may stay or move to the intranet, nothing else."),
    "planning.rule.unclassified": N_("{network} is not classified; the intranet takes classified networks only."),
    "planning.rule.intranet_consent": N_("The intranet is closed to {network} until {authority} consents with a date ({state})."),
    "planning.rule.statutory": N_("{network} is kept separate by law or by a decision above the city."),
    "planning.rule.vertical_merge": N_("{network} is run from above: the recorded consent of {authority} with a date is needed ({state})."),
    "planning.rule.vertical_only": N_(
        "{network} is run from above: only with the recorded consent of {authority} and its date "
        "may the city withdraw it or put it into a sibling ({state})."
    ),
    "planning.rule.mlps_public": N_("{network} is MLPS level {level}; the public service domain takes networks up to level 2."),
    "planning.rule.mlps_zone": N_("{network} is MLPS level {level} and needs the level-3 zone."),
    "planning.rule.mlps_above": N_("{network} is MLPS level {level}; the extranet's security zone ends at level 3."),
    "planning.rule.no_target": N_("The census names no such target network."),
    "planning.rule.no_host": N_("No sibling shares a site with {network} and is protected as well and free to take it in."),
    "planning.rule.applications": N_(
        "{count} applications that {network}'s users need have no date in the cloud, {application} among them."
    ),
    "planning.rule.calendar": N_("The calendar of {network} closes this quarter for cut-over."),
}
"""Why an option is allowed or blocked."""

BLOCKS: Final[dict[str, str]] = {
    "planning.blocks.classified": N_("A classified network may stay or move to the intranet, nothing else."),
    "planning.blocks.unclassified": N_("The intranet takes classified networks only."),
    "planning.blocks.intranet_consent": N_("The intranet is closed to a network until its authority has consented with a date."),
    "planning.blocks.statutory": N_("A network kept separate by law or by a decision above the city stays."),
    "planning.blocks.vertical_merge": N_(
        "A network run from above merges into the extranet only with the recorded and dated consent of its authority to that option."
    ),
    "planning.blocks.vertical_only": N_(
        "A network run from above is withdrawn, or joins a sibling, only with the recorded and dated consent of its authority."
    ),
    "planning.blocks.mlps_public": N_("The public service domain takes networks up to MLPS level 2."),
    "planning.blocks.mlps_zone": N_("A network of MLPS level 3 needs the extranet's level-3 zone by its finish."),
    "planning.blocks.mlps_above": N_("The administrative service domain takes networks up to MLPS level 3."),
    "planning.blocks.no_target": N_("A network merges only into a target that the census names."),
    "planning.blocks.no_host": N_(
        "A host shares a site with its guest, is unclassified, protected as well, free to take others in, and stays."
    ),
    "planning.blocks.applications": N_(
        "A network is withdrawn only when every application its users need runs in the cloud or has a date there."
    ),
    "planning.blocks.calendar": N_("Nothing is cut over in the quarters that a network's calendar closes."),
}
"""What each rule says at all."""

RULE_NAMES: Final[dict[str, str]] = {
    "planning.rule_name.classified": N_("rule on classified networks"),
    "planning.rule_name.unclassified": N_("rule on the intranet"),
    "planning.rule_name.intranet_consent": N_("rule on consent to the intranet"),
    "planning.rule_name.statutory": N_("rule on networks separate by law"),
    "planning.rule_name.vertical_merge": N_("rule on merging networks run from above"),
    "planning.rule_name.vertical_only": N_("rule on withdrawing networks run from above"),
    "planning.rule_name.mlps_public": N_("rule on protection in the public domain"),
    "planning.rule_name.mlps_zone": N_("rule on the level-3 zone"),
    "planning.rule_name.mlps_above": N_("rule on protection above level 3"),
    "planning.rule_name.no_target": N_("rule on targets"),
    "planning.rule_name.no_host": N_("rule on hosts"),
    "planning.rule_name.applications": N_("rule on applications"),
    "planning.rule_name.calendar": N_("rule on closed quarters"),
}
"""What each rule is called where it is named as evidence."""
