/* A plan over the picture: what merges where takes its target's colour, what goes is struck or hollow, what is added is green.
   Nothing moves and nothing is hidden. All quarters come in one binary answer (see dashboard/planned.py); the slider only repaints. */
(function () {
  "use strict";
  const netfold = (window.netfold = window.netfold || {});
  const TYPES = { node_at: Uint8Array, node_to: Uint8Array, edge_at: Uint8Array, joint: Uint32Array, joint_at: Uint8Array };
  const GONE = 254, NONE = 255;

  function decode(buffer) {
    const view = new DataView(buffer);
    if (view.getUint32(0, false) !== 0x4e465031) throw new Error("not a plan payload");
    const size = view.getUint32(4, true), head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, size))), plan = { head };
    for (const [name, Type] of Object.entries(TYPES)) {
      const [start, length] = head.sections[name];
      plan[name] = new Type(buffer, 8 + size + start, length / Type.BYTES_PER_ELEMENT);
    }
    return plan;
  }

  /* Show a plan at the end of a quarter; without one, or at -1, the networks as they are today. */
  function show(engine, plan, at) {
    const { graph } = engine;
    if (!graph) return;
    const fits = plan && plan.node_at.length === graph.n && plan.edge_at.length === graph.m;
    engine.plan = fits && at >= 0 ? { ...plan, at } : null;
    graph.tint = null;
    if (!engine.plan) { netfold.regroup(graph); engine.draw(); return; }
    const become = new Uint8Array(256).map((_, i) => i), tint = new Uint8Array(graph.n);
    for (let i = 0; i < graph.n; i++) {
      const own = graph.node_network[i], moved = plan.node_at[i] <= at && plan.node_to[i] !== NONE;
      tint[i] = moved ? plan.node_to[i] : own;
      if (moved) become[own] = plan.node_to[i];
    }
    graph.tint = tint;
    netfold.regroup(graph, (e) => become[graph.edge_network[e]], (e) => plan.edge_at[e] <= at);
    const tiles = new Map();
    for (let t = 0; t < graph.tiles; t++) tiles.set(graph.tile_site.get(t), t);
    engine.plan.spots = plan.head.spots.filter(([site, when]) => when <= at && tiles.has(site)).map(([site, when, raised]) => ({ tile: tiles.get(site), fresh: when === at, raised }));
    engine.draw();
  }

  /* Links that go: broken red lines, crossed out once there is room for a cross. */
  function strikes(scene, level) {
    const { context: c, graph, theme: t, k } = scene, { view } = level, box = graph.edgeBox;
    if (!scene.plan) return;
    const seen = [];
    let count = 0;
    c.beginPath();
    for (const group of graph.groups) {
      if (!group.struck || !netfold.edgeVisible(scene, group) || (level.folded && group.route !== 2) || (group.route === 0 && level.pitch <= 4)) continue;
      for (const e of group.list) {
        const b = 4 * e;
        if (box[b] > view.right || box[b + 2] < view.left || box[b + 1] > view.bottom || box[b + 3] < view.top) continue;
        netfold.edgePath(c, graph, e);
        if (++count <= 300) seen.push(e);
      }
    }
    c.lineWidth = (scene.chosen.size ? 1.5 : 1) / k; c.strokeStyle = t.bad; c.setLineDash([5 / k, 4 / k]);
    c.globalAlpha = t.strong ? 0.9 : scene.chosen.size ? 0.8 : count > 500 ? 0.2 : count > 100 ? 0.34 : 0.6;
    c.stroke(); c.setLineDash([]); c.globalAlpha = 1;
    if (count > 300 || (count > 60 && level.pitch <= 6)) return;
    const half = 4 / k;
    c.beginPath();
    for (const e of seen) {
      const [x, y] = scene.middle({ kind: "link", index: e });
      c.moveTo(x - half, y - half); c.lineTo(x + half, y + half); c.moveTo(x - half, y + half); c.lineTo(x + half, y - half);
    }
    c.lineWidth = 1.8 / k; c.stroke();
  }

  /* New links to the target network: thin and green. */
  function joints(scene, level) {
    const { context: c, graph, theme: t, k, plan } = scene, { view } = level, xy = graph.xy;
    if (!plan || level.folded) return;
    c.beginPath();
    for (let j = 0; j < plan.joint_at.length; j++) {
      if (plan.joint_at[j] > plan.at) continue;
      const a = plan.joint[2 * j], b = plan.joint[2 * j + 1];
      if (scene.chosen.size && !scene.chosen.has(graph.node_network[a]) && !scene.chosen.has(graph.node_network[b])) continue;
      const ax = xy[2 * a], ay = xy[2 * a + 1], bx = xy[2 * b], by = xy[2 * b + 1];
      if (Math.min(ax, bx) > view.right || Math.max(ax, bx) < view.left || Math.min(ay, by) > view.bottom || Math.max(ay, by) < view.top) continue;
      c.moveTo(ax, ay); c.lineTo(bx, by);
    }
    c.lineWidth = 1.3 / k; c.strokeStyle = t.good; c.globalAlpha = level.pitch > 8 ? 0.8 : 0.4; c.setLineDash([3 / k, 2 / k]);
    c.stroke(); c.setLineDash([]); c.globalAlpha = 1;
  }

  /* Rings round what moves in this very quarter, signs of accesses opened and raised, and of gateways that stand. */
  function signs(scene, level) {
    const { context: c, graph, theme: t, k, plan } = scene, { view } = level;
    if (!plan) return;
    if (!level.folded) {
      c.beginPath();
      for (const tile of scene.tilesInView) {
        for (let j = graph.inTile.start[tile]; j < graph.inTile.start[tile + 1]; j++) ring(scene, graph.inTile.items[j]);
      }
      for (const i of graph.raised) ring(scene, i);
      c.lineWidth = 1.2 / k; c.strokeStyle = t.text; c.globalAlpha = 0.85; c.stroke(); c.globalAlpha = 1;
    }
    for (const fresh of [false, true]) {
      c.beginPath();
      for (const spot of plan.spots) if (spot.fresh === fresh) cross(scene, spot, view);
      c.lineWidth = (fresh ? 2.6 : 1.4) / k; c.strokeStyle = t.good; c.globalAlpha = fresh ? 1 : 0.65; c.stroke(); c.globalAlpha = 1;
    }
    for (const [network, first, last] of plan.head.gateways) {
      const hub = plan.at >= first && plan.at <= last && graph.head.hubs.find((h) => h.network === graph.head.networks[network].code);
      if (hub) diamond(scene, hub.x, hub.y);
    }
  }

  function ring(scene, i) {
    const { context: c, graph, k, plan } = scene;
    if (plan.node_at[i] !== plan.at || (scene.chosen.size && !scene.chosen.has(graph.node_network[i]))) return;
    const r = (netfold.pixels(scene, i) + 1.6) / k, x = graph.xy[2 * i], y = graph.xy[2 * i + 1];
    c.moveTo(x + r, y); c.arc(x, y, r, 0, 6.2832);
  }

  function cross(scene, spot, view) {
    const { context: c, graph, k } = scene, b = 4 * spot.tile, half = Math.min(6, Math.max(2.6, graph.head.unit * k * 0.16)) / k;
    const x = graph.tile_box[b] + graph.tile_box[b + 2] - half * 0.6, y = graph.tile_box[b + 1] + half * 0.6;
    if (x < view.left || x > view.right || y < view.top || y > view.bottom) return;
    c.moveTo(x - half, y); c.lineTo(x, y - half * (spot.raised ? 1 : 0)); c.lineTo(x + half, y);
    if (!spot.raised) { c.moveTo(x, y - half); c.lineTo(x, y + half); }
  }

  function diamond(scene, x, y) {
    const { context: c, theme: t, k } = scene, half = 11 / k;
    c.beginPath(); c.moveTo(x, y - half); c.lineTo(x + half, y); c.lineTo(x, y + half); c.lineTo(x - half, y); c.closePath();
    c.lineWidth = 2.4 / k; c.strokeStyle = t.warn; c.stroke();
  }

  /* What the plan does to a device or link, in words; nothing where it does nothing. */
  function fate(scene, target) {
    const { plan, graph, words } = scene;
    if (!plan || !words.merges) return "";
    if (target.kind === "link") return plan.edge_at[target.index] === NONE ? "" : words.ends.replace("{quarter}", plan.head.quarters[plan.edge_at[target.index]]);
    if (target.kind !== "device" || plan.node_at[target.index] === NONE) return "";
    const to = plan.node_to[target.index], known = graph.head.networks[to], quarter = plan.head.quarters[plan.node_at[target.index]];
    return to === GONE || !known ? words.leaves.replace("{quarter}", quarter) : words.merges.replace("{quarter}", quarter).replace("{network}", netfold.printable(known.name));
  }

  const kept = new Map();
  netfold.loadPlan = (url) => {
    if (!kept.has(url)) {
      const asked = fetch(url, { credentials: "same-origin" }).then((answer) => {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.arrayBuffer();
      }).then(decode);
      asked.catch(() => kept.delete(url));
      kept.clear();
      kept.set(url, asked);
    }
    return kept.get(url);
  };

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    netfold_overlay: {
      /* The slider and the switch repaint the map without a trip to the server, and stand in the address. */
      stage(found, at, side, scenario) {
        const url = new URL(window.location.href), there = !!(found && found.url), quarter = there ? found.quarters[at] : null;
        if (found || !scenario) {
          for (const [name, value] of Object.entries({ plan: there && scenario, q: quarter, today: there && side === "today" && "1" })) {
            if (value) url.searchParams.set(name, value); else url.searchParams.delete(name);
          }
          window.history.replaceState(window.history.state, "", url);
        }
        return there ? { url: found.url, at: side === "today" ? -1 : at } : null;
      },
    },
  });

  Object.assign(netfold, { showPlan: show, planStrikes: strikes, planJoints: joints, planSigns: signs, planFate: fate, PLAN_GONE: GONE });
})();
