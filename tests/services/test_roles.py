"""Every service call names the right it needs, and denies whoever lacks it."""

import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest

import services
from services.actors import LOCAL, Actor, Right, Role, may
from services.home import Home
from services.rights import ACTION, RIGHT
from services.text import MESSAGES
from topology.model.errors import PermissionDenied

UNGUARDED = {
    "services.rights.check",  # the gate itself
    "services.snapshotting.current_rules",  # a part of making a snapshot
    "services.names.device_id",
    "services.names.thing_id",
    "services.names.end_id",  # names are read through `current`, which is guarded
}
MATRIX = {
    Role.VIEWER: {Right.READ},
    Role.PLANNER: {Right.READ, Right.PLAN},
    Role.ENGINEER: {Right.READ, Right.PLAN, Right.COLLECT, Right.CORRECT},
    Role.ADMINISTRATOR: set(Right),
}


def _calls() -> Iterator[tuple[str, Callable[..., Any]]]:
    for found in iter_modules(services.__path__):
        module = import_module(f"services.{found.name}")
        for name, call in vars(module).items():
            if name.startswith("_") or not inspect.isfunction(call) or call.__module__ != module.__name__:
                continue
            parameters = list(inspect.signature(call).parameters.values())
            if parameters and parameters[0].name == "home":
                yield f"{module.__name__}.{name}", call


CALLS = dict(_calls())


def test_every_call_names_its_right() -> None:
    assert len(CALLS) > 25
    assert {name for name, call in CALLS.items() if not hasattr(call, RIGHT)} == UNGUARDED


@pytest.mark.parametrize("role", list(Role))
def test_rights_of_each_role(role: Role) -> None:
    assert {right for right in Right if may(Actor("x", role), right)} == MATRIX[role]


def test_an_unknown_role_may_nothing() -> None:
    assert not any(may(Actor("x", "root"), right) for right in Right)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", sorted(set(CALLS) - UNGUARDED))
@pytest.mark.parametrize("role", list(Role))
def test_who_lacks_the_right_is_denied_and_it_is_written_down(home: Home, name: str, role: Role) -> None:
    call = CALLS[name]
    right = getattr(call, RIGHT)
    if right in MATRIX[role]:
        return
    before = len(home.store.audit.lines())
    needed = [p for p in inspect.signature(call).parameters.values() if p.default is p.empty][1:]
    with pytest.raises(PermissionDenied) as caught:
        call(home.acting_as(Actor("kim", role)), *[Path("x")] * len(needed))
    assert caught.value.params["right"] == right
    line = home.store.audit.lines()[0]
    assert len(home.store.audit.lines()) == before + 1
    assert (line.actor, line.role, line.outcome) == ("kim", role, "denied")


def test_every_changing_call_leaves_a_line(own: Home) -> None:
    from services.corrections import link_remove
    from services.listing import rows

    link = rows(own, "links")[0]
    before = len(own.store.audit.lines(1000))
    link_remove(own.acting_as(Actor("wu", Role.ENGINEER)), link["a_id"], link["b_id"], reason="dismantled")
    lines = own.store.audit.lines(1000)[: len(own.store.audit.lines(1000)) - before]
    assert [(line.action, line.actor, line.outcome) for line in lines] == [("link.remove", "wu", "done"), ("snapshot.make", "wu", "done")]
    assert (lines[0].object, lines[0].params) == (f"{link['a_id']} {link['b_id']}", {"reason": "dismantled"})
    with pytest.raises(Exception, match="unknown_end"):
        link_remove(own, "nobody", "nothing")
    assert own.store.audit.lines()[0].outcome == "services.unknown_end"
    assert own.store.audit.broken() is None


def test_changing_calls_are_those_that_need_more_than_reading() -> None:
    reading = {name for name, call in CALLS.items() if getattr(call, RIGHT, None) is Right.READ and not hasattr(call, ACTION)}
    assert "services.listing.rows" in reading
    assert {name for name, call in CALLS.items() if hasattr(call, ACTION)} >= {
        "services.corrections.same",
        "services.discovery.run_scope",
        "services.importing.import_paths",
        "services.plans.save_scenario",
        "services.jobs.cancel",
    }


def test_the_local_user_is_the_administrator() -> None:
    assert LOCAL.role is Role.ADMINISTRATOR
    assert "services.denied" in MESSAGES
