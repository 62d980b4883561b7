"""Rules: the ones in force, a file to begin with, and what another file would change before it is imported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import msgspec

from services.actors import Right
from services.home import Home
from services.rights import needs
from services.snapshotting import current_rules
from services.topologies import snapshot as head
from topology.model.census import Census
from topology.model.entities import Topology
from topology.model.rules import TABLES, load_rules
from topology.model.text import N_, translator
from topology.resolve import Memo, resolve
from topology.store.snapshots import LATEST


class MemberChange(msgspec.Struct, frozen=True, kw_only=True):
    """One thing whose network or site a rule file would change."""

    kind: str
    id: str
    name: str
    realm: str | None
    what: str
    """``network`` or ``site``."""
    before: str | None
    after: str | None


class RulesPreview(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule file would change in a snapshot."""

    snapshot: str
    rules: int
    """How many rules the file has."""
    changes: tuple[MemberChange, ...]
    without_before: int
    """Devices, prefixes, VLANs, VRFs and circuits without a network as things stand."""
    without_after: int
    doubts_before: dict[str, int]
    """Things in doubt by reason."""
    doubts_after: dict[str, int]


@needs(Right.READ)
def rule_rows(home: Home) -> list[dict[str, Any]]:
    """Return the rules in force, one row each, with the place by which evidence names them.

    Raises
    ------
    InputError
        The home's rule file cannot be read, as `load_rules`.
    """
    rules = current_rules(home)
    return [
        {"rule": f"{table}[{number}]", **{name: getattr(rule, name, None) for name in _COLUMNS}}
        for table, field in TABLES.items()
        for number, rule in enumerate(getattr(rules, field), 1)
    ]


_COLUMNS: Final = ("pattern", "prefix", "vrf", "on", "site", "realm", "network")


@needs(Right.READ)
def preview_rules(home: Home, path: Path, snapshot: str | None = None) -> RulesPreview:
    """Return what a rule file would change in a snapshot, by default the newest; nothing is written.

    The snapshot's own records are resolved by its own rules and by the file's, with the present words of the operator.

    Raises
    ------
    InputError
        The file cannot be read, as `load_rules`.
    NotFound
        ``services.no_snapshot_yet`` or ``store.no_snapshot``.
    """
    rules = load_rules(path)
    store = home.store
    found = head(home, snapshot or LATEST)
    records = store.records.load(seq for one in store.snapshots.records(found.id) for seq in one.sequence)
    census = store.editions.get(found.census) if found.census is not None else Census(edition="")
    ledger, memo = store.ledgers.latest(), Memo()
    before, _ = resolve(records, census, store.snapshots.rules(found.id), ledger, snapshot=found.id, memo=memo)
    after, _ = resolve(records, census, rules, ledger, snapshot=found.id, memo=memo)
    return RulesPreview(
        snapshot=found.id,
        rules=sum(len(getattr(rules, field)) for field in TABLES.values()),
        changes=tuple(_changes(before, after)),
        without_before=_without(before),
        without_after=_without(after),
        doubts_before=_doubted(before),
        doubts_after=_doubted(after),
    )


_KINDS: Final[tuple[tuple[str, str, Callable[[Any], str]], ...]] = (
    ("device", "devices", lambda entity: entity.name),
    ("interface", "interfaces", lambda entity: entity.name),
    ("prefix", "prefixes", lambda entity: entity.prefix),
    ("vlan", "vlans", lambda entity: f"VLAN {entity.vid}"),
    ("vrf", "vrfs", lambda entity: entity.name),
    ("circuit", "circuits", lambda entity: entity.code),
)


def _changes(before: Topology, after: Topology) -> Iterable[MemberChange]:
    """Give what changes, kind by kind; an interface that only goes with its device is left out."""
    moved = {
        device.id for device in before.devices if (new := after.device.get(device.id)) is not None and new.network != device.network
    }  # fmt: skip
    for kind, field, name in _KINDS:
        later = {entity.id: entity for entity in getattr(after, field)}
        for old in getattr(before, field):
            new = later.get(old.id)
            if new is None:
                continue
            owner = before.device.get(old.device) if kind == "interface" else None
            realm = getattr(owner or old, "realm", None)
            follows = owner is not None and owner.id in moved and new.network == after.device[owner.id].network
            label = f"{owner.name} {old.name}" if owner is not None else name(old)
            for what in ("network", "site"):
                said, says = getattr(old, what, None) or None, getattr(new, what, None) or None
                if said != says and not follows:
                    yield MemberChange(kind=kind, id=old.id, name=label, realm=realm, what=what, before=said, after=says)


def _without(topology: Topology) -> int:
    networks = [device.network for device in topology.devices]
    networks += [prefix.network for prefix in topology.prefixes]
    networks += [vlan.network for vlan in topology.vlans]
    networks += [vrf.network for vrf in topology.vrfs]
    networks += [circuit.network for circuit in topology.circuits]
    return sum(1 for network in networks if not network)


def _doubted(topology: Topology) -> dict[str, int]:
    found: Counter[str] = Counter()
    for doubt in topology.doubts:
        found[doubt.reason.value] += len(doubt.subjects)
    return dict(sorted(found.items()))


_LINES: Final[tuple[tuple[str, str], ...]] = (
    ("", N_("Which network and which site a thing belongs to. Every table may be left out; lines after # are remarks.")),
    ("", N_("Order for a device: host, prefix, presence, realm; then the census. For an interface: prefix, vrf, then its device.")),
    ("", N_("Look before you import: netfold rules preview rules.toml")),
    ("schema = 1", ""),
    ('[[realm]]\nrealm = "n05"\nnetwork = "N05"', N_("Everything seen in an address space belongs to a network.")),
    (
        '[[prefix]]\nprefix = "10.20.0.0/16"\nnetwork = "N05"\nrealm = "n05"\nvrf = "office"',
        N_("Addresses inside a prefix; the longest match wins. realm and vrf narrow it and may be left out."),
    ),
    (
        '[[host]]\npattern = "^N05-"\nnetwork = "N05"\nrealm = "ext"',
        N_("Devices by host name: a regular expression, searched, case ignored; the first that matches wins."),
    ),
    ('[[vrf]]\nvrf = "tax"\nnetwork = "N05"\nrealm = "ext"', N_("Interfaces in a VRF, whoever owns the device.")),
    ('[[presence]]\nsite = "S0001"\nnetwork = "W1"\nrealm = "ext"', N_("Devices that stand at a site.")),
    (
        '[[site]]\non = "host"\npattern = "^(?P<site>S\\\\d{4})"',
        N_("Where a device stands, read from its host name (host) or sysLocation (location); the group names the site's code or name."),
    ),
    (
        '[[circuit]]\npattern = "DL\\\\d{8}"\nnetwork = "N05"',
        N_("Shapes of circuit numbers in interface descriptions; with network, whose the circuits are that the census lacks."),
    ),
)


def rules_template(lang: str) -> str:
    """Return a rule file with every table as a remark to take the # from; it is valid as it stands."""
    t = translator(lang)
    parts = []
    for rows, remark in _LINES:
        said = [f"# {t(remark)}"] if remark else []
        body = rows.splitlines() if rows.startswith("schema") else [f"#{row}" for row in rows.splitlines()]
        parts.append("\n".join([*said, *body]))
    return "\n\n".join(parts) + "\n"
