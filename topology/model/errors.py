"""Errors and problems.

An exception means that the request itself was not done; anything wrong with one device, row or
line is a `Problem` and the run goes on::

    NetfoldError
    ├── InputError          the user can mend the file, form or argument
    │   └── NotFound        a name or id that nothing carries
    ├── CollectError        a source could not be read
    │   ├── SnmpTimeout     (also a TimeoutError)
    │   └── SnmpAuthError
    ├── PermissionDenied
    ├── Cancelled           a person or a signal stopped the job
    └── ModelError
        └── Infeasible      names the constraints that conflict

Texts are looked up by code (each room's ``messages.py``), so that both languages say the same.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

Scalar = str | int | float | bool | None


class NetfoldError(Exception):
    """Root of the tree: a message code and the values its text needs."""

    def __init__(self, code: str, **params: Scalar) -> None:
        super().__init__(code)
        self.code = code
        self.params: dict[str, Scalar] = dict(params)

    def __str__(self) -> str:
        """Give the code and its parameters; for logs, as users read the translated text."""
        values = ", ".join(f"{key}={value!r}" for key, value in self.params.items())
        return f"{self.code}: {values}" if values else self.code


class InputError(NetfoldError):
    """The input is unusable and its author can mend it."""


class NotFound(InputError):
    """Nothing carries the name or id asked for."""


class CollectError(NetfoldError):
    """A source of records could not be read."""


class SnmpTimeout(CollectError, TimeoutError):
    """An agent did not answer within the tries allowed."""


class SnmpAuthError(CollectError):
    """An agent refused the credentials, or an answer failed its check."""


class PermissionDenied(NetfoldError):
    """The user may not do this."""


class Cancelled(NetfoldError):
    """The job was stopped before its end; what was acknowledged is kept."""


class ModelError(NetfoldError):
    """The model cannot be built from these inputs."""


class Infeasible(ModelError):
    """No plan meets every constraint; `params` name those that conflict."""


class Severity(StrEnum):
    """How much a problem or finding matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    CRITICAL = "critical"


class Problem(msgspec.Struct, frozen=True, order=True):
    """One thing that could not be read or believed, and where.

    `where` is what a person can open: ``file:line``, ``sheet!cell``, ``target oid``.
    """

    code: str
    severity: Severity
    where: str
    params: dict[str, Scalar] = msgspec.field(default_factory=dict)
