"""The agents alone: which faults they are given, and what the command says of them."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from app import main
from lab.faults import FAULTS, Fault
from services import simulation
from services.home import Home
from tests.lab.tiny_city import CITY, H3C, HUAWEI
from topology.model.errors import InputError


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """What would be served, instead of serving it for ever."""
    calls: list[dict] = []

    def serve(fleet, *, port, ready, faults):
        ready(port)
        calls.append({"devices": len(fleet.devices), "port": port, "faults": faults})

    monkeypatch.setattr(simulation, "serve_forever", serve)
    return calls


def simulate(tmp_path: Path, city: str, *faults: str) -> list[tuple]:
    said: list[tuple] = []
    with Home.open(tmp_path / "home") as home:
        simulation.simulate(home, city, port=2161, faults=faults, ready=lambda *words: said.append(words))
    return said


def test_a_size_is_written_into_the_home_and_faults_are_dealt_out(tmp_path: Path, served: list[dict]) -> None:
    assert simulate(tmp_path, "small", "cycle=0.1") == [(tmp_path / "home" / "city" / "small", 2161, 14)]
    assert (served[0]["devices"], {fault.behaviour for fault in served[0]["faults"].values()}) == (140, {"cycle"})
    assert "port = 2161" in (tmp_path / "home/city/small/scope.toml").read_text(encoding="utf-8")


def test_a_folders_file_of_faults_counts_where_none_are_named(tmp_path: Path, served: list[dict]) -> None:

    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "truth.json").write_bytes(msgspec.json.encode(CITY))
    (folder / "faults.toml").write_text(f'[[fault]]\naddresses = ["{HUAWEI.vantage}"]\nloss = 0.5\n', encoding="utf-8")
    assert simulate(tmp_path, str(folder))[0][2] == 1
    assert served[0]["faults"] == {HUAWEI.vantage: Fault(loss=0.5)}
    simulate(tmp_path, str(folder), "silent=1")
    assert served[1]["faults"][H3C.vantage] == Fault(behaviour="silent")


def test_a_behaviour_that_is_none_is_refused(tmp_path: Path, served: list[dict]) -> None:
    with pytest.raises(InputError, match="lab-fault-unknown"):
        simulate(tmp_path, "small", "polite")
    assert served == []


def test_every_behaviour_is_listed_by_case(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:

    assert main(["simulate", "--list-faults", "--json", "--home", str(tmp_path / "home")]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {row["behaviour"]: row["case"] for row in listed} == FAULTS
    assert [row["case"] for row in listed] == sorted(FAULTS.values())
