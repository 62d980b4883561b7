"""Faulty agents: each behaviour comes out as named, and the agents beside it are untouched."""

from __future__ import annotations

import random
import re
import socket
import time
from pathlib import Path

import msgspec
import pytest

from collectors.snmp import ber
from lab import fault_rows
from lab.agents import start_agents
from lab.city import build_city
from lab.fault_delivery import Delivery
from lab.fault_talk import PLAYS, Scene, Source
from lab.fault_usm import ENGINE_PLAYS
from lab.faults import FAULTS, Fault, deal, read_faults, spread
from lab.responder import Responder
from lab.scale import scaled, scaled_fleet
from lab.server import Order
from lab.tables.view import fleet_of
from tests.lab.tiny_city import CISCO, CITY, COMMUNITY, FLEET, H3C, HUAWEI, RUIJIE
from topology.model.errors import InputError

HERE = socket.inet_aton(HUAWEI.vantage)
THERE = socket.inet_aton(H3C.vantage)
HOSTILE = Path(__file__).resolve().parents[3] / "shared" / "notes" / "HOSTILE.md"
NAME = (1, 3, 6, 1, 2, 1, 1, 5, 0)
DESCR = (1, 3, 6, 1, 2, 1, 2, 2, 1, 2)
STATE = (1, 3, 6, 1, 2, 1, 2, 2, 1, 7)


def ask(pdu_type, *oids, second=0):
    return ber.encode_request(ber.VERSION_2C, COMMUNITY.encode(), pdu_type, 4711, oids, second=second)


def play(behaviour, datagram, **fault):
    responder = Responder(FLEET, lambda: 1000.0)
    delivery = Delivery(responder, {HUAWEI.vantage: Fault(behaviour=behaviour, **fault)}, 1)
    return delivery.deliver(HERE, datagram, delivery.faults[HERE])


def rows(sendings):
    data = sendings[0].octets
    header = ber.decode_header(data)
    return header, ber.decode_varbinds(data, header.start, header.end)


WALK = ask(ber.GET_BULK, DESCR, second=5)
GET = ask(ber.GET, NAME)


def test_every_case_that_an_agent_can_show_has_a_name():
    shown = {f"A{number:02d}" for number in range(1, 64)}
    by_the_way = {"A57"}  # loss, which any agent may have beside its behaviour
    assert set(FAULTS.values()) == shown - by_the_way
    assert len(FAULTS) == len(PLAYS) + len(ENGINE_PLAYS) + len(set(fault_rows.EDITS) - set(PLAYS)) + 1


def test_the_list_of_hostile_inputs_has_no_case_more():
    """A64 are addresses where nobody is, A65 is a run among good agents: neither is anything that one agent does."""
    if not HOSTILE.is_file():
        pytest.skip("the list of hostile inputs is not beside this checkout")
    listed = set(re.findall(r"^(A\d\d) ", HOSTILE.read_text(encoding="utf-8"), re.MULTILINE))
    assert listed == set(FAULTS.values()) | {"A57", "A64", "A65"}


@pytest.mark.parametrize("behaviour", sorted(PLAYS))
def test_every_play_answers_gets_and_walks_without_failing(behaviour):
    responder = Responder(FLEET, lambda: 1000.0)
    memory = {}
    for datagram in (GET, WALK, ask(ber.GET_NEXT, DESCR, STATE), ask(ber.GET_BULK, (1, 9), second=3), ask(ber.GET, STATE), GET):
        scene = Scene(
            datagram, ber.decode_request(datagram), lambda asked, most: responder.answer(HERE, asked, most), random.Random(1), memory
        )
        for sending in PLAYS[behaviour][1](scene):
            assert len(sending.octets) <= 65_507


@pytest.mark.parametrize("behaviour", sorted(fault_rows.EDITS))
def test_every_edit_is_served_in_order(behaviour):
    responder = Responder(FLEET, lambda: 1000.0)
    Delivery(responder, {HUAWEI.vantage: Fault(behaviour=behaviour)}, 1)
    name, seen = (0, 0), []
    for _ in range(40):
        found = rows_of(responder, HERE, ask(ber.GET_BULK, name, second=2000), 60_000)
        found = [row for row in found if row[1] != ber.END_OF_MIB_VIEW]
        if not found:
            break
        seen += [oid for oid, _, _ in found]
        name = seen[-1]
    assert seen == sorted(set(seen))
    assert rows_of(responder, THERE, GET) == [(NAME, ber.OCTET_STRING, b"ACC-2")]


