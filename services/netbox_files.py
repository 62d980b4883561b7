"""Files with NetBox objects among what is imported: each folder or dump is one inventory."""

from __future__ import annotations

from collections.abc import Sequence

from collectors.netbox.dumps import inventory_files, read_inventory
from services.actors import Right
from services.home import Home
from services.imported import FileResult, Form, State, refused
from services.intake import Request
from services.netbox_pull import PullResult, StockSource, preview_stock, take_stock
from services.progress import SILENT, Watch
from services.rights import needs
from topology.model.errors import InputError, Problem

_VERSION = "-"


def split_inventories(requests: Sequence[Request]) -> tuple[list[Request], list[Request]]:
    """Return the requests that are NetBox inventories, and the others."""
    found = [request for request in requests if request.form is None and request.platform is None and inventory_files(request.path)]
    return found, [request for request in requests if request not in found]


@needs(Right.COLLECT)
def import_inventories(home: Home, requests: Sequence[Request], *, watch: Watch = SILENT) -> list[FileResult]:
    """Keep what inventories say, without a snapshot; one that cannot be read is refused and the others go on.

    Raises `InputError` ``netbox.realm_needed``, ``services.classified_realm``.
    """
    return [_each(home, request, watch, keep=True) for request in requests]


@needs(Right.COLLECT)
def preview_inventories(home: Home, requests: Sequence[Request], *, watch: Watch = SILENT) -> list[FileResult]:
    """Return what importing inventories would do; nothing is written. Errors as `import_inventories`."""
    return [_each(home, request, watch, keep=False) for request in requests]


def _each(home: Home, request: Request, watch: Watch, *, keep: bool) -> FileResult:
    label = request.label or request.path.name
    files, problems = inventory_files(request.path), list[Problem]()
    watch.check()
    try:
        stock = read_inventory(files, problems)
    except InputError as error:
        return refused(label, error.code, error.params, Form.NETBOX)
    source = StockSource(label, _VERSION, request.realm, ())
    if keep:
        return _result(label, take_stock(home, stock, source, problems, resolve=False, watch=watch))
    return _result(label, preview_stock(home, stock, source, problems))


def _result(label: str, found: PullResult) -> FileResult:
    new = found.new or found.changed or (found.census is not None and not found.census.unchanged)
    return FileResult(
        path=label, state=State.IMPORTED if new else State.UNCHANGED, form=Form.NETBOX, bears=found.run, confidence=1.0,
        problems=found.problems, records=found.new + found.changed, known=found.unchanged, added=found.new, changed=found.changed,
    )  # fmt: skip
