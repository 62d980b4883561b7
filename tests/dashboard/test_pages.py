"""The pages' pure functions: what is shown, in both languages, without a browser."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from dash.development.base_component import Component

import dashboard
from dashboard import shell
from dashboard.appraised import figure_lines, figure_rows, line_facts, network_rows
from dashboard.components import map_path, network_path, plot_config, printable, sentence
from dashboard.figures import cumulative
from dashboard.gridwords import GRID_WORDS
from dashboard.labels import FACTS, OPTIONS, VALUES, fact_name, speed, value_name
from dashboard.lines import line_panel
from dashboard.pages import PAGES, findings, network, networks
from dashboard.pages import map as map_page
from dashboard.panel import evidence_box, panel, said_text
from dashboard.pictures import picture, placement
from planning.appraisal import Appraisal
from planning.options import Option
from services.home import Home
from services.listing import rows
from services.plans import appraise, names
from services.topologies import current
from services.topologies import findings as found_in
from tests.dashboard.serving import open_home, publish
from tests.dashboard.synthetic import HOSTILE, synthetic
from topology.model.census import Role
from topology.model.entities import Evidence, EvidenceKind
from topology.model.text import translator

SCENARIOS = ("do_minimum", "merge_all", "cautious")


def texts(part: Any) -> Iterator[str]:
    """Give every text of a component tree."""
    if isinstance(part, Component):
        for name in ("children", "title", "label", "placeholder", "rowData", "columnDefs"):
            yield from texts(getattr(part, name, None))
    elif isinstance(part, list | tuple):
        for one in part:
            yield from texts(one)
    elif isinstance(part, dict):
        for one in part.values():
            yield from texts(one)
    elif isinstance(part, str):
        yield part


def components(part: Any) -> Iterator[Component]:
    if isinstance(part, Component):
        yield part
        yield from components(getattr(part, "children", None))
    elif isinstance(part, list | tuple):
        for one in part:
            yield from components(one)


@pytest.fixture(scope="module")
def appraisals(city_home: Home) -> list[Appraisal]:
    return [appraise(city_home, name) for name in SCENARIOS]


def test_every_page_has_a_layout_without_data() -> None:
    for page in PAGES:
        assert isinstance(page.layout(), Component)
        assert isinstance(page.layout(unknown="x"), Component)
        said = " ".join(texts(page.layout()))
        assert not re.search(r"S\d{4}|\bN\d\d\b", said), page.__name__


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_networks_page_adds_up_to_the_census(city_home: Home, lang: str) -> None:
    found = networks.table_rows(city_home, None, lang)
    census = current(city_home).census
    assert [row["code"] for row in found] == [one.code for one in census.networks]
    assert sum(row["opex"] or 0 for row in found) == pytest.approx(sum(one.opex_fen_per_a.total for one in census.networks) / 1e6)
    said = set(texts(networks.body(city_home, "s1", lang)))
    assert {"年运维费", "申报主机"} <= said if lang == "zh" else {"Cost a year", "Hosts declared"} <= said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_network_has_a_page(city_home: Home, lang: str) -> None:
    for one in current(city_home).census.networks:
        assert one.name in " ".join(texts(network.body(city_home, one.code, "s1", lang)))


def test_an_unknown_network_says_so(city_home: Home) -> None:
    assert "<b>" in " ".join(texts(network.body(city_home, "<b>", "s1", "en")))


def test_options_come_with_reason_and_citation(city_home: Home) -> None:
    topology = current(city_home)
    said = list(texts(network.options_table(topology, "N08", "zh")))
    assert "不可行" in said
    assert any("涉密" in text for text in said)
    assert not any(text.startswith(("planning.", "rule.")) for text in said)


@pytest.mark.parametrize(("lang", "mark"), [("zh", "原文待核"), ("en", "wording to be verified")])
def test_citations_are_in_one_language(city_home: Home, lang: str, mark: str) -> None:
    topology = current(city_home)
    said = [
        text
        for one in topology.census.networks
        if one.role is Role.DEPARTMENTAL
        for text in texts(network.options_table(topology, one.code, lang))
    ]
    assert any(mark in text for text in said)
    assert not any(("原文待核" in text) if lang == "en" else ("verified" in text) for text in said)


def test_a_lines_quantity_price_and_payer_are_in_words(city_home: Home, appraisals: list[Appraisal]) -> None:
    called = names(city_home, appraisals[0].edition)
    lines = [line for one in appraisals for line in one.lines]
    yearly = next(line for line in lines if line.unit == "a" and line.quantity == 1)
    shown = dict(line_facts(appraisals[0], yearly, called, "zh"))
    assert shown["数量"] == "1 年"
    assert shown["单价"] == f"{yearly.unit_price_fen / 100:,.10g} 元/年"
    assert shown["支付单位"] == f"{called[yearly.payer or '']}（{yearly.payer}）"
    work = next(line for line in lines if line.unit == "d" and line.quantity > 1)
    shown = dict(line_facts(appraisals[0], work, {}, "en"))
    assert shown["Quantity"] == f"{work.quantity:,.10g} days of work"
    assert shown["Unit price"].endswith(" CNY a day")
    assert shown["Paid by"] == work.payer
    share = next(line for line in lines if line.unit == "share")
    assert dict(line_facts(appraisals[0], share, {}, "en"))["Quantity"] == f"{share.quantity * 100:,.10g} %"
    price = next(one for line in lines for one in line.evidence if one.kind is EvidenceKind.PRICE and one.text.endswith(" CNY/a"))
    assert said_text(price, "zh").endswith(" 元/年")
    assert said_text(Evidence(EvidenceKind.PRICE, "a", "b", "nothing known"), "zh") == "nothing known"


def test_findings_are_narrowed_and_the_gravest_come_first(city_home: Home) -> None:
    t = translator("en")
    found = rows(city_home, "findings")
    everything = findings.table_rows(found, None, None, t)
    assert len(everything) == len(found)
    grades = ["critical", "error", "warning", "information"]
    order = [grades.index(row["severity"]) for row in everything]
    assert order == sorted(order)
    shared = findings.table_rows(found, "shared_site", "N05", t)
    assert shared
    assert all("N05" in row["networks"] for row in shared)


def test_figures_equal_the_appraisal(appraisals: list[Appraisal]) -> None:
    table = {row.key: row for row in figure_rows(appraisals, "en")}
    for place, one in enumerate(appraisals):
        for key in ("npv_fen", "saving_fen", "one_off_fen", "cost_fen", "run_after_fen_per_a"):
            assert table[key].values[place].text == f"{round(getattr(one, key) / 1e5) / 10:,.1f}"


@pytest.mark.parametrize(
    "figure", ["base_fen", "cost_fen", "one_off_fen", "saving_fen", "peak_fen", "run_before_fen_per_a", "run_after_fen_per_a", "sunk_fen"]
)
def test_a_figure_is_the_sum_of_the_lines_it_opens(appraisals: list[Appraisal], figure: str) -> None:
    for one in appraisals:
        title, lines, total = figure_lines(one, figure, "", "zh")
        assert title
        assert total == getattr(one, figure), (one.scenario, figure)
        assert bool(lines) == bool(total)


def test_a_networks_saving_is_the_sum_of_its_lines(appraisals: list[Appraisal]) -> None:
    for one in appraisals:
        for result in one.networks:
            _, _, total = figure_lines(one, "network", result.network or "", "en")
            assert total == result.base_fen - result.cost_fen


def test_each_cost_lines_evidence_opens(city_home: Home, appraisals: list[Appraisal]) -> None:
    """One line of each item and text of each scenario is opened to the row it rests on."""
    seen = set()
    for one in appraisals:
        for line in one.lines:
            if (line.item, line.text) in seen:
                continue
            seen.add((line.item, line.text))
            assert line.evidence, line.id
            said = " ".join(texts(line_panel(city_home, one, one.lines, line.id, "zh", close="x")))
            assert "services." not in said
            assert "evidence_gone" not in said
            assert (line.network or "") in (dict(line_facts(one, line, {}, "en"))["Network"] or "")
    assert len(seen) > 8


def test_an_unknown_line_says_so(city_home: Home, appraisals: list[Appraisal]) -> None:
    assert "Not found" in set(texts(line_panel(city_home, appraisals[0], appraisals[0].lines, "nothing", "en", close="x")))


def test_the_network_table_names_every_decision(appraisals: list[Appraisal]) -> None:
    table = network_rows(appraisals, {"N05": "人社金保专网"}, "zh")
    assert {cell.option for row in table for cell in row.cells if row.code} <= {translator("zh")(text) for text in OPTIONS.values()} | {
        f"{translator('zh')(OPTIONS['join'])} → {row.code}" for row in table
    }
    assert next(row.name for row in table if row.code == "N05") == "N05 人社金保专网"
    assert table[-1].code == ""
    assert set(OPTIONS) == {option.value for option in Option}


def test_charts_hold_no_text_of_another_language(appraisals: list[Appraisal]) -> None:
    names = {one.scenario: one.name["zh"] for one in appraisals}
    lines = cumulative(appraisals, names, translator("zh"))
    assert [trace.name for trace in lines.data] == list(names.values())
    last = [trace.y[-1] for trace in lines.data]
    assert last == pytest.approx([one.saving_fen / 1e6 for one in appraisals])


def test_charts_never_offer_to_send_anything() -> None:
    for lang in ("zh", "en"):
        assert plot_config(lang)["showSendToCloud"] is False
        assert plot_config(lang)["plotlyServerURL"] == ""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_kind_of_thing_has_a_panel(city_home: Home, lang: str) -> None:
    topology = current(city_home)
    things = [
        topology.devices[0],
        topology.links[0],
        topology.interfaces[0],
        topology.prefixes[0],
        topology.circuits[0],
        topology.presences[0],
    ]
    things += list(topology.unmatched[:1]) + list(topology.routes[:1]) + list(found_in(city_home)[:1])
    for thing in things:
        body = panel(city_home, thing.id, None, lang, close="x")
        assert "services." not in " ".join(texts(body))
    for code in ("N05", topology.census.sites[0].code, topology.census.units[0].code):
        assert code not in {"Not found", "未找到"}
        assert not {"Not found", "未找到"} & set(texts(panel(city_home, code, None, lang, close="x")))
    assert {"Not found", "未找到"} & set(texts(panel(city_home, "nothing", None, lang, close="x")))


def test_a_links_panel_opens_both_rows(city_home: Home) -> None:
    link = next(link for link in current(city_home).links if link.state == "two-sided")
    body = panel(city_home, link.id, None, "en", close="x")
    boxes = [part for part in components(body) if getattr(part, "className", "") == "nf-evidence"]
    assert len(boxes) == len(link.evidence) >= 2
    said = " ".join(texts(boxes))
    assert all(one.place in said for one in link.evidence)
    assert "evidence_gone" not in said


@pytest.mark.parametrize(("lang", "said"), [("zh", "双端确认 · 第 3 层 · BGP、OSPF"), ("en", "two-sided · layer 3 · BGP, OSPF")])
def test_adjacencies_stand_in_the_panel_and_lead_to_a_device(tmp_path: Path, lang: str, said: str) -> None:
    city = synthetic(320)
    cable = city.links[0]
    above = msgspec.structs.replace(
        cable, id="lnk-above", layer=3, protocols=("bgp", "ospf"), matched_by="adjacency", losers=("name_differs: SW1",)
    )
    with open_home(tmp_path, msgspec.structs.replace(city, links=(*city.links, above))) as home:
        topology = current(home)
        shown = panel(home, cable.a_device, None, lang, close="x")
        assert any(text.endswith(f"· {said}") for text in texts(shown))
        buttons = [ident["id"] for part in components(shown) if isinstance(ident := getattr(part, "id", None), dict)]
        assert buttons.index("lnk-above") > buttons.index(cable.id)
        assert map_page.on_map(topology, "lnk-above") == cable.a_device
        link = set(texts(panel(home, "lnk-above", None, lang, close="x")))
        assert {"zh": "双方的路由协议互为邻居", "en": "both sides' routing protocols name each other"}[lang] in link
        assert {"zh": "SW1：名称不同", "en": "SW1: its name is another"}[lang] in link


def test_evidence_that_is_gone_still_shows_what_it_said(hostile_home: Home) -> None:
    evidence = current(hostile_home).links[0].evidence[0]
    assert evidence.text in " ".join(texts(evidence_box(hostile_home, evidence, "en")))
    assert evidence.text in " ".join(texts(evidence_box(hostile_home, evidence, "en", opened=False)))


def test_search_leads_to_pages_and_to_the_map(city_home: Home) -> None:
    groups = shell.search_groups(city_home, "N05", None, "zh")
    assert {group["group"] for group in groups} >= {"网络"}
    device = current(city_home).devices[0]
    values = [item["value"] for group in shell.search_groups(city_home, device.name, None, "en") for item in group["items"]]
    assert f"device|{device.id}" in values
    assert shell.destination(f"device|{device.id}") == (map_path(device.id), device.id)


def test_paths_quote_what_comes_from_data() -> None:
    assert network_path("N05") == "/networks/N05"
    assert network_path("../x?y#z") == "/networks/..%2Fx%3Fy%23z"
    assert map_path("javascript:1") == "/?sel=javascript%3A1"
    assert map_path() == "/"


def test_hostile_text_is_shown_as_text() -> None:
    assert printable("a\u202eb\u0000c\r\n\u001b[31m") == "a·b·c···[31m"
    assert printable("<script>x</script> 中文") == "<script>x</script> 中文"
    assert [getattr(part, "children", part) for part in sentence("Run {demo} now", demo="netfold demo").children] == [
        "Run ",
        "netfold demo",
        " now",
    ]


def test_hostile_names_go_through_every_page_function(hostile_home: Home) -> None:
    topology = current(hostile_home)
    said = " ".join(texts(panel(hostile_home, topology.devices[0].id, None, "en", close="x")))
    assert "window.PWN" in said
    assert map_page.table_rows(hostile_home, None, "zh")[0]["device"]
    assert network.body(hostile_home, "N05", "s1", "zh")
    assert networks.body(hostile_home, "s1", "en")
    for found in (shell.search_groups(hostile_home, bait, None, "en") for bait in HOSTILE):
        assert isinstance(found, list)


def test_what_stands_for_a_thing_on_the_map(city_home: Home) -> None:
    topology = current(city_home)
    port = topology.interfaces[0]
    assert map_page.on_map(topology, port.id) == port.device
    circuit = next(one for one in topology.circuits if one.links)
    assert map_page.on_map(topology, circuit.id) == circuit.links[0]
    assert map_page.on_map(topology, topology.presences[0].id) == topology.presences[0].site
    assert map_page.on_map(topology, "other") == "other"


def test_new_snapshots_leave_the_picture_where_it_was(tmp_path: Path) -> None:
    """Six snapshots, one device more in each: every old one stays, also when the memory of the slots is lost or damaged."""
    city = synthetic(300)
    donors = [device for device in city.devices if device.tier == "access"]
    with open_home(tmp_path, city) as home:
        grown = city.devices
        for number in range(5):
            grown = (*grown, msgspec.structs.replace(donors[7 * number], id=f"aaa-{number}", name=f"AAA-{number}"))
            publish(home, msgspec.structs.replace(city, devices=grown), name=f"later {number}")
        places = [placement(home, f"s{number}").xy for number in range(1, 7)]
        for former, later in itertools.pairwise(places):
            assert all(later[device] == spot for device, spot in former.items())
            assert len(later) == len(former) + 1
        assert picture(home, None).tag != picture(home, "s1").tag
        assert picture(home, "s6") is picture(home, None)
        kept = sorted((tmp_path / "layouts").glob("*.json"))
        assert len(kept) == 5
        kept[4].unlink()
        kept[3].write_bytes(b"{damaged")
    with Home.open(tmp_path) as again:
        assert placement(again, "s6").xy == places[5]


def test_names_fall_back_to_what_is_there() -> None:
    t = translator("zh")
    assert fact_name("some_new_fact", t) == "some new fact"
    assert value_name("some new value", t) == "some new value"
    assert speed(10_000_000_000, t) == "10 Gbit/s"
    assert speed(300, t) == "300 bit/s"


def test_every_label_is_translated() -> None:
    t = translator("zh")
    same = {"BGP", "CDP", "IS-IS", "OSPF", "LLDP", "SNMP", "VPN", "VRF", "MTU"}
    for text in itertools.chain(FACTS.values(), VALUES.values(), OPTIONS.values()):
        assert t(text) != text or text in same, text
    assert all(re.search(r"[\u4e00-\u9fff]|^/$|yyyy", text) for text in GRID_WORDS.values())


def test_c18_sources_hold_no_way_in() -> None:
    """No raw markup, no code from data, no debugger, in any file of the dashboard."""
    folder = Path(dashboard.__file__).parent
    banned = re.compile(
        r"dangerously_allow_html|dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML|document\.write|srcDoc|\beval\(|new Function|pickle|"
        r"shell=True|debug=True|dangerously_allow_code=True|https?://(?!127|\[|\{|www\.w3\.org)"
    )
    for path in [*folder.rglob("*.py"), *folder.rglob("*.js"), *folder.rglob("*.css")]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            assert not banned.search(line), f"{path.name}:{number}"


def test_canvas_words_can_be_sent(city_home: Home) -> None:
    del city_home
    words = map_page.canvas_words(translator("zh"))
    assert json.loads(json.dumps(words))["states"][0] == "双端确认"