def rows_of(responder, address, datagram, most=0):
    data = responder.answer(address, datagram, most)
    header = ber.decode_header(data)
    return ber.decode_varbinds(data, header.start, header.end)


def test_talk_comes_out_as_named():
    good = rows(play(None, WALK))[1]
    assert play("silent", GET) == []
    assert [oid for oid, _, _ in rows(play("cycle", WALK))[1]] == [oid for oid, _, _ in good[:3]] * 2
    assert rows(play("empty-walk", WALK))[1] == []
    assert rows(play("empty-walk", GET))[1] == [(NAME, ber.OCTET_STRING, b"AGG-1")]
    assert len(rows(play("oversized", WALK))[1]) > 100
    assert rows(play("one-row", WALK))[1] == good[:1]
    assert rows(play("end-in-middle", WALK))[1][2][1] == ber.END_OF_MIB_VIEW
    assert rows(play("wrong-id", GET))[0].request_id == 4712
    assert rows(play("wrong-community", GET))[0].community != COMMUNITY.encode()
    assert rows(play("status-99", WALK))[0].first == 99
    assert rows(play("too-big", ask(ber.GET_BULK, DESCR, second=6)))[0].first == 1
    assert rows(play("too-big", WALK))[1] == good
    assert rows(play("gen-err", ask(ber.GET_NEXT, DESCR, STATE)))[0][4:6] == (5, 2)
    assert play("reflected", GET)[0].octets == GET
    assert [one.source for one in play("other-port", GET)] == [Source.PORT]
    assert len(play("fivefold", GET)) == 5
    assert len(play("flood", GET)) == 2001
    assert play("drip", GET)[0].delay_s == 1.0
    assert rows(play("disorder", WALK))[1] == [good[1], good[0], *good[2:]]


def test_tables_come_out_as_named():
    def value(behaviour, oid):
        return rows(play(behaviour, ask(ber.GET, oid)))[1][0][1:]

    assert {value("hostile-text", (*NAME[:-2], number, 0))[1] for number in (4, 5, 6)} < set(fault_rows.NAUGHTY)
    assert value("clone", NAME) == (ber.OCTET_STRING, b"CLONE")
    assert value("odd-counters", (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6, 6)) == (ber.COUNTER64, b"\x01" * 20)
    assert value("odd-index", (1, 3, 6, 1, 2, 1, 2, 2, 1, 2, 0)) == (ber.OCTET_STRING, b"Ethernet-odd")
    assert value("many-interfaces", (1, 3, 6, 1, 2, 1, 2, 1, 0)) == (ber.GAUGE32, 4_000_000_000)


def test_loss_delay_and_duplicates_keep_their_shares():
    responder = Responder(FLEET, lambda: 1000.0)
    fault = Fault(loss=0.3, delay_s=0.02, jitter_s=0.01, duplicate=0.5, reorder=0.1)
    delivery = Delivery(responder, {HUAWEI.vantage: fault}, 1)
    sent = [delivery.deliver(HERE, GET, fault) for _ in range(2000)]
    answered = sum(bool(one) for one in sent) / 2000
    assert 0.45 < answered < 0.53
    assert 1.4 < sum(map(len, sent)) / sum(bool(one) for one in sent) < 1.6
    assert all(0.02 <= one.delay_s <= 0.05 for some in sent for one in some)


def test_a_share_of_a_city_is_chosen_the_same_way_each_time():
    city = build_city("small")
    spare = [city.devices[0].vantage]
    dealt = spread(fleet_of(city), 0.1, ["silent", "cycle"], seed=5, spare=spare)
    assert dealt == spread(fleet_of(city), 0.1, ["silent", "cycle"], seed=5, spare=spare)
    assert len(dealt) == 14
    assert {fault.behaviour for fault in dealt.values()} == {"silent", "cycle"}
    assert spare[0] not in dealt


