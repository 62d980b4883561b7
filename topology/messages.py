"""What the topology rooms say, by code: errors, problems, findings, reasons, passes and lost candidates."""

from __future__ import annotations

from topology.model.text import N_, translator
from topology.paths.messages import MESSAGES as PATHS

MESSAGES: dict[str, str] = {
    **PATHS,
    # Rules
    "rules.unreadable": N_(
        "{file}: the rule file cannot be read ({detail}); expected a TOML file of at most 1 MiB; check the path and its rights."
    ),
    "rules.syntax": N_("{file}: the rule file is not valid TOML in UTF-8 ({detail}); mend that place."),
    "rules.schema": N_("{file}: '{key}' is missing or of another version; expected {expected}; add 'schema = {expected}' at the top."),
    "rules.unknown_key": N_(
        "{file}: '{key}' is not a table of a rule file; expected one of {expected}; remove it or correct its spelling."
    ),
    "rules.value": N_("{file}: {key} is not as expected ({detail}); correct the value."),
    "rules.pattern": N_("{file}: {key} is not a usable pattern ({detail}); write a regular expression that matches only what is meant."),
    "rules.prefix": N_("{file}: {key} is not a prefix ({detail}); write it as 10.20.0.0/16, without host bits."),
    "rules.twice": N_("{file}: {key} is about the same thing as {first}; keep one of the two."),
    "rules.site": N_("{file}: {key} names no site; give 'site', or a group (?P<site>...) in the pattern."),
    # Ledger
    "ledger.one_end": N_("{id}: both ends are the same; give two different devices or ports."),
    "ledger.unknown_device": N_("{id}: no device has ever had this id; look it up in the list of devices."),
    "ledger.word_without_end": N_(
        "What {by} said on {at} about a link cannot be applied: {ids} no longer exists. Say it again about the present ports, or remove it."
    ),
    # Views
    "topology.unknown_network": N_("{network}: no network has this code; look it up in the list of networks."),
    # Resolution
    "resolve.no_answer": N_(
        "{target} in realm {realm} did not answer and was never seen before: {reason}; check reachability and credentials."
    ),
    "identity.shared_serial": N_(
        "Serial number {claim} is claimed by {count} devices that are not one: {devices}. It identifies none "
        "of them; check for copied files or mistyped serials, or say which are the same."
    ),
    "identity.shared_chassis": N_(
        "Chassis address {claim} is claimed by {count} devices that are not one: {devices}. It identifies none"
        " of them; check for cloned hardware, or say which are the same."
    ),
    "identity.same_name_other_addresses": N_(
        "{file}: the file is named like device {name} in realm {realm} but shares no address with it, so they stay two;"
        " import the present configuration, or say that they are the same."
    ),
    "identity.ambiguous_file": N_(
        "{file}: the addresses in this file belong to several devices of realm {realm}: {devices}; it stays a device of"
        " its own; correct the host name, or say which device it is."
    ),
    # Findings
    "overlap.identical": N_(
        "{network_a} and {network_b} both use {prefix_a}: {hosts_a} and {hosts_b} hosts seen. Before they meet, one "
        "side must renumber or be translated."
    ),
    "overlap.contains": N_(
        "{prefix_a} of {network_a} and {prefix_b} of {network_b} share addresses: {hosts_a} and {hosts_b} hosts seen. "
        "Before they meet, one side must renumber or be translated."
    ),
    "shared_site": N_("{count} networks are at {name} ({site}): {networks}. Lines, rooms and switches may be shared there."),
    "parallel_circuits": N_("{count} circuits of {networks} run between {site_a} and {site_b}: {circuits}. One line may carry them all."),
    "use.low": N_(
        "{network} is hardly used: {hosts_seen} hosts seen of {hosts_declared} declared at {presences} measured places,"
        " {empty} of them empty."
    ),
    "use.dead_circuit": N_(
        "Circuit {circuit} ({number}) of {network} is paid for, but its port is down: {devices} {ports}. Ask whether it can be ended."
    ),
    "back_door": N_(
        "A link joins {networks} outside any declared circuit: {device_a} {port_a} to {device_b} {port_b}. Find out who"
        " needs it; close it or declare it."
    ),
    "capacity.over": N_(
        "Between {site_a} and {site_b} the declared needs come to {load_bps} bit/s at once, and {circuits} hold {capacity_bps}. Raise them."
    ),
    "capacity.over_after_failure": N_(
        "If {failed} fails, {load_bps} bit/s fall on the way between {site_a} and {site_b}, which then holds {capacity_bps} ({circuits})."
    ),
    "dependency.users_gone": N_(
        "{network} is gone, and its users still need {application} {name} ({dependency}). Give them another way, or end the need."
    ),
    "dependency.application_gone": N_(
        "{application} {name} stood in {host}, which is gone before the cloud has it; {network} needs it ({dependency}). Move it first."
    ),
    "dependency.users_cut_off": N_(
        "{application} {name} is reached over the extranet by now, and {sites} of the {of} sites of {network} have no way there"
        " ({dependency}). Give them an access or a gateway."
    ),
    "dependency.application_cut_off": N_(
        "Users on the extranet ({network}) need {application} {name}, which stands in {host}; no link joins the two ({dependency})."
        " Give it a gateway, or move it to the cloud first."
    ),
    "resilience.single_points": N_(
        "In {network}, {devices} devices and {links} links cut others off when one of them fails; {worst} cuts off the"
        " most: {lost} of {sites} sites. Give the sites that matter a second way."
    ),
    "membership.no_network": N_(
        "Nothing says to which network these belong: {examples} ({count} in realm {realm}). Give the realm in the census, or write a rule."
    ),
    "membership.shared_realm": N_(
        "{candidates} share realm {realm}, and no address plan or presence tells whose these are: {examples} ({count})."
        " Write a rule by prefix, host name or site."
    ),
    "membership.no_member": N_(
        "None of the devices that carry these belongs to a network: {examples} ({count} in realm {realm}). Settle where the devices belong."
    ),
    "membership.several": N_(
        "Devices of several networks ({candidates}) carry these: {examples} ({count} in realm {realm}). Write a rule"
        " if one of them owns it."
    ),
    "membership.rules_disagree": N_(
        "Rules give different networks ({candidates}) to these: {examples} ({count} in realm {realm}). {chosen} was taken"
        " as the first; correct the rules."
    ),
    "membership.census_contradicts": N_(
        "Taken for {chosen}, where other evidence says {candidates}: {examples} ({count}). Correct the census or the rule,"
        " whichever is wrong."
    ),
    "membership.unknown_network": N_(
        "Network {chosen} is given to these, but the census does not have it: {examples} ({count}). Correct the rule or the"
        " row, or add the network to the census."
    ),
    "membership.site_conflict": N_(
        "Location and host name point to different sites ({candidates}): {examples} ({count}). {chosen} was taken; correct one of them."
    ),
    # Why a row gave no link
    "unmatched.ambiguous": N_("several devices claim what the row says"),
    "unmatched.unknown_neighbour": N_("the neighbour is no known device"),
    "unmatched.unresolved_port": N_("the port it names is not known"),
    "unmatched.conflict": N_("what it says contradicts what is proven otherwise"),
    "unmatched.self": N_("the device hears itself"),
    "unmatched.stale": N_("the row is from an earlier run"),
    # How a link or circuit was matched
    "pass.mutual_both_ports": N_("both sides name both ports"),
    "pass.mutual_one_port": N_("both sides name each other and one port agrees"),
    "pass.mutual_disputed_port": N_("both sides name each other; one names another far port"),
    "pass.mutual_devices": N_("both sides name each other once; no far port is known"),
    "pass.one_sided_port": N_("one side speaks and names the far port"),
    "pass.one_sided_device": N_("one side speaks; a port is not known"),
    "pass.fdb": N_("each has learned the other's address behind one port only"),
    "pass.fdb_leaf": N_("its address was learned on this port, behind which no other bridge stands"),
    "pass.adjacency": N_("both sides' routing protocols name each other"),
    "pass.adjacency_one_sided": N_("one side's routing protocol names the other"),
    "pass.described": N_("the descriptions of both ports name each other's device"),
    "pass.circuit_number": N_("the same circuit number stands at these two ports only"),
    "pass.routed_vlan": N_("only these two ports carry the VLAN of a point-to-point prefix that only these two devices have"),
    "pass.shared_vlan": N_("of the free ports in the layer-2 domain only these two carry these VLANs"),
    "pass.described_place": N_("the descriptions name each other's device, or the place where the realm has no other"),
    "pass.bundle_member": N_("members of joined aggregates, in the order of their numbers"),
    "pass.shared_prefix": N_("only these two have an address in a point-to-point prefix"),
    "pass.shared_subnet": N_("only these two have an address in the prefix, and nothing speaks for others in it"),
    "pass.host_port": N_("alone behind a port that leads to no other device"),
    "pass.host_segment": N_("behind this port with others: something unmanaged stands between"),
    "pass.host_beyond": N_("seen only on ports that lead to other devices; this is the last of them"),
    "pass.host_ambiguous": N_("several ports fit equally well; none was taken"),
    "pass.host_gateway": N_("no forwarding table shows it; the gateway's ARP table gives only its prefix"),
    "pass.operator": N_("an operator said so"),
    "pass.census": N_("declared in the census only"),
    "pass.cable": N_("a cable in NetBox says so"),
    "pass.number": N_("its number stands in a port description"),
    "pass.ends": N_("the only link between its ends"),
    "pass.ends_bandwidth": N_("the only link between its ends with its bandwidth"),
    # Candidates that lost
    "loser.chassis_differs": N_("{who}: its chassis address is another"),
    "loser.weaker_claim": N_("{who}: a weaker claim"),
    "loser.name_differs": N_("{who}: its name is another"),
    "loser.disputed_port": N_("{who}: the far side says its own port is another"),
    "loser.several_fit": N_("{who}: fits as well as others"),
    "loser.other_description": N_("{who}: the port's description names another device"),
    "loser.further": N_("{who}: behind the same port, but further away or beside"),
    "loser.other_port": N_("{who}: the port's description names another far port"),
    "loser.other_place": N_("{who}: the port's description names another place"),
    "loser.other_cable": N_("{who}: a cable joins the port to another device"),
    "loser.shared_gateway": N_("{who}: the port shares a gateway or relays DHCP for hosts"),
    "loser.third_address": N_("{who}: knows a third address in the prefix"),
    "loser.more_behind": N_("{who}: more addresses are behind this port"),
    "loser.leads_on": N_("{who}: the port leads to another device"),
    "loser.other_end": N_("{who}: the other end of the same segment"),
    "loser.dhcp_pool": N_("{who}: a DHCP pool gives out addresses of the prefix"),
}
"""English templates by code."""


def loser_text(loser: str, lang: str) -> str:
    """Return a lost candidate of a link (``code: who``) in words.

    >>> loser_text("name_differs: SW1", "en")
    'SW1: its name is another'
    """
    code, _, who = loser.partition(": ")
    template = MESSAGES.get(f"loser.{code}")
    return translator(lang)(template).replace("{who}", who) if template else loser
