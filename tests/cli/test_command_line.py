"""The command line as scripts use it: processes, exit codes, JSON."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import app
from services.home import Home
from services.listing import KINDS
from services.tables import csv_text, table_text
from services.terminal import Meter, Stop
from tests.jobs import PATIENCE_S
from tests.ports import free_port
from tests.services.city import agents, copied, written_city
from topology.store.runs import RunState

ROOT = Path(__file__).resolve().parents[2]
LINK_KEYS = {
    "id",
    "a_id",
    "a_device",
    "a_interface",
    "a_realm",
    "b_id",
    "b_device",
    "b_interface",
    "b_realm",
    "layer",
    "state",
    "protocols",
}


@pytest.fixture(scope="session")
def city(demo: tuple[Path, Any]) -> Path:
    return demo[0]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_city(tmp_path_factory.getbasetemp())


def _heed_interrupts() -> None:
    """Let the child be interrupted although the tests may run in the background, where a shell has it ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _start(*arguments: object, home: Path, **options: Any) -> subprocess.Popen[str]:
    environment = os.environ | {"NETFOLD_HOME": str(home), "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "app", *map(str, arguments)]
    options.setdefault("preexec_fn", _heed_interrupts)
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, cwd=ROOT, env=environment, **options
    )


def _run(*arguments: object, home: Path) -> tuple[int, str, str]:
    process = _start(*arguments, home=home)
    out, err = process.communicate(timeout=PATIENCE_S)
    return process.returncode, out, err


