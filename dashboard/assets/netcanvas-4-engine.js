/* The engine behind the component: view, hit-testing, pointer, touch and keyboard. */
(function () {
  "use strict";
  const netfold = (window.netfold = window.netfold || {});
  const PANEL = 400, MOVE = 4, REACH = 7, ZOOM_MAX = 60;

  class Engine {
    constructor(root, hooks) {
      this.root = root; this.hooks = hooks;
      this.canvas = root.querySelector("canvas.nf-base"); this.upper = root.querySelector("canvas.nf-over");
      this.context = this.canvas.getContext("2d", { alpha: false }); this.over = this.upper.getContext("2d");
      this.graph = null; this.chosen = new Set(); this.selected = null; this.hover = null; this.pointer = null;
      this.x = 800; this.y = 500; this.k = 1; this.ratio = 1; this.width = 1; this.height = 1; this.words = {};
      this.fitted = true; this.paints = 0; this.pointers = new Map();
      this.theme = netfold.theme(root);
      this.arranging = false; this.arranger = new netfold.Arranger(this);
      this.undo = listen(this);
      this.resize();
    }
    destroy() { this.arranger.stop(); this.undo.forEach((undo) => undo()); cancelAnimationFrame(this.frame); }

    resize() {
      const box = this.root.getBoundingClientRect();
      this.ratio = window.devicePixelRatio || 1; this.width = Math.max(1, box.width); this.height = Math.max(1, box.height);
      for (const canvas of [this.canvas, this.upper]) {
        canvas.width = Math.round(this.width * this.ratio); canvas.height = Math.round(this.height * this.ratio);
      }
      if (this.fitted) this.fit(); else this.draw();
    }
    retheme() { this.theme = netfold.theme(this.root); this.draw(); }

    draw() {
      if (this.frame) return;
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        const before = performance.now();
        netfold.paint(this); netfold.overlay(this);
        this.paintTime = performance.now() - before; this.paints++;
        if (this.graph && !this.firstPaint) this.firstPaint = performance.now();
      });
    }
    drawOver() {
      if (this.frame || this.overFrame) return;
      this.overFrame = requestAnimationFrame(() => { this.overFrame = 0; netfold.overlay(this); });
    }

    setGraph(graph) { this.graph = graph; this.selected = this.hover = null; if (this.fitted) this.fit(); else this.draw(); }
    setChosen(codes) {
      this.chosen = new Set();
      if (this.graph) this.graph.head.networks.forEach((network, i) => { if (codes.includes(network.code)) this.chosen.add(i); });
      this.draw();
    }

    fit() {
      const pad = 14, foot = 46, [w, h] = this.graph ? this.graph.head.size : [1600, 1060];
      this.k = Math.min((this.width - 2 * pad) / w, (this.height - pad - foot) / h);
      this.base = this.k; this.x = w / 2; this.y = h / 2 + (foot - pad) / 2 / this.k; this.fitted = true;
      this.moved(); this.draw();
    }
    zoom(factor, px, py) {
      const low = (this.base || 0.5) * 0.5, k = Math.min(Math.max(this.k * factor, low), (this.base || 0.5) * ZOOM_MAX);
      const at = px === undefined ? [this.width / 2, this.height / 2] : [px, py];
      const wx = this.x + (at[0] - this.width / 2) / this.k, wy = this.y + (at[1] - this.height / 2) / this.k;
      this.k = k; this.x = wx - (at[0] - this.width / 2) / k; this.y = wy - (at[1] - this.height / 2) / k;
      this.fitted = false; this.moved(); this.draw();
    }
    pan(dx, dy) { this.x -= dx / this.k; this.y -= dy / this.k; this.fitted = false; this.moved(); this.draw(); }
    lookAt(x, y, k) { this.x = x; this.y = y; if (k) this.k = k; this.fitted = false; this.moved(); this.draw(); }
    moved() { this.hooks.moved({ x: this.x, y: this.y, z: this.k / (this.base || this.k), fitted: this.fitted }); }

    /* The device under a point, or the site's disc, or the link, or nothing. */
    hit(px, py) {
      if (!this.graph || !this.level) return null;
      const node = hitNode(this, px, py);
      if (node) return node;
      return hitEdge(this, px, py);
    }
    select(target, open) {
      this.selected = target;
      if (target) { this.hooks.said(netfold.describe(this, target)); if (target.kind === "fold") { this.openFold(target.index); this.selected = null; return; } }
      if (target && open) this.clear(target);
      this.drawOver();
      this.hooks.selected(target ? { kind: target.kind, id: this.idOf(target) } : null, open);
    }
    /* The panel opens over the right edge: move what was chosen out from under it. */
    clear(target) {
      const [px] = netfold.screen(this, ...this.middle(target)), edge = this.width - PANEL;
      if (this.width > 2 * PANEL && px > edge) this.pan(edge - px - 60, 0);
    }
    openFold(tile) {
      const b = 4 * tile, box = this.graph.tile_box;
      this.lookAt(box[b] + box[b + 2] / 2, box[b + 1] + box[b + 3] / 2, Math.max(this.k * 2.5, 90 / this.graph.head.unit));
    }
    idOf(target) { return (target.kind === "link" ? this.graph.edge_id : this.graph.node_id).get(target.index); }
    find(id) {
      if (!this.graph) return null;
      const node = netfold.findNode(this.graph, id);
      if (node >= 0) return { kind: "device", index: node };
      const edge = netfold.findEdge(this.graph, id);
      return edge >= 0 ? { kind: "link", index: edge } : null;
    }
    /* Bring a device, link or site into view and select it. */
    focus(id, close) {
      let target = this.find(id);
      if (!target && this.graph) {
        for (let t = 0; t < this.graph.tiles; t++) if (this.graph.tile_site.get(t) === id) { this.openFold(t); return true; }
        return false;
      }
      if (!target) return false;
      const [x, y] = this.middle(target);
      const want = target.kind === "device" ? Math.max(this.k, this.base * (close ? 5 : 1)) : this.k;
      this.lookAt(x, y, want);
      this.selected = target; this.hooks.said(netfold.describe(this, target));
      return true;
    }
    middle(target) {
      const { graph } = this;
      if (target.kind === "device") return [graph.xy[2 * target.index], graph.xy[2 * target.index + 1]];
      const e = target.index, a = 2 * graph.edges[2 * e], b = 2 * graph.edges[2 * e + 1];
      return [0.25 * graph.xy[a] + 0.5 * graph.bend[2 * e] + 0.25 * graph.xy[b], 0.25 * graph.xy[a + 1] + 0.5 * graph.bend[2 * e + 1] + 0.25 * graph.xy[b + 1]];
    }
    /* Where an entity stands on the page [CSS pixels]; for tests and for tools that point at it. */
    pointOf(id) {
      const target = this.find(id);
      if (!target) return null;
      const box = this.root.getBoundingClientRect(), [x, y] = netfold.screen(this, ...this.middle(target));
      return [box.left + x, box.top + y];
    }
    /* The neighbour that lies best in a direction; without a selection, the device nearest the middle. */
    walk(dx, dy) {
      if (!this.graph || !this.graph.n) return;
      if (!this.selected || this.selected.kind !== "device") { this.select({ kind: "device", index: nearest(this) }); return; }
      const { graph } = this, from = this.selected.index, { start, items } = graph.ofNode;
      let best = -1, score = 0.2;
      for (let j = start[from]; j < start[from + 1]; j++) {
        const e = items[j], to = graph.edges[2 * e] === from ? graph.edges[2 * e + 1] : graph.edges[2 * e];
        const vx = graph.xy[2 * to] - graph.xy[2 * from], vy = graph.xy[2 * to + 1] - graph.xy[2 * from + 1];
        const length = Math.hypot(vx, vy) || 1, value = (vx * dx + vy * dy) / length - length * 1e-5;
        if (value > score) { score = value; best = to; }
      }
      if (best < 0) return;
      this.select({ kind: "device", index: best });
      const [px, py] = netfold.screen(this, graph.xy[2 * best], graph.xy[2 * best + 1]);
      if (px < 40 || py < 40 || px > this.width - 40 || py > this.height - 40) this.lookAt(graph.xy[2 * best], graph.xy[2 * best + 1]);
    }
  }

  function nearest(engine) {
    const { graph } = engine;
    let best = 0, least = Infinity;
    for (let i = 0; i < graph.n; i++) {
      const d = Math.hypot(graph.xy[2 * i] - engine.x, graph.xy[2 * i + 1] - engine.y);
      if (d < least) { least = d; best = i; }
    }
    return best;
  }

  function hitNode(engine, px, py) {
    const { graph, k, level } = engine, reach = REACH / k;
    const wx = engine.x + (px - engine.width / 2) / k, wy = engine.y + (py - engine.height / 2) / k;
    let best = null, least = Infinity;
    const look = (i) => {
      const d = Math.hypot(graph.xy[2 * i] - wx, graph.xy[2 * i + 1] - wy) * k, r = netfold.pixels(engine, i);
      if (d < Math.max(r + 1.5, Math.min(REACH, level.pitch * 0.6)) && d < least) { least = d; best = { kind: "device", index: i }; }
    };
    for (const i of graph.raised) look(i);
    if (level.folded) {
      for (const f of engine.folds || []) {
        const d = Math.hypot(f.x - wx, f.y - wy) * k;
        if (d < Math.max(f.r * k, 3) && d < least) { least = d; best = { kind: "fold", index: f.tile }; }
      }
      return best;
    }
    const g = graph.grid, wide = Math.max(reach, 26 / k);
    const c0 = Math.max(0, Math.floor((wx - wide - g.left) / g.step)), c1 = Math.min(g.columns - 1, Math.floor((wx + wide - g.left) / g.step));
    const r0 = Math.max(0, Math.floor((wy - wide - g.top) / g.step)), r1 = Math.min(g.rows - 1, Math.floor((wy + wide - g.top) / g.step));
    for (let row = r0; row <= r1; row++) for (let column = c0; column <= c1; column++) {
      const spot = row * g.columns + column;
      for (let j = g.start[spot]; j < g.start[spot + 1]; j++) look(g.items[j]);
    }
    return best;
  }

  /* Distance to a quadratic curve, by sixteen chords; a box test leaves nearly all links out. */
  function hitEdge(engine, px, py) {
    const { graph, k, level } = engine, reach = 5 / k, box = graph.edgeBox;
    const wx = engine.x + (px - engine.width / 2) / k, wy = engine.y + (py - engine.height / 2) / k;
    let best = null, least = reach;
    for (const group of graph.groups) {
      if (!netfold.edgeVisible(engine, group) || (level.folded && group.route !== 2) || (group.route === 0 && level.pitch <= 4)) continue;
      for (const e of group.list) {
        const b = 4 * e;
        if (wx < box[b] - reach || wx > box[b + 2] + reach || wy < box[b + 1] - reach || wy > box[b + 3] + reach) continue;
        const d = distance(graph, e, wx, wy);
        if (d < least) { least = d; best = { kind: "link", index: e }; }
      }
    }
    return best;
  }
  function distance(graph, e, wx, wy) {
    const a = 2 * graph.edges[2 * e], b = 2 * graph.edges[2 * e + 1], xy = graph.xy;
    const cx = graph.bend[2 * e], cy = graph.bend[2 * e + 1];
    let fx = xy[a], fy = xy[a + 1], least = Infinity;
    for (let s = 1; s <= 16; s++) {
      const t = s / 16, u = 1 - t;
      const x = u * u * xy[a] + 2 * u * t * cx + t * t * xy[b], y = u * u * xy[a + 1] + 2 * u * t * cy + t * t * xy[b + 1];
      const vx = x - fx, vy = y - fy, at = Math.max(0, Math.min(1, ((wx - fx) * vx + (wy - fy) * vy) / (vx * vx + vy * vy || 1)));
      least = Math.min(least, Math.hypot(wx - fx - at * vx, wy - fy - at * vy));
      fx = x; fy = y;
    }
    return least;
  }

  function listen(engine) {
    const undo = [], root = engine.root, canvas = engine.upper;
    const on = (target, name, handler, options) => { target.addEventListener(name, handler, options); undo.push(() => target.removeEventListener(name, handler, options)); };
    const at = (event) => { const box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
    let start = null, moved = false, spread = 0;
    on(canvas, "pointerdown", (event) => {
      root.focus({ preventScroll: true });
      canvas.setPointerCapture(event.pointerId);
      engine.pointers.set(event.pointerId, at(event));
      start = at(event); moved = false; spread = 0;
      if (engine.pointers.size === 1) engine.arranger.grab(event.altKey || engine.arranging ? engine.hit(...start) : null);
    });
    on(canvas, "pointermove", (event) => {
      const here = at(event);
      if (engine.pointers.has(event.pointerId)) {
        const former = engine.pointers.get(event.pointerId);
        engine.pointers.set(event.pointerId, here);
        if (engine.pointers.size === 2) { engine.arranger.drop(false); spread = pinch(engine, spread); moved = true; return; }
        if (!moved && Math.hypot(here[0] - start[0], here[1] - start[1]) < MOVE) return;
        moved = true; engine.hover = null; canvas.style.cursor = "grabbing";
        if (engine.arranger.drag(...here)) return;
        engine.pan(here[0] - former[0], here[1] - former[1]);
        return;
      }
      engine.pointer = here;
      engine.hover = engine.hit(...here);
      canvas.style.cursor = engine.hover ? "pointer" : "grab";
      engine.drawOver();
    });
    const up = (event) => {
      const was = engine.pointers.delete(event.pointerId);
      canvas.style.cursor = "grab";
      engine.arranger.drop(moved && event.type === "pointerup");
      if (was && !moved && event.type === "pointerup") engine.select(engine.hit(...at(event)), true);
    };
    on(canvas, "pointerup", up); on(canvas, "pointercancel", up);
    on(canvas, "pointerleave", () => { engine.hover = null; engine.pointer = null; engine.drawOver(); });
    on(canvas, "dblclick", (event) => engine.zoom(2, ...at(event)));
    on(canvas, "wheel", (event) => { event.preventDefault(); engine.zoom(Math.exp(-Math.max(-120, Math.min(120, event.deltaY)) * 0.0022), ...at(event)); }, { passive: false });
    on(root, "keydown", (event) => { if (key(engine, event)) { event.preventDefault(); event.stopPropagation(); } });
    const sizes = new ResizeObserver(() => engine.resize()); sizes.observe(root); undo.push(() => sizes.disconnect());
    const looks = new MutationObserver(() => engine.retheme());
    looks.observe(document.documentElement, { attributes: true, attributeFilter: ["data-mantine-color-scheme", "data-contrast"] });
    undo.push(() => looks.disconnect());
    return undo;
  }

  function pinch(engine, former) {
    const [a, b] = [...engine.pointers.values()], spread = Math.hypot(a[0] - b[0], a[1] - b[1]);
    if (former > 0) engine.zoom(spread / former, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2);
    return spread;
  }

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  function key(engine, event) {
    if (event.target !== engine.root) return false;
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z") return engine.arranger.putBack();
    const arrow = ARROWS[event.key];
    if (event.altKey && arrow) return engine.arranger.nudge(...arrow);
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (arrow && event.shiftKey) engine.pan(-60 * arrow[0], -60 * arrow[1]);
    else if (arrow) engine.walk(...arrow);
    else if (event.key === "Enter" && engine.selected) engine.select(engine.selected, true);
    else if (event.key === "+" || event.key === "=") engine.zoom(1.4);
    else if (event.key === "-" || event.key === "_") engine.zoom(1 / 1.4);
    else if (event.key === "0") engine.fit();
    else if (event.key === "Escape") engine.select(null, true);
    else return false;
    return true;
  }

  netfold.Engine = Engine;
})();
