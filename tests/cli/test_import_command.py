"""``netfold import``: what it says to people and to scripts, looking before it writes, and its exit codes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

import app
from collectors.netbox.belief import believe
from collectors.netbox.sheets import write_sheets
from tests.imports.samples import LOG, lab, vrp, zipped
from tests.netbox import made
from tests.services.test_importing import commit, put

KEYS = {
    "path", "state", "form", "platform", "id", "problems", "code", "text", "device", "realm", "kind", "confidence", "evidence", "change", "added",
    "removed", "changed", "lines", "unparsed", "parsed_share", "worth_a_look", "commands", "rows", "captures", "candidates",
}  # fmt: skip


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*arguments: object) -> tuple[int, str, str]:
        try:
            code = app.main(["--home", str(tmp_path / "home"), *map(str, arguments)])
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_a_dry_run_says_everything_and_writes_nothing(call: Any, tmp_path: Path) -> None:
    folder = put(tmp_path / "in", {"s.log": LOG, "a.cfg": vrp("A", "10.0.5.1", "odd-command 1\n")})
    code, out, _ = call("import", folder, "--realm", "n1", "--dry-run", "--json")
    found = json.loads(out)
    assert code == 0
    assert all(set(row) == KEYS for row in found)
    assert [(row["device"], row["kind"], row["change"], row["form"]) for row in found] == [
        ("A", "config", "new", "config"),
        ("SW1", "config", "new", "log"),
        ("SW1", "capture", "new", "log"),
        ("SW2", "config", "new", "log"),
        ("SW2", "capture", "new", "log"),
    ]
    assert (found[0]["confidence"], found[0]["evidence"]) == (0.99, "in/a.cfg:1 !Software Version V200R011C10SPC600")
    assert [line.endswith("odd-command 1") for line in found[0]["worth_a_look"]] == [True]
    assert found[0]["unparsed"] == 1
    assert 0.9 < found[0]["parsed_share"] < 1
    assert {row["id"] for row in found} == {None}
    assert json.loads(call("list", "runs", "--json")[1]) == []
    assert json.loads(call("snapshots", "list", "--json")[1]) == []


def test_people_read_what_was_recognised_and_what_to_look_at(call: Any, tmp_path: Path) -> None:
    folder = put(tmp_path / "in", {"s.log": LOG, "a.cfg": vrp("A", "10.0.5.1", "odd-command 1\n"), "note.txt": "buy milk\n"})
    code, out, err = call("import", folder, "--realm", "n1", "--snapshot", "first")
    assert code == 1
    for words in ("devices_new", "captures", "Huawei VRP", "100 %", "without parser: 2", "new"):
        assert words in out
    assert "odd-command 1" in err
    assert "note.txt" in err
    assert "1 of 3" in err
    assert "first" in call("snapshots", "list")[1]
    code, out, _ = call("import", folder, "--realm", "n1", "--quiet", "--lang", "zh")
    assert (code, "无变化" in out) == (1, True)
    assert [word for word in ("devices_unchanged", "evidence", "unchanged", "refused", "read", "device ") if word in out] == []


def test_the_same_twice_is_unchanged_and_one_line_is_one_change(call: Any, tmp_path: Path) -> None:
    folder = put(tmp_path / "in", {"a.cfg": vrp("A"), "b.cfg": vrp("B", "10.0.9.1")})
    call("import", folder, "--realm", "n1")
    assert {row["state"] for row in json.loads(call("import", folder, "--realm", "n1", "--json")[1])} == {"unchanged"}
    put(folder, {"a.cfg": vrp("A").replace("vlan batch 2 3", "vlan batch 2 3 4")})
    rows = list(csv.DictReader(io.StringIO(call("import", folder, "--realm", "n1", "--dry-run", "--csv")[1])))
    assert [(row["device"], row["change"], row["added"], row["changed"]) for row in rows] == [
        ("A", "changed", "1", "0"),
        ("B", "unchanged", "0", "0"),
    ]


def test_as_takes_kinds_and_platforms(call: Any, tmp_path: Path) -> None:
    folder = put(tmp_path / "in", {"odd.cfg": "/interface bridge\nadd name=a\n", "arp.txt": "10.0.0.1 00e0-fc00-0001\n"})
    code, out, err = call("import", folder / "odd.cfg", "--realm", "n1", "--json")
    (row,) = json.loads(out)
    assert (code, row["code"], row["candidates"]) == (3, "services.unsure", ["mikrotik_routeros"])
    assert "--as" in row["text"]
    code, out, _ = call("import", folder / "odd.cfg", "--realm", "n1", "--as", "huawei_vrp", "--json")
    assert (code, [(row["platform"], row["code"]) for row in json.loads(out)]) == (3, [("huawei_vrp", "services.nothing_understood")])
    (folder / "odd.cfg").write_text("/interface bridge\nsysname ODD\n")
    code, out, _ = call("import", folder / "odd.cfg", "--realm", "n1", "--as", "huawei_vrp", "--json")
    assert (code, [row["platform"] for row in json.loads(out)]) == (0, ["huawei_vrp"])
    (folder / "odd.cfg").write_text("/interface bridge\nadd name=a\n")
    code, out, _ = call("import", folder / "arp.txt", "--realm", "n1", "--as", "capture", "--json")
    assert (code, [row["kind"] for row in json.loads(out)]) == (0, ["capture"])
    code, out, _ = call("import", folder / "odd.cfg", "--realm", "n1", "--as", "mikrotik_routeros", "--json")
    assert (code, json.loads(out)[0]["code"]) == (3, "services.not_read_yet")
    assert "MikroTik RouterOS, not read yet" in json.loads(out)[0]["text"]
    code, _, err = call("import", folder, "--realm", "n1", "--as", "nonsense")
    assert code == 2
    assert "nonsense" in err


def test_archives_drawings_and_histories_from_the_command_line(call: Any, tmp_path: Path) -> None:
    import subprocess

    (tmp_path / "lab.zip").write_bytes(zipped(lab()))
    code, out, _ = call("import", tmp_path / "lab.zip", "--realm", "n1")
    assert code == 0
    assert "links" in out
    assert [row["state"] for row in json.loads(call("list", "links", "--json")[1])] == ["manual"]
    folder = tmp_path / "ox"
    subprocess.run(["git", "init", "-q", str(folder)], check=True, capture_output=True)
    for day in ("2024-01-01", "2024-01-02"):
        commit(folder, day, {"r1": vrp("R1", f"10.1.{day[-1]}.1")})
    assert [row["form"] for row in json.loads(call("import", folder, "--realm", "n2", "--history", "0", "--json", "--dry-run")[1])] == [
        "config"
    ]
    assert call("import", folder, "--realm", "n2", "--history", "5")[0] == 0
    names = [row["name"] for row in json.loads(call("snapshots", "list", "--json")[1])]
    assert {"ox 2024-01-01", "ox 2024-01-02"} <= set(names)


def test_a_folder_without_a_file_says_so(call: Any, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, out, err = call("import", tmp_path / "empty", "--realm", "n1", "--json")
    assert (code, json.loads(out)) == (3, [])
    assert "There is no file to import there" in err


def test_a_port_whose_name_holds_a_colon_is_found_by_it(call: Any, tmp_path: Path) -> None:
    lines = ["version 15.2", "hostname R1", "interface Serial0/1/0:15", " ip address 10.9.0.1 255.255.255.252", "line vty 0 4", "end", ""]
    folder = put(tmp_path / "in", {"r1.cfg": "\n".join(lines)})
    assert call("import", folder, "--realm", "n1")[0] == 0
    code, out, _ = call("why", "R1:Serial0/1/0:15", "--json")
    assert (code, json.loads(out)["label"]) == (0, "R1 Serial0/1/0:15")
    assert call("why", "R1:Serial0/1/0:16")[0] == 2


def test_rows_that_are_left_out_of_an_inventory_show_in_the_exit_code(call: Any, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for name, text, _ in write_sheets(believe(*made.topology()).stock):
        (folder / name).write_text(text, encoding="utf-8", newline="")
    code, out, _ = call("import", folder, "--realm", "n1", "--dry-run", "--json")
    assert (code, [row["state"] for row in json.loads(out)]) == (0, ["imported"])
    devices = folder / "17-dcim.devices.csv"
    rows = devices.read_text(encoding="utf-8").splitlines()
    devices.write_text("\n".join(rows[:2]) + "\n", encoding="utf-8")
    assert call("import", folder, "--realm", "n1", "--dry-run")[0] == 1
    devices.write_text(rows[0] + "\n" + rows[1][:9], encoding="utf-8")
    code, _, err = call("import", folder, "--realm", "n1")
    assert (code, "no device" in err) == (3, True)
