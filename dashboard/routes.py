"""Routes of our own beside Dash's: the map's binary data."""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import quote

from flask import Flask, Response, request

from dashboard.locale import language
from dashboard.pictures import picture
from dashboard.planned import encode_plan
from services.home import Home
from services.plan_inputs import stored_name
from services.roadmaps import overlay
from services.text import error_text
from services.topologies import current
from topology.model.errors import InputError, NetfoldError

GRAPH: Final = "/api/graph/"
PLAN: Final = "/api/plan/"


def graph_path(snapshot: str) -> str:
    """Return the address of a snapshot's graph."""
    return f"{GRAPH}{snapshot}.bin"


def plan_path(snapshot: str, scenario: str) -> str:
    """Return the address of what a scenario does to a snapshot's graph."""
    return f"{PLAN}{snapshot}/{quote(scenario, safe='')}.bin"


def register(server: Flask, home: Home) -> None:
    """Add the routes to a server."""

    @server.get(GRAPH + "<snapshot>.bin")
    def graph(snapshot: str) -> Response:
        try:
            drawn = picture(home, snapshot)
        except NetfoldError as error:
            return problem(error)
        if drawn.tag in request.if_none_match:
            answer = Response(status=304)
        elif "gzip" in request.headers.get("Accept-Encoding", ""):
            answer = Response(drawn.packed, content_type="application/octet-stream", headers={"Content-Encoding": "gzip"})
        else:
            answer = Response(drawn.body, content_type="application/octet-stream")
        answer.set_etag(drawn.tag)
        answer.headers["Vary"] = "Accept-Encoding, Cookie"
        answer.headers["X-Netfold-Cache"] = "private, no-cache"
        return answer

    @server.get(PLAN + "<snapshot>/<scenario>.bin")
    def plan(snapshot: str, scenario: str) -> Response:
        try:
            body = encode_plan(current(home, snapshot), overlay(home, stored_name(home, scenario), snapshot))
        except NetfoldError as error:
            return problem(error)
        return Response(body, content_type="application/octet-stream", headers={"X-Netfold-Cache": "private, no-cache"})


def problem(error: NetfoldError, status: int | None = None) -> Response:
    """Say an error as JSON: its code and text, nothing of the inside; 404 for what was asked wrongly, 500 else, if no status is given."""
    status = status or (404 if isinstance(error, InputError) else 500)
    body = json.dumps({"error": error.code, "text": error_text(error, language())}, ensure_ascii=False)
    return Response(body, status, content_type="application/json")
