"""Files from the browser: one route opens a batch, one takes a file of it, straight to the home's staging folder.

Size and kind are held against the limits by `dashboard.auth` before a byte of the body is read.
"""

from __future__ import annotations

from flask import Flask, Response, jsonify, request

from dashboard.auth import UPLOAD, UPLOAD_MAX, UPLOAD_NEW
from dashboard.routes import problem
from services.home import Home
from services.uploads import add_file, begin
from topology.model.errors import InputError, NetfoldError, PermissionDenied


def register(server: Flask, home: Home) -> None:
    """Add the routes to a server."""

    @server.post(UPLOAD_NEW)
    def new() -> Response:
        try:
            return jsonify(batch=begin(home))
        except NetfoldError as error:
            return _refused(error)

    @server.post(f"{UPLOAD}<batch>")
    def take(batch: str) -> Response:
        request.max_content_length = UPLOAD_MAX
        try:
            count = add_file(home, batch, request.args.get("name", ""), request.stream.read, request.content_length or 0)
        except NetfoldError as error:
            return _refused(error)
        return jsonify(count=count)


def _refused(error: NetfoldError) -> Response:
    """Say why a file was not taken: 403 without the right, 404 for a batch that is gone, 413 for too much, 400 else."""
    status = 403 if isinstance(error, PermissionDenied) else 400 if isinstance(error, InputError) else 500
    return problem(error, {"services.no_upload": 404, "services.too_large": 413, "services.too_many_files": 413}.get(error.code, status))
