"""The map component as Dash sees it: properties only. The drawing is in ``assets/netcanvas-*.js``."""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component


class NetCanvas(Component):
    """A network on a canvas.

    Properties in: `url` of the graph, codes of the chosen `networks`, what to `focus` (id and a running
    number), the `path` traced (legs, first, ends), the `plan` shown (url of it; at: its quarter's place, -1 for today),
    `words` of the interface, and where a moved device `settled` (id, n, x and y [world units], pinned, said). Properties
    out: `picked` (kind, id, open, running number), and the device that was `placed` by hand (id, n, x and y, None to let
    the layout place it again).
    """

    _children_props: list[str] = []  # noqa: RUF012 - as the base class declares it
    _base_nodes: list[str] = ["children"]  # noqa: RUF012
    _namespace = "netfold"
    _type = "NetCanvas"
    _js_dist: list[dict[str, Any]] = []  # noqa: RUF012

    def __init__(
        self,
        id: str,  # noqa: A002 - Dash's own name
        *,
        url: str | None = None,
        networks: list[str] | None = None,
        focus: dict[str, Any] | None = None,
        path: dict[str, Any] | None = None,
        plan: dict[str, Any] | None = None,
        words: dict[str, Any] | None = None,
        picked: dict[str, Any] | None = None,
        settled: dict[str, Any] | None = None,
        placed: dict[str, Any] | None = None,
    ) -> None:
        self._prop_names = ["id", "url", "networks", "focus", "path", "plan", "words", "picked", "settled", "placed"]
        self._valid_wildcard_attributes: list[str] = []
        self.available_properties = self._prop_names
        self.available_wildcard_properties: list[str] = []
        given = {
            "id": id, "url": url, "networks": networks, "focus": focus, "path": path, "plan": plan, "words": words, "picked": picked,
            "settled": settled, "placed": placed,
        }  # fmt: skip
        super().__init__(**{name: value for name, value in given.items() if value is not None})  # type: ignore[no-untyped-call] # dash leaves it untyped
