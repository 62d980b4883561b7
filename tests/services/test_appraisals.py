"""Appraisals kept on disk, and what their evidence opens to."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from planning.appraisal import Appraisal
from planning.options import RULES
from planning.samples import sample_prices
from services import appraisals, plans
from services.evidence import open_evidence
from services.home import Home
from services.plans import appraise, names, save_scenario
from topology.model.entities import Evidence, EvidenceKind


@pytest.fixture
def fresh(own: Home) -> Iterator[Home]:
    """A home whose folder of appraisals is empty, opened anew so that nothing is in memory."""
    for path in own.folder("appraisals").iterdir():
        path.unlink()
    with Home.open(own.path) as home:
        yield home


def kept(home: Home) -> list[Path]:
    return sorted(home.folder("appraisals").iterdir())


def no_reckoning(*_: object) -> Appraisal:
    raise AssertionError("reckoned again")


def test_an_appraisal_is_reckoned_once_and_read_afterwards(fresh: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    first = appraise(fresh, "cautious")
    assert len(kept(fresh)) == 1
    assert kept(fresh)[0].stat().st_mode & 0o077 == 0
    monkeypatch.setattr(plans, "appraise_scenario", no_reckoning)
    with Home.open(fresh.path) as again:
        assert appraise(again, "cautious") == first


def test_whatever_changes_a_figure_is_reckoned_again(fresh: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    before = appraise(fresh, "cautious")
    text = fresh.store.scenarios.get("cautious").body
    save_scenario(fresh, text.replace("2018 = 2000000", "2018 = 2500000"), base_version=1)
    assert appraise(fresh, "cautious").hash != before.hash
    book = sample_prices()
    day = next(row.mode for row in book.price if row.key == "labour.day")
    shelf = fresh.folder("prices") / "sample_2018.toml"
    shipped = (Path(plans.__file__).parents[1] / "data" / "prices" / "sample_2018.toml").read_text("utf-8")
    assert day == 1400
    shelf.write_text(shipped.replace("mode = 1400\n", "mode = 1500\n"), "utf-8")
    assert appraise(fresh, "cautious").one_off_fen > before.one_off_fen
    assert len(kept(fresh)) == 3
    monkeypatch.setattr(appraisals, "_code", lambda: "other equations")
    appraise(fresh, "cautious")
    with Home.open(fresh.path) as again:
        appraise(again, "cautious")
    assert len(kept(fresh)) == 4


def test_damage_costs_time_and_nothing_else(fresh: Home) -> None:
    first = appraise(fresh, "cautious")
    for damage in (b"", b"not zstd", kept(fresh)[0].read_bytes()[:-9]):
        kept(fresh)[0].write_bytes(damage)
        with Home.open(fresh.path) as again:
            assert appraise(again, "cautious") == first


def test_only_the_newest_are_kept(fresh: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(appraisals, "KEPT", 2)
    found = appraise(fresh, "do_minimum")
    for number in range(4):
        for age, path in enumerate(sorted(kept(fresh), key=lambda one: one.stat().st_mtime)):
            os.utime(path, (age, age))  # long before the next one, whatever the clock's grain
        appraisals.keep_appraisal(fresh.folder("appraisals"), f"k{number}", found)
    assert [path.name for path in kept(fresh)] == ["k2", "k3"]
    (fresh.folder("appraisals") / "in_the_way").mkdir()
    appraisals.keep_appraisal(fresh.folder("appraisals"), "in_the_way", found)
    assert [path.name for path in kept(fresh) if path.is_file()] == ["k2", "k3"]


def test_names_come_from_the_edition(city: Home) -> None:
    called = names(city, appraise(city, "cautious").edition)
    assert called["W1"].startswith("电子政务外网")
    assert called["U05"] == "市财政局"


def test_every_cost_line_rests_on_evidence_that_opens(city: Home) -> None:
    found = appraise(city, "merge_all")
    places = {item for line in (*found.lines, *found.base_lines) for item in line.evidence}
    places |= {item for row in found.base.locked for item in row.evidence}
    assert all(line.evidence for line in (*found.lines, *found.base_lines))
    assert {item.kind for item in places} == {EvidenceKind.CELL, EvidenceKind.RECORD, EvidenceKind.PRICE, EvidenceKind.RULE}
    for item in sorted(places, key=lambda item: (item.kind, item.source, item.place)):
        assert open_evidence(city, item, "en")["lines"], item


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_rules_and_prices_open_in_the_readers_language(city: Home, lang: str) -> None:
    for rule in RULES:
        opened = open_evidence(city, Evidence(EvidenceKind.RULE, "planning", rule.id), lang)
        said, citation = (line["text"] for line in opened["lines"])
        assert not set("?{*") & set(said), said
        assert ("待核" in citation) == (lang == "zh" and not rule.verified)
    row = open_evidence(city, Evidence(EvidenceKind.PRICE, "sample_2018", "labour.day"), lang)
    assert [line["text"] for line in row["lines"] if line["here"]] == [{"en": "1,400 CNY a day", "zh": "1,400 元/人天"}[lang]]
    assert ("［K］" in row["lines"][-1]["text"]) == (lang == "zh")
