"""The passes that look at one island at a time, from a device's place to the links and prefixes it is in."""

from __future__ import annotations

from dataclasses import dataclass

from topology.model.census import Census
from topology.model.ledger import Ledger
from topology.model.rules import Rules
from topology.resolve.adjacencies import read_adjacencies
from topology.resolve.circuits import read_numbers
from topology.resolve.claims import read_claims
from topology.resolve.configured_links import Hints, infer_configured_links
from topology.resolve.doubts import Doubts, doubt_shared
from topology.resolve.forwarding import infer_links
from topology.resolve.islands import Settled
from topology.resolve.links import pair_claims
from topology.resolve.membership import Places, place_devices
from topology.resolve.networks import Networks
from topology.resolve.prefixes import Stands, read_connected
from topology.resolve.segments import name_segments
from topology.resolve.subjects import Subject, build_interface
from topology.resolve.subnet_links import infer_subnet_links
from topology.resolve.uses import static_routes, vlan_uses, vrf_uses
from topology.resolve.words import drop_removed, obey_link_words


@dataclass(frozen=True, slots=True)
class Ground:
    """What the passes know beside the devices."""

    census: Census
    rules: Rules
    ledger: Ledger
    places: Places
    stands: Stands
    networks: Networks


def settle(subjects: dict[str, Subject], ground: Ground, doubts: Doubts) -> Settled:
    """Return what follows from the devices of whole islands; their hosts, which need the circuits, come later.

    `doubts` are those that `ground.networks` writes to.
    """
    devices = subjects.values()
    place_devices(devices, ground.networks, ground.places, doubts)
    heard = read_claims(devices)
    links, loose = pair_claims(heard.claims)
    links, _ = obey_link_words(links, subjects, ground.ledger)
    inferred, placeless = infer_links(devices, links, heard.strangers)
    links += drop_removed(inferred, subjects, ground.ledger)
    numbers = read_numbers(devices, ground.census, ground.rules)
    configured, unplaced = infer_configured_links(devices, links, Hints(numbers, heard.strangers, ground.census, ground.places))
    links += drop_removed(configured, subjects, ground.ledger)
    adjacent, strangers = read_adjacencies(devices)
    adjacent = drop_removed(adjacent, subjects, ground.ledger)
    links += drop_removed(infer_subnet_links(devices, [*links, *adjacent]), subjects, ground.ledger)
    links = name_segments(links)
    prefixes, servings = read_connected(devices, ground.stands)
    vlans, vrfs = vlan_uses(subjects), vrf_uses(subjects, ground.networks)
    doubt_shared(doubts, subjects, prefixes, (*vlans, *vrfs))
    return Settled(
        subjects=list(devices),
        links=links,
        adjacent=adjacent,
        unmatched=list({entry.id: entry for entry in (*heard.unmatched, *loose, *placeless, *unplaced, *strangers)}.values()),
        numbers=numbers,
        prefixes=prefixes,
        servings=servings,
        interfaces=[build_interface(subject, port) for subject in devices for port in subject.ports.values()],
        vlans=vlans,
        vrfs=vrfs,
        routes=static_routes(subjects),
        doubts=doubts,
    )
