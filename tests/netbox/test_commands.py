"""The commands: what they print, their exit codes, the journal, and that the token shows nowhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app import main
from collectors.netbox.client import Access
from collectors.netbox.kinds import BY_PATH
from services.home import Home
from services.netbox_pull import pull
from services.netbox_push import push
from services.progress import Watch
from services.snapshotting import make_snapshot
from tests.netbox import made
from tests.netbox.server import TOKEN, Fault, Server, serving
from topology.model.errors import Cancelled
from topology.store.records import Kept
from topology.store.runs import RunKind, RunState


@pytest.fixture
def made_path(tmp_path: Path) -> Path:
    """A home that knows the awkward case."""
    path = tmp_path / "made"
    with Home.open(path) as home:
        run_id = home.store.runs.start(RunKind.DISCOVERY, "made", realms=("na", "nb"), actor="wu")
        home.store.records.append_many(run_id, [Kept(record=one) for one in made.records()])
        home.store.runs.end(run_id, RunState.COMPLETE, {})
        home.store.editions.add(made.census(), actor="wu")
        make_snapshot(home)
    return path


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
    capsys: pytest.CaptureFixture[str], netbox: Server, made_path: Path, token: Path
) -> None:
    shared = ("--home", made_path, "netbox", "push", "--url", netbox.url, "--token-file", token, "--json", "--quiet")
    code, out, _ = run(capsys, *shared, "--dry-run")
    seen = json.loads(out)
    assert (code, seen["to_create"], seen["written"], seen["journal"]) == (0, seen["believed"], None, None)
    assert len(seen["operations"]) == seen["believed"]
    assert netbox.count("dcim/sites") == 0
    assert {method for method, _ in netbox.asked} == {"GET"}
    code, out, _ = run(capsys, *shared)
    done = json.loads(out)
    assert (code, done["written"], done["refused"], done["conflicts"]) == (0, seen["believed"], 0, 0)
    assert {one["where"] for one in done["problems"]} >= {"NX"}
    lines = [json.loads(line) for line in Path(done["journal"]).read_text().splitlines()]
    assert lines[0]["url"] == netbox.url
    assert sum(1 for line in lines if line.get("action") == "create") == seen["believed"]
    assert TOKEN not in Path(done["journal"]).read_text()
    assert Path(done["journal"]).stat().st_mode & 0o077 == 0
    netbox.database.update("dcim/sites", [{"id": netbox.row("dcim/sites", slug="s1")["id"], "status": "retired"}])
    code, out, err = run(capsys, *shared[:-2])
    assert code == 1
    assert "retired" in out
    assert "1 conflicts were left as NetBox has them" in err
    with Home.open(made_path) as home:
        audit = home.store.audit.lines(1000)
    assert [line.action for line in audit if line.action.startswith("netbox")] == ["netbox.push", "netbox.push"]
    assert TOKEN not in repr(audit)


def test_a_stopped_push_keeps_what_was_written_and_goes_on_from_there(netbox: Server, made_path: Path) -> None:
    access = Access(url=netbox.url, token=TOKEN)
    with Home.open(made_path) as home:
        with pytest.raises(Cancelled):
            push(home, access, watch=Watch(cancelled=lambda: netbox.count("dcim/devices") > 0))
        so_far = sum(netbox.count(path) for path in BY_PATH)
        assert netbox.count("dcim/interfaces") == 0
        found = push(home, access)
        assert (found.plan.kept + found.done["update"], found.done["create"], found.refused) == (so_far, found.believed - so_far, ())
        journals = sorted((made_path / "netbox").iterdir())
        told = [json.loads(line) for path in journals for line in path.read_text(encoding="utf-8").splitlines()]
        assert len(journals) == 2
        assert sum(1 for line in told if line.get("action") == "create") == found.believed
        assert {line.outcome for line in home.store.audit.lines() if line.action == "netbox.push"} == {"services.cancelled", "done"}


def test_a_pull_that_is_stopped_leaves_nothing(netbox: Server, tmp_path: Path) -> None:
    with Home.open(tmp_path / "home") as home:
        with pytest.raises(Cancelled):
            pull(home, Access(url=netbox.url, token=TOKEN), watch=Watch(cancelled=lambda: len(netbox.asked) > 3))
        assert (home.store.runs.all(), home.store.editions.all()) == ([], [])


def test_a_plan_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str], netbox: Server, made_path: Path, token: Path) -> None:
    shared = ("--home", made_path, "netbox", "push", "--url", netbox.url, "--token-file", token, "--quiet")
    code, _, err = run(capsys, *shared, "--scenario", "nothing-like-it")
    assert (code, "nothing-like-it" in err, netbox.asked) == (2, True, [])


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


def test_export_writes_a_new_folder_only(capsys: pytest.CaptureFixture[str], made_path: Path, tmp_path: Path) -> None:
    target = tmp_path / "files"
    code, out, _ = run(capsys, "--home", made_path, "netbox", "export", "-o", target, "--json")
    assert code == 0
    files = {row["file"]: row["rows"] for row in json.loads(out)["files"]}
    assert files["17-dcim.devices.csv"] == 5
    header = (target / "17-dcim.devices.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert {"name", "role", "manufacturer", "device_type", "platform", "serial", "status", "site", "virtual_chassis", "vc_position"} <= set(
        header
    )
    code, _, err = run(capsys, "--home", made_path, "netbox", "export", "-o", target)
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


def test_a_denied_token_shows_in_no_log_of_any_library(
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    netbox: Server,
    tmp_path: Path,
) -> None:
    """With every logger at its loudest."""
    netbox.faults = [Fault("status", status=403, body=f'{{"detail": "bad token {TOKEN}"}}', times=9)]
    monkeypatch.setenv("NETFOLD_NETBOX_TOKEN", TOKEN)
    monkeypatch.setenv("NETFOLD_NETBOX_URL", netbox.url)
    caplog.set_level(0)
    caplog.set_level(0, logger="urllib3")
    code, _, err = run(capsys, "--home", tmp_path / "home", "netbox", "pull")
    assert (code, "403" in err) == (3, True)
    assert "urllib3" in {record.name.partition(".")[0] for record in caplog.records}
    assert TOKEN not in caplog.text
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
