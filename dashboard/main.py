"""The dashboard's door: makes the app, and serves it on loopback behind a one-time link."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from typing import Any, Final

import dash
from dash import Dash
from flask import Response, request
from gunicorn.app.base import BaseApplication
from werkzeug.exceptions import HTTPException

from dashboard import ids, routes, shell, uploads
from dashboard.auth import LOGIN, Gate, guard
from dashboard.binding import choose_port
from dashboard.locale import HTML_LANG, LANGUAGE_COOKIE, THEME_COOKIE, THEMES, language, theme
from dashboard.pages import PAGES
from services.home import Home
from topology.model.errors import NetfoldError
from topology.model.text import LANGUAGES

LOG: Final = logging.getLogger("netfold.dashboard")
GATE: Final = "netfold.gate"
"""Key under which an app's `Gate` is kept in ``app.server.extensions``."""
_PAGE: Final = """<!DOCTYPE html>
<html lang="{lang}" data-lang="{code}" data-look="{look}" data-mantine-color-scheme="{scheme}" data-contrast="{contrast}">
<head>{metas}<title>netfold</title>{favicon}{css}</head>
<body data-ag-theme-mode="{scheme}">{app_entry}<footer>{config}{scripts}{renderer}</footer></body>
</html>"""
_ICON: Final = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='7' fill='%232457d6'/%3E"
    "%3Cpath d='M8 8v16M24 8v16M8 10l16 12' stroke='white' stroke-width='3' fill='none'/%3E%3C/svg%3E"
)


class NetfoldDash(Dash):
    """Dash with a page of our own around it, so that language and look are right from the first byte."""

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override] # Dash calls it by keyword only
        """Return the index page in the language and look of the request."""
        look, lang = theme(), language()
        scheme = "light" if look == "light" else "dark"
        return _PAGE.format(
            lang=HTML_LANG[lang], code=lang, look=look, scheme=scheme, contrast="high" if look == "contrast" else "normal",
            metas=parts["metas"], favicon=f'<link rel="icon" href="{_ICON}">', css=parts["css"], app_entry=parts["app_entry"],
            config=parts["config"], scripts=parts["scripts"], renderer=parts["renderer"],
        )  # fmt: skip


def create_app(home: Home, *, port: int | None = None) -> Dash:
    """Return the app over an open home. `port` is the one that requests must name (None: any).

    The one-time link's `Gate` stands in ``app.server.extensions``.
    """
    app = NetfoldDash(
        __name__,
        use_pages=True,
        pages_folder="",
        assets_folder="assets",
        suppress_callback_exceptions=True,
        title="netfold",
        update_title="",
        serve_locally=True,
        add_log_handler=False,
        include_pages_meta=False,
        on_error=_tell,
        compress=False,
    )
    dash.page_registry.clear()
    for page in PAGES:
        page.register(app, home)
    app.layout = shell.shell
    shell.register(app, home)
    server = app.server
    routes.register(server, home)
    uploads.register(server, home)
    gate = Gate(time.monotonic)
    server.extensions[GATE] = gate
    policy: list[str] = []
    guard(server, gate, port=port, callbacks=app.callback_map, policy=lambda: policy[0] if policy else _policy(()))
    server.register_error_handler(Exception, _answer_error)
    server.after_request(_remember)
    _warm(app, gate, port)
    policy.append(_policy(app.csp_hashes()))
    return app


def _warm(app: Dash, gate: Gate, port: int | None) -> None:
    """Ask for the callbacks once: the first concurrent requests of a threaded worker can fail without (dash issue 3971)."""
    client = app.server.test_client()
    base = f"http://127.0.0.1:{port}" if port else "http://127.0.0.1"
    client.get(f"{LOGIN}?token={gate.issue()}", base_url=base)
    answer = client.get("/_dash-dependencies", base_url=base)
    assert answer.status_code == 200, answer.status_code  # noqa: PLR2004 - HTTP


def _policy(hashes: Any) -> str:
    scripts = " ".join(["'self'", *hashes])
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    )


def _tell(error: Exception) -> None:
    """Tell the user that a callback failed, in words; the log has the rest."""
    known = error if isinstance(error, NetfoldError) else None
    if known is None:
        LOG.error("callback failed: %s", json.dumps(f"{type(error).__name__}: {error}"[:500]), exc_info=error)
    dash.set_props(ids.TOAST, {"children": shell.toast(known, language())})


def _remember(response: Response) -> Response:
    """Keep the language and look that a page's address asks for: the requests that follow do not carry it."""
    if request.method == "GET" and response.mimetype == "text/html":
        for name, cookie, known in (("lang", LANGUAGE_COOKIE, LANGUAGES), ("theme", THEME_COOKIE, THEMES)):
            said = request.args.get(name)
            if said is not None and said in known and request.cookies.get(cookie) != said:
                response.set_cookie(cookie, said, path="/", max_age=31_536_000, samesite="Strict")
    return response


def _answer_error(error: Exception) -> Response:
    """Answer a failed request with a code and nothing of the inside."""
    if isinstance(error, HTTPException):
        status = error.code or 500
    elif isinstance(error, NetfoldError):
        return routes.problem(error)
    else:
        status = 400 if isinstance(error, KeyError | TypeError | ValueError | IndexError) and request.method == "POST" else 500
        unknown_asset = request.path.startswith(("/_dash-component-suites/", "/assets/"))
        status = 404 if unknown_asset else status
        LOG.error("%s %s: %s", request.method, json.dumps(request.path[:200]), json.dumps(f"{type(error).__name__}: {error}"[:300]))
    return Response(json.dumps({"error": "request", "status": status}), status, content_type="application/json")


class _Server(BaseApplication):  # type: ignore[misc] # gunicorn carries no types
    """Gunicorn around the app, without a configuration file.

    One worker, because sessions are kept in it; threads, because most of a request is waiting. The worker opens the
    home for itself: a database connection must not cross a fork.
    """

    def __init__(self, home: Home, host: str, port: int, threads: int, announce: Callable[[str], None]) -> None:
        self._home, self._host, self._port, self._threads, self._announce = home, host, port, threads, announce
        super().__init__()

    def load_config(self) -> None:
        """Set what differs from gunicorn's defaults."""
        wanted = {
            "bind": f"{self._host}:{self._port}", "workers": 1, "threads": self._threads, "worker_class": "gthread", "timeout": 120,
            "keepalive": 15, "loglevel": "warning", "accesslog": None, "control_socket_disable": True, "graceful_timeout": 3,
        }  # fmt: skip
        for name, value in wanted.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the WSGI application, made in the worker, and say where it listens."""
        home = Home.open(self._home.path, actor=self._home.actor)
        app = create_app(home, port=self._port)
        self._announce(f"http://{self._host}:{self._port}{LOGIN}?token={app.server.extensions[GATE].issue()}")
        return app.server


def serve(
    home: Home, host: str = "127.0.0.1", port: int | None = None, *, threads: int = 8, announce: Callable[[str], None] = print
) -> None:
    """Serve the dashboard until it is stopped; `announce` is given the one-time link as soon as requests are taken.

    Raises
    ------
    InputError
        ``dashboard.bind`` for an address that is not loopback: there is no access control beyond the link yet;
        ``dashboard.port`` for a port that cannot be used.
    """
    chosen = choose_port(host, port)
    bare = host.strip("[]")
    _Server(home, f"[{bare}]" if ":" in bare else bare, chosen, threads, announce).run()
