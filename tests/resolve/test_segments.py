"""Links that meet at something unmanaged carry the id of one segment; cables between two ports carry none."""

from __future__ import annotations

import random

from topology.model.entities import Link, LinkState
from topology.resolve.segments import name_segments


def link(a: str, b: str, *, layer: int = 2, state: LinkState = LinkState.INFERRED, ports: bool = True) -> Link:
    return Link(
        id=f"{a}-{b}-{layer}",
        a_device=f"device of {a}",
        a_interface=a if ports else None,
        b_device=f"device of {b}",
        b_interface=b,
        layer=layer,
        state=state,
        matched_by="fdb",
    )


def segments(*links: Link) -> dict[str, str | None]:
    return {found.id: found.segment for found in name_segments(links)}


def test_three_ports_that_all_meet_are_one_segment_and_a_cable_is_none() -> None:
    found = segments(link("p1", "p2"), link("p2", "p3"), link("p1", "p3"), link("p8", "p9"))
    assert len({found[name] for name in ("p1-p2-2", "p2-p3-2", "p1-p3-2")}) == 1
    assert found["p1-p2-2"].startswith("seg-")
    assert found["p8-p9-2"] is None


def test_two_segments_are_two() -> None:
    found = segments(link("p1", "p2"), link("p1", "p3"), link("q1", "q2"), link("q1", "q3"))
    assert found["p1-p2-2"] == found["p1-p3-2"] != found["q1-q2-2"] == found["q1-q3-2"]


def test_routed_and_declared_links_make_no_segment() -> None:
    declared = link("p1", "p4", state=LinkState.DECLARED)
    assert set(segments(link("p1", "p2"), link("p1", "p3", layer=3), declared).values()) == {None}


def test_two_cables_whose_near_port_is_not_known_share_no_segment() -> None:
    one, two = link("p1", "p2", ports=False), link("p1", "p3", ports=False)
    assert set(segments(one, two).values()) == {None}


def test_the_order_of_links_changes_nothing() -> None:
    links = [link(a, b) for a, b in (("p1", "p2"), ("p2", "p3"), ("p3", "p4"), ("q1", "q2"), ("q2", "q3"))]
    straight = segments(*links)
    random.Random(3).shuffle(links)
    assert segments(*links) == straight
