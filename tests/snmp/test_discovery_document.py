"""`docs/discovery.md` says what the program does: keys, defaults, figures, reasons, tables; and its scopes load and run."""

from __future__ import annotations

import asyncio
import re
from enum import StrEnum
from pathlib import Path

import msgspec
import pytest

from collectors.snmp import wire
from collectors.snmp.collect import _PAUSE_S as PAUSE_S
from collectors.snmp.credentials import Credential, read_credential
from collectors.snmp.discover import Summary, discover
from collectors.snmp.engine import Reason
from collectors.snmp.engines import ENGINES, fit_limits
from collectors.snmp.limits import Limits, Patience
from collectors.snmp.mibs import TABLES, entity_mib, ip_forward_mib, lldp_mib
from collectors.snmp.plan import plan_run
from collectors.snmp.scope import Rate, Realm, Translation, load_scope
from commands.collecting import COMMANDS
from commands.session import DONE, IN_PART, INTERRUPTED, NOTHING, UNUSABLE, Parser
from lab import faults
from lab.agents import start_agents
from lab.city import build_city
from lab.tables.view import fleet_of
from lab.writer import credentials_text
from services.simulation import PORT
from tests.snmp.talk import NOW
from topology.model.errors import InputError
from topology.store.runs import RunState

DOCUMENT = Path(__file__).parents[2] / "docs" / "discovery.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
CODE = dict(re.findall(r"^```toml\n# (\S+)\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL))


def section(heading: str) -> str:
    """The text below a heading, up to the next one."""
    found = re.search(
        rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)",
        re.sub(r"^```.*?^```", "", TEXT, flags=re.MULTILINE | re.DOTALL),
        re.MULTILINE | re.DOTALL,
    )
    assert found, heading
    return found[1]


def table(heading: str) -> list[list[str]]:
    """The rows of the section's tables, without their heads."""
    rows = [line.strip("|").split("|") for line in section(heading).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows if not set(row[0].strip()) <= {"-"}]


def keyed(heading: str) -> dict[str, list[str]]:
    """The rows whose first cell is code, by what it says."""
    return {row[0].strip("`"): row[1:] for row in table(heading) if row[0].startswith("`")}


def default_text(field: msgspec.inspect.Field) -> str:
    if field.required:
        return "required"
    value = field.default
    if value is None:
        return "none"
    if isinstance(value, StrEnum | str):
        return f'`"{value}"`'
    return "`[]`" if value == () else f"`{value}`"


@pytest.mark.parametrize(
    ("heading", "struct", "others"),
    [
        ("`[[credential]]`: who asks", Credential, {}),
        ("`[[realm]]`: an address space", Realm, {"timezone": "the collector's"}),
        ("`[[realm.translate]]`", Translation, {}),
        ("`[[realm.rate]]`", Rate, {}),
        ("`[limits]`: how hard", Limits, {}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_every_key_of_a_scope_is_there_with_its_default(heading, struct, others):
    fields = {field.name: default_text(field) for field in msgspec.inspect.type_info(struct).fields}
    assert {key: cells[-1] for key, cells in keyed(heading).items()} == fields | others


def test_words_that_a_key_takes_are_all_named():
    said = keyed("`[[credential]]`: who asks") | keyed("`[[realm]]`: an address space")
    for field in (*msgspec.inspect.type_info(Credential).fields, *msgspec.inspect.type_info(Realm).fields):
        kinds = field.type.types if isinstance(field.type, msgspec.inspect.UnionType) else (field.type,)
        for kind in kinds:
            if isinstance(kind, msgspec.inspect.EnumType):
                missing = [one.value for one in kind.cls if f'"{one.value}"' not in said[field.name][0]]
                assert missing == [], field.name


def test_the_figures_are_those_of_the_program():
    figures = {row[0]: row[1] for row in table("What a device is asked, and how hard") if len(row) == 2}
    limits = Limits()
    assert figures["a dead device"] == f"one chain of {limits.retries + 1} tries, {sum(limits.tries_s()):g} s in all"
    assert figures["requests in flight to one device"] == f"at most {wire._IN_FLIGHT}"
    assert figures["shortest wait before a repeat, however quick the device was"] == f"{Patience(limits).least_s:g} s"
    assert figures["values in one answer"] == str(limits.max_repetitions)
    assert figures["rest before the first resume pass; it doubles with each"] == f"{PAUSE_S:g} s"
    assert figures["modules of the entity table read in full"] == str(entity_mib.MODULES.most)
    assert figures["neighbours read"] == str(lldp_mib.REMOTE.most)
    assert figures["routes read"] == str(ip_forward_mib.INET_CIDR.most)
    assert f"{fit_limits('pysnmp', limits).concurrency} devices at once at most" in TEXT
    assert f"UDP port {PORT};" in TEXT


def test_every_table_is_named_in_the_order_of_reading():
    said = re.findall(r"`([\w-]+::\w+)`", section("What a device is asked, and how hard"))
    read = dict.fromkeys(one.name.partition(" ")[0] for one in TABLES)
    assert said == list(read)


def test_every_reason_is_explained():
    assert set(keyed("How a device ends")) == {reason.value for reason in Reason}


def test_every_figure_of_the_summary_is_explained():
    text = "A run: dry, real, interrupted, taken up again"
    counts = set(Summary.__struct_fields__) - {"problems", "by_realm"}
    assert {key for key in keyed(text) if not key.startswith("--")} == counts
    assert {state.value for state in RunState} - {"running"} <= set(re.findall(r"`([\w-]+)`", section(text)))


def test_every_option_and_engine_is_explained():
    parser = Parser()
    next(one for one in COMMANDS if one.words == ("discover",)).arguments(parser)
    options = {flag for action in parser._actions for flag in action.option_strings if flag.startswith("--")} - {"--help"}
    said = {word for key in keyed("A run: dry, real, interrupted, taken up again") for word in re.findall(r"--[\w-]+", key)}
    assert options == said - {"--json", "--quiet"}
    assert all(f"`{engine}`" in TEXT for engine in ENGINES)


def test_every_exit_code_is_explained():
    assert {int(row[0]) for row in table("Exit codes") if row[0].isdigit()} == {DONE, IN_PART, UNUSABLE, NOTHING, INTERRUPTED}


def test_links_inside_the_document_lead_somewhere():
    headings = {re.sub(r"[^\w\s-]", "", line.lower()).strip().replace(" ", "-") for line in re.findall(r"^#+ (.*)$", TEXT, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= headings
    assert all((DOCUMENT.parent / name).is_file() for name in re.findall(r"\]\(([\w.-]+\.md)\)", TEXT))


def test_the_file_of_faults_is_as_said_and_deals_them_out(folder):
    said = keyed("Agents that misbehave")
    fields = msgspec.inspect.type_info(faults._Share).fields
    assert set(said) == {field.name for field in fields}
    everyone = {"share", "addresses", "realm"}
    assert {key: cells[-1] for key, cells in said.items() if key not in everyone} == {
        field.name: default_text(field) for field in fields if field.name not in everyone
    }
    assert {said[key][-1] for key in everyone} == {"all"}
    city = build_city("small")
    dealt = faults.read_faults(folder / "faults.toml", fleet_of(city))
    assert {(one.loss, one.delay_s) for one in dealt.values()} == {(0.3, 0.02)}
    assert len(dealt) == len(city.devices)
    misbehaving = [device.realm for device in city.devices if dealt[device.vantage].behaviour]
    assert misbehaving == ["n05"] * 2


@pytest.fixture
def folder(tmp_path) -> Path:
    """The document's files as a reader would write them."""
    for name, text in CODE.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        (tmp_path / name).chmod(0o600)
    return tmp_path


def test_the_scope_of_the_document_loads_and_finds_its_secrets(folder, monkeypatch):
    monkeypatch.setenv("OLD_SWITCHES", "made-up")
    scope = load_scope(folder / "scope.toml")
    assert scope.problems == ()
    assert scope.limits == Limits(concurrency=100, rate_per_s=100.0)
    secrets = {one.name: read_credential(one, folder) for one in scope.credentials}
    assert secrets["old-switches"].community == b"made-up"
    assert secrets["v3"].user.priv_password == b"another one"
    assert secrets["v3-schools"].user.priv is None
    health, schools = plan_run(scope, NOW)
    assert (health.mode, health.rates, health.targets) == ("crawl", ("county 4: 20/s, 2",), ("10.20.0.1", "2001:db8:20::1"))
    assert (schools.mode, schools.addresses, schools.packets) == ("sweep", 1024, 1022)


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ('name = "schools"', 'name = "schools"\nseedz = []', "seedz"),
        ('"10.20.99.0/24"', '"10.20.99.1/24"', "deny"),
        ('seeds = ["10.20.0.1"', 'seeds = ["10.21.0.1"', "seeds"),
        ("env:OLD_SWITCHES", "public", "community"),
        ("mon-fri 22:00-06:00", "weekdays at night", "windows"),
        ("rate_per_s = 100.0 ", 'rate_per_s = "fast" ', "rate_per_s"),
    ],
)
def test_mistakes_are_refused_by_key(folder, before, after, key):
    path = folder / "scope.toml"
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_scope(path)
    assert key in str(caught.value.params)


def test_a_classified_prefix_is_refused_unless_denied(folder):
    with pytest.raises(InputError) as caught:
        load_scope(folder / "scope.toml", forbidden=["10.20.98.0/24"])
    assert caught.value.code == "scope_forbidden"
    assert load_scope(folder / "scope.toml", forbidden=["10.20.99.0/25"]).problems == ()


def test_the_first_scope_finds_what_the_document_promises(folder):
    city = build_city("small")
    (folder / "credentials.toml").write_text(credentials_text(city), encoding="utf-8")
    (folder / "credentials.toml").chmod(0o600)
    records = []
    with start_agents(city) as agents:
        path = folder / "first.toml"
        path.write_text(path.read_text(encoding="utf-8").replace(f"port = {PORT}", f"port = {agents.port}"), encoding="utf-8")
        scope = load_scope(path)
        scope = msgspec.structs.replace(scope, limits=Limits(timeout_s=0.5, retries=1, rate_per_s=0))
        summary = asyncio.run(discover(scope, sink=records.append, now=lambda: NOW))
    promised = int(re.search(r"# (\d+) devices answer", TEXT)[1])
    assert (summary.answered, summary.complete, summary.failed) == (promised, promised, 0)
    assert promised == sum(device.realm in {"n05", "n03"} for device in city.devices)
    assert summary.silent > 0
