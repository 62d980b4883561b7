"""Folders of backup tools: their lists and headers as evidence, their history by git; drawings of the emulator."""

import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectors.clean import clean
from collectors.configs import read_config
from collectors.detect import Kind, detect, detect_text
from collectors.sources import history
from collectors.sources.drawings import DrawnDevice, is_drawing, port_name, read_drawing
from collectors.sources.history import git_folder, open_repository
from collectors.sources.trees import Said, header_says, is_list, list_says, said_of
from tests.imports.samples import GUIDS, topo, vrp
from topology.model.errors import InputError

# --- lists and headers -------------------------------------------------------------------------------

WEAK = "#\n sysname A\n#\nvlan 2\n#\ninterface Vlan-interface2\n port trunk permit vlan 2\n#\n"


def test_device_lists_of_rancid_and_oxidized():
    text = "# comment\nsw1;huawei;up\nsw2:h3c:down\nr1.example;cisco-xr;up;note\nodd line\nx;strange;up\n"
    said = list_says(text, "g/router.db")
    assert {host: (one.platform, one.where) for host, one in said.items()} == {
        "sw1": ("huawei_vrp", "g/router.db:2 sw1;huawei;up"),
        "sw2": ("hp_comware", "g/router.db:3 sw2:h3c:down"),
        "r1.example": ("cisco_xr", "g/router.db:4 r1.example;cisco-xr;up;note"),
    }
    assert is_list("g/router.db", text)
    assert not is_list("g/devices.txt", text)
    assert not is_list("router.db", vrp("A"))
    assert detect("g/router.db", text.encode()).kind is Kind.DEVICES


def test_the_nearest_list_counts():
    far, near = Said("cisco_ios", "far"), Said("huawei_vrp", "near")
    lists = {"backup": {"sw1": far, "r9": far}, "backup/g": {"sw1": near}}
    assert said_of("backup/g/configs/sw1", lists) == near
    assert said_of("backup/g/configs/SW1.cfg", lists) == near
    assert said_of("backup/h/r9", lists) == far
    assert said_of("other/sw1", lists) is None


def test_what_a_list_says_decides_where_the_content_is_unsure_and_is_contradicted_where_it_is_sure():
    weak = clean(WEAK.encode(), "g/sw2")
    assert detect_text("g/sw2", weak).kind is Kind.UNKNOWN
    found = detect_text("g/sw2", weak, Said("hp_comware", "g/router.db:3 sw2:h3c:down"))
    assert (found.kind, found.platform, found.evidence) == (Kind.CONFIG, "hp_comware", "g/router.db:3 sw2:h3c:down")
    assert found.confidence >= 0.8
    sure = detect_text("g/sw1", clean(vrp("A").encode(), "g/sw1"), Said("cisco_ios", "g/router.db:1 sw1;cisco;up"))
    assert (sure.platform, sure.contradicted) == ("huawei_vrp", "g/router.db:1 sw1;cisco;up")
    same = detect_text("g/sw1", clean(vrp("A").encode(), "g/sw1"), Said("huawei_vrp", "list"))
    assert (same.evidence, same.contradicted) == ("g/sw1:1 !Software Version V200R011C10SPC600", None)


@pytest.mark.parametrize(
    ("line", "platform"),
    [
        ("!RANCID-CONTENT-TYPE: huawei", "huawei_vrp"),
        ("#RANCID-CONTENT-TYPE: h3c", "hp_comware"),
        ("#RANCID-CONTENT-TYPE: fortigate-full", "fortinet_fortios"),
        ("!RANCID-CONTENT-TYPE: netscreen", "juniper_screenos"),
        ("!RANCID-CONTENT-TYPE: force10", "dell_os9"),
        ("!RANCID-CONTENT-TYPE: odd", None),
    ],
)
def test_rancids_first_line(line, platform):
    said = header_says(line, "x:1")
    assert (said.platform if said else None) == platform


