"""The kinds of NetBox objects that netfold reads and writes, as a table, later ones referring to earlier ones.

*Source*: the REST API of NetBox 4.6 as its serializers and models publish it; field names, choices and lengths are NetBox's own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

TAG: Final = "netfold"
"""Slug of the tag on everything that netfold wrote."""
FACTS: Final = "netfold"
"""Name of the custom field (of type JSON) with what NetBox has no field for."""


class Form(StrEnum):
    """How the value of a field is written."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    FLAG = "flag"
    CHOICE = "choice"
    DATE = "date"
    MAC = "mac"
    REF = "ref"
    """One object of a kind; its id inside a stock."""
    REFS = "refs"
    """Several objects of a kind, sorted ids."""
    TARGET = "target"
    """An object of any kind: ``<name>_type`` and ``<name>_id`` in the API; (kind, id) inside a stock."""
    ENDS = "ends"
    """Several of those."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field: `kind` is what it refers to, `most` the characters it takes, `late` that it is set once all objects are there."""

    name: str
    form: Form = Form.TEXT
    kind: str | None = None
    most: int | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind: its path below ``/api/``, its content type, its fields, and those that name one object of it."""

    path: str
    content_type: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    prunable: bool = True
    by_name: dict[str, Field] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Index the fields by name."""
        object.__setattr__(self, "by_name", {one.name: one for one in self.fields})


def _text(name: str, most: int) -> Field:
    return Field(name, most=most)


def _ref(name: str, kind: str, *, late: bool = False) -> Field:
    return Field(name, Form.REF, kind=kind, late=late)


_STATUS: Final = Field("status", Form.CHOICE)
_DESCRIPTION: Final = _text("description", 200)
_TENANT: Final = _ref("tenant", "tenancy/tenants")


def _named(path: str, content_type: str, *more: Field) -> Kind:
    """Return a kind that is named, and known by its slug."""
    return Kind(path, content_type, (_text("name", 100), _text("slug", 100), *more, _DESCRIPTION), ("slug",))


