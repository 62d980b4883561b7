"""A server over real HTTP on loopback that holds its callers to NetBox's published contract, and can be made to limp."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.netbox.contract import DEFAULT_PAGE, ENDPOINTS, MOST_PAGE, VERSION
from tests.netbox.database import Database, Refused

TOKEN = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class Fault:
    """What goes wrong with the next requests that fit: `times` of them, after `skip`."""

    how: str
    """``status``, ``done-then-status``, ``slow``, ``half``, ``html``, ``redirect``, ``body``, ``drop``."""
    method: str = ""
    path: str = ""
    status: int = 500
    times: int = 1
    skip: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    seconds: float = 0.0

    def fits(self, method: str, path: str) -> bool:
        """Tell whether it strikes this request; it counts those it fits."""
        if self.times <= 0 or (self.method and self.method != method) or self.path not in path:
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        return True


class Server:
    """A make-believe NetBox: its database, what it was asked, and its faults."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.asked: list[tuple[str, str]] = []
        self.tokens: list[str] = []
        self.most_page = MOST_PAGE
        self.version = VERSION
        self.lock = threading.Lock()
        owner = self

        class Handler(_Handler):
            server_object = owner

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"
        self.database = Database(self.url)

    def count(self, path: str) -> int:
        """How many objects of a kind there are."""
        return len(self.database.tables[path])

    def row(self, path: str, **values: Any) -> dict[str, Any]:
        """Return the one row with these values."""
        found = [row for row in self.database.tables[path].values() if all(row.get(name) == value for name, value in values.items())]
        assert len(found) == 1, found
        return found[0]


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Give a server that answers on a free port of loopback, over TLS where it is given a certificate."""
    server = Server()
    if context is not None:
        server.http.socket = context.wrap_socket(server.http.socket, server_side=True, do_handshake_on_connect=False)
        server.url = server.url.replace("http:", "https:")
        server.database.base = server.url
    thread = threading.Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.http.shutdown()
        thread.join()
        server.http.server_close()


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    server_object: Server
    protocol_version = "HTTP/1.1"
    timeout = 5
    wbufsize = 1 << 16
    disable_nagle_algorithm = True

    def handle(self) -> None:
        """Answer until the caller goes; one that does not trust the certificate goes at once."""
        with suppress(ssl.SSLError, ConnectionError, TimeoutError):
            super().handle()

    def finish(self) -> None:
        """Close, whether or not the other side still hears it."""
        with suppress(ssl.SSLError, OSError, ValueError):
            super().finish()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that the library gives it
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer a list, an object or the status."""
        self._answer("GET")

    def do_POST(self) -> None:
        """Create."""
        self._answer("POST")

    def do_PATCH(self) -> None:
        """Change fields."""
        self._answer("PATCH")

    def do_PUT(self) -> None:
        """Replace."""
        self._answer("PUT")

    def do_DELETE(self) -> None:
        """Delete."""
        self._answer("DELETE")

    def _answer(self, method: str) -> None:
        server = self.server_object
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with server.lock:
            server.asked.append((method, self.path))
            server.tokens.append(self.headers.get("Authorization") or "")
            fault = next((one for one in server.faults if one.fits(method, self.path)), None)
            if fault is None or fault.how == "done-then-status":
                status, body = self._do(method, raw)
            else:
                status, body = 0, None
        if fault is None:
            self._send(status, json.dumps(body).encode() if body is not None else b"")
        else:
            self._limp(fault)

    def _limp(self, fault: Fault) -> None:
        if fault.how == "drop":
            self.close_connection = True
            return
        if fault.how == "slow":
            time.sleep(fault.seconds)
        body = fault.body.encode() or b"{}"
        if fault.how == "half":
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body) + 100))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()
            self.close_connection = True
            return
        status = {"html": 200, "body": 200, "redirect": 302, "slow": 200}.get(fault.how, fault.status)
        self._send(status, body, fault.headers, "text/html" if fault.how == "html" else "application/json")

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None, content_type: str = "application/json") -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("API-Version", ".".join(VERSION.split(".")[:2]))
            self.send_header("Content-Length", str(len(body)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _do(self, method: str, raw: bytes) -> tuple[int, Any]:
        parts = urlsplit(self.path)
        said = self.headers.get("Authorization") or ""
        if said not in {f"Token {TOKEN}", f"Bearer nbt_abc.{TOKEN}"}:
            return 403, {"detail": "Invalid token" if said else "Authentication credentials were not provided."}
        words = parts.path.removeprefix("/api/").strip("/").split("/")
        path = "/".join(words[:2])
        if path not in ENDPOINTS or not parts.path.endswith("/"):
            about = {"netbox-version": self.server_object.version, "django-version": "5.2"}
            return (200, about) if words == ["status"] else (404, {"detail": "Not found."})
        try:
            body = json.loads(raw) if raw else None
            if len(words) == 3:
                return self._one(method, path, int(words[2]), body)
            return self._many(method, path, dict(parse_qsl(parts.query)), body)
        except Refused as refused:
            return refused.status, refused.body
        except json.JSONDecodeError:
            return 400, {"detail": "JSON parse error"}

    def _one(self, method: str, path: str, ident: int, body: Any) -> tuple[int, Any]:
        database = self.server_object.database
        if ident not in database.tables[path]:
            return 404, {"detail": "Not found."}
        if method == "DELETE":
            database.delete(path, [{"id": ident}])
            return 204, None
        if method in {"PATCH", "PUT"}:
            database.update(path, [{**body, "id": ident}], whole=method == "PUT")
        return 200, database.shown(path, ident)

    def _many(self, method: str, path: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
        database = self.server_object.database
        if method == "GET":
            return 200, self._list(path, query)
        bodies = body if isinstance(body, list) else [body]
        if method == "DELETE":
            database.delete(path, bodies)
            return 204, None
        idents = database.create(path, bodies) if method == "POST" else database.update(path, bodies, whole=method == "PUT")
        rows = [database.shown(path, ident) for ident in idents]
        return 201 if method == "POST" else 200, rows if isinstance(body, list) else rows[0]

    def _list(self, path: str, query: dict[str, str]) -> dict[str, Any]:
        server = self.server_object
        offset = int(query.pop("offset", 0))
        limit = min(int(query.pop("limit", DEFAULT_PAGE)) or server.most_page, server.most_page)
        query.pop("ordering", None), query.pop("exclude", None)
        tables = server.database.tables
        tag = query.pop("tag", None)
        idents = [
            ident
            for ident, row in sorted(tables[path].items())
            if all(str(row.get(name)) == value for name, value in query.items())
            and (tag is None or tag in {tables["extras/tags"][one]["slug"] for one in row.get("tags", ())})
        ]
        page = idents[offset : offset + limit]
        after = f"{server.url}/api/{path}/?limit={limit}&offset={offset + limit}" if offset + limit < len(idents) else None
        return {"count": len(idents), "next": after, "previous": None, "results": [server.database.shown(path, ident) for ident in page]}
