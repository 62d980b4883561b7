"""Zones, policies between them, address books and applications of SRX firewalls.

Names of a zone's own address book count in that zone alone; where two books mean different things by a name, it stands with its
book (``BOOK/NAME``). *Source*: Junos OS 'Security Policies User Guide for Security Devices'; predefined applications: the same,
'Understanding Junos predefined applications'.
"""

from __future__ import annotations

from collections.abc import Iterator

from collectors.configs.junos.nodes import Node
from collectors.configs.junos.state import Scope, State, View, each, passed
from collectors.configs.junos.words import prefix_text, unit_name
from topology.model.configured import ObjectGroup, Zone, ZonePolicy

_ANY = frozenset({"any", "any-ipv4", "any-ipv6"})
_PREDEFINED = {
    "junos-http": "tcp destination 80",
    "junos-https": "tcp destination 443",
    "junos-ssh": "tcp destination 22",
    "junos-telnet": "tcp destination 23",
    "junos-ftp": "tcp destination 21",
    "junos-smtp": "tcp destination 25",
    "junos-pop3": "tcp destination 110",
    "junos-imap": "tcp destination 143",
    "junos-dns-udp": "udp destination 53",
    "junos-dns-tcp": "tcp destination 53",
    "junos-ntp": "udp destination 123",
    "junos-tftp": "udp destination 69",
    "junos-syslog": "udp destination 514",
    "junos-ldap": "tcp destination 389",
    "junos-bgp": "tcp destination 179",
    "junos-radius": "udp destination 1812",
    "junos-icmp-all": "icmp",
    "junos-icmp-ping": "icmp",
    "junos-ping": "icmp",
    "junos-gre": "gre",
    "junos-ospf": "ospf",
    "junos-ms-sql": "tcp destination 1433",
    "junos-sqlnet-v2": "tcp destination 1521",
    "junos-ms-rpc-tcp": "tcp destination 135",
    "junos-smb": "tcp destination 445",
    "junos-rtsp": "tcp destination 554",
}
"""What applications that come with the system stand for, those of common use."""
_ACTIONS = {"permit": "permit", "deny": "deny", "reject": "deny"}
_GLOBAL = "global"


class Books:
    """Address books: the entries of each, and which zones they are for."""

    def __init__(self) -> None:
        self.entries: dict[str, dict[str, tuple[str, ...]]] = {}
        self.lines: dict[tuple[str, str], Node] = {}
        self.of_zone: dict[str, list[str]] = {}
        self._means: dict[str, set[tuple[str, ...]]] = {}

    def add(self, book: str, name: str, members: tuple[str, ...], node: Node) -> None:
        """Add an address or a set; an address may be several lines."""
        known = self.entries.setdefault(book, {})
        known[name] = tuple(dict.fromkeys((*known.get(name, ()), *members)))
        self.lines.setdefault((book, name), node)

    def book_of(self, zone: str, name: str) -> str | None:
        """Return the book in which a name means something for a zone."""
        return next((book for book in (*self.of_zone.get(zone, ()), _GLOBAL) if name in self.entries.get(book, {})), None)

    def spelled(self, book: str, name: str) -> str:
        """Return a name, with its book where others mean something else by it."""
        if not self._means:
            for entries in self.entries.values():
                for known, members in entries.items():
                    self._means.setdefault(known, set()).add(members)
        return name if len(self._means.get(name, ())) <= 1 else f"{book}/{name}"


def books_of(state: State) -> Books:
    """Return the address books of the device."""
    books = state.drawers.setdefault(("address books",), Books())
    assert isinstance(books, Books)
    return books


def _address(state: State, book: str, node: Node) -> bool:
    members: list[str] = []
    for child in node.nodes:
        if child.word == "description":
            continue
        if child.word == "dns-name":
            members += [f"domain {text}" for text in child.values]
        elif child.word == "range-address":
            members += [f"{low.word}-{low.text_of('to')}" for low in child.nodes]
        elif child.word == "wildcard-address":
            members += list(child.values)
        elif (prefix := prefix_text(child.word)) is not None:
            members.append(prefix)
        else:
            return False
    books_of(state).add(book, node.word, tuple(members), node)
    return bool(members)


def _set(state: State, book: str, node: Node) -> bool:
    members = tuple(
        f"group:{member}" for word in ("address", "address-set") if (named := node.of(word)) is not None for member in named.values
    )
    books_of(state).add(book, node.word, members, node)
    return all(child.word in {"address", "address-set", "description"} for child in node.nodes)


