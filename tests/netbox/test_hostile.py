"""A NetBox that limps, lies or is none: a clear end, nothing half done, and the token goes nowhere."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from collectors.netbox.belief import believe
from collectors.netbox.client import Access, NetBox, checked_url
from services.home import Home
from services.netbox_pull import pull as pull_home
from tests.netbox import made
from tests.netbox.made import said
from tests.netbox.server import TOKEN, Fault, Server, serving
from tests.netbox.ways import believed_again, client, pull, push
from topology.model.errors import CollectError, InputError, NetfoldError, Problem


def _stock():
    topology, records = made.topology()
    return believe(topology, records).stock


def _waits(server: Server) -> tuple[NetBox, list[float]]:
    waited: list[float] = []
    return NetBox(Access(url=server.url, token=TOKEN), sleep=waited.append), waited


def test_a_busy_server_is_waited_for_as_long_as_it_says(netbox: Server) -> None:
    server, waited = _waits(netbox)
    netbox.faults = [
        Fault("status", status=429, times=2, headers={"Retry-After": "3"}),
        Fault("status", status=429, headers={"Retry-After": "99999"}),
    ]
    assert server.version() == "4.6.8"
    assert waited == [3.0, 3.0, 60.0]
    server.close()


def test_a_server_that_is_always_busy_ends_the_work(netbox: Server) -> None:
    server, waited = _waits(netbox)
    netbox.faults = [Fault("status", status=429, times=99)]
    with pytest.raises(CollectError, match=r"netbox\.refused"):
        server.version()
    assert len(waited) == 4
    server.close()


@pytest.mark.parametrize(
    "fault",
    [
        Fault("status", status=500, method="GET", times=3),
        Fault("status", status=503, method="GET", path="interfaces", times=4),
        Fault("drop", method="GET", times=2),
        Fault("half", method="GET", path="devices", body='{"count": 1, "results": ['),
        Fault("status", status=502, method="PATCH", times=2),
        Fault("status", status=500, method="POST", path="dcim/interfaces"),
        Fault("done-then-status", status=500, method="POST", path="dcim/interfaces"),
        Fault("done-then-status", status=504, method="POST", path="dcim/cables"),
        Fault("done-then-status", status=500, method="POST", path="mac-addresses"),
        Fault("done-then-status", status=502, method="PATCH", path="dcim/devices"),
        Fault("drop", method="POST", path="ipam/prefixes"),
        Fault("status", status=429, method="POST", times=3, headers={"Retry-After": "0"}),
    ],
    ids=lambda fault: f"{fault.how}-{fault.status}-{fault.method}-{fault.path.replace('/', '.')}",
)
def test_what_limps_is_asked_again_and_nothing_is_made_twice(netbox: Server, fault: Fault) -> None:
    want = _stock()
    netbox.faults = [Fault(**vars(fault))]
    _, outcome = push(netbox, want)
    assert outcome.problems == []
    assert netbox.faults[0].times == 0
    assert sum(netbox.count(path) for path in want.items) == len(want)
    assert {path: len(items) for path, items in want.items.items()} == {path: netbox.count(path) for path in want.items}


def test_one_refused_object_does_not_keep_the_others_back(netbox: Server) -> None:
    want = _stock()
    push(netbox, want)
    taken = netbox.row("dcim/interfaces", name="GE0/0/1")
    other = netbox.row("dcim/interfaces", name="MEth0")
    cables = netbox.database.tables["dcim/cables"]
    cable = next(
        row for row in cables.values() if any(end["object_id"] == taken["id"] for end in (*row["a_terminations"], *row["b_terminations"]))
    )
    netbox.database.delete("dcim/cables", [{"id": ident} for ident in list(cables)])
    ends = [[{"object_type": "dcim.interface", "object_id": one["id"]}] for one in (taken, other)]
    netbox.database.create("dcim/cables", [{"a_terminations": ends[0], "b_terminations": ends[1]}])
    assert cable["status"] == "connected"
    _, outcome = push(netbox, want)
    assert outcome.done == {"create": 2}
    assert [problem.code for problem in outcome.problems] == ["netbox-refused"]
    assert "Duplicate termination" in str(outcome.problems[0].params["reason"])


def test_a_broken_push_is_taken_up_by_pushing_again(netbox: Server) -> None:
    want = _stock()
    netbox.faults = [Fault("status", status=500, method="POST", path="dcim/interfaces", skip=1, times=99)]
    with pytest.raises(CollectError, match="no_answer"):
        push(netbox, want, batch=5)
    made_so_far = sum(netbox.count(path) for path in want.items)
    assert 0 < made_so_far < len(want)
    netbox.faults = []
    plan, outcome = push(netbox, want)
    assert outcome.done["create"] == len(want) - made_so_far
    assert (plan.conflicts, outcome.problems) == ((), [])
    assert said(believed_again(pull(netbox))) == said(made.topology()[0])


def _error(fault: Fault, netbox: Server, *, timeout_s: float = 10.0) -> NetfoldError:
    netbox.faults = [fault]
    server = client(netbox, timeout_s=timeout_s)
    try:
        with pytest.raises(NetfoldError) as caught:
            list(server.pages("dcim/sites"))
    finally:
        server.close()
    assert TOKEN not in str(caught.value)
    assert TOKEN not in repr(caught.value.__cause__)
    return caught.value


def test_a_redirect_to_another_host_is_refused_and_the_token_stays(netbox: Server) -> None:
    with serving() as other:
        error = _error(Fault("redirect", headers={"Location": f"{other.url}/api/dcim/sites/"}), netbox)
        assert (error.code, error.params) == ("netbox.redirect", {"host": "127.0.0.1"})
        assert other.asked == []


def test_next_links_are_not_followed(netbox: Server) -> None:
    with serving() as other:
        page = {"count": 2, "next": f"{other.url}/api/dcim/sites/?offset=1", "previous": None, "results": [{"id": 1, "url": "x"}]}
        netbox.faults = [Fault("body", body=json.dumps(page), path="sites")]
        netbox.database.create("dcim/sites", [{"name": "a", "slug": "a"}, {"name": "b", "slug": "b"}])
        server = client(netbox, page=1)
        rows = [row for page_ in server.pages("dcim/sites") for row in page_]
        server.close()
        assert other.asked == []
    assert len(rows) == 2


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault("html", body="<html>log in</html>", times=9), "netbox.not_json"),
        (Fault("body", body='{"count": 3, "results": []}', times=9), "netbox.short"),
        (Fault("body", body='{"count": 9, "results": [{"id": 1}]}', times=99), "netbox.short"),
        (Fault("body", body='{"count": "many", "results": [{"id": 1}]}', times=9), "netbox.page"),
        (Fault("body", body='{"results": [{"id": 1}]}', times=9), "netbox.page"),
        (Fault("body", body='{"count": 1, "results": ["x"]}', times=9), "netbox.page"),
        (Fault("body", body='{"count": 1, "results": 7}', times=9), "netbox.page"),
        (Fault("body", body="[1, 2]", times=9), "netbox.page"),
        (Fault("body", body="[" * 100_000, times=9), "netbox.not_json"),
        (Fault("status", status=401, body=f'{{"detail": "no {TOKEN}"}}'), "netbox.denied"),
        (Fault("status", status=403, body='{"detail": "Invalid token"}'), "netbox.denied"),
        (Fault("status", status=404, body="{}"), "netbox.refused"),
        (Fault("status", status=500, times=99), "netbox.no_answer"),
        (Fault("half", body='{"count": 1, "results": [', times=99), "netbox.no_answer"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_netbox_is_said(netbox: Server, fault: Fault, code: str) -> None:
    error = _error(fault, netbox)
    assert error.code == code
    assert TOKEN not in json.dumps(error.params)


def test_a_server_that_says_nothing_is_given_up(netbox: Server) -> None:
    error = _error(Fault("slow", seconds=0.6, times=99), netbox, timeout_s=0.1)
    assert (error.code, error.params["reason"]) == ("netbox.no_answer", "time-out")


def test_objects_of_a_wrong_shape_are_left_out_and_said(netbox: Server) -> None:
    rows = [
        {"id": 1, "name": "good", "slug": "good", "status": {"value": "active"}},
        {"id": "x", "name": "no id", "slug": "b"},
        {"id": 2, "name": ["list"], "slug": "c"},
        {"id": 3, "name": "d", "slug": "d", "region": {"id": "no"}},
        {"id": 4, "name": "e", "slug": "e", "latitude": "north"},
        {"id": 5, "name": "f" * 10_000, "slug": "f", "future_field": {"a": 1}, "custom_fields": {"netfold": "text"}, "tags": "odd"},
        {"id": 6, "name": "g", "slug": "g", "latitude": "31.5", "custom_fields": {"netfold": {"a": {"b": {"c": {"d": {"e": {}}}}}}}},
    ]
    netbox.faults = [Fault("body", body=json.dumps({"count": len(rows), "results": rows}), path="dcim/sites")]
    problems: list[Problem] = []
    stock = pull(netbox, problems)
    assert sorted(stock.items["dcim/sites"]) == [1, 5, 6]
    assert (len(str(stock.items["dcim/sites"][5].get("name"))), stock.items["dcim/sites"][6].get("latitude")) == (4096, 31.5)
    assert stock.items["dcim/sites"][6].facts == {}
    assert sorted((problem.code, problem.params["field"]) for problem in problems) == [
        ("netbox-cut", "name"), ("netbox-object", "id"), ("netbox-object", "latitude"), ("netbox-object", "name"), ("netbox-object", "region"),
    ]  # fmt: skip


def test_a_half_read_netbox_leaves_nothing_in_the_home(netbox: Server, home: Home) -> None:
    push(netbox, _stock())
    netbox.faults = [Fault("status", status=403, path="dcim/cables")]
    with pytest.raises(CollectError, match="denied"):
        pull_home(home, Access(url=netbox.url, token=TOKEN))
    assert (home.store.records.heads(), home.store.editions.all(), home.store.snapshots.all(), home.store.runs.all()) == ([], [], [], [])


@pytest.mark.parametrize(
    "url",
    ["http://netbox.example.org", "ftp://127.0.0.1", "file:///etc/passwd", "gopher://127.0.0.1/", "https://user:secret@host", "https://", "x",
     "https://h/?a=secret", "https://h:port", "http://127.0.0.1.example.org", "https://[::1"],
)  # fmt: skip
def test_addresses_that_are_none_are_refused(url: str) -> None:
    with pytest.raises(InputError, match=r"netbox\.url") as caught:
        checked_url(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["https://169.254.169.254/", "https://[fe80::1]/", "https://0.0.0.0", "https://[::ffff:169.254.1.1]", "https://224.0.0.1"]
)
def test_addresses_where_no_netbox_is_are_refused_before_a_packet_is_sent(url: str) -> None:
    with pytest.raises(InputError, match=r"netbox\.host"):
        NetBox(Access(url=url, token=TOKEN))


def test_addresses_that_are_good() -> None:
    assert checked_url(" https://netbox.example.org/base/ ") == "https://netbox.example.org/base"
    assert checked_url("http://[::1]:8000/api/") == "http://[::1]:8000"
    assert checked_url("http://localhost:8000/") == "http://localhost:8000"


@pytest.mark.parametrize("token", ["", "a\nb", "é", "x" * 2000])
def test_tokens_that_are_none_are_refused(token: str) -> None:
    with pytest.raises(InputError, match=r"netbox\.token"):
        NetBox(Access(url="https://127.0.0.1", token=token))


@pytest.mark.parametrize("timeout_s", [0.0, -1.0, float("nan"), float("inf")])
def test_time_outs_that_are_none_are_refused(timeout_s: float) -> None:
    with pytest.raises(InputError, match=r"netbox\.timeout"):
        NetBox(Access(url="https://127.0.0.1", token=TOKEN, timeout_s=timeout_s))


def test_a_classified_realm_is_neither_pulled_nor_named(netbox: Server, home: Home) -> None:
    closed = msgspec.structs.replace(made.census().networks[2], realm="secret")
    home.store.editions.add(msgspec.structs.replace(made.census(), networks=(closed,)), actor="wu")
    access = Access(url=netbox.url, token=TOKEN)
    with pytest.raises(InputError, match="classified_realm"):
        pull_home(home, access, realm="secret")
    assert netbox.asked == []
    topology, records = made.topology()
    push(netbox, believe(topology, records).stock)
    device = netbox.row("dcim/devices", serial="FAR-0003")
    facts = {**device["custom_fields"]["netfold"], "realm": "secret"}
    netbox.database.update("dcim/devices", [{"id": device["id"], "custom_fields": {"netfold": facts}}])
    with pytest.raises(InputError, match="classified_realm"):
        pull_home(home, access)
    assert home.store.records.heads() == []


def test_a_token_never_shows() -> None:
    assert TOKEN not in repr(Access(url="https://127.0.0.1", token=TOKEN))


def test_the_authority_must_be_a_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"netbox\.ca"):
        NetBox(Access(url="https://127.0.0.1", token=TOKEN, ca=tmp_path / "none"))


def test_the_environment_does_not_change_who_is_asked(netbox: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    server = client(netbox)
    assert server.version() == "4.6.8"
    server.close()
    assert netbox.tokens == [f"Token {TOKEN}"]


def test_a_new_token_is_sent_as_a_bearer(netbox: Server) -> None:
    server = client(netbox, token=f"nbt_abc.{TOKEN}")
    server.version()
    server.close()
    assert netbox.tokens == [f"Bearer nbt_abc.{TOKEN}"]


@pytest.mark.parametrize("version", ["4.1.9", "3.7.8", "5.0.0", "", "x"])
def test_other_versions_are_refused(netbox: Server, version: str) -> None:
    netbox.version = version
    server = client(netbox)
    with pytest.raises(InputError, match=r"netbox\.version"):
        server.version()
    server.close()


def test_pages_that_the_server_makes_smaller_are_all_read(netbox: Server) -> None:
    netbox.most_page = 3
    netbox.database.create("dcim/sites", [{"name": f"n{number}", "slug": f"n{number}"} for number in range(11)])
    server = client(netbox)
    assert [len(page) for page in server.pages("dcim/sites")] == [3, 3, 3, 2]
    server.close()
