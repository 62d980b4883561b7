"""Exports are imported as any file is: by their content, into a realm, with evidence that opens."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from services.evidence import open_evidence
from services.home import Home
from services.importing import Request, State, import_paths, preview_paths
from services.topologies import current
from tests.nms.exports import FAR, PORT, SECRET, librenms, netdisco
from topology.model.errors import InputError
from topology.model.records import SourceKind


@pytest.fixture
def home(tmp_path: Path):
    with Home.open(tmp_path / "home") as opened:
        yield opened


def put(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("files", [librenms(), netdisco()], ids=["librenms", "netdisco"])
def test_a_folder_is_one_export_and_its_neighbours_are_links(home: Home, tmp_path: Path, files: dict[str, str]) -> None:
    folder = put(tmp_path / "dump", files)
    assert preview_paths(home, [Request(path=folder, realm="n01")]).files[0].state is State.IMPORTED
    done = import_paths(home, [Request(path=folder, realm="n01")])
    (file,) = done.files
    assert (file.path, file.state, file.form) == ("dump", State.IMPORTED, "nms")
    assert [(device.kind, device.device) for device in file.devices] == [("nms", "core1"), ("nms", "acc2")]
    topology = current(home)
    (link,) = [one for one in topology.links if one.layer == 1]
    ports = {topology.interface[end].name for end in (link.a_interface, link.b_interface) if end}
    assert (ports, link.state) == ({PORT, FAR}, "two-sided")
    for evidence in link.evidence:
        opened = open_evidence(home, evidence)
        assert any(line["here"] and "dump/" in line["text"] for line in opened["lines"])
    assert {kind for device in topology.devices for kind in device.sources} == {SourceKind.NMS}
    assert import_paths(home, [Request(path=folder, realm="n01")]).files[0].state is State.UNCHANGED
    assert SECRET.encode() not in (home.path / "netfold.db").read_bytes()


def test_an_export_in_an_archive_is_read(home: Home, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "dump.zip", "w") as archive:
        for name, text in librenms().items():
            archive.writestr(f"x/{name}", text)
    done = import_paths(home, [Request(path=tmp_path / "dump.zip", realm="n01")], resolve=False)
    assert [(file.form, file.state) for file in done.files] == [("archive", "used"), ("nms", "imported")]
    assert len(done.files[1].devices) == 2


def test_a_realm_is_asked_for(home: Home, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        import_paths(home, [Request(path=put(tmp_path / "dump", librenms()))])
    assert error.value.code == "services.realm_needed"


def test_what_lacks_the_devices_is_refused_and_the_rest_goes_on(home: Home, tmp_path: Path) -> None:
    folder = put(tmp_path / "dump", {"links.json": librenms()["links.json"], **netdisco()})
    done = import_paths(home, [Request(path=folder, realm="n01")], resolve=False)
    assert {(file.state, file.code) for file in done.files} == {(State.IMPORTED, None), (State.REFUSED, "nms-no-devices")}