def _book(state: State, book: str, node: Node) -> None:
    """Read a book's entries."""
    for child in node.children.values():
        if child.inactive:
            state.ignore(child, "inactive")
        elif child.word in {"address", "address-set"}:
            for entry in child.nodes:
                if not (_address if child.word == "address" else _set)(state, book, entry):
                    state.leave(entry)
        elif child.word == "attach":
            for zone in child.values_of("zone"):
                books_of(state).of_zone.setdefault(zone, []).append(book)
        elif child.word != "description":
            state.leave(child)


def read_address_book(scope: Scope, node: Node) -> None:
    """Read ``security address-book``."""
    for book in node.nodes:
        _book(scope.state, book.word, book)


# --- zones --------------------------------------------------------------------------------------------


class ZoneDraft:
    """A zone while it is read."""

    def __init__(self, scope: Scope, node: Node) -> None:
        self.scope = scope
        self.state = scope.state
        self.name = node.word


def _zone_book(zone: ZoneDraft, node: Node) -> None:
    book = f"zone {zone.name}"
    books_of(zone.state).of_zone.setdefault(zone.name, []).insert(0, book)
    _book(zone.state, book, node)


_INBOUND = View({"system-services": passed, "protocols": passed})

_ZONE = View(
    {
        "interfaces": each(View({"host-inbound-traffic": _INBOUND})),
        "address-book": _zone_book,
        "host-inbound-traffic": _INBOUND,
        "description": passed,
        "tcp-rst": passed,
    },
    {
        "screen": "screen application-tracking source-identity-log enable-reverse-reroute advance-policy-based-routing-profile "
        "unidirectional-session-refreshing"
    },
)


def _zone(scope: Scope, node: Node) -> None:
    state = scope.state
    named = node.of("interfaces")
    ports = () if named is None else tuple(unit_name(name) if name != "all" else name for name in named.values)
    row = Zone(name=node.word, interfaces=ports, vrf=None, ref=state.place(node.line))

    def add() -> None:
        vrfs = {draft.vrf for name in ports if (draft := state.drafts.get(name)) is not None}
        vrf = vrfs.pop() if len(vrfs) == 1 else None
        state.facts.zones.append(Zone(name=row.name, interfaces=row.interfaces, vrf=vrf, ref=row.ref))

    state.later.append(add)
    _ZONE.read(ZoneDraft(scope, node), node)


ZONES = View(
    {"security-zone": each(_zone), "functional-zone": each(_zone)},
)
"""What ``security zones`` says."""


# --- policies -----------------------------------------------------------------------------------------


class Pair:
    """The zones that policies are between."""

    def __init__(self, scope: Scope, source: str | None = None, destination: str | None = None) -> None:
        self.scope = scope
        self.state = scope.state
        self.source = source
        self.destination = destination


def _policy(pair: Pair, node: Node) -> None:
    _rule(pair, node, enabled=True)
    _POLICY.read(pair, node)


def _policies(pair: Pair, node: Node) -> None:
    """Read policies in order; one that is deactivated stands there and does nothing."""
    for child in node.children.values():
        if child.inactive:
            _rule(pair, child, enabled=False)
            pair.state.ignore(child, "inactive")
        else:
            _policy(pair, child)


def _rule(pair: Pair, node: Node, *, enabled: bool) -> None:
    state = pair.state
    match, then = node.of("match"), node.of("then")
    source = _zones(match, "from-zone") or ((pair.source,) if pair.source else ())
    destination = _zones(match, "to-zone") or ((pair.destination,) if pair.destination else ())

    def add() -> None:
        row = ZonePolicy(
            name=node.word,
            source_zones=tuple(zone for zone in source if zone != "any"),
            destination_zones=tuple(zone for zone in destination if zone != "any"),
            sources=_named(state, match, "source-address", source),
            destinations=_named(state, match, "destination-address", destination),
            services=_services(state, match),
            action=next((action for word, action in _ACTIONS.items() if then is not None and then.of(word) is not None), None),
            enabled=enabled,
            ref=state.place(node.line),
        )
        state.facts.zone_policies.append(row)

    state.later.append(add)


def _zones(match: Node | None, word: str) -> tuple[str, ...]:
    node = None if match is None else match.of(word)
    return () if node is None else node.values


def _named(state: State, match: Node | None, word: str, zones: tuple[str, ...]) -> tuple[str, ...]:
    """Return the addresses of a policy: a group of the zone's book, a prefix; nothing for any."""
    node = None if match is None else match.of(word)
    names = () if node is None else tuple(name for name in node.values if name not in _ANY)
    books = books_of(state)
    found = []
    for name in names:
        book = next((book for zone in (zones or ("",)) if (book := books.book_of(zone, name)) is not None), None)
        found.append(f"group:{books.spelled(book, name)}" if book is not None else prefix_text(name) or f"group:{name}")
    return tuple(found)


