"""A home with the synthetic city in it, and a server on loopback for the browser."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from werkzeug.serving import make_server

from dashboard.auth import LOGIN
from dashboard.main import GATE, create_app
from services.home import Home
from topology.model.entities import Topology
from topology.model.findings import Finding
from topology.model.ledger import Ledger
from topology.model.rules import Rules
from topology.store.snapshots import Draft


def publish(home: Home, topology: Topology, findings: tuple[Finding, ...] = (), name: str = "baseline") -> str:
    """Store a topology as a snapshot and return the snapshot's id."""
    ident = home.store.snapshots.reserve()
    import msgspec

    draft = Draft(
        id=ident, name=name, actor="test", census_number=None, rules=Rules(), ledger=Ledger(), base_ledger=0, records=(),
        topology=msgspec.structs.replace(topology, snapshot=ident), findings=findings,
    )  # fmt: skip
    return home.store.snapshots.publish(draft).id


@contextmanager
def served(home: Home) -> Iterator[tuple[str, str]]:
    """Serve a home; gives the base address and the one-time link."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    app = create_app(home, port=server.port)
    server.app = app.server
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    base = f"http://127.0.0.1:{server.port}"
    try:
        yield base, f"{base}{LOGIN}?token={app.server.extensions[GATE].issue()}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


def open_home(folder: Path, topology: Topology, findings: tuple[Finding, ...] = ()) -> Home:
    """Return a new home that holds one snapshot."""
    home = Home.open(folder)
    publish(home, topology, findings)
    return home
