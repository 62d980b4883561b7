/* The planning board: one listener for all cells, arrow keys between them, P pins and F forbids the one in focus. */
(function () {
  "use strict";
  const set = (id, data) => window.dash_clientside.set_props(id, { data });
  const cellOf = (event) => event.target.closest && event.target.closest("[data-nf-cell]");

  document.addEventListener("click", (event) => {
    const cell = cellOf(event);
    if (cell) set("board-cell", { cell: cell.getAttribute("data-nf-cell"), n: Date.now() });
  });

  document.addEventListener("keydown", (event) => {
    const cell = cellOf(event);
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === "p" || key === "f") {
      if (cell.classList.contains("blocked")) return;
      event.preventDefault();
      set("board-key", { cell: cell.getAttribute("data-nf-cell"), what: key === "p" ? "pin" : "forbid", n: Date.now() });
      return;
    }
    const column = cell.closest("td").cellIndex, row = cell.closest("tr");
    const across = { arrowleft: -1, arrowright: 1 }[key];
    const to = across ? row.cells[column + across] : { arrowup: row.previousElementSibling, arrowdown: row.nextElementSibling }[key];
    const next = to && (across ? to : to.cells[column]);
    const button = next && next.querySelector("[data-nf-cell]");
    if (button) { event.preventDefault(); button.focus(); }
  });
})();
