"""Cables of a stock, followed from port to port: directly, or through the two terminations of a circuit.

What runs over patch panels, or ends on anything but interfaces and circuits, is listed and not followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from collectors.netbox.stock import Item, Stock
from topology.model.errors import Problem, Severity
from topology.model.records import Interface
from topology.model.tables import Cable

_PORT = "dcim/interfaces"
_TERMINATION = "circuits/circuit-terminations"
_PLANNED = "planned"
"""Status of a cable that is not there yet."""
End = tuple[str, int]


class Cabling:
    """Answers which cable ends on a port, and where its other end is."""

    def __init__(self, stock: Stock, owners: Mapping[int, tuple[str, str]], problems: list[Problem]) -> None:
        """Take the cables of a stock; `owners` gives target and realm of the record that a device went into."""
        self._stock = stock
        self._owners = owners
        self._at: dict[End, tuple[Item, Sequence[End]]] = {}
        sides = {(one.get("circuit"), one.get("term_side")): one.id for one in stock.of(_TERMINATION)}
        self._other = {
            one.id: sides.get((one.get("circuit"), "Z" if one.get("term_side") == "A" else "A")) for one in stock.of(_TERMINATION)
        }
        for cable in stock.of("dcim/cables"):
            if cable.get("status") == _PLANNED:
                continue
            a, b = cable.get("a_terminations") or (), cable.get("b_terminations") or ()
            for near, far in ((a, b), (b, a)):
                self._at.update(dict.fromkeys(near, (cable, far)))
            if {end[0] for end in (*a, *b)} - {_PORT, _TERMINATION}:
                kinds = ", ".join(sorted({end[0] for end in (*a, *b)}))
                problems.append(Problem("netbox-cable-open", Severity.INFO, f"netbox dcim/cables/{cable.id}", {"kinds": kinds}))

    def of(self, own: Iterable[tuple[Item, Interface]]) -> tuple[Cable, ...]:
        """Return the cables that end on the ports of a device."""
        found = []
        for item, made in own:
            met = self._at.get((_PORT, item.id))
            if met is None:
                continue
            cable, ends = met
            for end, circuit in self._far(ends):
                far = self._stock.get(_PORT, end)
                owner = self._owners.get(far.get("device")) if far is not None else None
                if far is None or owner is None:
                    continue
                said = cable.facts.get("circuit")
                found.append(
                    Cable(
                        port=made.name, far=owner[0], far_realm=owner[1], far_port=str(far.true("name")), status=cable.get("status"),
                        circuit=circuit or (said if isinstance(said, str) else None), label=cable.get("label"), ref=made.ref,
                    )
                )  # fmt: skip
        return tuple(found)

    def _far(self, ends: Sequence[End]) -> Iterable[tuple[int, str | None]]:
        """Give the interfaces behind some ends, with the circuit that lies between."""
        for path, ident in ends:
            if path == _PORT:
                yield ident, None
            elif path == _TERMINATION:
                other = self._other.get(ident)
                met = self._at.get((_TERMINATION, other)) if other is not None else None
                for far_path, far in met[1] if met else ():
                    if far_path == _PORT:
                        yield far, self._code(ident)

    def _code(self, termination: int) -> str | None:
        ended = self._stock.get(_TERMINATION, termination)
        circuit = self._stock.get("circuits/circuits", ended.get("circuit") if ended else None)
        if circuit is None:
            return None
        said = circuit.facts.get("code")
        return said if isinstance(said, str) else str(circuit.get("cid"))
