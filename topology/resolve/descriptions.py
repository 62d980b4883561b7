"""Descriptions: which device, port or place the text of a port names, in the ways operators write it.

A device is named by its host name or the first part of it, as a word of its own or after words such as ``to``,
``link`` or 至, with ``_`` for ``-``, and with the port behind it: ``to-SW1-GE0/0/1``, ``TO_SW1_G0/0/1``, ``至SW1``,
``uplink sw1 (GE0/0/1)``. A longer name that merely begins or ends like a known one names nobody. Where no device is
named, a site's code or name may be; it stands for the device there if the realm has one only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from topology.model.names import canonical_interface, is_default_host, normal_host
from topology.resolve.free_ports import End
from topology.resolve.membership import Places
from topology.resolve.subjects import Port, Subject, find_port

_WORD = re.compile(r"[^\s,;:|()\[\]{}<>\"'=@#*+~!?，；：、。（）【】《》“”]+")
_BORDER = re.compile(r"(?<=[\x00-\x7f])(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])(?=[\x00-\x7f])")
_FILLER = re.compile(r"^(?:(?:to|from|link|uplink|downlink|up|down|conn|connect|connected|lnk|trunk|p2p|dt)[-_./]+)+|^[至到去接连往通]+")
_PORT = re.compile(r"^[a-z][a-z-]*\d+(?:/\d+)*(?:\.\d+)?$|^\d+(?:/\d+)+$")
_DOMAIN = re.compile(r"^[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)*$")
_SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """What a description names: devices with the port where it says one, or a place."""

    devices: dict[str, Subject]
    port: Port | None = None
    place: str | None = None
    """Code of the site, where no device is named."""

    @property
    def device(self) -> Subject | None:
        """The one device that is named."""
        return next(iter(self.devices.values())) if len(self.devices) == 1 else None


class Descriptions:
    """Reads descriptions of ports; names that two devices of a realm have name neither."""

    def __init__(self, subjects: Iterable[Subject], places: Places) -> None:
        self._places = places
        self._names: dict[str, dict[str, list[Subject]]] = {}
        self._wide: dict[str, list[str]] = {}
        self._standing: dict[tuple[str, str], list[Subject]] = {}
        for subject in subjects:
            names = self._names.setdefault(subject.realm, {})
            for name in {form for full in subject.group.names for form in (full, full.partition(".")[0])}:
                if len(name) >= _SHORTEST_NAME and not is_default_host(name):
                    names.setdefault(name.replace("_", "-"), []).append(subject)
            if subject.site is not None:
                self._standing.setdefault((subject.realm, subject.site), []).append(subject)
        for realm, names in self._names.items():
            self._wide[realm] = sorted((name for name in names if not name.isascii()), key=lambda name: (-len(name), name))
        self._read: dict[str, Named] = {}

    def of(self, end: End) -> Named:
        """Return what a port's description names beside its own device."""
        found = self._read.get(end.id)
        if found is None:
            found = self._read[end.id] = self._named(end.subject, end.port.interface.description or "")
        return found

    def at(self, realm: str, place: str) -> Subject | None:
        """Return the only device of a realm at a place."""
        found = self._standing.get((realm, place), ())
        return found[0] if len(found) == 1 else None

    def against(self, one: End, other: End) -> list[str]:
        """Return which of two ports' descriptions names another device, port or place than the other end, in words."""
        found: list[str] = []
        for near, far in ((one, other), (other, one)):
            named = self.of(near)
            if named.devices:
                if far.subject.id not in named.devices:
                    found.append(f"other_description: {near.subject.name}")
                elif named.port is not None and named.port is not far.port and _aggregate(far.subject, named.port) is not far.port:
                    found.append(f"other_port: {near.subject.name}")
            elif named.place is not None and far.subject.site is not None and named.place != far.subject.site:
                found.append(f"other_place: {near.subject.name}")
        return found

    def supports(self, near: End, far: End) -> bool:
        """Tell whether a port's description names the other end's device, or the place where it stands."""
        named = self.of(near)
        return far.subject.id in named.devices or (named.place is not None and named.place == far.subject.site)

    def objections(self, one: End, other: End) -> list[str] | None:
        """Return the one objection that the other end's description outweighs, none where there is none, None where they stand.

        An operator who moves a line changes the description at one end and forgets the other.
        """
        found = self.against(one, other)
        if not found:
            return []
        return found if len(found) == 1 and (self.supports(one, other) or self.supports(other, one)) else None

    def _named(self, subject: Subject, text: str) -> Named:
        if not text:
            return Named({})
        said = normal_host(text)
        devices: dict[str, Subject] = {}
        ports: set[str] = set()
        for known, port in (*self._in_words(subject.realm, said), *self._inside(subject.realm, said)):
            devices[known.id] = known
            if port:
                ports.add(canonical_interface(port))
        named_itself = devices.pop(subject.id, None) is not None
        if len(devices) == 1:
            (device,) = devices.values()
            spelled = ports | {canonical_interface(word) for word in self._words(said) if any(letter.isdigit() for letter in word)}
            found = [port for name, port in device.ports.items() if name in spelled]
            return Named(devices, port=found[0] if len(found) == 1 else None)
        if devices or named_itself:
            return Named(devices)
        place = self._places.by_code(text) or (None if text.isascii() else self._places.by_name(text))
        return Named({}, place=place)

    @staticmethod
    def _words(said: str) -> list[str]:
        return [stripped for word in _WORD.findall(_BORDER.sub(" ", said)) if (stripped := word.strip(".-/_"))]

    def _in_words(self, realm: str, said: str) -> Iterator[tuple[Subject, str]]:
        """Yield the devices that words name, with what stands behind the name if it is a port."""
        names = self._names.get(realm, {})
        for whole in self._words(said):
            for word in dict.fromkeys((whole, _FILLER.sub("", whole))):
                for head, rest in _splits(word.replace("_", "-")):
                    known = names.get(head, ())
                    if len(known) == 1:
                        yield known[0], rest
                    if known:
                        break

    def _inside(self, realm: str, said: str) -> Iterator[tuple[Subject, str]]:
        """Yield the devices whose names are not plain letters and stand somewhere in the text, the longest first."""
        rest = said.replace("_", "-")
        for name in self._wide.get(realm, ()):
            start = rest.find(name)
            if start < 0:
                continue
            before, behind = rest[start - 1 : start], rest[start + len(name) : start + len(name) + 1]
            if not behind.isdigit() and not (before.isascii() and before.isalnum()):
                known = self._names[realm][name]
                if len(known) == 1:
                    yield known[0], ""
                rest = rest[:start] + " " + rest[start + len(name) :]


def _aggregate(subject: Subject, port: Port) -> Port | None:
    return find_port(subject, port.interface.lag) if port.interface.lag else None


def _splits(word: str) -> Iterator[tuple[str, str]]:
    """Yield a word whole, then without a domain, then cut before whatever may be a port, the longest head first."""
    yield word, ""
    head, _, domain = word.partition(".")
    if domain and _DOMAIN.match(domain):
        yield head, ""
    for place in range(len(word) - 1, 0, -1):
        if word[place] in "-./" and _PORT.match(word[place + 1 :]):
            yield word[:place], word[place + 1 :]
