"""The gate of every service call: the right is checked first, and a change leaves its line in the audit log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import Concatenate, Final, ParamSpec, TypeVar

from services.actors import Right, may
from services.home import Home
from topology.model.errors import NetfoldError, PermissionDenied, Scalar

P = ParamSpec("P")
R = TypeVar("R")

RIGHT: Final = "__netfold_right__"
"""Attribute of a service call that names the right it needs; a test insists that every call has it."""
ACTION: Final = "__netfold_action__"
"""Attribute of a service call that changes something: its name in the audit log."""

_LONGEST: Final = 400


def needs(right: Right) -> Callable[[Callable[Concatenate[Home, P], R]], Callable[Concatenate[Home, P], R]]:
    """Mark a service call that only reads: whoever lacks `right` is denied."""

    def decorate(call: Callable[Concatenate[Home, P], R]) -> Callable[Concatenate[Home, P], R]:
        @wraps(call)
        def checked(home: Home, /, *args: P.args, **kwargs: P.kwargs) -> R:
            check(home, right, call.__name__)
            return call(home, *args, **kwargs)

        setattr(checked, RIGHT, right)
        return checked

    return decorate


def changes(right: Right, action: str) -> Callable[[Callable[Concatenate[Home, P], R]], Callable[Concatenate[Home, P], R]]:
    """Mark a service call that changes something: as `needs`, and the outcome is written to the audit log."""

    def decorate(call: Callable[Concatenate[Home, P], R]) -> Callable[Concatenate[Home, P], R]:
        @wraps(call)
        def checked(home: Home, /, *args: P.args, **kwargs: P.kwargs) -> R:
            check(home, right, action)
            outcome = "interrupted"
            try:
                result = call(home, *args, **kwargs)
                outcome = "done"
            except NetfoldError as error:
                outcome = error.code
                raise
            finally:
                _log(home, action, outcome, args, kwargs)
            return result

        setattr(checked, RIGHT, right)
        setattr(checked, ACTION, action)
        return checked

    return decorate


def check(home: Home, right: Right, action: str) -> None:
    """Let the home's actor pass, or write the denial down.

    Raises
    ------
    PermissionDenied
        ``services.denied`` if the role does not grant the right.
    """
    if may(home.actor, right):
        return
    home.store.audit.append(action, "", actor=home.actor.name, role=str(home.actor.role), outcome="denied", params={"right": right.value})
    raise PermissionDenied("services.denied", actor=home.actor.name, role=str(home.actor.role), right=right.value)


def _log(home: Home, action: str, outcome: str, args: tuple[object, ...], kwargs: Mapping[str, object]) -> None:
    named = [str(value) for value in args if isinstance(value, str | Path)]
    params: dict[str, Scalar] = {
        key: value if isinstance(value, int | float | bool) else str(value)[:_LONGEST]
        for key, value in kwargs.items()
        if isinstance(value, str | int | float | bool | Path)
    }
    actor = home.actor
    home.store.audit.append(action, " ".join(named)[:_LONGEST], actor=actor.name, role=actor.role.value, outcome=outcome, params=params)
