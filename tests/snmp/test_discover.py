"""Discovery against small fleets of agents on loopback."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack

import msgspec
import pytest

from collectors.snmp import ber
from collectors.snmp.discover import discover
from collectors.snmp.endings import most_telling
from collectors.snmp.engine import Reason
from collectors.snmp.limits import Limits
from collectors.snmp.scope import load_scope
from tests.snmp.hostile_agent import Agent, address_rows, arp_rows, interface_rows, is_walk, respond, system_rows, varbind
from tests.snmp.talk import NOW, QUICK
from topology.model.errors import InputError
from topology.model.records import Completeness

MAC = "00:e0:fc:00:00:"


def device(number, *, hears=(), addresses=None, name=None):
    """Rows of a device at 10.20.0.<number> whose ARP table lists others."""
    own = addresses or [f"10.20.0.{number}"]
    return {
        **system_rows(name or f"d{number}"),
        **interface_rows(3),
        **address_rows(*((address, 1, "255.255.255.0") for address in own)),
        **arp_rows(*((1, f"10.20.0.{other}", f"{MAC}{other:02x}") for other in hears)),
    }


class Fleet:
    """Agents at 127.77.0.x on one port, and a scope that reaches them as 10.20.0.x."""

    def __init__(self, folder, devices, *, handlers=None, **realm):
        self.folder = folder
        self.stack = ExitStack()
        self.agents = {}
        port = 0
        for number, rows in devices.items():
            agent = Agent(rows, (handlers or {}).get(number), address=f"127.77.0.{number}", port=port)
            port = agent.port
            self.agents[number] = agent
        self.records = []
        realm = {"seeds": ["10.20.0.1"], "allow": ["127.77.0.0/24"], "deny": [], "mode": "crawl", "credentials": ["all"], **realm}
        prefixes = realm.pop("prefixes", ["127.77.0.0/16"])
        self.path = folder / "scope.toml"
        (folder / "credentials.toml").write_text('all = "public"\nwrong = "nope"\n')
        (folder / "credentials.toml").chmod(0o600)
        self.path.write_text(
            "schema = 1\n"
            + "".join(
                f'[[credential]]\nname = "{name}"\nversion = "2c"\ncommunity = "file:credentials.toml#{name}"\nprefixes = {prefixes!r}\n'
                for name in ("all", "wrong")
            )
            + f'[[realm]]\nname = "r"\nport = {port}\n'
            + "".join(f"{key} = {value!r}\n" for key, value in realm.items())
            + '[[realm.translate]]\nown = "10.20.0.0/16"\nreached = "127.77.0.0/16"\n'
        )

    def __enter__(self):
        for agent in self.agents.values():
            self.stack.enter_context(agent)
        return self

    def __exit__(self, *_):
        self.stack.close()

    def run(self, *, limits=QUICK, **options):
        scope = msgspec.structs.replace(load_scope(self.path), limits=limits)
        self.records = []
        options.setdefault("sink", self.records.append)
        return asyncio.run(discover(scope, now=lambda: NOW, **options))

    def found(self):
        return sorted(record.envelope.target for record in self.records)


def test_a_crawl_reaches_what_its_devices_know(tmp_path):
    devices = {1: device(1, hears=[2, 3, 200]), 2: device(2, hears=[4]), 3: device(3), 4: device(4, hears=[1])}
    steps = []
    with Fleet(tmp_path, devices) as fleet:
        summary = fleet.run(progress=steps.append)
    assert fleet.found() == ["127.77.0.1", "127.77.0.2", "127.77.0.3", "127.77.0.4"]
    assert (summary.asked, summary.answered, summary.complete, summary.failed, summary.silent) == (5, 4, 4, 0, 1)
    assert summary.by_realm == {"r": 4}
    assert summary.requests == sum(len(agent.requests) for agent in fleet.agents.values()) + 1
    assert (steps[-1].asked, steps[-1].answered, steps[-1].failed, steps[-1].in_flight, steps[-1].queued) == (5, 4, 1, 0, 0)
    assert {record.envelope.realm for record in fleet.records} == {"r"}


def test_lldp_management_addresses_lead_on_and_are_named_as_devices(tmp_path):
    remote = (1, 0, 8802, 1, 1, 2, 1, 4)
    rows = device(1)
    for number in (2, 9):
        rows[(*remote, 1, 1, 9, 0, number, 1)] = (ber.OCTET_STRING, f"d{number}".encode())
        rows[(*remote, 2, 1, 3, 0, number, 1, 1, 4, 10, 20, 0, number)] = (ber.INTEGER, 2)
    with Fleet(tmp_path, {1: rows, 2: device(2)}) as fleet:
        summary = fleet.run()
    assert (summary.complete, summary.failed, summary.silent) == (2, 1, 0)
    failed = [record for record in fleet.records if record.envelope.completeness is Completeness.FAILED]
    assert [(record.envelope.target, record.envelope.reason) for record in failed] == [("127.77.0.9", "refused")]
    assert fleet.records[0].neighbours[0].management_addresses == ("10.20.0.2",)


def test_nothing_outside_allow_gets_a_packet(tmp_path):
    devices = {1: device(1, hears=[2, 3, 4]), 2: device(2), 3: device(3), 4: device(4)}
    with Fleet(tmp_path, devices, allow=["127.77.0.0/30"], deny=["127.77.0.3/32"]) as fleet:
        fleet.run()
    assert fleet.found() == ["127.77.0.1", "127.77.0.2"]
    assert fleet.agents[3].requests == fleet.agents[4].requests == []


def test_a_credential_is_never_tried_outside_its_prefixes(tmp_path):
    with Fleet(tmp_path, {1: device(1, hears=[5]), 5: device(5)}, prefixes=["127.77.0.0/30"]) as fleet:
        summary = fleet.run()
    assert fleet.found() == ["127.77.0.1"]
    assert fleet.agents[5].requests == []
    assert summary.silent == 1


def test_a_seed_without_a_credential_is_failed_and_gets_no_packet(tmp_path):
    with Fleet(tmp_path, {1: device(1)}, prefixes=["127.77.9.0/24"]) as fleet:
        fleet.run()
    assert [(record.envelope.completeness, record.envelope.reason) for record in fleet.records] == [(Completeness.FAILED, "no-credential")]
    assert fleet.agents[1].requests == []


def test_credentials_are_tried_in_turn_and_the_one_that_works_comes_first(tmp_path):
    with Fleet(tmp_path, {1: device(1, hears=[2]), 2: device(2)}, credentials=["wrong", "all"]) as fleet:
        summary = fleet.run(limits=Limits(timeout_s=0.1, retries=0, concurrency=1))
    assert summary.complete == 2
    assert list(dict.fromkeys(request.community for request in fleet.agents[1].requests)) == [b"nope", b"public"]
    assert {request.community for request in fleet.agents[2].requests} == {b"public"}


@pytest.mark.parametrize("seeds", [["10.20.0.1"], ["10.20.0.1", "10.20.0.3", "10.20.0.2"]])
def test_a_device_with_two_addresses_is_recorded_once_by_the_same_one(tmp_path, seeds):
    both = device(2, addresses=["10.20.0.2", "10.20.0.3", "10.20.0.77"])
    with Fleet(tmp_path, {1: device(1, hears=[3, 2, 4]), 2: both, 3: both, 4: device(4, hears=[3])}, seeds=seeds) as fleet:
        summary = fleet.run()
    expected = "127.77.0.3" if len(seeds) > 1 else "127.77.0.2"
    assert fleet.found() == sorted(["127.77.0.1", expected, "127.77.0.4"])
    assert (summary.complete, summary.duplicates) == (3, 1)


def test_a_device_is_recorded_by_its_second_address_where_the_first_is_silent(tmp_path):
    with Fleet(tmp_path, {1: device(1, hears=[3]), 3: device(3, addresses=["10.20.0.2", "10.20.0.3"])}) as fleet:
        summary = fleet.run()
    assert fleet.found() == ["127.77.0.1", "127.77.0.3"]
    assert (summary.complete, summary.duplicates, summary.silent) == (2, 0, 1)


def test_a52_clones_stay_two_devices_with_a_warning(tmp_path):
    chassis = {
        (1, 0, 8802, 1, 1, 2, 1, 3, 1, 0): (ber.INTEGER, 4),
        (1, 0, 8802, 1, 1, 2, 1, 3, 2, 0): (ber.OCTET_STRING, bytes.fromhex("00e0fcaaaaaa")),
    }
    with Fleet(tmp_path, {1: {**device(1, hears=[2], name="twin"), **chassis}, 2: {**device(2, name="twin"), **chassis}}) as fleet:
        summary = fleet.run()
    assert fleet.found() == ["127.77.0.1", "127.77.0.2"]
    assert [(problem.code, problem.params["name"]) for problem in summary.problems] == [("snmp_clone", "twin")]
    assert fleet.records[0].system.chassis_ids == ("00:e0:fc:aa:aa:aa",)


def test_a_device_cannot_hide_another_by_claiming_its_address(tmp_path):
    claims = device(2, addresses=["10.20.0.2", "10.20.0.5", "10.20.0.1"], name="d5")
    with Fleet(tmp_path, {1: device(1, hears=[2, 5]), 2: claims, 5: device(5)}) as fleet:
        summary = fleet.run()
    assert fleet.found() == ["127.77.0.1", "127.77.0.2", "127.77.0.5"]
    assert summary.duplicates == 0


def test_a54_odd_hints_are_never_asked(tmp_path):
    rows = {
        **device(1),
        **arp_rows(
            *(
                (1, address, f"{MAC}01")
                for address in (
                    "127.77.0.9",
                    "0.0.0.0",
                    "255.255.255.255",
                    "224.0.0.5",
                    "169.254.1.1",
                    "10.20.0.255",
                    "10.20.0.0",
                    "10.20.0.1",
                    "240.0.0.1",
                )
            )
        ),
    }
    with Fleet(tmp_path, {1: rows, 9: device(9)}, allow=["127.77.0.0/16"]) as fleet:
        summary = fleet.run()
    assert (summary.asked, fleet.agents[9].requests) == (1, [])


def test_a65_a_hostile_neighbour_changes_nothing_about_the_others(tmp_path):
    good = {1: device(1, hears=[2, 3, 6]), 2: device(2, hears=[1, 6]), 3: device(3)}

    def strange(agent, request, _data):
        return b"\xff" * 900 if len(agent.requests) % 3 else agent.answer(request._replace(oids=request.oids[:1], second=9))

    claims = device(6, hears=range(7, 12), addresses=[f"10.20.0.{number}" for number in range(1, 7)])
    keep = lambda records: {  # noqa: E731 - compared twice
        record.envelope.target: (record.system, record.interfaces, record.arp, record.problems)
        for record in records
        if record.envelope.target != "127.77.0.6"
    }
    with Fleet(tmp_path, good) as fleet:
        fleet.run()
        clean = keep(fleet.records)
    with Fleet(tmp_path, {**good, 6: claims}, handlers={6: strange}) as fleet:
        fleet.run(limits=msgspec.structs.replace(QUICK, device_s=3.0))
    assert keep(fleet.records) == clean
    assert len(clean) == 3


def test_a_sweep_asks_every_address_and_records_what_answers(tmp_path):
    with Fleet(tmp_path, {2: device(2, hears=[9]), 5: device(5), 9: device(9)}, mode="sweep", seeds=[], allow=["127.77.0.0/29"]) as fleet:
        summary = fleet.run(limits=Limits(timeout_s=0.2, retries=1, concurrency=3))
    assert fleet.found() == ["127.77.0.2", "127.77.0.5"]
    assert (summary.asked, summary.complete, summary.silent) == (6, 2, 4)
    assert fleet.agents[9].requests == []


def test_a64_thousands_of_dead_addresses_end_on_time_with_few_sockets(tmp_path):
    limits = Limits(timeout_s=0.05, retries=0, concurrency=300)
    with Fleet(tmp_path, {1: device(1)}, mode="sweep", seeds=[], allow=["127.77.0.0/22"], prefixes=["127.77.0.0/16"]) as fleet:
        summary = fleet.run(limits=limits)
    assert (summary.asked, summary.complete, summary.silent) == (1022, 1, 1021)


def test_a_cancelled_run_loses_nothing_and_is_resumed(tmp_path):
    devices = {number: device(number, hears=[number + 1, number + 2]) for number in range(1, 12)}
    with Fleet(tmp_path, devices) as fleet:
        scope_limits = Limits(timeout_s=0.3, retries=1, concurrency=2)
        first = fleet.run(limits=scope_limits, cancelled=lambda: len(fleet.records) >= 4)
        assert first.cancelled
        assert first.left >= 1
        acknowledged = list(fleet.records)
        assert len(acknowledged) == first.complete < 11
        done = {(record.envelope.realm, record.envelope.target): record for record in acknowledged}
        before = {number: len(agent.requests) for number, agent in fleet.agents.items()}
        second = fleet.run(limits=scope_limits, done=done)
    targets = [record.envelope.target for record in [*acknowledged, *fleet.records]]
    assert sorted(targets) == sorted(f"127.77.0.{number}" for number in range(1, 12))
    assert (second.taken_over, second.complete) == (len(acknowledged), 11 - len(acknowledged))
    for _, target in done:
        number = int(target.rpartition(".")[2])
        assert len(fleet.agents[number].requests) == before[number]


def test_a_resumed_run_knows_the_devices_it_has_by_their_other_addresses(tmp_path):
    both = device(3, addresses=["10.20.0.2", "10.20.0.3"])
    with Fleet(tmp_path, {1: device(1, hears=[2, 3]), 2: both, 3: both}) as fleet:
        fleet.run()
        assert fleet.found() == ["127.77.0.1", "127.77.0.2"]
        done = {("r", record.envelope.target): record for record in fleet.records}
        again = fleet.run(done=done)
    assert (again.asked, again.duplicates, fleet.records) == (1, 1, [])


def test_what_the_sink_raises_ends_the_run(tmp_path):
    def full(_record):
        raise OSError(28, "disk full")

    with Fleet(tmp_path, {1: device(1)}) as fleet, pytest.raises(OSError, match="disk full"):
        fleet.run(sink=full)


def test_a_silent_address_that_is_named_later_is_a_failed_device(tmp_path):
    remote = (1, 0, 8802, 1, 1, 2, 1, 4)
    rows = device(2)
    rows[(*remote, 1, 1, 9, 0, 9, 1)] = (ber.OCTET_STRING, b"d9")
    rows[(*remote, 2, 1, 3, 0, 9, 1, 1, 4, 10, 20, 0, 9)] = (ber.INTEGER, 2)

    with Fleet(tmp_path, {1: device(1, hears=[2, 9]), 2: rows}, seeds=["10.20.0.1"]) as fleet:
        summary = fleet.run(limits=Limits(timeout_s=0.2, retries=0, concurrency=1))
    assert (summary.complete, summary.failed, summary.silent) == (2, 1, 0)
    assert fleet.found() == ["127.77.0.1", "127.77.0.2", "127.77.0.9"]


def test_an_unknown_engine_is_refused(tmp_path):
    with Fleet(tmp_path, {1: device(1)}) as fleet, pytest.raises(InputError) as caught:
        fleet.run(engine="carrier-pigeon")
    assert caught.value.code == "scope_engine"


def test_what_worked_before_is_tried_first_and_only_its_name_is_kept(tmp_path):
    with Fleet(tmp_path, {1: device(1)}, credentials=["wrong", "all"]) as fleet:
        fleet.run(limits=Limits(timeout_s=0.1, retries=0))
        previous = {("r", record.envelope.target): record for record in fleet.records}
        asked = len(fleet.agents[1].requests)
        fleet.run(limits=Limits(timeout_s=0.1, retries=0), previous=previous)
    (before,) = previous.values()
    assert before.envelope.credential == "all"
    assert b"public" not in msgspec.msgpack.encode(before)
    assert {request.community for request in fleet.agents[1].requests[:1]} == {b"nope"}
    assert {request.community for request in fleet.agents[1].requests[asked:]} == {b"public"}


def test_a_failure_names_every_credential_that_was_tried_and_why(tmp_path):
    with Fleet(tmp_path, {1: device(1)}, handlers={1: lambda *_: []}, credentials=["wrong", "all"]) as fleet:
        fleet.run(limits=Limits(timeout_s=0.1, retries=0))
    (record,) = fleet.records
    tried = [problem.params for problem in record.problems if problem.code == "snmp_tried"]
    assert tried == [
        {"credential": "wrong", "version": "2c", "reason": "timeout"},
        {"credential": "all", "version": "2c", "reason": "timeout"},
    ]
    assert (record.envelope.reason, record.envelope.credential) == ("timeout", None)
    assert len(fleet.agents[1].requests) == 4  # each once in version 2c, and once in version 1


def test_the_most_telling_end_is_the_devices():
    assert most_telling([Reason.AUTH, Reason.TIMEOUT]) is Reason.AUTH
    assert most_telling([Reason.TIMEOUT, Reason.EMPTY, Reason.MALFORMED]) is Reason.EMPTY


def test_a_device_that_answers_no_walk_costs_two_chains_of_tries(tmp_path):
    with Fleet(tmp_path, {1: device(1)}, handlers={1: lambda _a, request, _d: [] if is_walk(request) else None}) as fleet:
        summary = fleet.run(limits=Limits(timeout_s=0.1, retries=1, rate_per_s=0))
    walks = [request for request in fleet.agents[1].requests if is_walk(request)]
    assert len(walks) == 2 * 2
    assert (summary.partial, fleet.records[0].envelope.reason) == (1, "timeout")
    assert fleet.records[0].system.name == "d1"


def test_a_device_that_makes_nonsense_of_table_after_table_is_left_alone(tmp_path):
    with Fleet(
        tmp_path, {1: device(1)}, handlers={1: lambda _a, request, _d: respond(request, b"") if is_walk(request) else None}
    ) as fleet:
        fleet.run()
    (record,) = fleet.records
    assert (record.envelope.completeness, record.envelope.reason) == (Completeness.PARTIAL, "empty")
    assert {"IF-MIB::ifTable", "BRIDGE-MIB::dot1dTpFdbTable"} <= set(record.envelope.failed_tables)
    assert len([request for request in fleet.agents[1].requests if is_walk(request)]) < 30


def test_a_table_whose_values_do_not_fit_is_given_up(tmp_path):
    def endless(agent, request, _data):
        if not is_walk(request):
            return None
        oid, out = request.oids[0], []
        for _ in range(max(1, request.second)):
            oid = (*oid[:-1], oid[-1] + 1) if len(oid) > 10 else (*oid, 1)
            out.append(varbind(oid))
        return respond(request, b"".join(out))

    with Fleet(tmp_path, {1: device(1)}, handlers={1: endless}) as fleet:
        fleet.run()
    (record,) = fleet.records
    assert record.envelope.completeness is Completeness.PARTIAL
    assert "protocol-error" in record.envelope.reason
    assert record.envelope.requests < 2000
