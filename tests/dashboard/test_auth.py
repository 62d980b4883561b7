"""The door: links, sessions, hosts, origins, bodies; named after the hostile cases of the design."""

from __future__ import annotations

import json
import logging

import pytest
from dash import Dash
from flask.testing import FlaskClient

from dashboard.auth import ABSOLUTE_S, BODY_MAX, COOKIE, IDLE_S, LINK_S, LOGIN, Gate, local_path, sound_call
from dashboard.binding import check_bind
from dashboard.main import GATE, create_app
from dashboard.routes import graph_path
from services.home import Home
from topology.model.errors import InputError

HOST = "http://127.0.0.1:8050"
SAME = {"Origin": HOST, "Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def app(hostile_home: Home) -> Dash:
    return create_app(hostile_home, port=8050)


@pytest.fixture
def client(app: Dash) -> FlaskClient:
    """Return a client that came in by the link."""
    client = app.server.test_client()
    answer = client.get(f"{LOGIN}?token={app.server.extensions[GATE].issue()}", base_url=HOST)
    assert answer.status_code == 303
    return client


@pytest.fixture
def stranger(app: Dash) -> FlaskClient:
    return app.server.test_client()


def _call(**more: object) -> dict[str, object]:
    return {
        "output": "map-canvas.focus",
        "outputs": {"id": "map-canvas", "property": "focus"},
        "inputs": [{"id": "nf-goto", "property": "data", "value": None}, {"id": "map-canvas", "property": "picked", "value": None}],
        "state": [{"id": "nf-snapshot", "property": "value", "value": "s1"}],
        "changedPropIds": ["nf-goto.data"],
        **more,
    }


def _post(client: FlaskClient, data: bytes | str, headers: dict[str, str] | None = None, kind: str = "application/json") -> int:
    path = "/_dash-update-component"
    return client.post(path, data=data, content_type=kind, headers=SAME if headers is None else headers, base_url=HOST).status_code


def test_c01_every_route_is_closed_without_a_session(app: Dash, stranger: FlaskClient) -> None:
    paths = [
        "/", "/networks", "/networks/N05", "/findings", "/scenarios", "/_dash-layout", "/_dash-dependencies", "/_reload-hash", "/_favicon.ico",
        "/assets/shell.js", graph_path("s1"), "/nothing", "/_dash-component-suites/dash/deps/react.js",
    ]  # fmt: skip
    paths += [str(rule) for rule in app.server.url_map.iter_rules() if "<" not in str(rule) and str(rule) != LOGIN]
    for path in paths:
        for method in ("GET", "POST"):
            answer = stranger.open(path, method=method, base_url=HOST, headers=SAME)
            assert answer.status_code == 401, (method, path)
            assert b"device" not in answer.data


def test_c01_the_link_works_once(app: Dash, stranger: FlaskClient) -> None:
    token = app.server.extensions[GATE].issue()
    first = stranger.get(f"{LOGIN}?token={token}", base_url=HOST)
    assert (first.status_code, first.headers["Location"]) == (303, "/")
    assert stranger.get("/", base_url=HOST).status_code == 200
    other = app.server.test_client()
    assert other.get(f"{LOGIN}?token={token}", base_url=HOST).status_code == 401
    assert other.get(f"{LOGIN}?token=", base_url=HOST).status_code == 401
    assert other.post(LOGIN, base_url=HOST, headers=SAME).status_code == 405


def test_links_and_sessions_end() -> None:
    now = [0.0]
    gate = Gate(lambda: now[0])
    late = gate.issue()
    now[0] = LINK_S + 1
    assert gate.redeem(late) is None
    session = gate.redeem(gate.issue())
    assert gate.admits(session)
    for _ in range(int(ABSOLUTE_S // (IDLE_S - 1))):
        now[0] += IDLE_S - 1
        assert gate.admits(session)
    now[0] += IDLE_S - 1
    assert not gate.admits(session)
    idle = gate.redeem(gate.issue())
    now[0] += IDLE_S + 1
    assert not gate.admits(idle)
    assert not gate.admits("forged")
    assert not gate.admits(None)


def test_only_hashes_of_tokens_are_kept() -> None:
    gate = Gate(lambda: 0.0)
    token = gate.issue()
    session = gate.redeem(token) or ""
    held = repr(vars(gate))
    assert token not in held
    assert session not in held
    assert len(token) >= 43


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(app: Dash, stranger: FlaskClient) -> None:
    answer = stranger.get(f"{LOGIN}?token={app.server.extensions[GATE].issue()}", base_url=HOST)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8050", "127.0.0.1:9", "127.0.0.1.evil.example:8050", "192.0.2.1:8050", "[::2]:8050"]
)
def test_c04_a_foreign_host_name_is_refused_before_anything_else(client: FlaskClient, host: str) -> None:
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert client.get(LOGIN, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:8050", "localhost:8050", "[::1]:8050"])
def test_loopback_names_are_ours(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code in (200, 401)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": HOST, "Sec-Fetch-Site": "cross-site"},
        {"Origin": HOST, "Sec-Fetch-Site": "same-site"},
        {"Origin": "http://127.0.0.1:9999", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_c05_a_request_from_another_site_is_refused(client: FlaskClient, headers: dict[str, str]) -> None:
    assert _post(client, json.dumps(_call()), headers) == 403


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""])
def test_c06_a_callback_takes_json_only(client: FlaskClient, kind: str) -> None:
    assert _post(client, json.dumps(_call()), kind=kind) == 415


def test_a_sound_call_is_answered(client: FlaskClient) -> None:
    assert _post(client, json.dumps(_call())) in (200, 204)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b'"x"', b"{}", b'{"output": 1}', b'\xff\xfe{"output"}', b'{"output": NaN}',
        json.dumps({"output": "nothing.here", "inputs": []}).encode(),
        json.dumps({"output": "map-canvas.focus"}).encode(),
        json.dumps(_call(inputs=None)).encode(),
        json.dumps(_call(inputs=[1])).encode(),
        json.dumps(_call(inputs=[{"id": "nf-goto"}])).encode(),
        json.dumps(_call(state={"a": 1})).encode(),
        json.dumps(_call(outputs="x")).encode(),
        b"[" * 100_000 + b"]" * 100_000,
        json.dumps(_call()).encode().replace(b'"s1"', b"[" * 90 + b"]" * 90),
        json.dumps(_call(inputs=[{"id": "nf-goto", "property": "data", "value": float("nan")}])).encode(),
    ],
    ids=lambda body: body[:24].decode("latin-1"),
)  # fmt: skip
def test_c07_malformed_bodies_get_400_and_the_worker_lives(client: FlaskClient, body: bytes) -> None:
    answer = client.post("/_dash-update-component", data=body, content_type="application/json", headers=SAME, base_url=HOST)
    assert answer.status_code == 400
    assert b"Traceback" not in answer.data
    assert client.get("/", base_url=HOST).status_code == 200


def test_c07_the_wrong_number_of_arguments_gets_400(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    for bad in (_call(inputs=[]), _call(changedPropIds=["x.y"], state=[]), _call(outputs=[])):
        answer = client.post("/_dash-update-component", data=json.dumps(bad), content_type="application/json", headers=SAME, base_url=HOST)
        assert answer.status_code in (200, 204, 400)
        assert b"Traceback" not in answer.data


def test_c07_a_body_of_20_mb_is_refused(client: FlaskClient) -> None:
    assert _post(client, b"[" + b"1," * (10 * BODY_MAX // 2) + b"1]") == 413


def test_c14_a_session_leads_to_local_paths_only(app: Dash, stranger: FlaskClient) -> None:
    for target in (
        "//evil.example",
        "https:evil.example",
        "\\evil.example",
        "/\\evil.example",
        "http://evil.example/",
        "javascript:1",
        "\t//evil",
    ):
        assert local_path(target) == "/"
        token = app.server.extensions[GATE].issue()
        answer = stranger.get(LOGIN, query_string={"token": token, "next": target}, base_url=HOST)
        assert answer.headers["Location"] == "/"
    assert local_path("/networks/N05?lang=zh") == "/networks/N05?lang=zh"


def test_c15_forwarded_headers_are_ignored(stranger: FlaskClient, client: FlaskClient) -> None:
    forged = {
        "X-Forwarded-For": "127.0.0.1",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Prefix": "//evil",
    }
    assert stranger.get("/", headers=forged, base_url=HOST).status_code == 401
    page = client.get("/", headers=forged, base_url=HOST)
    assert page.status_code == 200
    assert b"evil" not in page.data


def test_c17_every_reply_carries_its_headers(client: FlaskClient, stranger: FlaskClient) -> None:
    replies = [
        client.get(path, base_url=HOST) for path in ("/", "/_dash-layout", "/_dash-dependencies", graph_path("s1"), graph_path("s99"))
    ]
    replies += [stranger.get("/", base_url=HOST), stranger.get("/", headers={"Host": "evil"})]
    for reply in replies:
        policy = reply.headers["Content-Security-Policy"]
        assert "unsafe-eval" not in policy
        assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert reply.headers["Referrer-Policy"] == "no-referrer"
        assert reply.headers["Cache-Control"] in ("no-store", "private, no-cache")
    assert client.get("/", base_url=HOST).headers["Cache-Control"] == "no-store"


def test_the_graph_has_a_tag_and_is_packed(client: FlaskClient) -> None:
    first = client.get(graph_path("s1"), base_url=HOST, headers={"Accept-Encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"
    again = client.get(graph_path("s1"), base_url=HOST, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(graph_path("s1"), base_url=HOST).data[:4] == b"NFG1"


@pytest.mark.parametrize(
    "path", ["/api/graph/none.bin", "/assets/../main.py", "/_dash-component-suites/dash/../../x", "/assets/%2e%2e/main.py"]
)
def test_what_is_not_there_is_404_and_says_nothing_of_the_inside(client: FlaskClient, path: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    answer = client.get(path, base_url=HOST)
    assert answer.status_code == 404
    for word in (b"Traceback", b"/work", b"site-packages", b"sqlite"):
        assert word not in answer.data


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org", "", "127.0.0.1.evil"])
def test_only_loopback_is_served(host: str) -> None:
    with pytest.raises(InputError, match=r"dashboard\.bind"):
        check_bind(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"])
def test_loopback_is_served(host: str) -> None:
    check_bind(host)


def test_a_wildcard_argument_is_sound() -> None:
    call = _call(inputs=[[{"id": {"type": "nf-open", "id": "x"}, "property": "n_clicks", "value": 1}]])
    known = {"map-canvas.focus": {"inputs": [{"id": "nf-goto", "property": "data"}], "state": [{"id": "nf-snapshot", "property": "value"}]}}
    assert sound_call(json.dumps(call).encode(), known)
    assert not sound_call(json.dumps(call).encode(), {})
    assert not sound_call(json.dumps(_call(state=[])).encode(), known)
