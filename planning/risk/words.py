"""Words: what a driver is called. Its code and values; who shows it says them in the reader's language."""

from __future__ import annotations

from planning.driver_messages import DRIVERS
from planning.options import Option
from topology.model.errors import Scalar


def driver_words(key: str) -> tuple[str, dict[str, Scalar]]:
    """Return the message code of a driver with its values; a row that only an organisation's own book has goes by its key.

    >>> driver_words("retain.staff.join")
    ('planning.driver.retain.staff', {'way': 'join'})
    >>> driver_words("tender.lot7")
    ('planning.driver.price', {'key': 'tender.lot7'})
    """
    code = f"planning.driver.{key}"
    if code in DRIVERS:
        return code, {}
    whole, _, way = code.rpartition(".")
    if whole in DRIVERS and way in set(Option):
        return whole, {"way": way}
    return "planning.driver.price", {"key": key}
