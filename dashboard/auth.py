"""Who may come in: a one-time link, a session kept on the server, and checks on every request.

The start-up link carries 256 random bits, works once and for ten minutes; only its hash is kept. Everything
else answers 401 without a session. Host, Origin and content type are checked before any page code runs.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Flask, Request, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

COOKIE: Final = "netfold_session"
LOGIN: Final = "/login"
LINK_S: Final = 600.0
"""Life of the one-time link [s]."""
IDLE_S: Final = 1800.0
"""A session ends after this long without a request [s]."""
ABSOLUTE_S: Final = 43_200.0
"""A session ends at this age whatever happens [s]."""
BODY_MAX: Final = 2 * 1024 * 1024
"""Largest body of a request [bytes]."""
UPLOAD: Final = "/api/import/"
"""Where files are sent to, each as the body of a request of its own."""
UPLOAD_NEW: Final = f"{UPLOAD}new"
"""Opens a batch; it has no body."""
UPLOAD_MAX: Final = 100 * 1024 * 1024
"""Largest file that is taken [bytes]."""
JSON_DEPTH: Final = 64
_SAFE: Final = ("GET", "HEAD", "OPTIONS")
_LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
_STATIC: Final = ("/_dash-component-suites/", "/assets/")
_CALLBACK: Final = "/_dash-update-component"


class Gate:
    """Links and sessions of one server process, kept in memory: a restart ends them all."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._links: dict[str, float] = {}
        self._sessions: dict[str, tuple[float, float]] = {}

    def issue(self) -> str:
        """Return a new one-time token."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._links[_digest(token)] = self._clock() + LINK_S
        return token

    def redeem(self, token: str) -> str | None:
        """Trade a token for a session id; None when it is unknown, used or too old."""
        with self._lock:
            ends = self._links.pop(_digest(token), None)
            if ends is None or self._clock() > ends:
                return None
            session = secrets.token_urlsafe(32)
            now = self._clock()
            self._sessions[_digest(session)] = (now, now)
            return session

    def admits(self, session: str | None) -> bool:
        """Tell whether a session is alive, and count this as its use."""
        if not session:
            return False
        key, now = _digest(session), self._clock()
        with self._lock:
            born, used = self._sessions.get(key, (None, 0.0))
            if born is None:
                return False
            if now - born > ABSOLUTE_S or now - used > IDLE_S:
                del self._sessions[key]
                return False
            self._sessions[key] = (born, now)
            return True


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def guard(server: Flask, gate: Gate, *, port: int | None, callbacks: Mapping[str, Any], policy: Callable[[], str]) -> None:
    """Put the checks before, and the headers after, every request of `server`.

    `port` is the one that the Host header must name (None: any), `callbacks` what can be called by output, `policy`
    gives the content security policy.
    """
    server.config["MAX_CONTENT_LENGTH"] = BODY_MAX

    @server.before_request
    def check() -> AnyResponse | None:
        if not _known_host(request.host, port):
            return refusal(400, "host")
        if request.path == LOGIN:
            return _log_in(gate)
        if not gate.admits(request.cookies.get(COOKIE)):
            return refusal(401, "session")
        if request.method not in _SAFE:
            return _check_unsafe(request, callbacks)
        return None

    @server.after_request
    def dress(response: Response) -> Response:
        headers = response.headers
        static = request.path.startswith(_STATIC) and response.status_code == 200  # noqa: PLR2004 - HTTP
        headers["Cache-Control"] = "private, max-age=3600" if static else headers.get("X-Netfold-Cache", "no-store")
        headers.pop("X-Netfold-Cache", None)
        headers["Content-Security-Policy"] = policy()
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["X-Frame-Options"] = "DENY"
        return response


def _known_host(host: str, port: int | None) -> bool:
    """Tell whether a Host header names this machine's loopback: a rebound name of a foreign site does not."""
    name, _, given = host.rpartition(":") if not host.endswith("]") and ":" in host else (host, "", "")
    if name.lower() not in _LOOPBACK:
        return False
    return port is None or given == str(port) or (port == 80 and not given)  # noqa: PLR2004 - the port that browsers leave out


def _log_in(gate: Gate) -> AnyResponse:
    if request.method != "GET":
        return refusal(405, "method")
    session = gate.redeem(request.args.get("token", ""))
    if session is None:
        return refusal(401, "link")
    answer = redirect(local_path(request.args.get("next", "/")), code=303)
    answer.set_cookie(COOKIE, session, httponly=True, samesite="Strict", path="/", max_age=int(ABSOLUTE_S))
    return answer


def local_path(target: str) -> str:
    r"""Return `target` if it is a path of this server, else ``/``.

    >>> local_path("/networks?x=1"), local_path("//evil"), local_path("https:evil"), local_path("\\evil"), local_path("/\\evil")
    ('/networks?x=1', '/', '/', '/', '/')
    """
    parts = urlsplit(target)
    hostile = any(mark < " " or mark == "\\" for mark in target)
    if parts.scheme or parts.netloc or hostile or not target.startswith("/") or target.startswith("//"):
        return "/"
    return target


