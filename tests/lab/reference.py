"""SNMP messages by pysnmp and pyasn1: the reference that netfold's own codec has no part in."""

from __future__ import annotations

from pyasn1.codec.ber import decoder, encoder
from pysnmp.proto import api

Oid = tuple[int, ...]
Answer = tuple[int, int, int, list[tuple[Oid, str, object]]]
"""Request id, error status, error index, and of each varbind the name, the type's name and the value."""

KINDS = {"get": "GetRequestPDU", "next": "GetNextRequestPDU", "bulk": "GetBulkRequestPDU", "set": "SetRequestPDU"}


def message(kind: str, oids: list[Oid], *, community: str, version: int = 1, request_id: int = 77, repeat: int = 0, once: int = 0) -> bytes:
    module = api.PROTOCOL_MODULES[version]
    pdu = getattr(module, KINDS[kind])()
    if kind == "bulk":
        module.apiBulkPDU.set_defaults(pdu)
        module.apiBulkPDU.set_non_repeaters(pdu, once)
        module.apiBulkPDU.set_max_repetitions(pdu, repeat)
        module.apiBulkPDU.set_varbinds(pdu, [(oid, module.Null("")) for oid in oids])
        module.apiBulkPDU.set_request_id(pdu, request_id)
    else:
        module.apiPDU.set_defaults(pdu)
        module.apiPDU.set_varbinds(pdu, [(oid, module.Null("")) for oid in oids])
        module.apiPDU.set_request_id(pdu, request_id)
    whole = module.Message()
    module.apiMessage.set_defaults(whole)
    module.apiMessage.set_community(whole, community)
    module.apiMessage.set_pdu(whole, pdu)
    return encoder.encode(whole)


def plain(value: object) -> object:
    """A pyasn1 value as Python's."""
    name = type(value).__name__
    if name in {"OctetString", "IpAddress", "Opaque"}:
        return value.asOctets()
    if name in {"ObjectIdentifier", "ObjectName"}:
        return tuple(value)
    if name in {"Null", "NoSuchObject", "NoSuchInstance", "EndOfMibView"}:
        return None
    return int(value)


def read(octets: bytes, *, version: int = 1) -> Answer:
    module = api.PROTOCOL_MODULES[version]
    whole, rest = decoder.decode(octets, asn1Spec=module.Message())
    assert rest == b""
    pdu = module.apiMessage.get_pdu(whole)
    rows = [(tuple(name), type(value).__name__, plain(value)) for name, value in module.apiPDU.get_varbinds(pdu)]
    return (
        int(module.apiPDU.get_request_id(pdu)),
        int(module.apiPDU.get_error_status(pdu)),
        int(module.apiPDU.get_error_index(pdu)),
        rows,
    )


def read_varbind(octets: bytes) -> tuple[Oid, str, object]:
    """One v2c varbind."""
    module = api.PROTOCOL_MODULES[1]
    varbind, rest = decoder.decode(octets, asn1Spec=module.VarBind())
    assert rest == b""
    name, value = module.apiVarBind.get_oid_value(varbind)
    return tuple(name), type(value).__name__, plain(value)
