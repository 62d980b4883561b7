"""What the side panel lists of a thing: its links, its hosts, what could not be matched, and what became of it over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.changed import ENTITY_NAMES, KIND_NAMES, value_text
from dashboard.components import count, enumerated, printable
from dashboard.labels import fact_name, value_name
from dashboard.payload import DRAWN
from services.history import history
from services.home import Home
from services.rows_measured import port_label
from topology.change import ChangeKind
from topology.model.entities import Host, HostPlace, Link, Topology
from topology.model.errors import NetfoldError
from topology.model.text import N_, Translate, moment, translator
from topology.resolve.addresses import parse_address

_LINKS: Final = 40
_HOSTS: Final = 12
_EVENTS: Final = 12
_WITH_HISTORY: Final = frozenset({*ENTITY_NAMES})


def opens(ident: str) -> dict[str, Any]:
    """Return what makes a button open the panel of a thing, and the map show it."""
    return {"id": {"type": ids.OPEN, "id": ident}, "className": "nf-linkrow", "n_clicks": 0}


def links_of(topology: Topology, device: str, t: Translate) -> Component | None:
    """Return a device's links: the drawn ones first, then the adjacencies of layer 3, which run over them and are not drawn."""
    mine = [link for link in topology.links if device in (link.a_device, link.b_device)]
    parts: list[Component] = []
    for title, links in (
        (N_("Links ({count})"), [link for link in mine if link.layer <= DRAWN]),
        (N_("Adjacencies of layer 3 ({count})"), [link for link in mine if link.layer > DRAWN]),
    ):
        if not links:
            continue
        parts.append(html.H3(t(title).format(count=len(links))))
        parts += [html.Button(_link_text(topology, device, link, t), **opens(link.id)) for link in links[:_LINKS]]
        if len(links) > _LINKS:
            parts.append(html.P(t("{count} more").format(count=len(links) - _LINKS), className="nf-note"))
    return html.Section(parts) if parts else None


def _link_text(topology: Topology, device: str, link: Link, t: Translate) -> list[Any]:
    ours, theirs, far = link.a_interface, link.b_interface, link.b_device
    if link.a_device != device:
        ours, theirs, far = theirs, ours, link.a_device
    other = topology.device.get(far)

    def port(ident: str | None) -> str:
        known = topology.interface.get(ident or "")
        return printable(known.name) if known else "?"

    return [
        f"{port(ours)} → ",
        html.B(printable(other.name if other else far), style={"fontWeight": 550}),
        f" {port(theirs)} ",
        html.Span(f"· {' · '.join(_standing(link, t))}"),
    ]


def _standing(link: Link, t: Translate) -> list[str]:
    """Return how far a link is confirmed, its layer where it is not a cable's, and what said so."""
    layer = [t("layer {layer}").format(layer=link.layer)] if link.layer > 1 else []
    said = [enumerated((value_name(one, t) for one in link.protocols), t)] if link.protocols else []
    return [value_name(link.state.value, t), *layer, *said]


def unmatched_of(topology: Topology, device: str, t: Translate) -> Component | None:
    """Return what a device said that led to no link."""
    mine = [one for one in topology.unmatched if one.device == device]
    if not mine:
        return None
    rows = [html.Button([printable(one.said), " ", html.Span(f"· {value_name(one.reason, t)}")], **opens(one.id)) for one in mine[:_LINKS]]
    return html.Section([html.H3(t("Could not be matched ({count})").format(count=len(mine))), *rows])


def where_it_hangs(topology: Topology, answer: Mapping[str, Any], t: Translate) -> Component | None:
    """Return where a host is: its port and who else is behind it, and what hears it."""
    host = topology.host.get(answer["id"])
    if host is None:
        return None
    rows: list[Component] = []
    if host.interface is not None:
        shared = t("with {count} hosts behind it").format(count=host.beside) if (host.beside or 0) > 1 else t("alone behind it")
        rows += [_port_row(topology, host.interface, shared)]
    rows += [_port_row(topology, gateway, t("hears it")) for gateway in host.gateways]
    return html.Section([html.H3(t("Where it hangs")), *rows]) if rows else None


def _port_row(topology: Topology, interface: str, said: str) -> Component:
    return html.Button([printable(port_label(topology, interface)), " ", html.Span(f"· {said}")], **opens(interface))


def hosts_of(topology: Topology, answer: Mapping[str, Any], t: Translate) -> Component | None:
    """Return the hosts of a device, port, prefix or site: those placed there, then those that only ARP shows there."""
    groups = _host_groups(topology, str(answer["kind"]), str(answer["id"]))
    parts: list[Component] = []
    for title, hosts in groups:
        if hosts:
            parts.append(html.H3(t(title).format(count=len(hosts))))
            shown = sorted(hosts, key=_host_order)[:_HOSTS]
            parts += [html.Button(_host_text(topology, host, str(answer["id"])), **opens(host.id)) for host in shown]
            if len(hosts) > _HOSTS:
                parts.append(html.P(t("{count} more").format(count=len(hosts) - _HOSTS), className="nf-note"))
    return html.Section(parts) if parts else None


