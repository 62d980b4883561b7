"""The real server: one command, one link, loopback only."""

from __future__ import annotations

import socket
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dashboard.binding import choose_port
from dashboard.main import serve
from services.home import Home
from tests.dashboard.serving import open_home
from tests.dashboard.synthetic import synthetic
from tests.ports import free_port
from topology.model.errors import InputError

_SERVE = (
    "import sys; from services.home import Home; from dashboard.main import serve; serve(Home.open(sys.argv[1]), port=int(sys.argv[2]))"
)


def _get(port: int, path: str, cookie: str = "") -> tuple[int, dict[str, str], bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def test_serve_prints_a_link_that_opens_the_door_once(tmp_path: Path) -> None:
    with open_home(tmp_path, synthetic(150)):
        pass
    port = free_port()
    command = [sys.executable, "-u", "-c", _SERVE, str(tmp_path), str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        try:
            assert process.stdout is not None
            link = urlsplit(process.stdout.readline().strip())
            assert (link.hostname, link.port, link.path) == ("127.0.0.1", port, "/login")
            assert _get(port, "/")[0] == 401
            status, headers, _ = _get(port, f"{link.path}?{link.query}")
            assert status == 303
            cookie = headers["Set-Cookie"].partition(";")[0]
            status, headers, body = _get(port, "/", cookie)
            assert status == 200
            assert b"netfold" in body
            assert "Werkzeug" not in headers.get("Server", "")
            assert _get(port, "/api/graph/s1.bin", cookie)[2][:4] == b"NFG1"
            assert _get(port, f"{link.path}?{link.query}")[0] == 401
        finally:
            process.terminate()
            process.wait(120)


def test_serve_refuses_other_addresses_before_it_listens(tmp_path: Path) -> None:
    with Home.open(tmp_path) as home, pytest.raises(InputError, match=r"dashboard\.bind"):
        serve(home, host="0.0.0.0")


def test_a_port_in_use_is_refused_by_name_and_passed_over_where_none_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = int(other.getsockname()[1])
        with pytest.raises(InputError, match=rf"dashboard\.port: .*port={taken}"):
            choose_port("127.0.0.1", taken)
        monkeypatch.setattr("dashboard.binding.PORT", taken)
        assert choose_port("127.0.0.1") not in {0, taken}
    assert choose_port("127.0.0.1") == taken
    assert choose_port("localhost", 0) > 0
    for wrong in (-1, 65_536):
        with pytest.raises(InputError, match=r"dashboard\.port"):
            choose_port("127.0.0.1", wrong)