def _services(state: State, match: Node | None) -> tuple[str, ...]:
    node = None if match is None else match.of("application")
    if node is None:
        return ()
    for child in node.nodes:
        name = child.word
        if name in _PREDEFINED and ("application", name) not in state.drawers:
            state.drawers["application", name] = True
            row = ObjectGroup(name=name, kind="service", members=(_PREDEFINED[name],), ref=state.place(child.line))
            state.facts.object_groups.append(row)
    return tuple(name for name in node.values if name != "any")


_POLICY = View(
    {"match": passed, "then": passed, "description": passed},
    {"policy-detail": "scheduler-name report-skip initial-tcp-mss reverse-tcp-mss application-services"},
)


def _between(scope: Scope, node: Node) -> bool | None:
    # from-zone A to-zone B { policy ... }
    for destination in node.nodes_of("to-zone"):
        pair = Pair(scope, node.word, destination.word)
        View({"policy": _policies}).read(pair, destination)
    return None if all(child.word == "to-zone" for child in node.nodes) else False


def _global(scope: Scope, node: Node) -> None:
    View({"policy": _policies}).read(Pair(scope), node)


def _default(scope: Scope, node: Node) -> bool:
    action = {"permit-all": "permit", "deny-all": "deny"}.get(node.value or "")
    row = ZonePolicy(name="default-policy", action=action, ref=scope.state.place(node.line))
    scope.state.later.append(lambda: scope.state.endings.append(lambda: scope.state.facts.zone_policies.append(row)))
    return action is not None


POLICIES = View(
    {"from-zone": each(_between), "global": _global, "default-policy": _default},
    {
        "policy-detail": "policy-rematch traceoptions policy-stats stateful-firewall-rule lookup-intrazone-options report-skip "
        "pre-id-default-policy"
    },
)
"""What ``security policies`` says."""


# --- applications -------------------------------------------------------------------------------------


def _application(scope: Scope, node: Node) -> bool | None:
    terms = node.of("term")
    members = tuple(text for one in (terms.nodes if terms is not None else (node,)) for text in _service_text(one))
    row = ObjectGroup(name=node.word, kind="service", members=members, ref=scope.state.place(node.line))
    scope.state.facts.object_groups.append(row)
    _APPLICATION.read(scope, node)
    return None


def _service_text(node: Node) -> Iterator[str]:
    """Yield what an application or its term stands for: ``tcp source 1024 to 65535 destination 8443``."""
    protocol = node.text_of("protocol")
    if protocol is None:
        return
    parts = [protocol.lower()]
    for word, side in (("source-port", "source"), ("destination-port", "destination")):
        value = node.text_of(word)
        if value is not None:
            first, dash, last = value.partition("-")
            parts.append(f"{side} {first} to {last}" if dash and first.isdecimal() else f"{side} {value}")
    yield " ".join(parts)


_SERVICE = dict.fromkeys(("protocol", "source-port", "destination-port", "description"), passed)
_SERVICE_DETAIL = {
    "application-detail": "inactivity-timeout application-protocol icmp-type icmp-code icmp6-type icmp6-code alg rpc-program-number "
    "uuid ether-type ttl-threshold snmp-command do-not-translate-AAAA-query-to-A-query child-inactivity-timeout learn-sip-register "
    "sip-call-hold-timeout"
}
_APPLICATION = View({**_SERVICE, "term": each(View(_SERVICE, _SERVICE_DETAIL))}, _SERVICE_DETAIL)


def _application_set(scope: Scope, node: Node) -> bool:
    members = tuple(
        f"group:{name}" for word in ("application", "application-set") if (named := node.of(word)) is not None for name in named.values
    )
    row = ObjectGroup(name=node.word, kind="service", members=members, ref=scope.state.place(node.line))
    scope.state.facts.object_groups.append(row)
    return all(child.word in {"application", "application-set", "description"} for child in node.nodes)


APPLICATIONS = View({"application": each(_application), "application-set": each(_application_set)})
"""What ``applications`` says."""


def finish_books(state: State) -> None:
    """Add each address and set of the books as a group of the record."""
    books = books_of(state)
    added: set[tuple[str, tuple[str, ...]]] = set()
    for book, entries in books.entries.items():
        for name, members in entries.items():
            spelled = tuple(_member(books, book, text) for text in members)
            node = books.lines[book, name]
            row = ObjectGroup(name=books.spelled(book, name), kind="address", members=spelled, ref=state.place(node.line))
            if (row.name, row.members) not in added:
                added.add((row.name, row.members))
                state.facts.object_groups.append(row)


def _member(books: Books, book: str, text: str) -> str:
    name = text.removeprefix("group:")
    return f"group:{books.spelled(book, name)}" if name != text and name in books.entries.get(book, {}) else text
