"""What NetBox's REST API takes and gives, as a table of facts in our own form.

Source: NetBox 4.6.8 (2026-08-11), its serializers, models, choices and import forms, and its OpenAPI description
(``contrib/openapi.json`` of the same version), for the endpoints that netfold uses. Nothing is copied but names and numbers.

Compared by hand with the request schemas of that description (required, type, lengths, limits, choices, null): ``WritableSite``,
``WritableDeviceWithConfigContext``, ``WritableDeviceType``, ``WritableDeviceRole``, ``WritableInterface``, ``WritableIPAddress``,
``WritablePrefix``, ``WritableVLAN``, ``WritableVirtualChassis``, ``WritableCable``, ``WritableCircuit``, ``WritableCustomField``,
``WritablePlatform``, ``WritableRegion``, ``WritableTenantGroup``, ``SiteGroup``, ``Tenant``, ``Manufacturer``, ``Provider``,
``CircuitType``, ``CircuitTermination``, ``VRF``, ``RouteTarget``, ``VLANGroup``, ``MACAddress``, ``Tag``, ``NestedTag``, ``GenericObject``.
Of two answers the stricter is kept: a tag on an object is named by its name and its slug, as described, where a serializer takes either.

A field is ``<form>[:<what>] [options]``: forms ``text`` (``max``), ``slug``, ``colour`` (six small hexadecimal digits), ``word`` (small
letters, digits and ``_``; ``max``), ``whole`` (``min`` ``max``), ``number``, ``flag``,
``date``, ``choice:<name>``, ``ref:<endpoint>``, ``refs:<endpoint>``, ``type:<content types>``, ``id``, ``ends``, ``json``, ``any``.
Options: ``!`` required, ``null`` takes null, ``blank`` takes an empty text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

VERSION: Final = "4.6.8"

CHOICES: Final[dict[str, frozenset[str]]] = {
    "site_status": frozenset(["planned", "staging", "active", "decommissioning", "retired"]),
    "device_status": frozenset(["offline", "active", "planned", "staged", "failed", "inventory", "decommissioning"]),
    "cable_status": frozenset(["connected", "planned", "decommissioning"]),
    "circuit_status": frozenset(["planned", "provisioning", "active", "offline", "deprovisioning", "decommissioned"]),
    "prefix_status": frozenset(["container", "active", "reserved", "deprecated"]),
    "vlan_status": frozenset(["active", "reserved", "deprecated"]),
    "ip_status": frozenset(["active", "reserved", "deprecated", "dhcp", "slaac"]),
    "ip_role": frozenset(["loopback", "secondary", "anycast", "vip", "vrrp", "hsrp", "glbp", "carp"]),
    "mode": frozenset(["access", "tagged", "tagged-all", "q-in-q"]),
    "side": frozenset({"A", "Z"}),
    "customfield": frozenset(
        [
            "text",
            "longtext",
            "integer",
            "decimal",
            "boolean",
            "date",
            "datetime",
            "url",
            "json",
            "select",
            "multiselect",
            "object",
            "multiobject",
        ]
    ),
    "visible": frozenset(["always", "if-set", "hidden"]),
    "editable": frozenset(["yes", "no", "hidden"]),
    "interface_type": frozenset(
        [
            "virtual",
            "bridge",
            "lag",
            "100base-fx",
            "100base-tx",
            "100base-t1",
            "1000base-t",
            "1000base-tx",
            "1000base-x-gbic",
            "1000base-x-sfp",
            "2.5gbase-t",
            "5gbase-t",
            "10gbase-t",
            "10gbase-cx4",
            "10gbase-x-sfpp",
            "10gbase-x-xfp",
            "10gbase-x-xenpak",
            "10gbase-x-x2",
            "25gbase-x-sfp28",
            "40gbase-x-qsfpp",
            "50gbase-x-sfp28",
            "100gbase-x-cfp",
            "100gbase-x-qsfp28",
            "200gbase-x-qsfp56",
            "400gbase-x-qsfpdd",
            "400gbase-x-osfp",
            "800gbase-x-qsfpdd",
            "ieee802.11a",
            "ieee802.11g",
            "ieee802.11n",
            "ieee802.11ac",
            "ieee802.11ax",
            "other-wireless",
            "gsm",
            "lte",
            "5g",
            "sonet-oc3",
            "t1",
            "e1",
            "t3",
            "e3",
            "xdsl",
            "gpon",
            "cisco-stackwise",
            "juniper-vcp",
            "other",
        ]
    ),
}
"""Values of the choices; of the interface types those that exist in all of 4.2 to 4.6."""

_COMMON: Final = {
    "description": "text max=200 blank",
    "comments": "text blank",
    "owner": "any null",
    "tags": "tags",
    "custom_fields": "json",
}
_NAMED: Final = {"name": "text ! max=100", "slug": "slug ! max=100", **_COMMON}
_TENANT: Final = {"tenant": "ref:tenancy/tenants null"}


@dataclass(frozen=True)
class Endpoint:
    """An endpoint: its content type, writable fields, what must be unique together, and the fields of its short form."""

    content_type: str
    fields: dict[str, str]
    unique: tuple[tuple[str, ...], ...] = ()
    brief: tuple[str, ...] = ("name",)
    folded: tuple[str, ...] = ()
    """Fields that are compared without case."""

    @cached_property
    def specs(self) -> dict[str, Spec]:
        """The fields, read."""
        return {name: Spec.read(text) for name, text in self.fields.items()}


@dataclass(frozen=True)
class Spec:
    """How one field is checked."""

    form: str
    what: str
    required: bool
    null: bool
    blank: bool
    low: int | None
    high: int | None

    @classmethod
    def read(cls, text: str) -> Spec:
        """Read the notation of this module."""
        head, *options = text.split()
        form, _, what = head.partition(":")
        numbers = dict(option.split("=") for option in options if "=" in option)
        low, high = (int(numbers[key]) if key in numbers else None for key in ("min", "max"))
        return cls(form, what, "!" in options, "null" in options, "blank" in options, low, high)


ENDPOINTS: Final[dict[str, Endpoint]] = {
    "extras/tags": Endpoint(
        "extras.tag",
        {"name": "text ! max=100", "slug": "slug ! max=100", "color": "colour", "description": "text max=200 blank",
         "weight": "whole min=0 max=32767", "object_types": "any"},
        (("name",), ("slug",)), ("name", "slug"),
    ),
    "extras/custom-fields": Endpoint(
        "extras.customfield",
        {"name": "word ! max=50", "type": "choice:customfield", "object_types": "any !", "label": "text max=50 blank",
         "group_name": "text max=50 blank", "description": "text max=200 blank", "required": "flag", "unique": "flag",
         "search_weight": "whole min=0 max=32767", "filter_logic": "any", "ui_visible": "choice:visible", "ui_editable": "choice:editable",
         "is_cloneable": "flag", "default": "any null", "related_object_type": "any null", "related_object_filter": "any null",
         "weight": "whole min=0 max=32767", "validation_minimum": "number null", "validation_maximum": "number null",
         "validation_regex": "text max=500 blank",
         "validation_schema": "any null", "choice_set": "any null", "owner": "any null", "comments": "text blank"},
        (("name",),),
    ),
    "tenancy/tenant-groups": Endpoint(
        "tenancy.tenantgroup", {**_NAMED, "parent": "ref:tenancy/tenant-groups null"}, (("name",), ("slug",)), ("name", "slug")
    ),
    "tenancy/tenants": Endpoint(
        "tenancy.tenant", {**_NAMED, "group": "ref:tenancy/tenant-groups null"}, (("group", "name"), ("group", "slug")), ("name", "slug")
    ),
    "dcim/regions": Endpoint(
        "dcim.region", {**_NAMED, "parent": "ref:dcim/regions null"}, (("parent", "name"), ("parent", "slug")), ("name", "slug")
    ),
    "dcim/site-groups": Endpoint(
        "dcim.sitegroup", {**_NAMED, "parent": "ref:dcim/site-groups null"}, (("parent", "name"), ("parent", "slug")), ("name", "slug")
    ),
    "dcim/sites": Endpoint(
        "dcim.site",
        {**_NAMED, **_TENANT, "status": "choice:site_status", "region": "ref:dcim/regions null", "group": "ref:dcim/site-groups null",
         "facility": "text max=50 blank", "time_zone": "any null", "physical_address": "text max=200 blank",
         "shipping_address": "text max=200 blank", "latitude": "number null min=-90 max=90", "longitude": "number null min=-180 max=180",
         "asns": "any"},
        (("name",), ("slug",)), ("name", "slug"),
    ),
    "dcim/manufacturers": Endpoint("dcim.manufacturer", _NAMED, (("name",), ("slug",)), ("name", "slug")),
    "dcim/device-types": Endpoint(
        "dcim.devicetype",
        {**_COMMON, "manufacturer": "ref:dcim/manufacturers !", "default_platform": "ref:dcim/platforms null", "model": "text ! max=100",
         "slug": "slug ! max=100", "part_number": "text max=50 blank", "u_height": "number min=0", "exclude_from_utilization": "flag",
         "is_full_depth": "flag", "subdevice_role": "any null", "airflow": "any null", "weight": "number null", "weight_unit": "any null",
         "front_image": "any null", "rear_image": "any null"},
        (("manufacturer", "model"), ("manufacturer", "slug")), ("manufacturer", "model", "slug"),
    ),
    "dcim/device-roles": Endpoint(
        "dcim.devicerole",
        {**_NAMED, "color": "colour", "vm_role": "flag", "config_template": "any null", "parent": "ref:dcim/device-roles null"},
        (("parent", "name"), ("parent", "slug")), ("name", "slug"),
    ),
    "dcim/platforms": Endpoint(
        "dcim.platform",
        {**_NAMED, "manufacturer": "ref:dcim/manufacturers null", "config_template": "any null", "parent": "ref:dcim/platforms null"},
        (("manufacturer", "name"), ("manufacturer", "slug")), ("name", "slug"),
    ),
    "dcim/virtual-chassis": Endpoint(
        "dcim.virtualchassis", {**_COMMON, "name": "text ! max=64", "domain": "text max=30 blank", "master": "ref:dcim/devices null"},
    ),
    "ipam/route-targets": Endpoint("ipam.routetarget", {**_COMMON, **_TENANT, "name": "text ! max=21"}, (("name",),)),
    "ipam/vrfs": Endpoint(
        "ipam.vrf",
        {**_COMMON, **_TENANT, "name": "text ! max=100", "rd": "text null max=21", "enforce_unique": "flag",
         "import_targets": "refs:ipam/route-targets", "export_targets": "refs:ipam/route-targets"},
        (("rd",),), ("name", "rd"),
    ),
    "ipam/vlan-groups": Endpoint(
        "ipam.vlangroup",
        {**_NAMED, **_TENANT, "scope_type": "type:dcim.region,dcim.sitegroup,dcim.site null", "scope_id": "id null", "vid_ranges": "any"},
        (("scope_type", "scope_id", "name"), ("scope_type", "scope_id", "slug")), ("name", "slug"),
    ),
    "ipam/vlans": Endpoint(
        "ipam.vlan",
        {**_COMMON, **_TENANT, "site": "ref:dcim/sites null", "group": "ref:ipam/vlan-groups null", "vid": "whole ! min=1 max=4094",
         "name": "text ! max=64", "status": "choice:vlan_status", "role": "any null", "qinq_role": "any null", "qinq_svlan": "any null"},
        (("group", "vid"), ("group", "name")), ("vid", "name"),
    ),
    "dcim/devices": Endpoint(
        "dcim.device",
        {**_COMMON, **_TENANT, "name": "text null max=64", "device_type": "ref:dcim/device-types !", "role": "ref:dcim/device-roles !",
         "platform": "ref:dcim/platforms null", "serial": "text max=50 blank", "asset_tag": "text null max=50", "site": "ref:dcim/sites !",
         "location": "any null", "rack": "any null", "position": "number null", "face": "any", "latitude": "number null min=-90 max=90",
         "longitude": "number null min=-180 max=180", "status": "choice:device_status", "airflow": "any", "primary_ip4": "ref:ipam/ip-addresses null",
         "primary_ip6": "ref:ipam/ip-addresses null", "oob_ip": "ref:ipam/ip-addresses null", "cluster": "any null",
         "virtual_chassis": "ref:dcim/virtual-chassis null", "vc_position": "whole null min=0 max=255", "vc_priority": "whole null min=0 max=255",
         "config_template": "any null", "local_context_data": "any null"},
        (("site", "tenant", "name"), ("virtual_chassis", "vc_position"), ("asset_tag",)), folded=("name",),
    ),
    "dcim/interfaces": Endpoint(
        "dcim.interface",
        {"device": "ref:dcim/devices !", "name": "text ! max=64", "label": "text max=64 blank", "type": "choice:interface_type !",
         "enabled": "flag", "parent": "ref:dcim/interfaces null", "bridge": "ref:dcim/interfaces null", "lag": "ref:dcim/interfaces null",
         "mtu": "whole null min=1 max=65536", "primary_mac_address": "ref:dcim/mac-addresses null",
         "speed": "whole null min=0 max=9223372036854775807",
         "duplex": "any null", "wwn": "any null", "mgmt_only": "flag", "description": "text max=200 blank", "mode": "choice:mode null blank",
         "rf_role": "any", "rf_channel": "any", "poe_mode": "any", "poe_type": "any", "rf_channel_frequency": "any null",
         "rf_channel_width": "any null", "tx_power": "whole null min=-40 max=127", "untagged_vlan": "ref:ipam/vlans null", "tagged_vlans": "refs:ipam/vlans",
         "qinq_svlan": "any null", "vlan_translation_policy": "any null", "mark_connected": "flag", "wireless_lans": "any", "vdcs": "any",
         "vrf": "ref:ipam/vrfs null", "module": "any null", "owner": "any null", "tags": "tags", "custom_fields": "json"},
        (("device", "name"),), ("device", "name"),
    ),
    "dcim/mac-addresses": Endpoint(
        "dcim.macaddress",
        {**_COMMON, "mac_address": "mac !", "assigned_object_type": "type:dcim.interface,virtualization.vminterface null",
         "assigned_object_id": "id null"},
        brief=("mac_address",),
    ),
    "ipam/prefixes": Endpoint(
        "ipam.prefix",
        {**_COMMON, **_TENANT, "prefix": "network !", "vrf": "ref:ipam/vrfs null", "scope_type": "type:dcim.region,dcim.sitegroup,dcim.site null",
         "scope_id": "id null", "vlan": "ref:ipam/vlans null", "status": "choice:prefix_status", "role": "any null", "is_pool": "flag",
         "mark_utilized": "flag"},
        brief=("prefix",),
    ),
    "ipam/ip-addresses": Endpoint(
        "ipam.ipaddress",
        {**_COMMON, **_TENANT, "address": "address !", "vrf": "ref:ipam/vrfs null", "status": "choice:ip_status", "role": "choice:ip_role null blank",
         "assigned_object_type": "type:dcim.interface,ipam.fhrpgroup,virtualization.vminterface null", "assigned_object_id": "id null",
         "nat_inside": "any null", "dns_name": "text max=255 blank"},
        brief=("address",),
    ),
    "circuits/providers": Endpoint(
        "circuits.provider", {**_NAMED, "accounts": "any", "asns": "any"}, (("name",), ("slug",)), ("name", "slug")
    ),
    "circuits/circuit-types": Endpoint(
        "circuits.circuittype", {**_NAMED, "color": "colour blank"}, (("name",), ("slug",)), ("name", "slug")
    ),
    "circuits/circuits": Endpoint(
        "circuits.circuit",
        {**_COMMON, **_TENANT, "cid": "text ! max=100", "provider": "ref:circuits/providers !", "provider_account": "any null",
         "type": "ref:circuits/circuit-types !", "status": "choice:circuit_status", "install_date": "date null", "termination_date": "date null",
         "commit_rate": "whole null min=0 max=2147483647", "distance": "number null", "distance_unit": "any null", "assignments": "any"},
        (("provider", "cid"),), ("provider", "cid"),
    ),
    "circuits/circuit-terminations": Endpoint(
        "circuits.circuittermination",
        {"circuit": "ref:circuits/circuits !", "term_side": "side !",
         "termination_type": "type:dcim.region,dcim.sitegroup,dcim.site,dcim.location,circuits.providernetwork null",
         "termination_id": "id null", "port_speed": "whole null min=0 max=2147483647", "upstream_speed": "whole null min=0 max=2147483647",
         "xconnect_id": "text max=50 blank",
         "pp_info": "text max=100 blank", "description": "text max=200 blank", "mark_connected": "flag", "tags": "tags",
         "custom_fields": "json"},
        (("circuit", "term_side"),), ("circuit", "term_side"),
    ),
    "dcim/cables": Endpoint(
        "dcim.cable",
        {**_COMMON, **_TENANT, "type": "any", "a_terminations": "ends", "b_terminations": "ends", "status": "choice:cable_status",
         "profile": "any", "bundle": "any null", "label": "text max=100 blank", "color": "colour blank", "length": "number null",
         "length_unit": "any null"},
        brief=("label",),
    ),
}  # fmt: skip

BY_TYPE: Final = {endpoint.content_type: path for path, endpoint in ENDPOINTS.items()}
MOST_PAGE: Final = 1000
DEFAULT_PAGE: Final = 50
NO_CABLE: Final = frozenset(
    [
        "virtual",
        "lag",
        "bridge",
        "ieee802.11a",
        "ieee802.11g",
        "ieee802.11n",
        "ieee802.11ac",
        "ieee802.11ax",
        "other-wireless",
        "gsm",
        "lte",
        "5g",
    ]
)
MANY_TIMES: Final = frozenset(["anycast", "vip", "vrrp", "hsrp", "glbp", "carp"])
"""Roles of an address that may stand several times in a VRF that enforces uniqueness."""
DEFAULTS: Final[dict[str, dict[str, object]]] = {
    "dcim/sites": {"status": "active"},
    "dcim/devices": {"status": "active"},
    "dcim/interfaces": {"enabled": True, "mgmt_only": False},
    "dcim/cables": {"status": "connected"},
    "ipam/vrfs": {"enforce_unique": True},
    "ipam/vlans": {"status": "active"},
    "ipam/prefixes": {"status": "active"},
    "ipam/ip-addresses": {"status": "active"},
    "circuits/circuits": {"status": "active"},
    "dcim/device-roles": {"color": "9e9e9e"},
    "extras/tags": {"color": "9e9e9e"},
}
CASCADES: Final = {
    "dcim/devices": (("dcim/interfaces", "device"),),
    "dcim/interfaces": (
        ("dcim/mac-addresses", "@assigned_object"),
        ("ipam/ip-addresses", "@assigned_object"),
        ("dcim/interfaces", "parent"),
    ),
    "circuits/circuits": (("circuits/circuit-terminations", "circuit"),),
}
"""What goes with an object that is deleted; any other reference that is not nullable holds it back."""
