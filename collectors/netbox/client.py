"""The one module that speaks to a NetBox: pynetbox's requests over a session that trusts nothing it need not.

Time-outs always; no redirect is followed, so that the token never goes to another host; `next` links are not followed
either, pages are asked for by offset; answers are bounded in bytes and seconds; certificates are checked always, with a
CA file where one is given; neither environment nor ``.netrc`` is read. Clear text is for loopback only.

429 is waited for, and so is 5xx where asking again does no harm. A write that may or may not have been done is told to
the caller as `Uncertain`, who looks before it asks again.
"""

from __future__ import annotations

import ipaddress
import json
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import requests
from pynetbox.core.query import AllocationError, ContentError, Request, RequestError

from collectors.netbox.words import plain
from topology.model.errors import CollectError, InputError

PAGE: Final = 500
"""Objects asked for at once; NetBox gives at most 1,000 unless set otherwise."""
OLDEST: Final = (4, 2)
"""Version from which MAC addresses are objects of their own."""
_MOST_BYTES: Final = 64 << 20
_MOST_OBJECTS: Final = 5_000_000
_TRIES: Final = 5
_LONGEST_WAIT_S: Final = 60.0
_LONGEST_TIMEOUT_S: Final = 3600
_BACK_OFF_S: Final = 0.5
_TOO_MANY: Final = 429
_SERVER: Final = 500
_REDIRECTS: Final = range(300, 400)
_TOKEN: Final = 1000
_HIDDEN: Final = "***"

T = TypeVar("T")


class NetBoxRefused(CollectError):
    """NetBox refused one request; nothing of it was done."""


class Uncertain(CollectError):
    """A write that may or may not have been done: the connection broke, or the server failed over it."""


@dataclass(frozen=True, slots=True)
class Access:
    """Where a NetBox is and how it is spoken to. The token never shows in a representation."""

    url: str
    token: str = field(repr=False)
    ca: Path | None = None
    timeout_s: float = 30.0
    page: int = PAGE


def checked_url(url: str) -> str:
    """Return the base address of a NetBox without a final slash.

    Raises
    ------
    InputError
        ``netbox.url``: not https (http on loopback), or with a user, query or fragment; ``netbox.host``: no address of a
        server (link-local, multicast, unspecified).
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise InputError("netbox.url", url=_safe(url)) from None
    del port
    odd = parts.username is not None or parts.password is not None or parts.query or parts.fragment or not host
    if odd or parts.scheme not in {"https", "http"} or (parts.scheme == "http" and not _is_loopback(host)):
        raise InputError("netbox.url", url=_safe(url))
    return url.strip().rstrip("/").removesuffix("/api")


def _safe(url: str) -> str:
    """Return an address for a message, without what may be a secret in it."""
    return plain(url.partition("?")[0].rpartition("@")[2])[:200]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _check_host(host: str) -> None:
    """Refuse names that lead to addresses where no NetBox is, such as a cloud's metadata service."""
    try:
        found = {ipaddress.ip_address(info[4][0]) for info in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except (OSError, ValueError):
        return  # the connection will say so
    for address in found:
        bare = getattr(address, "ipv4_mapped", None) or address
        if bare.is_link_local or bare.is_multicast or bare.is_unspecified:
            raise InputError("netbox.host", host=host, address=str(address))


class _Session(requests.Session):
    """A session with limits: time, bytes, no redirects, nothing from the environment."""

    def __init__(self, access: Access) -> None:
        super().__init__()
        self.trust_env = False
        self.verify = True if access.ca is None else str(access.ca)
        self.asked = 0
        self._timeout_s = access.timeout_s

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **options: Any) -> requests.Response:
        """Send one request and read its whole answer, within the limits."""
        options |= {"timeout": self._timeout_s, "allow_redirects": False, "stream": True}
        self.asked += 1
        end = time.monotonic() + 4 * self._timeout_s
        answer = super().request(method, url, *args, **options)
        try:
            if answer.status_code in _REDIRECTS:
                where = urlsplit(answer.headers.get("Location", "")).hostname or "?"
                raise CollectError("netbox.redirect", host=plain(where)[:100])
            body = bytearray()
            for chunk in answer.iter_content(1 << 16):
                body += chunk
                if len(body) > _MOST_BYTES:
                    raise CollectError("netbox.too_large", most=_MOST_BYTES >> 20)
                if time.monotonic() > end:
                    raise requests.exceptions.ReadTimeout
        finally:
            answer.close()
        answer._content = bytes(body)  # noqa: SLF001 - how a streamed answer is given its content
        return answer


