"""What reading and writing NetBox says to users, by code."""

from __future__ import annotations

from topology.model.text import N_

MESSAGES: dict[str, str] = {
    "netbox.no_url": N_("No NetBox is named; give its address with --url or in {variable}."),
    "netbox.url": N_("'{url}' is no address of a NetBox; expected https://HOST (http on this machine only), without user, query or '#'."),
    "netbox.host": N_("{host} leads to {address}, where no NetBox can be (link-local, multicast or unspecified); check the name."),
    "netbox.no_token": N_(
        "No token; give a file that holds it with --token-file, or set {variable}. It is never taken from the command line."
    ),
    "netbox.token": N_("The token holds signs that no token has; expected printable ASCII, at most 1,000 characters."),
    "netbox.token_file": N_("{path}: the token cannot be read ({reason}); give a file that holds nothing else."),
    "netbox.token_open": N_("{path}: others may read the token; take their rights away (chmod 600)."),
    "netbox.timeout": N_("That is no time-out; expected more than 0 and at most {most} seconds."),
    "netbox.ca": N_("{path}: no file with certificates there; give one in PEM form."),
    "netbox.version": N_("This NetBox says version '{found}'; expected 4.2 or later of the fourth series."),
    "netbox.denied": N_("NetBox denies access (HTTP {status}: {reason}); check the token, its rights and the addresses it is bound to."),
    "netbox.refused": N_("NetBox refused a request (HTTP {status}: {reason})."),
    "netbox.redirect": N_(
        "NetBox answers with a redirect to {host}, which is not followed, as the token would go with it; give the address it leads to."
    ),
    "netbox.tls": N_("NetBox's certificate cannot be trusted ({reason}); give the authority's certificate with --ca."),
    "netbox.no_answer": N_("NetBox does not answer ({reason}); it was asked again several times. Check address, network and the server."),
    "netbox.not_json": N_("The answer is no JSON: this is no NetBox, or a proxy or log-in page stands before it. Check the address."),
    "netbox.page": N_("NetBox answered {path} in a form that its API does not have; check the address and the version."),
    "netbox.short": N_(
        "NetBox promised {count} objects of {path} and gave {found}; nothing was taken. Somebody may be changing it: try again."
    ),
    "netbox.too_large": N_("An answer of NetBox is larger than {most} MiB; nothing was taken."),
    "netbox.mapping": N_("{path}: no mapping file ({reason}); expected [[rule]] tables with realm and at least one of tenant, site, vrf."),
    "netbox.realm_needed": N_(
        "{count} devices belong to no known address space ({names}); name it with --realm, or say which tenant, site or VRF is which "
        "with --map. Nothing was taken."
    ),
    "netbox.csv": N_("{path}: the file cannot be read ({reason}); expected CSV as NetBox's import takes it, in UTF-8."),
    "netbox.dump": N_("{path}: the file cannot be read ({reason}); expected JSON as NetBox's API gives it."),
    "netbox.folder": N_("{path}: cannot be written to ({reason}); give a new or empty folder."),
    "netbox-object": N_("left out: field '{field}' is not of the form that NetBox's API gives."),
    "netbox-cut": N_("field '{field}' is longer than {most} characters and was cut."),
    "netbox-csv-row": N_("left out: column {column} refers to nothing in these files, or is not of its form."),
    "netbox-row": N_("no census row was made of '{code}': {reason}"),
    "netbox-not-there": N_("'{name}' is {status} in NetBox and so not in the network; it was left out."),
    "netbox-realm": N_("'{name}' belongs to no known address space."),
    "netbox-realms-mixed": N_("address {address} is in address space {realm}, its device in {other}; the address was left out."),
    "netbox-vrfs-mixed": N_("address {address} is in VRF {vrf}, its interface in another; the address was left out."),
    "netbox-circuit-network": N_(
        "circuit '{name}' has no tenant that is one of the networks; it was left out. Name its network with --map."
    ),
    "netbox-circuit-site": N_("circuit '{name}' ends at no known site; it was left out."),
    "netbox-cable-open": N_("the cable ends on {kinds}, which is not followed."),
    "netbox-cable-port": N_("not written as a cable: one end has no known port."),
    "netbox-cable-type": N_("not written as a cable: NetBox lets none end on a virtual or aggregate interface."),
    "netbox-cable-taken": N_("not written as a cable: another, surer link has the port already, and NetBox allows one."),
    "netbox-vlan": N_("VLAN {vid} was not written: NetBox takes 1 to 4094."),
    "netbox-prefix": N_("prefix {prefix} was not written: NetBox takes none of length 0."),
    "netbox-address": N_(
        "address {address} is kept beside the interface only: NetBox lets none have its network's own or broadcast address."
    ),
    "netbox-classified": N_("network {network} is classified: nothing of it is written to NetBox."),
    "netbox-shared": N_("address {address} ({role}) is shared between devices and was not taken as the interface's own."),
    "netbox-prefixes": N_("{count} prefixes belong to no network of the census and were left out; name their network with --map."),
    "netbox-strange": N_("{count} objects are of kinds that netfold does not read."),
    "netbox-refused": N_("NetBox refused to {action} it: {reason}"),
}