@pytest.fixture
def call(city: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Call the command line inside this process, which is quicker than starting one."""

    def run(*arguments: object, home: Path = city) -> tuple[int, str, str]:
        try:
            code = app.main(["--home", str(home), *map(str, arguments)])
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


# --- in processes of their own -----------------------------------------------------------------------


def test_links_as_json_from_a_process(city: Path) -> None:
    code, out, err = _run("list", "links", "--json", home=city)
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert len(found) > 100
    assert all(set(row) == LINK_KEYS for row in found)


def test_the_version_and_the_help(city: Path) -> None:
    code, out, _ = _run("--version", home=city)
    assert (code, out.split()[0]) == (0, "netfold")
    code, out, _ = _run("--help", home=city)
    assert code == 0
    assert all(command.words[0] in out for command in app.COMMANDS)


def test_a_reader_that_has_seen_enough_is_no_error(city: Path) -> None:
    with _start("list", "interfaces", "--csv", home=city) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("device_id,device,interface")
        process.stdout.close()
        assert process.wait(PATIENCE_S) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_a_reader_that_is_gone_before_a_short_answer_is_no_error(city: Path) -> None:
    with _start("list", "runs", "--csv", home=city) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(PATIENCE_S) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_ctrl_c_keeps_what_was_read_and_the_resume_command_goes_on(tmp_path: Path, folder: Path) -> None:
    home = tmp_path / "home"
    slow = tmp_path / "scope.toml"
    slow.write_text(
        (folder / "scope.toml").read_text("utf-8").replace("schema = 1\n", "schema = 1\n[limits]\nconcurrency = 2\nrate_per_s = 25\n", 1),
        "utf-8",
    )
    (tmp_path / "credentials.toml").write_bytes((folder / "credentials.toml").read_bytes())
    (tmp_path / "credentials.toml").chmod(0o600)
    with agents():
        process = _start("discover", slow, home=home)
        with Home.open(home) as opened:
            deadline = time.monotonic() + PATIENCE_S
            while not opened.store.records.heads():
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 130
        command = next(line for line in err.splitlines() if "--resume" in line)
        run = command.split("--resume ")[1].split()[0]
        with Home.open(home) as opened:
            kept = len(opened.store.records.heads())
            assert opened.store.runs.get(run).state is RunState.INTERRUPTED
        assert 0 < kept < 140
        code, out, _ = _run("discover", folder / "scope.toml", "--resume", run, "--json", home=home)
    figures = json.loads(out)
    assert (code, figures["run"], figures["state"], figures["taken_over"]) == (0, run, "complete", kept)
    with Home.open(home) as opened:
        assert len(opened.store.records.heads()) == 140


def test_the_demonstration_as_json(tmp_path: Path) -> None:
    code, out, _ = _run("demo", "--no-serve", "--json", "--size", "small", home=tmp_path / "home")
    figures = json.loads(out)
    assert code == 0
    assert figures["devices"] == figures["answered"] == 140
    assert {"links", "link_recall", "link_precision", "link_truth", "seconds"} <= set(figures)
    for kind in ("overlaps", "shared_sites"):
        assert (figures[f"{kind}_found"], figures[f"{kind}_false"]) == (figures[f"{kind}_planted"], 0)


def test_the_agents_alone_answer_until_they_are_stopped(tmp_path: Path, folder: Path) -> None:
    port = free_port()
    process = _start("simulate", folder, "--port", port, home=tmp_path / "home")
    assert process.stderr is not None
    assert str(port) in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE_S) == 0
    process.communicate()


# --- inside this process -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_listed_as_json_and_csv(call: Any, kind: str) -> None:
    code, out, _ = call("list", kind, "--json")
    found = json.loads(out)
    assert (code, type(found)) == (0, list)
    code, out, _ = call("list", kind, "--csv")
    assert code == 0
    lines = list(csv.reader(io.StringIO(out)))
    assert len(lines) == len(found) + bool(found)
    assert not found or lines[0] == list(found[0])


def test_tables_for_people(call: Any) -> None:
    code, out, err = call("list", "networks", "--lang", "zh")
    assert code == 0
    assert out.splitlines()[0].startswith("编号")
    assert "共" in err
    _, out, err = call("list", "networks", "--quiet")
    assert out.splitlines()[0].startswith("code")
    assert err == ""
    assert call("list", "links", "--network", "W3")[1:] == ("", "nothing found\n")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["list", "links", "--snapshot", "s99"], 2, "s99"),
        (["why", "no-such-id"], 2, "no-such-id"),
        (["plan", "appraise", "no-such-scenario"], 2, "no-such-scenario"),
        (["plan", "appraise", "missing.toml"], 2, "missing.toml"),
        (["plan", "compare", "merge_all", "cautious", "do_minimum", "merge_all", "cautious"], 2, ""),
        (["discover", "missing.toml"], 2, "missing.toml"),
        (["import", "missing-folder", "--realm", "n05"], 2, "missing-folder"),
        (["link", "add", "nobody", "nothing"], 2, "nobody"),
        (["list", "secrets"], 2, "secrets"),
        (["no-such-command"], 2, "no-such-command"),
        ([], 2, ""),
    ],
)
def test_unusable_arguments_end_with_two_and_one_line(call: Any, arguments: list[str], code: int, said: str) -> None:
    found, out, err = call(*arguments)
    assert (found, out) == (code, "")
    assert said in err
    assert "Traceback" not in err
    if "usage:" not in err:
        assert len(err.splitlines()) == 1


def test_errors_are_said_in_chinese(call: Any) -> None:
    _, _, err = call("--lang", "zh", "list", "links", "--snapshot", "s99")
    assert err.startswith("netfold: 没有快照“s99”；已有：s1 ")
    assert "示例" in call("import", "--help", "--lang=zh")[1]


def test_an_empty_home_says_what_to_do(call: Any, tmp_path: Path) -> None:
    code, out, err = call("list", "links", home=tmp_path / "new")
    assert (code, out) == (2, "")
    assert "netfold demo" in err


def test_a_damaged_database_is_three(call: Any, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "netfold.db").write_bytes(b"nothing like a database at all " * 200)
    code, out, err = call("list", "links", home=tmp_path / "home")
    assert (code, out) == (3, "")
    assert "backup" in err


def test_imports_end_by_what_could_be_read(call: Any, tmp_path: Path, folder: Path) -> None:
    home = tmp_path / "home"
    mixed = tmp_path / "mixed"
    mixed.mkdir()
    good = next((folder / "configs" / "n05").iterdir())
    (mixed / "a.cfg").write_bytes(good.read_bytes())
    code, out, _ = call("import", mixed, "--realm", "n05", "--json", home=home)
    assert (code, [row["state"] for row in json.loads(out)]) == (0, ["imported"])
    (mixed / "b.cfg").write_bytes(b"")
    code, out, err = call("import", mixed, "--realm", "n05", "--json", home=home)
    assert (code, [row["state"] for row in json.loads(out)]) == (1, ["refused", "unchanged"])
    assert "1 of 2" in err
    code, _, err = call("import", mixed / "b.cfg", "--realm", "n05", home=home)
    assert code == 3
    assert "b.cfg" in err
    code, _, err = call("import", mixed / "a.cfg", home=home)
    assert code == 2
    assert "--realm" in err


def test_a_realm_is_asked_for_on_a_terminal(call: Any, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _question: " n05 ")
    code, out, _ = call("import", next((folder / "configs" / "n05").iterdir()), home=tmp_path / "home")
    assert code == 0
    assert "imported" in out
    code, out, _ = call("list", "devices", "--json", home=tmp_path / "home")
    assert [row["realm"] for row in json.loads(out)] == ["n05"]


def test_a_run_without_an_answer_is_three_and_a_dry_run_sends_nothing(call: Any, tmp_path: Path, folder: Path) -> None:
    scope = tmp_path / "scope.toml"
    text = (folder / "scope.toml").read_text("utf-8").split("\n[[realm]]")
    scope.write_text(
        text[0].replace("schema = 1\n", "schema = 1\n[limits]\ntimeout_s = 0.05\nretries = 0\n", 1) + "\n[[realm]]" + text[1], "utf-8"
    )
    (tmp_path / "credentials.toml").write_bytes((folder / "credentials.toml").read_bytes())
    code, out, _ = call("discover", scope, "--dry-run", "--json", home=tmp_path / "home")
    assert (code, len(json.loads(out))) == (0, 1)
    code, _, err = call("discover", scope, home=tmp_path / "home")
    assert code == 3
    assert "credentials" in err


def test_corrections_and_why(call: Any, city: Path, tmp_path: Path) -> None:
    home = copied(city, tmp_path / "home")
    link = json.loads(call("list", "links", "--json", home=home)[1])[0]
    ends = (f"{link['a_id']}:{link['a_interface']}", f"{link['b_id']}:{link['b_interface']}")
    answer = json.loads(call("why", link["id"], "--json", home=home)[1])
    assert (answer["id"], answer["kind"]) == (link["id"], "link")
    assert link["a_device"] in call("why", link["id"], home=home)[1]
    code, out, _ = call("link", "remove", *ends, "--reason", "dismantled", "--json", home=home)
    assert (code, json.loads(out)) == (0, {"snapshot": "s2"})
    assert link["id"] not in {row["id"] for row in json.loads(call("list", "links", "--json", home=home)[1])}
    assert link["id"] in {row["id"] for row in json.loads(call("list", "links", "--json", "--snapshot", "s1", home=home)[1])}
    assert call("link", "add", *ends, home=home)[0] == 0
    devices = [row["id"] for row in json.loads(call("list", "devices", "--realm", "n05", "--json", home=home)[1])]
    assert call("same", *devices[:2], home=home)[0] == 0
    assert call("split", devices[0], home=home)[0] in {0, 2}
    assert [row["id"] for row in json.loads(call("snapshots", "list", "--json", home=home)[1])][:3] == ["s1", "s2", "s3"]


def test_plans(call: Any) -> None:
    one = json.loads(call("plan", "appraise", "merge_all", "--json")[1])
    assert one["scenario"] == "merge_all"
    assert sum(one["base_cash"]) - sum(one["cost_cash"]) == one["saving_fen"]
    both = json.loads(call("plan", "appraise", "merge_all", "cautious", "--json")[1])
    assert [row["scenario"] for row in both] == ["merge_all", "cautious"]
    compared = json.loads(call("plan", "compare", "merge_all", "cautious", "--json")[1])
    assert compared["figures"]["npv_fen"] == [row["npv_fen"] for row in both]
    code, out, _ = call("plan", "appraise", "merge_all", "--lang", "zh")
    assert code == 0
    assert "净现值" in out
    for heading in ("样例数据", "运行费用基数", "分年度资金（万元）", "评价期内各单位支出（万元）"):
        assert heading in out
    assert "fiscal years [10,000 cny]" in call("plan", "appraise", "merge_all")[1].lower()
    side = call("plan", "compare", "merge_all", "cautious")[1]
    assert "NPV against do-minimum" in side
    assert "Decisions" in side
    rows = list(csv.DictReader(io.StringIO(call("plan", "compare", "merge_all", "cautious", "--csv")[1])))
    assert float(next(row for row in rows if row["figure"] == "npv_fen")["cautious"]) == both[1]["npv_fen"]
    listed = list(csv.DictReader(io.StringIO(call("plan", "appraise", "cautious", "--csv")[1])))
    assert {row["scenario"] for row in listed} == {"cautious"}
    assert "evidence" not in listed[0]


def test_search_check_doctor_and_the_template(call: Any, tmp_path: Path) -> None:
    assert json.loads(call("find", "N05", "--json")[1])[0]["kind"] == "network"
    assert len(json.loads(call("find", "e", "--limit", "3", "--json")[1])) == 3
    findings = json.loads(call("check", "--json")[1])
    assert {row["kind"].split(".")[0] for row in findings} >= {"overlap", "shared_site"}
    assert {row["check"] for row in json.loads(call("doctor", "--json")[1])} >= {"home", "database", "snapshots", "audit"}
    code, _, _ = call("census", "template", "-o", tmp_path / "t.xlsx", "--lang", "zh")
    assert code == 0
    assert (tmp_path / "t.xlsx").read_bytes()[:2] == b"PK"


def test_serving_to_other_machines_is_refused(call: Any) -> None:
    code, _, err = call("serve", "--host", "0.0.0.0")
    assert code == 2
    assert "0.0.0.0" in err


def test_every_command_has_help_and_an_example(call: Any) -> None:
    for command in app.COMMANDS:
        code, out, _ = call(*command.words, "--help")
        assert code == 0
        assert command.example.split(" -")[0] in out.replace("\n", " ").replace("  ", " ")
        assert app.build_parser().parse_args(_words(command.example)[1:]).run is not None


def _words(example: str) -> list[str]:
    import shlex

    return shlex.split(example)


def test_an_unexpected_error_is_one_line(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("community=s3cret")

    monkeypatch.setattr("commands.looking.rows", broken)
    monkeypatch.delenv("NETFOLD_TRACE", raising=False)
    code, out, err = call("list", "links")
    assert (code, out) == (3, "")
    assert "RuntimeError" in err
    assert "s3cret" not in err
    monkeypatch.setenv("NETFOLD_TRACE", "1")
    with pytest.raises(RuntimeError):
        call("list", "links")


def test_an_interruption_anywhere_is_130(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("commands.looking.rows", stopped)
    assert call("list", "links")[0] == 130


# --- the terminal ------------------------------------------------------------------------------------


def test_hostile_texts_are_inert_in_tables_and_csv() -> None:
    found = [{"a": "=HYPERLINK(1)", "b": "x\x1b[2Jy\u202e", "c": None, "d": ["@x", "y"], "e": -5, "f": True}]
    assert list(csv.reader(io.StringIO(csv_text(found))))[1] == ["'=HYPERLINK(1)", "x\x1b[2Jy\u202e", "", "'@x y", "-5", "true"]
    shown = table_text(found)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\\x1b[2J" in shown


def test_chinese_takes_two_columns() -> None:
    lines = table_text([{"name": "岚汀市", "x": 1}, {"name": "abc", "x": 2}], width=12).splitlines()
    assert lines == ["name    x", "岚汀市  1", "abc     2"]
    assert table_text([{"name": "岚" * 40}]).splitlines()[1].endswith("…")


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_a_bar_on_a_terminal_and_a_line_a_minute_elsewhere() -> None:
    terminal, pipe, quiet = _Terminal(), io.StringIO(), io.StringIO()
    for out, silent in ((terminal, False), (pipe, False), (quiet, True)):
        meter = Meter(out, "en", quiet=silent)
        meter.tell("discover", 0, 4)
        for done in range(1, 5):
            meter.tell("discover", done, 4)
        meter.tell("import", 0, None)
        meter.end()
    assert "[########################] 4/4" in terminal.getvalue()
    assert terminal.getvalue().endswith("\n")
    assert pipe.getvalue() == "Discover devices\nImport configurations and census\n" or pipe.getvalue().startswith("Discover devices 0/4\n")
    assert len(pipe.getvalue().splitlines()) == 2
    assert quiet.getvalue() == ""


def test_progress_tells_the_rate_and_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = [100.0]
    monkeypatch.setattr("services.terminal.time.monotonic", lambda: now_s[0])
    shown = []
    for out in (_Terminal(), io.StringIO()):
        meter = Meter(out, "en", quiet=False)
        for done, total in ((0, 8), (10, 60), (40, 200), (200, 200)):
            meter.tell("discover", done, total)
            now_s[0] += 61.0
        shown.append(out.getvalue())
    assert "40/200 (0.3 per second, about 8:08 min left)" in shown[0]
    assert "Discover devices 40/200 (0.3 per second, about 8:08 min left)\n" in shown[1]
    assert all("200/200 (" not in text and "0/8 (" not in text for text in shown)


@pytest.fixture
def handlers() -> Iterator[None]:
    before = signal.getsignal(signal.SIGINT)
    yield
    assert signal.getsignal(signal.SIGINT) is before


def test_the_second_ctrl_c_ends_at_once(handlers: None) -> None:
    with Stop() as stop:
        assert not stop.asked
        signal.raise_signal(signal.SIGINT)
        assert stop.asked
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
