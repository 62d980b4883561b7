"""docs/links.md names every pass that the program has, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from topology.messages import MESSAGES
from topology.resolve import adjacencies, configured_links, forwarding, links, subnet_links

PAGE = Path(__file__).resolve().parents[2] / "docs" / "links.md"
ROW = re.compile(r"^\| `(\w+)` \| (\d), ([\w-]+) \|", re.MULTILINE)


def test_the_page_names_every_pass() -> None:
    named = [name for name, _, _ in ROW.findall(PAGE.read_text(encoding="utf-8"))]
    known = {*links.PASSES, *forwarding.PASSES, *configured_links.PASSES, *adjacencies.PASSES, *subnet_links.PASSES, "operator"}
    known |= {"census", "cable"}
    assert len(named) == len(set(named))
    assert set(named) == known
    assert {f"pass.{name}" for name in known} <= MESSAGES.keys()
    assert all(f"``{name}``" in (links.__doc__ or "") for name in known)
