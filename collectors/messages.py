"""What the collectors say to users, by code: one dict of each part's texts."""

from __future__ import annotations

from collectors.census.messages import MESSAGES as _CENSUS
from collectors.configs.messages import MESSAGES as _CONFIGS
from collectors.netbox.messages import MESSAGES as _NETBOX
from collectors.nms.messages import MESSAGES as _NMS
from collectors.shows.messages import MESSAGES as _SHOWS
from collectors.snmp.messages import MESSAGES as _SNMP
from collectors.sources.messages import MESSAGES as _SOURCES
from collectors.walks.messages import MESSAGES as _WALKS
from topology.model.text import N_

_BUNDLES: dict[str, str] = {
    "bundle_unwritable": N_("{path}: the bundle cannot be written ({why}); choose another place with --bundle."),
    "bundle_unreadable": N_("{path}: no bundle, or a damaged one ({why}); copy it again from where it was made."),
    "bundle_form": N_("{path}: not of the form of a bundle ({why}); nothing of it was imported."),
    "bundle_format": N_("{path}: a bundle of form {found}; this netfold reads form {expected}. Update the older of the two."),
    "bundle_untrusted": N_(
        "{path}: signed with a key that is not trusted ({key}); "
        "if it is right, add its line from the maker's keys/signing.pub to keys/trusted."
    ),
    "bundle_signature": N_("{path}: the signature is not that of {name}: the bundle was changed on its way. Nothing of it was imported."),
    "bundle_part": N_("{path}: part {part} is not what was signed ({why}): the bundle was changed or damaged on its way; copy it again."),
    "bundle_records": N_("{path}: part {part} holds no records as the manifest says ({why}); nothing more of it was imported."),
    "key_unreadable": N_("{path}: not a private key ({why}); restore it, or move it away so that a new one is made."),
    "key_line": N_("{where}: not a public key; expected: {expected}."),
}

MESSAGES: dict[str, str] = {**_SNMP, **_CONFIGS, **_CENSUS, **_BUNDLES, **_WALKS, **_SOURCES, **_NETBOX, **_NMS, **_SHOWS}
