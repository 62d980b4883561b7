"""The snapshots page: two snapshots whose differences are known, as values and in a browser, in both languages."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser

from dashboard.pages import snapshots as page
from services.home import Home
from services.topologies import snapshots
from tests.dashboard.browsing import asking, only, opened, settled, untranslated
from tests.dashboard.serving import open_home, publish, served
from tests.dashboard.synthetic import synthetic
from tests.dashboard.test_pages import texts
from topology.model.entities import Topology
from topology.model.text import translator

_ALL = {"entity": None, "kind": None, "network": None}
_HEADS = ("旧", "新")


def _changed(topology: Topology) -> Topology:
    """Return the city a run later: one device renamed, one gone with its links, one silent, a port slower and down."""
    last = topology.devices[-1]
    renamed = msgspec.structs.replace(topology.devices[0], name="CORE-NEW")
    silent = msgspec.structs.replace(topology.devices[1], stale=True)
    port = topology.interfaces[0]
    slower = msgspec.structs.replace(port, speed_bps=100_000_000, up=not port.up)
    return msgspec.structs.replace(
        topology,
        devices=(renamed, silent, *topology.devices[2:-1]),
        interfaces=(slower, *(one for one in topology.interfaces[1:] if one.device != last.id)),
        links=tuple(link for link in topology.links if last.id not in (link.a_device, link.b_device)),
    )


@pytest.fixture(scope="module")
def topology() -> Topology:
    return synthetic(320)


@pytest.fixture(scope="module")
def two_home(tmp_path_factory: pytest.TempPathFactory, topology: Topology) -> Iterator[Home]:
    with open_home(tmp_path_factory.mktemp("two"), topology) as home:
        publish(home, _changed(topology), name="later")
        yield home


@pytest.fixture(scope="module")
def pair(two_home: Home) -> dict[str, Any]:
    before, after = (head.id for head in snapshots(two_home))
    return {"before": before, "after": after, **_ALL}


def test_the_newest_two_are_compared_unless_others_are_named(two_home: Home) -> None:
    first, second = heads = snapshots(two_home)
    assert page.pair_of(heads, None, None, None) == (first.id, second.id)
    assert page.pair_of(heads, second.id, None, None) == (first.id, second.id)
    assert page.pair_of(heads, first.id, None, None) == (first.id, second.id)
    assert page.pair_of(heads, None, "later", "baseline") == (second.id, first.id)
    assert page.pair_of(heads, None, None, first.id) == (second.id, first.id)
    assert page.pair_of(heads, None, "gone", "unknown") == (first.id, second.id)
    assert page.pair_of(heads[:1], None, None, None) == (None, None)


def test_changes_are_said_in_words(two_home: Home, pair: dict[str, Any], topology: Topology) -> None:
    table = page.table_rows(page.chosen_rows(two_home, pair), {}, "zh")
    said = [(row["kind"], row["entity"], row["label"], row["field"], row["before"], row["after"]) for row in table]
    assert ("改名", "设备", "CORE-NEW", "名称", topology.devices[0].name, "CORE-NEW") in said
    assert ("未应答", "设备", topology.devices[1].name, None, None, None) in said
    assert ("不再出现", "设备", topology.devices[-1].name, None, None, None) in said
    assert next(row[5] for row in said if row[1] == "接口" and row[3] == "速率") == "100 Mbit/s"
    assert len({row["row"] for row in table}) == len(table)
    assert {row["id"] for row in table if row["gone"]} >= {topology.devices[-1].id}


def test_changes_are_narrowed_and_counted(two_home: Home, pair: dict[str, Any], topology: Topology) -> None:
    gone = page.chosen_rows(two_home, pair | {"kind": "gone", "entity": "device"})
    assert [row["id"] for row in gone] == [topology.devices[-1].id]
    network = topology.devices[-1].network
    assert {row["network"] for row in page.chosen_rows(two_home, pair | {"network": network})} == {network}
    everything = page.chosen_rows(two_home, pair)
    shown = list(texts(page.figures(everything, pair, _HEADS, "en")))
    assert shown[:2] == ["Changes", str(len(everything))]
    assert shown[shown.index("no longer seen") + 1] == str(sum(row["kind"] == "gone" for row in everything))
    assert shown[shown.index("renamed") + 1] == "1"
    assert "new" not in shown


def test_no_change_says_why(pair: dict[str, Any]) -> None:
    def said(choice: dict[str, Any]) -> str:
        return " ".join(texts(page.figures([], choice, _HEADS, "en")))

    assert said(pair) == "Nothing changed from 旧 to 新. Every run found the same things in the same places."
    assert "Take a filter away" in said(pair | {"kind": "new"})
    assert "Both are the same snapshot." in said(pair | {"after": pair["before"]})


def test_the_file_holds_what_is_shown(two_home: Home, pair: dict[str, Any]) -> None:
    choice = pair | {"entity": "device"}
    made = page.csv_file(two_home, choice)
    assert made["filename"] == f"netfold-{pair['before']}-{pair['after']}.csv"
    assert made["content"].startswith("\ufeffentity,kind,label,field,before,after,id,network\n")
    found = list(csv.DictReader(io.StringIO(made["content"].removeprefix("\ufeff"))))
    assert [row["id"] for row in found] == [row["id"] for row in page.chosen_rows(two_home, choice)]
    assert len(found) == 3


def test_sides_of_a_change_are_read_as_facts() -> None:
    t = translator("zh")
    assert page.value_text("site", "S1", {"S1": "大楼"}, t) == "大楼（S1）"
    assert page.value_text("site", "S2", {"S1": "大楼"}, t) == "S2"
    assert page.value_text("enabled", "true", {}, t) == "是"
    assert page.value_text("state", "one-sided", {}, t) == translator("zh")("one-sided") != "one-sided"
    assert page.value_text("name", "one-sided", {}, t) == "one-sided"


def test_a_change_leads_to_the_map_of_its_time(two_home: Home, pair: dict[str, Any], topology: Topology) -> None:
    gone = topology.devices[-1]
    shown = page.change_panel(two_home, gone.id, pair["before"], "zh")
    assert gone.name in set(texts(shown))
    link = shown.children[2]
    assert link.href == f"/?sel={gone.id}&snapshot={pair['before']}"
    assert page.map_ident(topology, topology.interfaces[0].id) == topology.interfaces[0].device
    assert page.map_ident(topology, topology.links[0].id) == topology.links[0].id
    assert page.map_ident(topology, "no such thing") is None
    assert "Not found" in set(texts(page.change_panel(two_home, "nothing", pair["after"], "en")))


@pytest.fixture(scope="module")
def two_site(two_home: Home) -> Iterator[tuple[str, str]]:
    with served(two_home) as site:
        yield site


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_compares_the_newest_two_and_explains_a_row(
    chromium: Browser, two_site: tuple[str, str], topology: Topology, lang: str
) -> None:
    with opened(chromium, two_site) as (view, watch):
        view.goto(f"{two_site[0]}/snapshots?lang={lang}")
        view.locator(f"#{page.GRID} .ag-row").first.wait_for()
        settled(view)
        only(view.locator(f"#{page.LIST} tbody tr"), 2)
        assert view.locator(f"#{page.BEFORE}").input_value().startswith("baseline")
        assert view.locator(f"#{page.AFTER}").input_value().startswith("later")
        assert view.locator(".nf-nav [aria-current=page]").inner_text() == {"zh": "快照", "en": "Snapshots"}[lang]
        if lang == "zh":
            assert untranslated(view) - {"baseline", "later", "test", "CSV"} - {one.name for one in topology.devices} == set()
        view.locator(f"#{page.GRID} .ag-row").get_by_text("CORE-NEW").first.click()
        view.locator(f"#{page.PANEL} h2").get_by_text("CORE-NEW").wait_for()
        with view.expect_download() as saved:
            view.locator(f"#{page.SAVE}").click()
        assert "CORE-NEW" in Path(saved.value.path()).read_text(encoding="utf-8")
        view.locator(f"#{page.PANEL} a.nf-button").click()
        view.wait_for_selector(".nf-map[data-state=ready]")
        view.locator("#map-panel h2").get_by_text("CORE-NEW").wait_for()
        settled(view)
        assert watch.errors == []
        assert watch.foreign == []


def test_the_sides_are_swapped_and_filters_come_from_the_address(chromium: Browser, two_site: tuple[str, str], topology: Topology) -> None:
    name = topology.devices[-1].name
    with opened(chromium, two_site) as (view, watch):
        view.goto(f"{two_site[0]}/snapshots?lang=en&kind=gone&entity=device")
        row = view.locator(f"#{page.GRID} .ag-row")
        row.get_by_text(name).wait_for()
        only(row)
        settled(view)
        view.locator(f"#{page.SWAP}").click()
        view.locator(f"#{page.STATS} .nf-empty").wait_for()
        settled(view)
        view.locator(f"#{page.KIND}").click()
        view.get_by_role("option", name="new", exact=True).click()
        row.get_by_text(name).wait_for()
        asking(view, "kind", "new")
        settled(view)
        view.reload()
        row.get_by_text(name).wait_for()
        settled(view)
        assert view.locator(f"#{page.BEFORE}").input_value().startswith("later")
        assert watch.errors == []


def test_one_snapshot_alone_says_what_to_do(chromium: Browser, hostile_site: tuple[str, str]) -> None:
    with opened(chromium, hostile_site) as (view, watch):
        view.goto(f"{hostile_site[0]}/snapshots?lang=en")
        view.get_by_text("There is one snapshot so far.").wait_for()
        settled(view)
        assert not view.locator(f"#{page.GRID}").is_visible()
        assert watch.errors == []
