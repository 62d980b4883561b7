/* Moving devices by hand: with the mouse, with the keys, and back. What was moved is kept by the server, which has the last word. */
(function () {
  "use strict";
  const netfold = (window.netfold = window.netfold || {});
  const STEP = 12, PAUSE = 500;

  class Arranger {
    constructor(engine) { this.engine = engine; this.held = null; this.moves = []; this.asked = new Map(); this.timer = 0; this.count = 0; }
    stop() { clearTimeout(this.timer); }

    hold(index) {
      const { graph } = this.engine, id = graph.node_id.get(index);
      this.held = { graph, index, id, from: [graph.xy[2 * index], graph.xy[2 * index + 1]], pinned: graph.pinned.has(id) };
    }
    grab(target) { this.flush(); if (target && target.kind === "device") this.hold(target.index); }
    drag(px, py) {
      const { engine, held } = this;
      if (!held || held.graph !== engine.graph) return false;
      this.put(held.index, engine.x + (px - engine.width / 2) / engine.k, engine.y + (py - engine.height / 2) / engine.k);
      return true;
    }
    /* Keep what is held where it is, or let it go back. */
    drop(keep) {
      const { held } = this;
      if (!held || held.graph !== this.engine.graph) { this.held = null; return; }
      this.held = null;
      const { graph, index, id, from, pinned } = held;
      if (!keep) { this.put(index, ...from); return; }
      this.moves.push({ id, to: pinned ? from : null });
      this.ask(id, graph.xy[2 * index], graph.xy[2 * index + 1]);
    }
    /* One step with the keys; the last of several is kept. */
    nudge(dx, dy) {
      const { engine } = this, chosen = engine.selected;
      if (!chosen || chosen.kind !== "device") return false;
      if (!this.held || this.held.index !== chosen.index) { this.flush(); this.hold(chosen.index); }
      const { graph } = engine, step = STEP / engine.k;
      this.put(chosen.index, graph.xy[2 * chosen.index] + dx * step, graph.xy[2 * chosen.index + 1] + dy * step);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => { this.timer = 0; this.drop(true); }, PAUSE);
      return true;
    }
    flush() { if (this.timer) { clearTimeout(this.timer); this.timer = 0; this.drop(true); } else this.held = null; }
    /* Take the last move back; without one, let the layout place the chosen device again. */
    putBack() {
      this.flush();
      const { engine } = this, last = this.moves.pop();
      if (last) { this.ask(last.id, ...(last.to || [null, null])); return true; }
      const id = engine.selected && engine.selected.kind === "device" ? engine.idOf(engine.selected) : null;
      if (id === null || !engine.graph.pinned.has(id)) return false;
      this.ask(id, null, null);
      return true;
    }
    ask(id, x, y) {
      const n = `${Date.now()}.${++this.count}`;
      this.asked.set(id, n);
      this.engine.hooks.placed({ id, x, y, n });
    }
    /* The server's answer: where the device stands. One that a newer question overtook is left aside. */
    settle(answer) {
      const { engine } = this;
      if (!answer || !engine.graph || this.asked.get(answer.id) !== answer.n) return;
      this.asked.delete(answer.id);
      const index = netfold.findNode(engine.graph, answer.id);
      if (answer.said) { engine.hooks.said(answer.said); engine.hooks.refused(answer.said); this.moves = this.moves.filter((move) => move.id !== answer.id); }
      if (index < 0 || answer.x === null) return;
      if (answer.pinned) engine.graph.pinned.add(answer.id); else engine.graph.pinned.delete(answer.id);
      this.put(index, answer.x, answer.y);
    }
    put(index, x, y) { netfold.relocate(this.engine.graph, index, x, y); this.engine.draw(); }
  }

  netfold.Arranger = Arranger;
})();