def test_a_file_deals_faults_out(tmp_path):
    path = tmp_path / "faults.toml"
    path.write_text(
        "seed = 3\n[[fault]]\nshare = 1.0\nloss = 0.25\n"
        f'[[fault]]\naddresses = ["{HUAWEI.vantage}"]\nbehaviours = ["cycle"]\n[[fault]]\nrealm = "nowhere"\nbehaviours = ["all"]\n'
    )
    found = read_faults(path, fleet_of(CITY))
    assert found[HUAWEI.vantage] == Fault(loss=0.25, behaviour="cycle")
    assert found[H3C.vantage] == Fault(loss=0.25)


def test_a_file_deals_every_behaviour_to_agents_that_can_show_it(tmp_path):
    fleet = fleet_of(build_city("small"))
    path = tmp_path / "faults.toml"
    path.write_text('[[fault]]\nbehaviours = ["all"]\n')
    found = read_faults(path, fleet)
    lying = {device.realm for device in fleet.devices if found[device.vantage].behaviour in ENGINE_PLAYS}
    assert len(found) == len(fleet.devices)
    assert lying
    assert lying <= set(fleet.users)


def test_a_command_deals_faults_out_by_name_and_share():
    fleet = fleet_of(build_city("small"))
    dealt = deal(["cycle=0.1"], fleet)
    assert (len(dealt), {fault.behaviour for fault in dealt.values()}) == (14, {"cycle"})
    assert len(deal(["silent"], fleet)) == 7
    by_user = {device.vantage for device in fleet.devices if device.realm in fleet.users}
    assert set(deal(["v3-forged-code=1"], fleet)) == by_user
    every = deal(["all=1.0"], fleet)
    assert {fault.behaviour for fault in every.values()} > set(ENGINE_PLAYS)
    assert {at for at, fault in every.items() if fault.behaviour in ENGINE_PLAYS} == by_user
    assert {fault.behaviour for fault in deal(["cycle=1", "junk=1"], fleet).values()} == {"junk"}


@pytest.mark.parametrize(("text", "code"), [("polite", "lab-fault-unknown"), ("junk=2", "lab-fault-value"), ("junk=x", "lab-fault-value")])
def test_a_command_that_names_no_fault_is_refused(text, code):
    with pytest.raises(InputError) as caught:
        deal([text], fleet_of(CITY))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[[fault]]\nshare = 1.0\nbehaviours = ["polite"]\n', "lab-fault-unknown"),
        ("[[fault]]\nloss = 1.5\n", "lab-fault-value"),
        ("[[fault]]\ndelay_s = -1.0\n", "lab-fault-value"),
        ("[[fault]]\nluck = 1\n", "lab-faults-invalid"),
        ("[[fault", "lab-faults-invalid"),
    ],
)
def test_a_fault_that_cannot_be_is_refused(tmp_path, text, code):
    path = tmp_path / "faults.toml"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read_faults(path, fleet_of(CITY))
    assert caught.value.code == code


def _exchange(address, port, datagram, wait_s=1.0):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(wait_s)
        sock.sendto(datagram, (address, port))
        started_s = time.monotonic()
        try:
            data, peer = sock.recvfrom(65_536)
        except TimeoutError:
            return None, None, time.monotonic() - started_s
        return data, peer, time.monotonic() - started_s


def test_faulty_agents_answer_over_sockets_beside_good_ones():
    faults = {HUAWEI.vantage: Fault(behaviour="other-address", delay_s=0.15)}
    with start_agents(CITY, faults=faults) as agents:
        data, peer, _ = _exchange(H3C.vantage, agents.port, GET)
        assert (ber.decode_header(data).request_id, peer) == (4711, (H3C.vantage, agents.port))
        data, peer, took_s = _exchange(HUAWEI.vantage, agents.port, GET)
    assert (ber.decode_header(data).request_id, peer) == (4711, ("127.21.0.0", agents.port))
    assert took_s >= 0.15