def _check_unsafe(asked: Request, callbacks: Mapping[str, Any]) -> AnyResponse | None:
    site, origin = asked.headers.get("Sec-Fetch-Site"), asked.headers.get("Origin")
    if (site is None and origin is None) or site not in (None, "same-origin"):
        return refusal(403, "origin")
    if origin is not None and urlsplit(origin).netloc != asked.host:
        return refusal(403, "origin")
    if asked.path.startswith(UPLOAD):
        return _check_upload(asked)
    return _check_call(asked, callbacks)


def _check_call(asked: Request, callbacks: Mapping[str, Any]) -> AnyResponse | None:
    """Hold what is neither a page nor a file against what a callback looks like."""
    if asked.path != _CALLBACK:
        return refusal(405, "method")
    if asked.mimetype != "application/json":
        return refusal(415, "type")
    if (asked.content_length or 0) > BODY_MAX:
        return refusal(413, "size")
    return None if sound_call(asked.get_data(), callbacks) else refusal(400, "body")


def _check_upload(asked: Request) -> AnyResponse | None:
    """Hold a file that is sent against its limits by what the request says of it; its body is not read yet."""
    if asked.method != "POST":
        return refusal(405, "method")
    if asked.mimetype != "application/octet-stream":
        return refusal(415, "upload")
    if asked.content_length is None and (asked.path != UPLOAD_NEW or "Transfer-Encoding" in asked.headers):
        return refusal(411, "length")
    return refusal(413, "size") if (asked.content_length or 0) > UPLOAD_MAX else None


def sound_call(data: bytes, callbacks: Mapping[str, Any]) -> bool:
    """Tell whether a body is a call of a callback that exists: plain JSON, not too deep, the keys there."""
    try:
        body = json.loads(data, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return False
    if not isinstance(body, dict) or not isinstance(body.get("output"), str) or _depth(body) > JSON_DEPTH:
        return False
    known = callbacks.get(body["output"])
    if known is None:
        return False
    lists = (body.get("inputs", []), body.get("state", []), body.get("changedPropIds", []))
    if not all(isinstance(value, list) for value in lists) or not _outputs_fit(body["output"], body.get("outputs")):
        return False
    if (len(lists[0]), len(lists[1])) != (len(known["inputs"]), len(known.get("state") or ())):
        return False
    return all(_argument(one) for one in (*lists[0], *lists[1]))


def _outputs_fit(name: str, outputs: Any) -> bool:
    """Tell whether the outputs of a call are as many as its name says."""
    if not name.startswith(".."):
        return isinstance(outputs, dict) and _argument(outputs)
    return isinstance(outputs, list) and len(outputs) == name.count("...") + 1 and all(_argument(one) for one in outputs)


def _argument(one: Any) -> bool:
    """Tell whether an argument names a property of a component; a wildcard sends a list of them."""
    if isinstance(one, list):
        return all(isinstance(each, dict) and _argument(each) for each in one)
    return isinstance(one, dict) and isinstance(one.get("id"), str | dict) and isinstance(one.get("property"), str)


def _refuse(name: str) -> None:
    raise ValueError(name)


def _depth(value: Any) -> int:
    """Return how deep lists and objects are nested; the parser has bounded it already."""
    level, layer = 0, [value]
    while layer and level <= JSON_DEPTH:
        layer = [child for one in layer if isinstance(one, dict | list) for child in (one.values() if isinstance(one, dict) else one)]
        level += 1
    return level


_TEXTS: Final = {
    "host": "This address is not one of netfold's own. 此地址不是 netfold 的服务地址。",
    "session": "Please open the one-time link that 'netfold serve' printed. 请打开 netfold serve 打印的一次性链接。",
    "link": "This link has been used or is too old; restart 'netfold serve' for a new one. 链接已使用或过期，请重新运行 netfold serve。",
    "origin": "The request did not come from this page. 请求并非来自本页面。",
    "method": "Method not allowed. 不支持此方法。",
    "type": "JSON was expected. 请求须为 JSON。",
    "upload": "A file was expected as application/octet-stream. 上传须为 application/octet-stream。",
    "length": "The request must say how long it is. 请求须注明长度。",
    "size": "The request is too large. 请求过大。",
    "body": "The request is malformed. 请求格式不正确。",
}


def refusal(status: int, reason: str) -> Response:
    """Return an answer that says why, in both languages, and nothing else."""
    text = _TEXTS[reason]
    wants_page = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
    if not wants_page:
        return Response(json.dumps({"error": reason, "text": text}, ensure_ascii=False), status, content_type="application/json")
    page = f'<!DOCTYPE html><html lang="zh"><meta charset="utf-8"><title>netfold</title><style>body{{font:16px/1.6 system-ui,sans-serif;margin:15vh auto;max-width:36em;padding:0 1em}}</style><h1>netfold</h1><p>{text}</p></html>'  # noqa: E501 - one small page
    return Response(page, status, content_type="text/html; charset=utf-8")
