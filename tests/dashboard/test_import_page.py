"""The import page: files are sent within limits, looked at, asked about and imported as seen, in both languages."""

import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect

from dashboard.auth import LOGIN, UPLOAD, UPLOAD_MAX
from dashboard.auth import UPLOAD_NEW as NEW
from dashboard.imported import details, grid_rows, progress, result
from dashboard.main import GATE, create_app
from dashboard.pages.imports import asked_preview, shown_job, shown_row
from services import uploads
from services.actors import Actor, Role
from services.home import Home
from services.jobs import cancel, job
from services.listing import rows
from services.progress import Watch
from services.uploads import add_file, apply_upload, begin, discard, preview_upload, realms, uploaded
from tests.dashboard.browsing import entered, only, opened, settled, untranslated
from tests.dashboard.serving import served
from tests.imports.samples import LOG, vrp, zipped
from tests.jobs import ended
from tests.shows.vrp_texts import STP_BRIEF, VRRP_BRIEF
from topology.model.errors import InputError, NotFound, PermissionDenied
from topology.store.jobs import JobState

HOST = "http://127.0.0.1:8050"
SAME = {"Origin": HOST, "Sec-Fetch-Site": "same-origin"}
UNSURE = "/interface bridge\nadd name=a\nsysname ODD\n"
HOSTILE = "<img src=x onerror=alert(1)>\u202e.cfg"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with Home.open(tmp_path / "home") as one:
        yield one


@pytest.fixture
def app(home: Home) -> Dash:
    return create_app(home, port=8050)


@pytest.fixture
def client(app: Dash) -> FlaskClient:
    one = app.server.test_client()
    one.get(f"{LOGIN}?token={app.server.extensions[GATE].issue()}", base_url=HOST)
    return one


def send(client: FlaskClient, path: str, data: bytes = b"", **options: Any) -> Any:
    headers = SAME | options.pop("headers", {})
    return client.post(
        path, data=data, content_type=options.pop("kind", "application/octet-stream"), headers=headers, base_url=HOST, **options
    )


def filled(home: Home, files: dict[str, str | bytes]) -> str:
    batch = begin(home)
    for name, text in files.items():
        data = text if isinstance(text, bytes) else text.encode()
        add_file(home, batch, name, io.BytesIO(data).read, len(data))
    return batch


# --- the routes --------------------------------------------------------------------------------------


def test_a_file_is_kept_under_a_number_with_its_name_as_a_label(client: FlaskClient, home: Home) -> None:
    batch = send(client, NEW).get_json()["batch"]
    answer = send(client, f"{UPLOAD}{batch}?name=..%2F..%2Fetc%2Fx.cfg", b"sysname A\n")
    assert (answer.status_code, answer.get_json()) == (200, {"count": 1})
    assert uploaded(home, batch) == [("etc/x.cfg", 10)]
    kept = [path.name for path in (home.path / "staging" / f"upload-{batch}").iterdir()]
    assert sorted(kept) == ["00001.cfg", "batch.json", "owner"]


def test_b03_too_large_is_refused_before_a_byte_is_read(client: FlaskClient, home: Home) -> None:
    batch = send(client, NEW).get_json()["batch"]

    class Never(io.RawIOBase):
        def readinto(self, _: Any) -> int:
            raise AssertionError("the body was read")

        def readable(self) -> bool:
            return True

    environment = {"wsgi.input": Never(), "CONTENT_LENGTH": str(UPLOAD_MAX + 1)}
    answer = client.post(
        f"{UPLOAD}{batch}?name=x", content_type="application/octet-stream", headers=SAME, base_url=HOST, environ_overrides=environment
    )
    assert answer.status_code == 413
    assert uploaded(home, batch) == []


