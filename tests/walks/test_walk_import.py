"""Importing walks: what is detected, what goes together, what a second import changes, and what refuses."""

from __future__ import annotations

import msgspec
import pytest

from collectors.detect import Kind, detect
from services.evidence import open_evidence
from services.explain import why
from services.home import Home
from services.importing import Form, Request, State, import_paths
from services.listing import rows
from topology.model.entities import Evidence
from topology.model.errors import InputError

CORE = """\
.1.3.6.1.2.1.1.1.0 = STRING: "Invented"
.1.3.6.1.2.1.1.5.0 = STRING: "{name}"
.1.3.6.1.2.1.31.1.1.1.1.1 = STRING: "ge1"
.1.3.6.1.2.1.2.2.1.3.1 = INTEGER: ethernetCsmacd(6)
.1.0.8802.1.1.2.1.3.1.0 = INTEGER: 4
.1.0.8802.1.1.2.1.3.2.0 = Hex-STRING: 00 E0 FC 00 00 {own}
.1.0.8802.1.1.2.1.3.7.1.2.7 = INTEGER: 5
.1.0.8802.1.1.2.1.3.7.1.3.7 = STRING: "ge1"
"""
HEARD = """\
.1.0.8802.1.1.2.1.4.1.1.4.0.7.1 = INTEGER: 4
.1.0.8802.1.1.2.1.4.1.1.5.0.7.1 = Hex-STRING: 00 E0 FC 00 00 {other}
.1.0.8802.1.1.2.1.4.1.1.6.0.7.1 = INTEGER: 5
.1.0.8802.1.1.2.1.4.1.1.7.0.7.1 = STRING: "ge1"
"""


@pytest.fixture
def home(tmp_path):
    with Home.open(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "walks"
    made.mkdir()
    (made / "a.system.txt").write_text(CORE.format(name="core-a", own="01"), encoding="utf-8")
    (made / "a.lldp.txt").write_text(HEARD.format(other="02"), encoding="utf-8")
    (made / "b.txt").write_text(CORE.format(name="core-b", own="02") + HEARD.format(other="01"), encoding="utf-8")
    (made / "c.snmprec").write_text("1.3.6.1.2.1.1.1.0|4|Invented\n1.3.6.1.2.1.1.5.0|4|core-c\n1.3.6.1.2.1.1.7.0|2|6\n", encoding="utf-8")
    return made


def test_walks_are_known_by_their_content(folder):
    for path in folder.iterdir():
        found = detect("named.cfg", path.read_bytes())
        assert (found.kind, found.confidence) == (Kind.WALK, 1.0), path


def test_a_folder_of_walks_becomes_devices_links_and_evidence(home, folder):
    imported = import_paths(home, [Request(path=folder, realm="n01")], snapshot="walks")
    assert {(file.path, file.state, file.form) for file in imported.files} == {
        (f"walks/{name}", State.IMPORTED, Form.WALK) for name in ("a.system.txt", "b.txt", "c.snmprec")
    }
    assert {row["device"] for row in rows(home, "devices")} == {"core-a", "core-b", "core-c"}
    (link,) = rows(home, "links")
    assert {(link["a_device"], link["a_interface"]), (link["b_device"], link["b_interface"])} == {("core-a", "ge1"), ("core-b", "ge1")}
    assert link["state"] == "two-sided"
    evidence = why(home, link["id"])["evidence"]
    assert {one["place"] for one in evidence} == {"1.0.8802.1.1.2.1.4.1.1.5.0.7.1"}
    opened = open_evidence(home, msgspec.convert({name: evidence[0][name] for name in ("kind", "source", "place", "text")}, Evidence))
    assert {"neighbours", "ge1"} <= {line["text"] for line in opened["lines"]}


def test_the_same_walks_again_change_nothing(home, folder):
    import_paths(home, [Request(path=folder, realm="n01")], snapshot="one")
    again = import_paths(home, [Request(path=folder, realm="n01")])
    assert {file.state for file in again.files} == {State.UNCHANGED}
    assert again.snapshot is None
    (folder / "c.snmprec").write_text("1.3.6.1.2.1.1.1.0|4|Invented\n1.3.6.1.2.1.1.5.0|4|core-d\n1.3.6.1.2.1.1.7.0|2|6\n", encoding="utf-8")
    third = import_paths(home, [Request(path=folder, realm="n01")])
    assert [file.path for file in third.files if file.state is State.IMPORTED] == ["walks/c.snmprec"]


def test_walks_need_a_realm_and_rows(home, folder, tmp_path):
    with pytest.raises(InputError) as raised:
        import_paths(home, [Request(path=folder)])
    assert raised.value.code == "services.realm_needed"
    empty = tmp_path / "empty.txt"
    empty.write_text("nothing\n", encoding="utf-8")
    (result,) = import_paths(home, [Request(path=empty, realm="n01", form=Form.WALK)]).files
    assert (result.state, result.code) == (State.REFUSED, "walk_empty")