def _host_groups(topology: Topology, kind: str, ident: str) -> list[tuple[str, Sequence[Host]]]:
    if kind == "interface":
        found = topology.hosts_by_port.get(ident, ())
        segment = any(host.place is HostPlace.SEGMENT for host in found if host.interface == ident)
        title = N_("Hosts on an unmanaged segment here ({count})") if segment else N_("Hosts here ({count})")
        placed = [host for host in found if host.interface == ident]
        return [(title, placed), (N_("Heard here, place unknown ({count})"), [host for host in found if host.interface != ident])]
    if kind == "device":
        heard = [
            host for port in topology.ports.get(ident, ()) for host in topology.hosts_by_port.get(port.id, ()) if host.interface is None
        ]
        placed = [host for host in topology.hosts if host.device == ident]
        return [(N_("Hosts here ({count})"), placed), (N_("Heard here, place unknown ({count})"), list(dict.fromkeys(heard)))]
    if kind == "prefix":
        return [(N_("Hosts in it ({count})"), [host for host in topology.hosts if host.prefix == ident])]
    if kind == "site":
        return [(N_("Hosts at this site ({count})"), [host for host in topology.hosts if host.site == ident])]
    return []


def _host_order(host: Host) -> tuple[bool, tuple[int, int], str]:
    address = parse_address(host.addresses[0]) if host.addresses else None
    return address is None, address or (0, 0), host.mac


def _host_text(topology: Topology, host: Host, here: str) -> list[Any]:
    """Return a host in a line: its address, its MAC, and its port unless that is what the panel is about."""
    where = host.interface or next(iter(host.gateways), None)
    named = port_label(topology, where) if where and where != here else ""
    shown = " · ".join(part for part in (host.mac if host.addresses else "", named) if part)
    return [
        html.B(printable(host.addresses[0] if host.addresses else host.mac), style={"fontWeight": 550}),
        " ",
        html.Span(printable(shown)),
    ]


def history_of(home: Home, answer: Mapping[str, Any], topology: Topology, lang: str) -> Component | None:
    """Return what became of a thing over all snapshots: since when it is known, and what changed when, the newest first."""
    if answer["kind"] not in _WITH_HISTORY:
        return None
    t = translator(lang)
    try:
        told = history(home, answer["id"])
    except NetfoldError:
        return None
    sites = {site.code: site.name for site in topology.census.sites}
    parts: list[Component] = [html.H3(t("What became of it"))]
    first, last = told["first_seen"], told["last_seen"]
    if first is not None:
        said = N_("Known since {when} or before") if told["since_before"] else N_("First seen {when}")
        parts.append(html.P(t(said).format(when=_when(first, lang)), className="nf-note"))
    if last is not None:
        parts.append(html.P(t("Last seen {when}").format(when=_when(last, lang)), className="nf-note"))
    events = list(reversed(told["events"]))
    parts += [_event(event, sites, lang) for event in events[:_EVENTS]]
    if len(events) > _EVENTS:
        parts.append(html.P(t("{count} more").format(count=count(len(events) - _EVENTS, lang)), className="nf-note"))
    if not events:
        parts.append(html.P(t("Nothing about it changed."), className="nf-note"))
    return html.Section(parts, id="nf-history")


def _when(place: Mapping[str, Any], lang: str) -> str:
    return moment(datetime.fromisoformat(place["at"]), lang)


def _event(event: Mapping[str, Any], sites: Mapping[str, str], lang: str) -> Component:
    """Return one change: when, what, from what to what, and the evidence it rests on by name."""
    t = translator(lang)
    what = t(KIND_NAMES[ChangeKind(event["change"])])
    of = fact_name(event["field"], t) if event["field"] else ""
    sides = [value_text(event["field"], event[side], sites, t) for side in ("before", "after")]
    became = f"{sides[0] or t('nothing')} → {sides[1] or t('nothing')}" if any(sides) else ""
    when, name = _when(event, lang), printable(event["name"])
    head = [html.B(f"{what} {of}".strip()), html.Span(name if name.startswith(when) else f"{when} · {name}", className="place")]
    lines: list[Component] = [html.Span(printable(became), className="said")] if became else []
    rows = [html.Div([html.Span(one["source"]), html.Span(printable(one["place"]))]) for one in event.get("evidence", ())]
    if not event["kept"]:
        rows.append(html.Div([html.Span(""), html.Span(t("That snapshot was let go; its records may no longer open."))]))
    return html.Details(
        [html.Summary([*head, *lines]), html.Pre(rows)] if rows else [html.Summary([*head, *lines])], className="nf-evidence"
    )