def test_the_same_checks_as_for_every_unsafe_request(client: FlaskClient, app: Dash) -> None:
    assert client.post(NEW, base_url=HOST).status_code == 403
    assert send(client, NEW, headers={"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert send(client, NEW, kind="multipart/form-data; boundary=x").status_code == 415
    assert send(client, NEW, kind="application/json").status_code == 415
    assert client.put(NEW, headers=SAME, base_url=HOST).status_code == 405
    assert send(client, f"{UPLOAD}{'0' * 32}?name=x", b"x").status_code == 404
    assert send(client, f"{UPLOAD}..%2F..%2Fx?name=x", b"x").status_code in (404, 405)
    chunked = client.post(f"{UPLOAD}{'0' * 32}", content_type="application/octet-stream", headers=SAME, base_url=HOST)
    assert chunked.status_code == 411
    assert send(app.server.test_client(), NEW).status_code == 401


def test_who_may_not_plan_may_not_send(home: Home) -> None:
    viewer = home.acting_as(Actor("kim", Role.VIEWER))
    client = create_app(viewer, port=8050).server
    one = client.test_client()
    one.get(f"{LOGIN}?token={client.extensions[GATE].issue()}", base_url=HOST)
    answer = send(one, NEW)
    assert (answer.status_code, answer.get_json()["error"]) == (403, "services.denied")


# --- the services ------------------------------------------------------------------------------------


def test_a_batch_belongs_to_who_began_it(home: Home) -> None:
    batch = filled(home, {"a.cfg": vrp("A")})
    other = home.acting_as(Actor("wu", Role.ENGINEER))
    for call in (uploaded, discard):
        with pytest.raises(NotFound):
            call(other, batch)
    preview = preview_upload(home, batch, realm="n1")
    ended(home, preview)
    with pytest.raises(InputError) as caught:
        apply_upload(other, preview)
    assert caught.value.code == "services.not_previewed"
    discard(home, batch)
    discard(home, batch)
    with pytest.raises(NotFound):
        uploaded(home, batch)
    with pytest.raises(NotFound):
        uploaded(home, "../..")


def test_b37_an_upload_that_breaks_off_keeps_nothing(home: Home) -> None:
    batch = begin(home)
    with pytest.raises(InputError) as caught:
        add_file(home, batch, "a.cfg", io.BytesIO(b"half").read, 100)
    assert caught.value.code == "services.upload_broken"
    assert uploaded(home, batch) == []
    assert not list((home.path / "staging").rglob("*.part"))


def test_limits_of_a_batch(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = filled(home, {"a.cfg": vrp("A")})
    monkeypatch.setattr(uploads, "MOST_OCTETS", 500)
    with pytest.raises(InputError) as caught:
        add_file(home, batch, "b.cfg", io.BytesIO(b"x").read, 400)
    assert caught.value.code == "services.too_large"
    monkeypatch.setattr(uploads, "MOST_FILES", 1)
    with pytest.raises(InputError) as caught:
        add_file(home, batch, "b.cfg", io.BytesIO(b"x").read, 1)
    assert caught.value.code == "services.too_many_files"


def test_batches_that_are_never_imported_are_bounded(home: Home) -> None:
    other = begin(home.acting_as(Actor("wu", Role.ENGINEER)))
    batches = [begin(home) for _ in range(uploads.MOST_BATCHES + 3)]
    left = {path.name.removeprefix("upload-") for path in (home.path / "staging").iterdir()}
    assert len(left) == uploads.MOST_BATCHES + 1
    assert {other, batches[-1]} <= left


def test_the_same_name_twice_stays_two_files(home: Home) -> None:
    assert [name for name, _ in uploaded(home, filled(home, {"x/a.cfg": "1", "../x/a.cfg": "2"}))] == ["x/a.cfg", "x/a.cfg (2)"]


def test_a_preview_is_applied_as_seen_and_the_batch_is_gone(home: Home) -> None:
    batch = filled(home, {"s.log": LOG, "odd.cfg": UNSURE, "note.txt": "buy milk\n"})
    first = ended(home, preview_upload(home, batch, realm="n1"))
    assert first.state is JobState.DONE
    assert rows(home, "runs") == []
    with pytest.raises(InputError) as caught:
        preview_upload(home, batch, realm="n1", platforms={"odd.cfg": "'; DROP"})
    assert caught.value.code == "services.unknown_platform"
    second = ended(home, preview_upload(home, batch, realm="n1", platforms={"odd.cfg": "huawei_vrp"}))
    assert second.result is not None
    assert {file["path"]: file["state"] for file in second.result["files"]} == {
        "s.log": "imported",
        "odd.cfg": "imported",
        "note.txt": "refused",
    }
    done = ended(home, apply_upload(home, second.id))
    assert done.state is JobState.DONE
    assert done.result is not None
    assert set(done.result["ids"]) == {"s.log#SW1", "s.log#SW2", "odd.cfg"}
    assert {row["device"] for row in rows(home, "devices")} >= {"SW1", "SW2"}
    with pytest.raises(NotFound):
        uploaded(home, batch)
    assert realms(home) == ["n1"]


def test_b38_what_was_imported_meanwhile_makes_the_apply_a_conflict(home: Home) -> None:
    one, two = filled(home, {"a.cfg": vrp("A")}), filled(home, {"b.cfg": vrp("B")})
    looks = [ended(home, preview_upload(home, batch, realm="n1")).id for batch in (one, two)]
    ends = [ended(home, apply_upload(home, look)) for look in looks]
    assert [end.state for end in ends] == [JobState.DONE, JobState.FAILED]
    assert ends[1].message is not None
    assert ends[1].message[0] == "services.import_moved"
    assert [name for name, _ in uploaded(home, two)] == ["b.cfg"]


def test_a_planner_sends_a_census_only(home: Home) -> None:
    planner = home.acting_as(Actor("lin", Role.PLANNER))
    batch = filled(planner, {"a.cfg": vrp("A")})
    found = ended(planner, preview_upload(planner, batch, realm="n1"))
    assert (found.state, found.message and found.message[0]) == (JobState.FAILED, "services.denied")
    with pytest.raises(PermissionDenied):
        begin(home.acting_as(Actor("kim", Role.VIEWER)))


def test_realms_of_classified_networks_are_not_offered(city_home: Home) -> None:
    offered = realms(city_home)
    assert "n05" in offered
    latest = city_home.store.editions.latest()
    assert latest is not None
    assert not {network.realm for network in latest[1].networks if network.classified} & set(offered)


# --- what is shown -----------------------------------------------------------------------------------


def shown(component: Any) -> str:
    return json.dumps(component, default=lambda one: one.to_plotly_json(), ensure_ascii=False)


def test_rows_and_details_say_what_was_recognised_and_why(home: Home) -> None:
    batch = filled(home, {"s.log": LOG, HOSTILE: vrp("A") + "odd words here\n", "odd.cfg": UNSURE})
    found = ended(home, preview_upload(home, batch, realm="n1"))
    assert found.result is not None
    listed = grid_rows(found.result, "en")
    by_file = {(row["file"], row["device"], row["what"]): row for row in listed}
    assert by_file["s.log", "SW1", "Huawei VRP"]["read"] == 100.0
    assert by_file["s.log", "SW1", "Huawei VRP · commands: 0 of 2"]["change"] == "new"
    captured = next(row["id"] for row in listed if row["what"].endswith("0 of 2"))
    assert "no parser for this command" in shown(details(found.result, captured, "en", close="x"))
    assert any("odd.cfg" in row["file"] and "cannot tell" in row["text"] for row in listed)
    for row in listed:
        panel = shown(details(found.result, row["id"], "zh", close="x"))
        assert "\u202e" not in panel
    first = shown(details(found.result, listed[0]["id"], "en", close="x"))
    assert "odd.cfg" in first or "s.log" in first
    body = shown(result(found, "en", grid="g", apply="a", choice="c", again="l"))
    assert "Whose configuration is it?" in body
    assert '"name": "odd.cfg"' in body
    assert "5 of 6 are new or changed" in body


def test_captures_say_each_command_and_are_asked_about_by_device(home: Home) -> None:
    files = {"SW1_display_stp_brief.txt": STP_BRIEF, "SW1_display_lldp.txt": "x\n1\n", "SW2_display_vrrp_brief.txt": VRRP_BRIEF}
    batch = filled(home, files)
    found = ended(home, preview_upload(home, batch, realm="n1"))
    assert found.result is not None
    rows = {row["file"]: row for row in grid_rows(found.result, "en")}
    assert "cannot tell" in rows["SW1"]["text"]
    assert rows["SW2"]["what"] == "Huawei VRP · commands: 1 of 1"
    assert "display vrrp brief: rows: 2" in shown(details(found.result, rows["SW2"]["id"], "en", close="x"))
    again = ended(home, preview_upload(home, batch, realm="n1", platforms={"SW1": "huawei_vrp"}))
    assert again.result is not None
    rows = {row["file"]: row for row in grid_rows(again.result, "zh")}
    assert rows["SW1"]["what"].endswith("命令：1/2")


def test_every_part_that_can_change_has_a_name() -> None:
    from dashboard.partnames import PART_NAMES, part_name
    from services.differences import _NOT_FACTS
    from topology.model.records import PARTS
    from topology.model.text import translator

    assert set(PARTS) - _NOT_FACTS <= set(PART_NAMES)
    assert (part_name("routes", translator("zh")), part_name("sites", translator("zh"))) == ("静态路由", "站点")


def test_progress_says_the_step_and_how_it_ended(home: Home) -> None:
    ident = home.store.jobs.add("import.preview", actor="local")
    home.store.jobs.start(ident)
    home.store.jobs.progress(ident, 5, 10, "configurations")
    running = shown(progress(job(home, ident), "en", "stop"))
    assert "Read configurations" in running
    assert "5 / 10" in running
    assert shown_job(home, ident, "en")[1] is False
    cancel(home, ident)
    home.store.jobs.finish(ident, JobState.CANCELLED, message=("services.cancelled", {}))
    assert "nothing of it was imported" in shown(progress(job(home, ident), "en", "stop"))
    assert shown_job(home, ident, "en")[1] is True
    broken = home.store.jobs.add("import.preview", actor="local")
    home.store.jobs.start(broken)
    home.store.jobs.finish(broken, JobState.FAILED, message=("services.no_upload", {}))
    assert "choose the files again" in shown(progress(job(home, broken), "en", "stop"))


def test_choices_of_a_batch_hold_for_its_next_looks_only(home: Home) -> None:
    batch = filled(home, {"odd.cfg": UNSURE})
    first = asked_preview(home, {"batch": batch}, " n1 ", {"odd.cfg": "huawei_vrp"}, None)
    again = asked_preview(home, {"batch": batch}, "n1", {}, first)
    assert again["platforms"] == {"odd.cfg": "huawei_vrp"}
    assert asked_preview(home, {"batch": filled(home, {"x.cfg": UNSURE})}, "n1", {}, first)["platforms"] == {}
    for one in (first, again):
        assert ended(home, one["id"]).params["realm"] == "n1"
    assert shown_row(home, [{"id": "0|0"}], first, "en") is not None
    for bad in ([{"id": "9|9"}], [{"id": "../x"}], [], None):
        assert shown_row(home, bad, first, "en") is None
    assert shown_row(home, [{"id": "0|"}], None, "en") is None


def test_an_apply_without_news_shows_no_button(home: Home) -> None:
    for expected in (False, True):
        batch = filled(home, {"a.cfg": vrp("A")})
        look = ended(home, preview_upload(home, batch, realm="n1"))
        body = shown(result(look, "en", grid="g", apply="a", choice="c", again="l"))
        assert ("There is nothing new to import." in body) is expected
        if not expected:
            done = ended(home, apply_upload(home, look.id))
            finished = shown(result(done, "en", grid="g", apply="a", choice="c", again="l"))
            assert "A new snapshot, s1" in finished
            assert "/?sel=" in finished


# --- in the browser ----------------------------------------------------------------------------------


@pytest.fixture
def site(home: Home) -> Iterator[tuple[str, str]]:
    with served(home) as one:
        yield one


def choose(page: Any, files: list[dict[str, Any]]) -> None:
    before = page.locator("#import-sent li.good").count()
    with page.expect_file_chooser() as chooser:
        page.click("#import-pick")
    chooser.value.set_files(files)
    only(page.locator("#import-sent li.good"), before + len(files))
    settled(page)


def a_file(name: str, text: str | bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": text if isinstance(text, bytes) else text.encode()}


@pytest.mark.parametrize(("lang", "look"), [("zh", "light"), ("en", "dark")])
def test_a_person_sends_looks_chooses_and_imports(chromium: Browser, site: tuple[str, str], home: Home, lang: str, look: str) -> None:
    with opened(chromium, site) as (page, watch):
        page.goto(f"{site[0]}/import?lang={lang}&theme={look}")
        page.wait_for_selector("#import-pick")
        settled(page)
        assert page.locator("#import-look").is_disabled()
        if lang == "zh":
            assert untranslated(page) - {"zip", "tar", "MiB", "VRP", "NetBox", "Netdisco", "LibreNMS"} == set()
        choose(page, [a_file("s.log", LOG), a_file("odd.cfg", UNSURE)])
        choose(page, [a_file("all.zip", zipped([("b.cfg", vrp("B", "10.0.9.1"))])), a_file(HOSTILE, vrp("EVIL", "10.0.8.1"))])
        entered(page, "import-realm", "n1")
        page.keyboard.press("Escape")
        page.click("#import-look:not([disabled])")
        page.get_by_text("这是哪种设备的配置？" if lang == "zh" else "Whose configuration is it?").wait_for()
        assert rows(home, "runs") == []
        page.locator("table .mantine-Select-input").first.click()
        page.get_by_role("option", name="Huawei VRP").click()
        page.get_by_role("button", name="重新预览" if lang == "zh" else "Look again").click()
        page.get_by_text("这是哪种设备的配置？" if lang == "zh" else "Whose configuration is it?").wait_for(state="detached")
        settled(page)
        page.locator(".ag-center-cols-container .ag-row").first.click()
        page.locator(".nf-panel .nf-facts").first.wait_for()
        page.locator(".nf-ask .nf-primary").click()
        page.locator(".nf-linklist a").first.wait_for()
        settled(page)
        assert {"SW1", "SW2", "B", "EVIL"} <= set(page.locator(".nf-linklist a").all_inner_texts())
        only(page.locator("#import-sent li"), 0)
        page.wait_for_function("() => document.getElementById('nf-snapshot').value !== ''")
        page.locator(".nf-linklist a").first.click()
        page.wait_for_function("() => new URLSearchParams(location.search).get('sel')")
        page.wait_for_selector(".nf-map[data-state=ready]")
        assert watch.errors == []
        assert watch.foreign == []
    assert {row["device"] for row in rows(home, "devices")} >= {"SW1", "SW2", "B", "EVIL"}


def test_what_cannot_be_taken_says_why_and_start_over_clears(chromium: Browser, site: tuple[str, str], home: Home) -> None:
    with opened(chromium, site) as (page, watch):
        page.goto(f"{site[0]}/import?lang=en")
        page.wait_for_selector("#import-pick")
        settled(page)
        page.evaluate("document.getElementById('import-drop').setAttribute('data-most', '10')")
        with page.expect_file_chooser() as chooser:
            page.click("#import-pick")
        chooser.value.set_files([a_file("big.cfg", vrp("A"))])
        page.locator("#import-sent li.bad").wait_for()
        assert "netfold import" in page.locator("#import-sent li.bad").inner_text()
        page.evaluate("document.getElementById('import-drop').setAttribute('data-most', '100000')")
        choose(page, [a_file("a.cfg", vrp("A"))])
        page.click("#import-look:not([disabled])")
        page.locator(".nf-error").get_by_text("--realm").wait_for()
        page.click("#import-clear")
        page.wait_for_selector("#import-look[disabled]")
        only(page.locator("#import-sent li"), 0)
        assert watch.foreign == []
        assert watch.errors == []
    assert rows(home, "runs") == []


def test_a_long_import_can_be_stopped_from_the_page(
    chromium: Browser, site: tuple[str, str], home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(_home: Home, _requests: Any, *, watch: Watch) -> Any:
        for step in range(20_000):  # a page has minutes to stop it in
            watch.tell("configurations", step, 20_000)
            watch.check()
            time.sleep(0.01)
        raise AssertionError("never stopped")

    monkeypatch.setattr(uploads, "preview_paths", slow)
    with opened(chromium, site) as (page, watch):
        page.goto(f"{site[0]}/import?lang=en")
        page.wait_for_selector("#import-pick")
        settled(page)
        choose(page, [a_file("a.cfg", vrp("A"))])
        page.click("#import-look:not([disabled])")
        page.locator(".nf-progress button").click()
        page.locator(".nf-error").get_by_text("Stopped; nothing of it was imported.").wait_for()
        assert watch.errors == []
    assert [one.state for one in home.store.jobs.all()] == [JobState.CANCELLED]


def test_a_page_that_is_opened_again_sends_nothing_of_the_last_visit(chromium: Browser, site: tuple[str, str]) -> None:
    with opened(chromium, site) as (page, watch):
        page.goto(f"{site[0]}/import?lang=en")
        page.wait_for_selector("#import-pick")
        settled(page)
        choose(page, [a_file("first.cfg", vrp("FIRST"))])
        page.locator(".nf-nav").get_by_text("Findings").click()
        page.wait_for_selector("#import-pick", state="detached")
        page.locator(".nf-nav").get_by_text("Import").click()
        page.wait_for_selector("#import-pick")
        settled(page)
        only(page.locator("#import-sent li"), 0)
        choose(page, [a_file("second.cfg", vrp("SECOND"))])
        entered(page, "import-realm", "n1")
        page.keyboard.press("Escape")
        page.click("#import-look:not([disabled])")
        page.locator(".nf-ask .nf-primary").wait_for()
        only(page.locator(".ag-center-cols-container .ag-row"))
        expect(page.locator(".ag-center-cols-container .ag-row")).to_contain_text("second.cfg")
        assert watch.errors == []
