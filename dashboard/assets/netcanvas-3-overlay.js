/* The second canvas: what the pointer is over and what is selected, drawn without touching the picture below. */
(function () {
  "use strict";
  const netfold = (window.netfold = window.netfold || {});

  function overlay(scene) {
    const { over: c, ratio, width, height, graph } = scene;
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    c.clearRect(0, 0, width, height);
    if (!graph || !scene.level) return;
    if (scene.selected) mark(scene, scene.selected, true);
    netfold.trail(scene);
    if (scene.hover && !same(scene.hover, scene.selected)) mark(scene, scene.hover, false);
    if (scene.hover) card(scene);
  }

  const same = (a, b) => !!a && !!b && a.kind === b.kind && a.index === b.index;

  function mark(scene, target, strong) {
    if (target.kind === "link") { line(scene, target.index, strong ? 3.4 : 2.6, 1); ends(scene, target.index, strong); return; }
    if (target.kind === "fold") { foldRing(scene, target.index); return; }
    const { graph } = scene, { start, items } = graph.ofNode;
    for (let j = start[target.index]; j < start[target.index + 1]; j++) {
      line(scene, items[j], strong ? 2 : 1.6, strong ? 0.95 : 0.7);
      ends(scene, items[j], false, target.index);
    }
    ring(scene, target.index, strong ? 4 : 2.5, strong);
  }

  function line(scene, e, weight, alpha) {
    const { over: c, graph, ratio, k, width, height } = scene;
    c.setTransform(ratio * k, 0, 0, ratio * k, ratio * (width / 2 - scene.x * k), ratio * (height / 2 - scene.y * k));
    c.beginPath();
    netfold.edgePath(c, graph, e);
    c.globalAlpha = 1; c.lineWidth = (weight + 3) / k; c.strokeStyle = scene.theme.ground; c.stroke();
    c.globalAlpha = alpha; c.lineWidth = weight / k; c.strokeStyle = netfold.colourOf(scene, graph.edge_network[e]); c.stroke();
    c.globalAlpha = 1;
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  function ends(scene, e, strong, except) {
    for (const end of [0, 1]) {
      const i = scene.graph.edges[2 * e + end];
      if (i !== except) ring(scene, i, strong ? 3 : 1.5, strong);
    }
  }

  function ring(scene, i, gap, strong) {
    const { over: c, graph, theme: t } = scene;
    const [x, y] = netfold.screen(scene, graph.xy[2 * i], graph.xy[2 * i + 1]), r = netfold.pixels(scene, i);
    c.beginPath(); c.arc(x, y, r, 0, 6.2832);
    c.fillStyle = netfold.colourOf(scene, (graph.tint || graph.node_network)[i]); c.fill();
    c.beginPath(); c.arc(x, y, r + gap, 0, 6.2832);
    c.lineWidth = strong ? 2.4 : 1.4; c.strokeStyle = strong ? t.accent : t.text; c.stroke();
  }

  function foldRing(scene, tile) {
    const fold = (scene.folds || []).find((f) => f.tile === tile);
    if (!fold) return;
    const { over: c, theme: t } = scene, [x, y] = netfold.screen(scene, fold.x, fold.y);
    c.beginPath(); c.arc(x, y, fold.r * scene.k + 2, 0, 6.2832);
    c.lineWidth = 1.6; c.strokeStyle = t.text; c.stroke();
  }

  function lines(scene, target) {
    const { graph, words } = scene, name = (i) => netfold.printable(graph.node_name.get(i));
    const network = (index) => { const known = graph.head.networks[index]; return known ? netfold.printable(known.name) : words.no_network; };
    const site = (tile) => (tile === netfold.NO_TILE ? "" : netfold.printable(graph.tile_name.get(tile)));
    if (target.kind === "device") {
      const i = target.index, count = graph.ofNode.start[i + 1] - graph.ofNode.start[i];
      return [name(i), network(graph.node_network[i]), site(graph.node_tile[i]), words.links.replace("{count}", count), netfold.planFate(scene, target)];
    }
    if (target.kind === "link") {
      const e = target.index, port = (texts) => netfold.printable(texts.get(e)) || "?";
      return [
        `${name(graph.edges[2 * e])} · ${port(graph.edge_a)}`, `${name(graph.edges[2 * e + 1])} · ${port(graph.edge_b)}`,
        network(graph.edge_network[e]), words.states[graph.edge_state[e]], netfold.planFate(scene, target),
      ];
    }
    const { start } = graph.inTile, count = start[target.index + 1] - start[target.index];
    return [site(target.index), words.devices.replace("{count}", count)];
  }

  function card(scene) {
    const { over: c, theme: t, pointer, width, height } = scene;
    if (!pointer) return;
    const rows = lines(scene, scene.hover).filter(Boolean), bold = scene.hover.kind === "link" ? 2 : 1;
    const font = (i) => `${i < bold ? 600 : 400} 12px ${netfold.FONT}`;
    let wide = 0;
    rows.forEach((row, i) => { c.font = font(i); rows[i] = netfold.clip(c, row, 320); wide = Math.max(wide, c.measureText(rows[i]).width); });
    const w = wide + 22, h = rows.length * 18 + 14;
    const x = Math.min(Math.max(4, pointer[0] + 14), width - w - 4), y = pointer[1] + 16 + h > height ? pointer[1] - h - 10 : pointer[1] + 16;
    c.beginPath(); c.roundRect(x, y, w, h, 6);
    c.shadowColor = "rgba(0,0,0,.22)"; c.shadowBlur = 12; c.shadowOffsetY = 3; c.fillStyle = t.card; c.fill();
    c.shadowColor = "transparent"; c.lineWidth = 1; c.strokeStyle = t.line; c.stroke();
    c.textAlign = "left"; c.textBaseline = "middle";
    rows.forEach((row, i) => { c.font = font(i); c.fillStyle = i < bold ? t.text : t.muted; c.fillText(row, x + 11, y + 16 + i * 18); });
  }

  Object.assign(netfold, { overlay, describe: (scene, target) => lines(scene, target).filter(Boolean).join(", ") });
})();
