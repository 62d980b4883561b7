"""The commands: what they print, their exit codes, the journal, and that the token shows nowhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app import main
from services.home import Home
from tests.netbox.server import TOKEN, Fault, Server, serving
from tests.services.city import copied


@pytest.fixture
def city_path(demo: tuple[Path, dict[str, Any]], tmp_path: Path) -> Path:
    return copied(demo[0], tmp_path / "city")


@pytest.fixture
def token(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.write_text(TOKEN + "\n")
    path.chmod(0o600)
    return path


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main([str(word) for word in words])
    told = capsys.readouterr()
    assert TOKEN not in told.out + told.err
    return code, told.out, told.err


def test_push_says_what_it_would_do_then_does_it_then_finds_nothing(
    capsys: pytest.CaptureFixture[str], netbox: Server, city_path: Path, token: Path
) -> None:
    shared = ("--home", city_path, "netbox", "push", "--url", netbox.url, "--token-file", token, "--json", "--quiet")
    code, out, _ = run(capsys, *shared, "--dry-run")
    seen = json.loads(out)
    assert (code, seen["to_create"], seen["written"], seen["journal"]) == (0, seen["believed"], None, None)
    assert len(seen["operations"]) == seen["believed"]
    assert netbox.count("dcim/sites") == 0
    assert {method for method, _ in netbox.asked} == {"GET"}
    code, out, _ = run(capsys, *shared)
    done = json.loads(out)
    assert (code, done["written"], done["refused"], done["conflicts"]) == (0, seen["believed"], 0, 0)
    assert {one["where"] for one in done["problems"]} >= {"W3", "N08"}
    lines = [json.loads(line) for line in Path(done["journal"]).read_text().splitlines()]
    assert lines[0]["url"] == netbox.url
    assert sum(1 for line in lines if line.get("action") == "create") == seen["believed"]
    assert TOKEN not in Path(done["journal"]).read_text()
    assert Path(done["journal"]).stat().st_mode & 0o077 == 0
    netbox.database.update("dcim/sites", [{"id": netbox.row("dcim/sites", slug="s0001")["id"], "status": "retired"}])
    code, out, err = run(capsys, *shared[:-2])
    assert code == 1
    assert "retired" in out
    assert "1 conflicts were left as NetBox has them" in err
    with Home.open(city_path) as home:
        audit = home.store.audit.lines(1000)
    assert [line.action for line in audit if line.action.startswith("netbox")] == ["netbox.push", "netbox.push"]
    assert TOKEN not in repr(audit)


def test_push_marks_what_a_plan_withdraws(capsys: pytest.CaptureFixture[str], netbox: Server, city_path: Path, token: Path) -> None:
    shared = ("--home", city_path, "netbox", "push", "--url", netbox.url, "--token-file", token, "--json", "--quiet")
    with Home.open(city_path) as home:
        from services.plans import add_prepared

        names = [one.name for one in add_prepared(home)]
    _, out, _ = run(capsys, *shared, "--dry-run", "--scenario", names[-1])
    assert json.loads(out)["to_create"] > 7000
    code, _, err = run(capsys, *shared, "--scenario", "nothing-like-it")
    assert (code, "nothing-like-it" in err) == (2, True)


def test_pull_shows_then_takes(capsys: pytest.CaptureFixture[str], netbox: Server, tmp_path: Path, token: Path) -> None:
    netbox.database.create("tenancy/tenants", [{"name": "财政局", "slug": "finance"}])
    site = netbox.database.create("dcim/sites", [{"name": "楼", "slug": "b1"}])[0]
    maker = netbox.database.create("dcim/manufacturers", [{"name": "H3C", "slug": "h3c"}])[0]
    kind = netbox.database.create("dcim/device-types", [{"manufacturer": maker, "model": "S1", "slug": "s1"}])[0]
    role = netbox.database.create("dcim/device-roles", [{"name": "r", "slug": "r"}])[0]
    netbox.database.create("dcim/devices", [{"name": "sw-\x1b[2J-1", "site": site, "device_type": kind, "role": role}])
    shared = ("--home", tmp_path / "home", "netbox", "pull", "--url", netbox.url, "--token-file", token)
    code, _, err = run(capsys, *shared)
    assert (code, "--realm" in err) == (2, True)
    code, out, _ = run(capsys, *shared, "--realm", "n05", "--dry-run", "--json", "--quiet")
    found = json.loads(out)
    assert (code, found["new"], found["run"], found["snapshot"], found["realms"]) == (0, 1, None, None, ["n05"])
    assert [(one["kind"], one["code"], one["change"]) for one in found["census"]["changes"]] == [
        ("units", "finance", "added"),
        ("sites", "b1", "added"),
    ]
    code, out, _ = run(capsys, *shared, "--realm", "n05", "--snapshot", "from-netbox")
    assert code == 0
    assert "\x1b" not in out
    assert "finance" in out
    code, out, _ = run(capsys, *shared, "--realm", "n05", "--csv", "--no-census")
    assert (code, out) == (0, "")
    code, out, _ = run(capsys, "--home", tmp_path / "home", "list", "devices", "--json")
    assert [(row["device"], row["realm"], row["site"], row["vendor"]) for row in json.loads(out)] == [("sw-\x1b[2J-1", "n05", "b1", "h3c")]


def test_an_empty_netbox_is_said(capsys: pytest.CaptureFixture[str], netbox: Server, tmp_path: Path, token: Path) -> None:
    code, _, err = run(capsys, "--home", tmp_path / "home", "netbox", "pull", "--url", netbox.url, "--token-file", token, "--no-census")
    assert (code, "holds nothing" in err) == (3, True)


def test_export_writes_a_new_folder_only(capsys: pytest.CaptureFixture[str], city_path: Path, tmp_path: Path) -> None:
    target = tmp_path / "files"
    code, out, _ = run(capsys, "--home", city_path, "netbox", "export", "-o", target, "--json")
    assert code == 0
    files = {row["file"]: row["rows"] for row in json.loads(out)["files"]}
    assert files["17-dcim.devices.csv"] == 140
    header = (target / "17-dcim.devices.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert {"name", "role", "manufacturer", "device_type", "platform", "serial", "status", "site", "virtual_chassis", "vc_position"} <= set(
        header
    )
    code, _, err = run(capsys, "--home", city_path, "netbox", "export", "-o", target)
    assert (code, "not empty" in err) == (2, True)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "--url"),
        (("--url", "http://netbox.example.org"), "is no address"),
        (("--url", "https://127.0.0.1", "--ca", "/nowhere.pem"), "no file with certificates"),
        (("--url", "https://127.0.0.1", "--token-file", "/nowhere"), "cannot be read"),
    ],
)
def test_what_is_wrong_with_the_call_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    monkeypatch.setenv("NETFOLD_NETBOX_TOKEN", TOKEN)
    monkeypatch.delenv("NETFOLD_NETBOX_URL", raising=False)
    code, _, err = run(capsys, "--home", tmp_path / "home", "netbox", "pull", *words)
    assert (code, says in err) == (2, True)


def test_a_token_that_others_can_read_is_refused(capsys: pytest.CaptureFixture[str], netbox: Server, tmp_path: Path, token: Path) -> None:
    token.chmod(0o644)
    code, _, err = run(capsys, "--home", tmp_path / "home", "netbox", "pull", "--url", netbox.url, "--token-file", token)
    assert (code, "chmod 600" in err, netbox.asked) == (2, True, [])


def test_no_token_is_said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("NETFOLD_NETBOX_TOKEN", raising=False)
    code, _, err = run(capsys, "--home", tmp_path / "home", "netbox", "pull", "--url", "https://127.0.0.1")
    assert (code, "NETFOLD_NETBOX_TOKEN" in err) == (2, True)


def test_a_denied_token_shows_in_no_log_of_any_library(netbox: Server, tmp_path: Path) -> None:
    """With every logger at its loudest, in a process of its own."""
    netbox.faults = [Fault("status", status=403, body=f'{{"detail": "bad token {TOKEN}"}}', times=9)]
    script = "import logging, sys\nlogging.basicConfig(level=0)\nfrom app import main\nsys.exit(main(sys.argv[1:]))\n"
    environment = {**os.environ, "NETFOLD_NETBOX_TOKEN": TOKEN, "NETFOLD_NETBOX_URL": netbox.url, "NETFOLD_HOME": str(tmp_path / "home")}
    told = subprocess.run([sys.executable, "-c", script, "netbox", "pull"], env=environment, capture_output=True, text=True, check=False)
    assert told.returncode == 3
    assert "403" in told.stderr
    assert TOKEN not in told.stdout + told.stderr
    assert netbox.tokens == [f"Token {TOKEN}"]


def test_a_certificate_that_nobody_vouches_for_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path, token: Path) -> None:
    import ssl

    from tests.netbox.certificates import self_signed

    certificate, key = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with serving(context) as server:
        words = ("--home", tmp_path / "home", "netbox", "pull", "--url", server.url, "--token-file", token, "--no-census")
        code, _, err = run(capsys, *words)
        assert (code, "--ca" in err, server.tokens) == (3, True, [])
        code, _, err = run(capsys, *words, "--ca", certificate)
        assert (code, "holds nothing" in err) == (3, True)
        assert set(server.tokens) == {f"Token {TOKEN}"}