def test_rancids_first_line_is_evidence():
    found = detect("sw2", b"!RANCID-CONTENT-TYPE: h3c\n!\n" + WEAK.encode())
    assert (found.kind, found.platform, found.evidence) == (Kind.CONFIG, "hp_comware", "sw2:1 !RANCID-CONTENT-TYPE: h3c")


# --- history -----------------------------------------------------------------------------------------


def commit(folder: Path, day: str, files: dict[str, str | None]) -> None:
    for name, text in files.items():
        if text is None:
            (folder / name).unlink()
        else:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")
    stamp = f"{day}T10:00:00Z"
    environment = {**os.environ, "GIT_COMMITTER_DATE": stamp, "GIT_AUTHOR_DATE": stamp, "GIT_CONFIG_GLOBAL": os.devnull}
    who = ("-c", "user.name=backup", "-c", "user.email=backup@example.invalid", "-c", "commit.gpgsign=false")
    for arguments in (["add", "-A"], ["commit", "-q", "-m", "change"]):
        subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True, env=environment)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "oxidized"
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True, capture_output=True)
    commit(folder, "2024-01-01", {"r1": vrp("R1", "10.1.0.1"), "r2": vrp("R2", "10.2.0.1")})
    commit(folder, "2024-01-02", {"r1": vrp("R1", "10.1.1.1")})
    commit(folder, "2024-01-02", {"r1": vrp("R1", "10.1.2.1"), "机房/r3": vrp("R3", "10.3.0.1")})
    commit(folder, "2024-02-01", {"r2": None})
    return folder


def test_the_last_state_of_each_day_newest_kept_oldest_first(repository):
    with open_repository(repository, "ox") as opened:
        states = opened.states(10)
        assert [state.at for state in states] == [datetime(2024, 1, day, 10, tzinfo=UTC) for day in (1, 2)] + [
            datetime(2024, 2, 1, 10, tzinfo=UTC)
        ]
        assert [state.at.day for state in opened.states(2)] == [2, 1]
        assert [[blob.name for blob in opened.files(state.commit)] for state in states] == [
            ["r1", "r2"],
            ["r1", "r2", "机房/r3"],
            ["r1", "机房/r3"],
        ]
        contents = dict(opened.read(opened.files(states[1].commit)))
        assert b"10.1.2.1" in next(data for blob, data in contents.items() if blob.name == "r1")


def test_bare_packed_and_foreign_repositories(repository, tmp_path):
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(repository), str(bare)], check=True, capture_output=True)
    subprocess.run(["git", "-C", str(bare), "gc", "-q"], check=True, capture_output=True)
    assert git_folder(bare) == bare
    assert git_folder(repository) == repository / ".git"
    assert git_folder(tmp_path) is None
    with open_repository(bare, "bare") as opened:
        assert len(opened.states(10)) == 3


def test_nothing_that_a_repository_configures_is_ever_run(repository, tmp_path):
    mark = tmp_path / "ran"
    config = repository / ".git" / "config"
    config.write_text(
        f'[core]\n\trepositoryformatversion = 0\n\tfsmonitor = "touch {mark}"\n\tpager = "touch {mark}"\n\tsshCommand = "touch {mark}"\n'
        f'[diff]\n\texternal = "touch {mark}"\n[alias]\n\tls-tree = "!touch {mark}"\n[filter "x"]\n\tsmudge = "touch {mark}"\n'
    )
    (repository / ".gitattributes").write_text("* filter=x diff=x\n")
    with open_repository(repository, "ox") as opened:
        state = opened.states(1)[0]
        assert list(opened.read(opened.files(state.commit)))
    assert not mark.exists()


def test_links_in_a_repository_are_not_followed(repository):
    (repository / "evil").symlink_to("/etc/passwd")
    commit(repository, "2024-03-01", {})
    with open_repository(repository, "ox") as opened:
        assert "evil" not in [blob.name for blob in opened.files(opened.states(1)[0].commit)]


