"""CSV: the links with the keys of the listings, and the devices in a file beside them."""

from __future__ import annotations

from collections.abc import Mapping

from services.exports.slices import Slice
from services.rows_measured import device_rows, link_values
from services.tables import csv_text


def write_sheets(cut: Slice) -> Mapping[str, bytes]:
    """Return links and devices as CSV that no spreadsheet takes for formulas, with a byte order mark for Excel."""
    chosen = {device.id for device in cut.devices}
    devices = [row.values for row in device_rows(cut.topology) if row.values["id"] in chosen]
    links = [link_values(cut.topology, link) for link in cut.links]
    return {"": csv_text(links).encode("utf-8-sig"), "devices.csv": csv_text(devices).encode("utf-8-sig")}