KINDS: Final = (
    _named("tenancy/tenant-groups", "tenancy.tenantgroup"),
    Kind(
        "tenancy/tenants",
        "tenancy.tenant",
        (_text("name", 100), _text("slug", 100), _ref("group", "tenancy/tenant-groups"), _DESCRIPTION),
        ("group", "slug"),
    ),
    _named("dcim/regions", "dcim.region", _ref("parent", "dcim/regions")),
    _named("dcim/site-groups", "dcim.sitegroup"),
    _named(
        "dcim/sites",
        "dcim.site",
        _STATUS,
        _ref("region", "dcim/regions"),
        _ref("group", "dcim/site-groups"),
        _text("physical_address", 200),
        Field("latitude", Form.NUMBER),
        Field("longitude", Form.NUMBER),
    ),
    _named("dcim/manufacturers", "dcim.manufacturer"),
    Kind(
        "dcim/device-types",
        "dcim.devicetype",
        (_ref("manufacturer", "dcim/manufacturers"), _text("model", 100), _text("slug", 100)),
        ("manufacturer", "slug"),
    ),
    _named("dcim/device-roles", "dcim.devicerole", Field("color", most=6)),
    _named("dcim/platforms", "dcim.platform"),
    Kind("dcim/virtual-chassis", "dcim.virtualchassis", (_text("name", 64), _ref("master", "dcim/devices", late=True)), ("name",)),
    Kind("ipam/route-targets", "ipam.routetarget", (_text("name", 21),), ("name",)),
    Kind(
        "ipam/vrfs",
        "ipam.vrf",
        (
            _text("name", 100),
            _text("rd", 21),
            _TENANT,
            Field("enforce_unique", Form.FLAG),
            _DESCRIPTION,
            Field("import_targets", Form.REFS, kind="ipam/route-targets"),
            Field("export_targets", Form.REFS, kind="ipam/route-targets"),
        ),
        ("name",),
    ),
    _named("ipam/vlan-groups", "ipam.vlangroup"),
    Kind(
        "ipam/vlans",
        "ipam.vlan",
        (
            _ref("group", "ipam/vlan-groups"),
            _ref("site", "dcim/sites"),
            Field("vid", Form.WHOLE),
            _text("name", 64),
            _TENANT,
            _STATUS,
            _DESCRIPTION,
        ),
        ("group", "site", "vid"),
    ),
    Kind(
        "dcim/devices",
        "dcim.device",
        (
            _text("name", 64),
            _ref("device_type", "dcim/device-types"),
            _ref("role", "dcim/device-roles"),
            _TENANT,
            _ref("platform", "dcim/platforms"),
            _text("serial", 50),
            _ref("site", "dcim/sites"),
            _STATUS,
            _ref("virtual_chassis", "dcim/virtual-chassis"),
            Field("vc_position", Form.WHOLE),
            _DESCRIPTION,
            _ref("primary_ip4", "ipam/ip-addresses", late=True),
            _ref("primary_ip6", "ipam/ip-addresses", late=True),
        ),
        ("site", "tenant", "name"),
    ),
    Kind(
        "dcim/interfaces",
        "dcim.interface",
        (
            _ref("device", "dcim/devices"),
            _text("name", 64),
            _text("label", 64),
            Field("type", Form.CHOICE),
            Field("enabled", Form.FLAG),
            _ref("parent", "dcim/interfaces"),
            _ref("bridge", "dcim/interfaces"),
            _ref("lag", "dcim/interfaces"),
            Field("mtu", Form.WHOLE),
            _ref("primary_mac_address", "dcim/mac-addresses", late=True),
            Field("speed", Form.WHOLE),
            Field("mgmt_only", Form.FLAG),
            _DESCRIPTION,
            Field("mode", Form.CHOICE),
            _ref("untagged_vlan", "ipam/vlans"),
            Field("tagged_vlans", Form.REFS, kind="ipam/vlans"),
            _ref("vrf", "ipam/vrfs"),
        ),
        ("device", "name"),
    ),
    Kind(
        "dcim/mac-addresses",
        "dcim.macaddress",
        (Field("mac_address", Form.MAC), Field("assigned_object", Form.TARGET)),
        ("assigned_object", "mac_address"),
    ),
    Kind(
        "ipam/prefixes",
        "ipam.prefix",
        (_text("prefix", 64), _ref("vrf", "ipam/vrfs"), _TENANT, _STATUS, _DESCRIPTION),
        ("vrf", "prefix"),
    ),
    Kind(
        "ipam/ip-addresses",
        "ipam.ipaddress",
        (
            _text("address", 64),
            _ref("vrf", "ipam/vrfs"),
            _TENANT,
            _STATUS,
            Field("role", Form.CHOICE),
            Field("assigned_object", Form.TARGET),
        ),
        ("vrf", "assigned_object", "address"),
    ),
    _named("circuits/providers", "circuits.provider"),
    _named("circuits/circuit-types", "circuits.circuittype"),
    Kind(
        "circuits/circuits",
        "circuits.circuit",
        (
            _text("cid", 100),
            _ref("provider", "circuits/providers"),
            _ref("type", "circuits/circuit-types"),
            _STATUS,
            _TENANT,
            Field("install_date", Form.DATE),
            Field("termination_date", Form.DATE),
            Field("commit_rate", Form.WHOLE),
            _DESCRIPTION,
        ),
        ("provider", "cid"),
    ),
    Kind(
        "circuits/circuit-terminations",
        "circuits.circuittermination",
        (_ref("circuit", "circuits/circuits"), Field("term_side", Form.TEXT, most=1), Field("termination", Form.TARGET)),
        ("circuit", "term_side"),
    ),
    Kind(
        "dcim/cables",
        "dcim.cable",
        (
            Field("a_terminations", Form.ENDS),
            Field("b_terminations", Form.ENDS),
            _STATUS,
            _text("label", 100),
            _DESCRIPTION,
        ),
        ("a_terminations", "b_terminations"),
    ),
)
"""Every kind; `late` fields apart, each refers only to kinds before it or to its own."""

BY_PATH: Final = {kind.path: kind for kind in KINDS}
BY_CONTENT: Final = {kind.content_type: kind for kind in KINDS}

NO_STATUS: Final = frozenset({"planned", "inventory"})
"""States of a device that does not stand in the network (yet)."""

INTERFACE_TYPES: Final = (
    (100_000_000, "100base-tx"),
    (1_000_000_000, "1000base-t"),
    (2_500_000_000, "2.5gbase-t"),
    (10_000_000_000, "10gbase-x-sfpp"),
    (25_000_000_000, "25gbase-x-sfp28"),
    (40_000_000_000, "40gbase-x-qsfpp"),
    (100_000_000_000, "100gbase-x-qsfp28"),
    (400_000_000_000, "400gbase-x-qsfpdd"),
)
"""The type that a physical port of a speed [bit/s] is given, as what is plugged into it is not known."""

UNCABLED: Final = frozenset({"virtual", "lag", "bridge"})
"""Types of interfaces that NetBox lets no cable end on."""
