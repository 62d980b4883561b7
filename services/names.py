"""From what a person types to an id: ids as they are, names where they are unambiguous."""

from __future__ import annotations

from services.home import Home
from services.topologies import current
from topology.model.entities import Topology
from topology.model.errors import InputError, NotFound
from topology.model.names import canonical_interface, canonical_mac, normal_host

_SHOWN = 5


def device_id(home: Home, text: str, snapshot: str | None = None) -> str:
    """Return the id of the device with an id, name or address.

    Raises
    ------
    NotFound
        ``services.unknown_end`` if there is none.
    InputError
        ``services.ambiguous`` if there are several; the message lists their ids.
    """
    return _device(current(home, snapshot), text)


def end_id(home: Home, text: str, snapshot: str | None = None) -> str:
    """Return the id of the interface or device that `text` names, an interface as ``DEVICE:PORT``; errors as `device_id`."""
    topology = current(home, snapshot)
    if text in topology.interface or text in topology.device:
        return text
    for colon in (place for place in range(len(text) - 1, 0, -1) if text[place] == ":"):  # ports (BR0/2/1:1) and addresses hold colons too
        try:
            return _port(topology, _device(topology, text[:colon]), text[colon + 1 :], text)
        except NotFound:
            continue
    return _device(topology, text)


def thing_id(home: Home, text: str, snapshot: str | None = None) -> str:
    """Return the id of what `text` names: as `end_id`, else the host with an address or MAC, or the prefix as it is written.

    Raises
    ------
    NotFound
        ``services.unknown_end`` if there is none.
    InputError
        ``services.ambiguous`` if there are several, as where one address is in use in several address spaces.
    """
    try:
        return end_id(home, text, snapshot)
    except NotFound:
        topology = current(home, snapshot)
    wanted = text.strip().lower()
    hosts = topology.hosts_by_address.get(wanted, ())
    mac = canonical_mac(wanted)
    if not hosts and mac is not None:
        hosts = tuple(host for host in topology.hosts if host.mac == mac)
    return _only([host.id for host in hosts] or [prefix.id for prefix in topology.prefixes if prefix.prefix == wanted], text)


def _device(topology: Topology, text: str) -> str:
    if text in topology.device:
        return text
    wanted = normal_host(text)
    found = [
        device.id for device in topology.devices if normal_host(device.name) == wanted or text in device.addresses or text in device.targets
    ]
    return _only(found, text)


def _port(topology: Topology, device: str, port: str, text: str) -> str:
    wanted = canonical_interface(port)
    return _only([one.id for one in topology.ports.get(device, ()) if canonical_interface(one.name) == wanted], text)


def _only(found: list[str], text: str) -> str:
    if not found:
        raise NotFound("services.unknown_end", text=text)
    if len(found) > 1:
        raise InputError("services.ambiguous", text=text, count=len(found), candidates=", ".join(sorted(found)[:_SHOWN]))
    return found[0]