def test_what_cannot_be_read_says_why(repository, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with open_repository(repository, "ox") as opened, pytest.raises(InputError) as caught:
        opened.states(1)
    assert caught.value.code == "history-no-git"
    monkeypatch.undo()
    (repository / ".git" / "HEAD").write_text("ref: refs/heads/../../../x\n")
    with pytest.raises(InputError) as caught, open_repository(repository, "ox"):
        pass
    assert caught.value.code == "history-unreadable"
    (repository / ".git" / "HEAD").write_text("a" * 40 + "\n")
    with open_repository(repository, "ox") as opened, pytest.raises(InputError) as caught:
        opened.states(1)
    assert caught.value.code == "history-unreadable"
    shutil.rmtree(repository / ".git" / "objects")
    assert git_folder(repository) is None


def test_limits_of_a_state(repository, monkeypatch):
    with open_repository(repository, "ox") as opened:
        first = opened.states(9)[0].commit
        monkeypatch.setattr(history, "_MOST_FILES", 1)
        with pytest.raises(InputError) as caught:
            opened.files(first)
        assert caught.value.code == "history-too-many"
        monkeypatch.undo()
        monkeypatch.setattr(history, "_TOTAL_OCTETS", 10)
        with pytest.raises(InputError) as caught:
            opened.files(first)
        assert caught.value.code == "history-too-large"
        with pytest.raises(InputError):
            opened.files("--output=/tmp/x")


# --- drawings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "gb18030"])
def test_a_drawing_in_any_encoding_whatever_it_declares(encoding):
    text = clean(topo().replace("LSW1", "核心1").encode(encoding), "lab.topo")
    assert is_drawing(text)
    drawing = read_drawing(text, "lab.topo")
    assert [(one.name, one.model, len(one.ports)) for one in drawing.devices] == [
        ("核心1", "S5700", 24),
        ("LSW2", "S5700", 24),
        ("PC1", "PC", 1),
    ]
    assert [(one.a, one.a_port, one.b, one.b_port, one.line) for one in drawing.links] == [
        (GUIDS[0], 1, GUIDS[1], 0, 9),
        (GUIDS[0], 0, "pc", 0, 10),
    ]
    assert detect("lab.topo", topo().encode(encoding)).kind is Kind.DRAWING


def test_ports_are_named_as_the_configuration_names_them():
    record = read_config(vrp("A").encode(), path="x", realm="r", collected_at=datetime(2020, 1, 1, tzinfo=UTC))
    device = DrawnDevice(ident="x", name="A", model="S", ports=("GE", "Serial", "GE"), line=1)
    assert [port_name(device, place, record.interfaces) for place in (0, 1, 2, 3, None)] == [
        "GigabitEthernet0/0/1",
        None,
        "GigabitEthernet0/0/2",
        None,
        None,
    ]


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw.replace("<devices>", '<!DOCTYPE x [<!ENTITY a "b">]><devices>'),
        lambda raw: raw.replace("</topo>", ""),
        lambda raw: raw.replace("</devices>", '<dev id="a" name="b" model="c"/>' * 6_000 + "</devices>"),
    ],
)
def test_a_drawing_that_is_none_says_so(damage):
    with pytest.raises(InputError) as caught:
        read_drawing(clean(damage(topo()).encode(), "lab.topo"), "lab.topo")
    assert caught.value.code == "drawing-unreadable"


def test_odd_values_of_a_drawing_are_unknown():
    raw = topo().replace('srcIndex="1"', 'srcIndex="x"').replace('count="24"', 'count="-1"').replace(f'id="{GUIDS[1]}"', 'id="../../x"')
    drawing = read_drawing(clean(raw.encode(), "x"), "x")
    assert [device.name for device in drawing.devices] == ["LSW1", "PC1"]
    assert drawing.devices[0].ports == ()
    assert drawing.links[0].a_port is None