def test_an_answer_from_another_port_leaves_there():
    with start_agents(CITY, faults={HUAWEI.vantage: Fault(behaviour="other-port")}) as agents:
        data, peer, _ = _exchange(HUAWEI.vantage, agents.port, GET)
    assert ber.decode_header(data).request_id == 4711
    assert (peer[0], peer[1] == agents.port) == (HUAWEI.vantage, False)


def test_a_host_that_refuses_is_answered_for_by_the_system_and_the_others_go_on():
    faults = {
        HUAWEI.vantage: Fault(behaviour="refused"),
        H3C.vantage: Fault(behaviour="other-address", delay_s=0.15),
        RUIJIE.vantage: Fault(behaviour="other-port"),
    }
    with start_agents(CITY, faults=faults) as agents:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.settimeout(1.0)
            sock.connect((HUAWEI.vantage, agents.port))
            sock.send(GET)
            with pytest.raises(ConnectionRefusedError):
                sock.recv(65_536)
        data, peer, took_s = _exchange(H3C.vantage, agents.port, GET)
        assert (ber.decode_header(data).request_id, peer[1], peer[0] != H3C.vantage) == (4711, agents.port, True)
        assert took_s >= 0.15
        data, peer, _ = _exchange(RUIJIE.vantage, agents.port, GET)
        assert (ber.decode_header(data).request_id, peer[1] != agents.port) == (4711, True)
        assert _exchange(CISCO.vantage, agents.port, GET)[1] == (CISCO.vantage, agents.port)


def test_a_loop_gives_the_table_again_from_its_beginning():
    responder = Responder(FLEET, lambda: 1000.0)
    delivery = Delivery(responder, {HUAWEI.vantage: Fault(behaviour="unordered-loop")}, 1)
    name, seen = DESCR, []
    for _ in range(3):
        found = rows(delivery.deliver(HERE, ask(ber.GET_BULK, name, second=4), delivery.faults[HERE]))[1]
        seen += [oid[-1] for oid, _, _ in found]
        name = found[-1][0]
    assert seen == [1, 2, 6, 7] * 3


def test_an_unknown_behaviour_starts_nothing():
    with pytest.raises(InputError) as caught:
        start_agents(CITY, faults={HUAWEI.vantage: Fault(behaviour="polite")})
    assert caught.value.code == "lab-fault-unknown"


def test_a_scaled_city_repeats_whole_realms_at_addresses_of_their_own():
    city = build_city("small")
    many = scaled(city, 500)
    vantages = [device.vantage for device in many.devices]
    assert len(vantages) == len(set(vantages)) >= 500
    assert many.devices[: len(city.devices)] == city.devices
    assert set(many.communities) | set(many.users) == set(many.translations) == set(many.seeds)
    assert many.users["n03-2"] == city.users["n03"]
    copies = scaled_fleet(city, 500).copies
    originals = {device.vantage: device for device in city.devices}
    for device in many.devices[len(city.devices) :]:
        original = originals[copies[device.vantage]]
        assert (device.management, device.ports, device.realm.split("-")[0]) == (original.management, original.ports, original.realm)
        own, reached = many.translations[device.realm][0]
        assert city.translations[original.realm][0][0] == own
        assert reached != city.translations[original.realm][0][1]


def test_a_copy_answers_as_its_original():
    city = build_city("small")
    copy, original = next(iter(scaled_fleet(city, 300).copies.items()))
    realm = next(device.realm for device in city.devices if device.vantage == original)
    assert realm in city.communities
    asked = ber.encode_request(1, city.communities[realm].encode(), ber.GET, 1, (NAME,))
    with start_agents(city, scale=300) as agents:
        assert _exchange(copy, agents.port, asked)[0] == _exchange(original, agents.port, asked)[0] is not None


def test_more_agents_than_loopback_has_room_for_are_refused():
    with pytest.raises(InputError) as caught:
        scaled(build_city("small"), 10_000)
    assert caught.value.code == "lab-scale"


def test_an_order_survives_its_pipe():
    order = Order(fleet=fleet_of(CITY), faults={HUAWEI.vantage: Fault(behaviour="cycle")}, seed=3)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(order), type=Order) == order