class NetBox:
    """A NetBox server: lists, creates, updates and deletes objects, many at a time."""

    def __init__(self, access: Access, *, sleep: Callable[[float], None] = time.sleep) -> None:
        """Open a session; raises `InputError` ``netbox.url``, ``netbox.host``, ``netbox.token``, ``netbox.timeout``, ``netbox.ca``."""
        self._base = checked_url(access.url)
        if not access.token or len(access.token) > _TOKEN or not access.token.isascii() or not access.token.isprintable():
            raise InputError("netbox.token")
        if not 0 < access.timeout_s <= _LONGEST_TIMEOUT_S:
            raise InputError("netbox.timeout", most=_LONGEST_TIMEOUT_S)
        if access.ca is not None and not access.ca.is_file():
            raise InputError("netbox.ca", path=str(access.ca))
        _check_host(urlsplit(self._base).hostname or "")
        self._access = access
        self._sleep = sleep
        self._session = _Session(access)

    @property
    def asked(self) -> int:
        """How many requests were sent."""
        return self._session.asked

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def version(self) -> str:
        """Return the server's version.

        Raises
        ------
        InputError
            ``netbox.version``: older than 4.2, or not of the fourth series.
        """
        said = self._again(lambda: self._request("").get_status())
        text = said.get("netbox-version") if isinstance(said, dict) else None
        numbers = [int(part) for part in str(text or "").split("-")[0].split(".")[:2] if part.isdecimal()]
        if len(numbers) < 2 or tuple(numbers) < OLDEST or numbers[0] != OLDEST[0]:  # noqa: PLR2004 - major and minor
            raise InputError("netbox.version", found=plain(str(text))[:40])
        return plain(str(text))[:40]

    def pages(self, path: str, **filters: str) -> Iterator[list[Any]]:
        """Give all objects of a kind, a page at a time, in the order of their ids.

        Raises
        ------
        CollectError
            ``netbox.page``: a page of another form; ``netbox.short``: the server ended before the number it promised.
        """
        offset, known = 0, set[int]()
        while True:
            rows, count = self._page(path, offset, filters)
            fresh = {row["id"] for row in rows if isinstance(row, dict) and isinstance(row.get("id"), int)} - known
            known |= fresh
            offset += len(rows)
            if rows:
                yield rows
            if offset >= count:
                return
            if not rows or not fresh or offset > _MOST_OBJECTS:
                raise CollectError("netbox.short", path=path, found=len(known), count=count)

    def create(self, path: str, bodies: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Create objects, all or none, and return them; raises `NetBoxRefused`, `Uncertain`."""
        return self._written(path, self._once(lambda: self._request(path).post(list(bodies))), len(bodies))

    def update(self, path: str, bodies: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Change some fields of objects, each named by its ``id``, all or none; raises `NetBoxRefused`."""
        return self._written(path, self._again(lambda: self._request(path).patch(list(bodies))), len(bodies))

    def delete(self, path: str, idents: Sequence[int]) -> None:
        """Delete objects, all or none; raises `NetBoxRefused`."""
        self._again(lambda: self._request(path).delete([{"id": ident} for ident in idents]))

    def _page(self, path: str, offset: int, filters: dict[str, str]) -> tuple[list[Any], int]:
        asked = self._request(path, offset=offset, **filters)
        try:
            rows = self._again(lambda: list(asked.get()))
        except (TypeError, KeyError, AttributeError):
            raise CollectError("netbox.page", path=path) from None
        count = getattr(asked, "count", None)
        if not isinstance(count, int) or isinstance(count, bool) or (rows and not isinstance(rows[0], dict)):
            raise CollectError("netbox.page", path=path)
        return rows, count

    def _request(self, path: str, *, offset: int | None = None, **filters: str) -> Any:
        params = {"ordering": "id", **filters} if offset is not None else None
        return Request(
            base=f"{self._base}/api/{path}",
            http_session=self._session,
            filters=params,
            limit=self._access.page if offset is not None else None,
            offset=offset,
            token=self._access.token,
        )

    def _again(self, ask: Callable[[], T]) -> T:
        """Ask, and again while the server is busy, failing or not there: for what may be done twice."""
        for attempt in range(1, _TRIES + 1):
            try:
                return self._once(ask)
            except Uncertain as error:
                if attempt == _TRIES:
                    raise CollectError("netbox.no_answer", reason=str(error.params.get("reason", "?"))) from None
                self._sleep(_BACK_OFF_S * 2**attempt)
        raise AssertionError  # pragma: no cover - the loop returns or raises

    def _once(self, ask: Callable[[], T]) -> T:
        """Ask; wait where told to (nothing was done then), and say every failure in our own words."""
        for attempt in range(1, _TRIES + 1):
            try:
                return ask()
            except RequestError as error:
                self._failed(error.req, last=attempt == _TRIES, attempt=attempt)
            except AllocationError as error:
                self._failed(error.req, last=True, attempt=attempt)
            except (ContentError, json.JSONDecodeError, requests.exceptions.JSONDecodeError):
                raise CollectError("netbox.not_json") from None
            except requests.exceptions.SSLError as error:
                raise CollectError("netbox.tls", reason=self._said(str(error))) from None
            except requests.exceptions.ConnectTimeout:
                raise Uncertain("netbox.no_answer", reason="connect time-out") from None
            except requests.exceptions.Timeout:
                raise Uncertain("netbox.no_answer", reason="time-out") from None
            except requests.exceptions.RequestException as error:
                raise Uncertain("netbox.no_answer", reason=type(error).__name__) from None
            except RecursionError:
                raise CollectError("netbox.not_json") from None
        raise AssertionError  # pragma: no cover - the loop returns or raises

    def _failed(self, answer: requests.Response, *, last: bool, attempt: int) -> None:
        """Wait after a 429; raise what any other refusal means."""
        code = answer.status_code
        if code == _TOO_MANY and not last:
            self._sleep(_wait_s(answer.headers.get("Retry-After"), attempt))
            return
        reason = self._said(answer.text)
        if code in {401, 403}:
            raise CollectError("netbox.denied", status=code, reason=reason)
        if code >= _SERVER:
            raise Uncertain("netbox.no_answer", reason=f"HTTP {code}")
        raise NetBoxRefused("netbox.refused", status=code, reason=reason)

    def _written(self, path: str, answer: Any, count: int) -> list[dict[str, Any]]:
        if not isinstance(answer, list) or len(answer) != count or not all(isinstance(row, dict) for row in answer):
            raise Uncertain("netbox.page", path=path)
        return answer

    def _said(self, text: str) -> str:
        """Return a short piece of what a server said, never the token, whatever it says."""
        return plain(text.replace(self._access.token, _HIDDEN))[:300]


def _wait_s(said: str | None, attempt: int) -> float:
    """Return how long to wait [s]: what the server says, within reason, else twice as long each time."""
    if said is not None and said.strip().isdecimal():
        return min(float(said), _LONGEST_WAIT_S)
    return min(_BACK_OFF_S * 2.0**attempt, _LONGEST_WAIT_S)
