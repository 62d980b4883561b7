/* Painting: the whole picture on one canvas, hover and selection on a second one above it.
   What is drawn follows the size of a device on the screen: discs for sites, devices, names, ports. */
(function () {
  "use strict";
  const netfold = (window.netfold = window.netfold || {});
  const FOLD_PITCH = 2.1, FOLD_NODES = 6000, TILE_PIXELS = 11, NAME_TILE = 66, NAME_NODE = 30, NAME_PORT = 60, CODE_RADIUS = 6.2;
  const FONT = '"Noto Sans CJK SC","Noto Sans SC","Microsoft YaHei","PingFang SC",system-ui,sans-serif';
  const LOCAL = 0, INSIDE = 1, TRUNK = 2;
  const DASH = { 1: [5, 3], 2: [2, 3], 3: [1, 4], 5: [3, 5] };

  function theme(element) {
    const style = getComputedStyle(element), get = (name) => style.getPropertyValue("--nf-" + name).trim();
    return {
      dark: document.documentElement.getAttribute("data-mantine-color-scheme") === "dark",
      strong: document.documentElement.getAttribute("data-contrast") === "high",
      ground: get("ground"), cell: get("cell"), line: get("line"), tile: get("tile"), text: get("text"), muted: get("muted"),
      grey: get("grey"), accent: get("accent"), core: get("core"), warn: get("warn"), card: get("card"), good: get("good"), bad: get("bad"),
    };
  }

  function colourOf(scene, network) {
    const known = scene.graph.head.networks[network] || scene.graph.head.unknown;
    return scene.theme.dark ? known.dark : known.light;
  }

  const shown = (scene, network) => scene.chosen.size === 0 || scene.chosen.has(network);
  const isExtranet = (scene, network) => {
    const known = scene.graph.head.networks[network];
    return !known || known.role !== "departmental";
  };

  /* Which level of detail the present zoom and the number of devices in view ask for. */
  function detail(scene) {
    const { graph, k } = scene, view = window_(scene);
    const tilePixels = graph.head.unit * k, pitch = tilePixels / 3.75;
    let visible = 0;
    scene.tilesInView = [];
    for (let t = 0; t < graph.tiles; t++) {
      const b = 4 * t, box = graph.tileView;
      if (box[b] > view.right || box[b + 2] < view.left || box[b + 1] > view.bottom || box[b + 3] < view.top) continue;
      scene.tilesInView.push(t);
      visible += graph.inTile.start[t + 1] - graph.inTile.start[t];
    }
    return { view, tilePixels, pitch, visible, folded: pitch < FOLD_PITCH || visible > FOLD_NODES };
  }

  function window_(scene) {
    const { x, y, k, width, height } = scene;
    return { left: x - width / 2 / k, right: x + width / 2 / k, top: y - height / 2 / k, bottom: y + height / 2 / k };
  }

  function paint(scene) {
    const { context: c, graph, width, height, ratio } = scene;
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    c.fillStyle = scene.theme.ground;
    c.fillRect(0, 0, width, height);
    if (!graph) return;
    const level = (scene.level = detail(scene));
    c.setTransform(ratio * scene.k, 0, 0, ratio * scene.k, ratio * (width / 2 - scene.x * scene.k), ratio * (height / 2 - scene.y * scene.k));
    cells(scene);
    core(scene);
    edges(scene, TRUNK, level, false);
    if (!level.folded) edges(scene, INSIDE, level, false);
    tiles(scene, level);
    if (scene.chosen.size) { edges(scene, TRUNK, level, true); if (!level.folded) edges(scene, INSIDE, level, true); }
    if (!level.folded && level.pitch > 4) edges(scene, LOCAL, level);
    netfold.planJoints(scene, level);
    netfold.planStrikes(scene, level);
    if (level.folded) folds(scene, level);
    else nodes(scene, level, tileNodes(scene));
    nodes(scene, level, graph.raised);
    netfold.planSigns(scene, level);
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (level.folded) foldCounts(scene, level);
    labels(scene, level);
  }

  function round(c, x, y, w, h, r) { c.beginPath(); c.roundRect(x, y, w, h, r); }

  function cells(scene) {
    const { context: c, graph, theme: t, k } = scene;
    for (const cell of graph.head.cells) {
      round(c, ...cell.box, Math.min(7, 10 / k));
      c.fillStyle = t.cell; c.fill();
      c.lineWidth = 1 / k; c.strokeStyle = t.line; c.stroke();
    }
  }

  function core(scene) {
    const { context: c, graph, theme: t, k } = scene, [x, y, w, h] = graph.head.core;
    round(c, x, y, w, h, Math.min(w, h) / 2.4);
    c.fillStyle = t.core; c.fill();
    c.lineWidth = 1 / k; c.strokeStyle = t.line; c.stroke();
  }

  function tiles(scene, level) {
    if (level.tilePixels < TILE_PIXELS || level.folded) return;
    const { context: c, graph, theme: t, k } = scene, gap = Math.min(graph.head.unit * 0.05, 3 / k);
    c.beginPath();
    for (const i of scene.tilesInView) {
      const b = 4 * i, box = graph.tile_box;
      c.roundRect(box[b] + gap, box[b + 1] + gap, box[b + 2] - 2 * gap, box[b + 3] - 2 * gap, Math.min(graph.head.unit * 0.14, 8 / k));
    }
    c.globalAlpha = 0.8; c.fillStyle = t.tile; c.fill(); c.globalAlpha = 1;
    if (level.tilePixels > 26) { c.lineWidth = 0.8 / k; c.strokeStyle = t.line; c.stroke(); }
  }

  function edgePath(c, graph, e) {
    const a = 2 * graph.edges[2 * e], b = 2 * graph.edges[2 * e + 1], xy = graph.xy;
    c.moveTo(xy[a], xy[a + 1]);
    c.quadraticCurveTo(graph.bend[2 * e], graph.bend[2 * e + 1], xy[b], xy[b + 1]);
  }

  /* A departmental network's trunks are drawn only while it is chosen; the extranet's always, grey beside a chosen one. */
  function edgeVisible(scene, group) {
    if (group.struck) return shown(scene, group.network);
    if (group.route === LOCAL) return true;
    return isExtranet(scene, group.network) || (scene.chosen.size > 0 && scene.chosen.has(group.network));
  }

  /* Links of chosen networks run above the sites' tiles, all others below. */
  function edges(scene, route, level, above) {
    const { context: c, graph, theme: t, k } = scene, { view } = level, box = graph.edgeBox;
    for (const group of graph.groups) {
      if (group.route !== route || group.struck || !edgeVisible(scene, group)) continue;
      const bright = shown(scene, group.network), chosen = bright && scene.chosen.size > 0;
      if (route !== LOCAL && chosen !== above) continue;
      c.beginPath();
      for (const e of group.list) {
        const b = 4 * e;
        if (box[b] > view.right || box[b + 2] < view.left || box[b + 1] > view.bottom || box[b + 3] < view.top) continue;
        edgePath(c, graph, e);
      }
      const near = Math.min(2.2, Math.max(1, level.pitch / 12)), many = group.list.length > 400;
      const weight = route === TRUNK ? (isExtranet(scene, group.network) && !many ? 1.25 : 1) : 0.9;
      c.lineWidth = (weight * near * (t.strong ? 1.4 : 1)) / k;
      c.strokeStyle = bright ? colourOf(scene, group.tint) : t.grey;
      let alpha = route === TRUNK ? (many ? 0.3 : 0.44) : route === INSIDE ? 0.26 : 0.5;
      if (level.pitch > 12) alpha = Math.max(alpha, 0.6);
      if (chosen) alpha = Math.max(alpha, many ? 0.42 : 0.7);
      if (!bright) alpha *= 0.4;
      c.globalAlpha = t.strong ? Math.min(1, alpha * 1.6) : alpha;
      c.setLineDash((DASH[group.state] || []).map((d) => d / k));
      c.stroke();
    }
    c.setLineDash([]);
    c.globalAlpha = 1;
  }

  function tileNodes(scene) {
    const { graph, tilesInView } = scene, { start, items } = graph.inTile, list = [];
    for (const t of tilesInView) for (let j = start[t]; j < start[t + 1]; j++) list.push(items[j]);
    return list;
  }

  const CLAMP = 13;
  function pixels(scene, i) {
    const r = scene.graph.radius[i] * scene.k;
    const top = scene.graph.node_tile[i] !== netfold.NO_TILE ? CLAMP : scene.graph.radius[i] > 10 ? 24 : 17;
    return Math.max(1.15, Math.min(top, r));
  }

  function nodes(scene, level, list) {
    const { context: c, graph, theme: t, k } = scene, { view } = level, groups = new Map();
    for (const i of list) {
      const x = graph.xy[2 * i], y = graph.xy[2 * i + 1], r = pixels(scene, i) / k;
      if (x + r < view.left || x - r > view.right || y + r < view.top || y - r > view.bottom) continue;
      const network = graph.node_network[i], colour = graph.tint ? graph.tint[i] : network, key = (shown(scene, network) ? colour : 256) + (graph.node_state[i] ? 512 : 0);
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(i);
    }
    const order = [...groups.keys()].sort((a, b) => (b & 256) - (a & 256));
    for (const key of order) {
      const members = groups.get(key), faded = (key & 256) !== 0;
      c.beginPath();
      for (const i of members) {
        const x = graph.xy[2 * i], y = graph.xy[2 * i + 1], r = pixels(scene, i) / k;
        if (r * k < 1.3) c.rect(x - r, y - r, 2 * r, 2 * r);
        else { c.moveTo(x + r, y); c.arc(x, y, r, 0, 6.2832); }
      }
      c.globalAlpha = faded ? 0.55 : 1;
      const colour = faded ? t.grey : colourOf(scene, key & 255);
      if ((key & 511) === netfold.PLAN_GONE && graph.tint) {
        c.fillStyle = t.tile; c.fill();
        c.lineWidth = 1.1 / k; c.strokeStyle = t.grey; c.stroke();
      } else if (key & 512) {
        c.fillStyle = t.tile; c.fill();
        c.lineWidth = 1.4 / k; c.strokeStyle = faded ? t.grey : t.warn; c.stroke();
      } else { c.fillStyle = colour; c.fill(); }
      c.globalAlpha = 1;
    }
    rims(scene, level, list);
  }

  /* Core and aggregation devices wear a rim, so that rank does not rest on size alone. */
  function rims(scene, level, list) {
    const { context: c, graph, theme: t, k } = scene, { view } = level;
    c.beginPath();
    for (const i of list) {
      if (graph.node_tier[i] === 2 && graph.node_tile[i] !== netfold.NO_TILE) continue;
      const x = graph.xy[2 * i], y = graph.xy[2 * i + 1], r = pixels(scene, i) / k;
      if (r * k < 4 || x + r < view.left || x - r > view.right || y + r < view.top || y - r > view.bottom) continue;
      c.moveTo(x + r * 0.74, y); c.arc(x, y, r * 0.74, 0, 6.2832);
    }
    c.lineWidth = 1.3 / k; c.strokeStyle = t.cell; c.globalAlpha = 0.9; c.stroke(); c.globalAlpha = 1;
  }

  /* Folded sites: one disc each, its area in step with the number of devices. */
  function folds(scene, level) {
    const { context: c, graph, theme: t, k } = scene, groups = new Map();
    scene.folds = [];
    for (const tile of scene.tilesInView) {
      const b = 4 * tile, box = graph.tile_box, first = graph.inTile.start[tile], count = graph.inTile.start[tile + 1] - first;
      let counted = count, network = (graph.tint || graph.node_network)[graph.inTile.items[first]];
      if (scene.chosen.size) {
        counted = 0;
        for (let j = 0; j < count; j++) {
          const own = graph.node_network[graph.inTile.items[first + j]];
          if (scene.chosen.has(own)) { counted++; network = graph.tint ? graph.tint[graph.inTile.items[first + j]] : own; }
        }
      }
      const key = counted ? network : 256, reach = Math.min(box[b + 2], box[b + 3]) * 0.46;
      const r = Math.max(1.4 / k, Math.min(reach, 3.2 * Math.sqrt(counted || 1)));
      const fold = { x: box[b] + box[b + 2] / 2, y: box[b + 1] + box[b + 3] / 2, r, count: counted || count, key, tile };
      scene.folds.push(fold);
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(fold);
    }
    for (const [key, members] of groups) {
      c.beginPath();
      for (const f of members) { c.moveTo(f.x + f.r, f.y); c.arc(f.x, f.y, f.r, 0, 6.2832); }
      c.fillStyle = key === 256 ? t.grey : colourOf(scene, key);
      c.globalAlpha = key === 256 ? 0.4 : 0.85; c.fill(); c.globalAlpha = 1;
    }
  }

  function foldCounts(scene) {
    const { context: c, theme: t, k } = scene;
    c.textAlign = "center"; c.textBaseline = "middle"; c.fillStyle = t.cell;
    for (const f of scene.folds) {
      if (f.r * k < 7 || f.count < 2) continue;
      c.font = `600 ${Math.min(13, f.r * k)}px ${FONT}`;
      c.fillText(String(f.count), ...screen(scene, f.x, f.y));
    }
  }

  const screen = (scene, x, y) => [(x - scene.x) * scene.k + scene.width / 2, (y - scene.y) * scene.k + scene.height / 2];

  /* Text with a halo of the ground's colour: lines pass behind it. */
  function halo(c, t, text, x, y, colour, ground) {
    c.lineJoin = "round"; c.lineWidth = 3.5; c.strokeStyle = ground || t.ground;
    c.strokeText(text, x, y);
    c.fillStyle = colour;
    c.fillText(text, x, y);
  }

  function clip(c, text, width) {
    if (c.measureText(text).width <= width) return text;
    let low = 0, high = text.length;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (c.measureText(text.slice(0, middle) + "…").width <= width) low = middle; else high = middle - 1;
    }
    return low ? text.slice(0, low) + "…" : "";
  }

  function labels(scene, level) {
    if (level.pitch > NAME_PORT) portLabels(scene, level);
    if (!level.folded) { nodeCodes(scene); if (level.tilePixels > NAME_TILE) tileLabels(scene, level); }
    if (level.pitch > NAME_NODE) nodeLabels(scene);
    raisedLabels(scene, level);
    hubLabels(scene);
    cellLabels(scene);
    coreLabel(scene);
  }

  function cellLabels(scene) {
    const { context: c, graph, theme: t, k, words } = scene;
    for (const cell of graph.head.cells) {
      const [x, y, w, h] = cell.box, bottom = cell.side === "bottom", size = Math.max(10.5, Math.min(17, 14.5 * k));
      const [left, base] = screen(scene, x + 10, bottom ? y + h - 10 : y + 18), [right] = screen(scene, x + w - 10, y);
      if (right < 0 || left > scene.width || right - left < 34) continue;
      c.textBaseline = "alphabetic"; c.textAlign = "left";
      c.font = `650 ${size}px ${FONT}`;
      const name = clip(c, netfold.printable(cell.key === "unplaced" ? words.unplaced : cell.name), right - left);
      c.fillStyle = t.text; c.fillText(name, left, base);
      const used = c.measureText(name).width;
      c.font = `${size * 0.76}px ${FONT}`;
      const facts = words.cell.replace("{devices}", cell.devices).replace("{networks}", cell.networks).replace("{sites}", cell.sites);
      const short = `${cell.devices} / ${cell.networks}`, room = right - left - used - 10;
      c.textAlign = "right"; c.fillStyle = t.muted;
      if (c.measureText(facts).width < room) c.fillText(facts, right, base);
      else if (c.measureText(short).width < room) c.fillText(short, right, base);
    }
  }

  function coreLabel(scene) {
    const { context: c, graph, theme: t, k, words } = scene, [x, y, w] = graph.head.core;
    const [px, py] = screen(scene, x + w / 2, y + 15);
    c.font = `650 ${Math.max(10.5, Math.min(16, 12.5 * k))}px ${FONT}`;
    c.textAlign = "center"; c.textBaseline = "middle";
    halo(c, t, words.core, px, py, t.accent, t.ground);
  }

  function hubLabels(scene) {
    const { context: c, graph, theme: t, k } = scene, size = Math.max(9.5, Math.min(15, 12 * k));
    c.textBaseline = "middle";
    for (const hub of graph.head.hubs) {
      const at = graph.head.networks.findIndex((network) => network.code === hub.network), network = graph.head.networks[at];
      if (!network) continue;
      const reach = 11 + 5 / k, [px, py] = screen(scene, hub.x + hub.ox * reach, hub.y + hub.oy * reach * 1.15);
      const chosen = scene.chosen.has(at);
      c.font = `${chosen ? 700 : 450} ${chosen ? size * 1.15 : size}px ${FONT}`;
      c.textAlign = hub.ox > 0.55 ? "left" : hub.ox < -0.55 ? "right" : "center";
      const colour = chosen ? colourOf(scene, at) : scene.chosen.size ? t.muted : t.text;
      halo(c, t, netfold.printable(network.short), px, py + (Math.abs(hub.ox) > 0.55 ? 0 : hub.oy * size * 0.35), colour);
    }
  }

  /* The network's number inside its dot: the sign that does not rest on colour. */
  function nodeCodes(scene) {
    const { context: c, graph, theme: t } = scene, { view } = scene.level;
    c.textAlign = "center"; c.textBaseline = "middle"; c.fillStyle = t.cell;
    const draw = (i) => {
      const r = pixels(scene, i);
      if (r < CODE_RADIUS || graph.node_state[i]) return;
      const x = graph.xy[2 * i], y = graph.xy[2 * i + 1];
      if (x < view.left || x > view.right || y < view.top || y > view.bottom) return;
      const network = graph.head.networks[graph.node_network[i]];
      if (!network) return;
      const code = network.code.replace(/^N0?/, "").slice(0, 3);
      c.font = `650 ${Math.min(12, r * (code.length > 1 && !/^\d+$/.test(code) ? 0.78 : 0.95))}px ${FONT}`;
      const [px, py] = screen(scene, x, y);
      c.fillText(code, px, py + 0.5);
    };
    if (scene.level.pitch > 9) for (const i of tileNodes(scene)) draw(i);
    for (const i of graph.raised) draw(i);
  }

  /* A site's name without its county's, which stands above the cell already. */
  function siteLabel(graph, tile) {
    const name = graph.tile_name.get(tile), b = 4 * tile, x = graph.tile_box[b] + 1, y = graph.tile_box[b + 1] + 1;
    const cell = graph.head.cells.find(({ box }) => x > box[0] && x < box[0] + box[2] && y > box[1] && y < box[1] + box[3]);
    return cell && name.startsWith(cell.name) && name.length > cell.name.length ? name.slice(cell.name.length) : name;
  }

  function tileLabels(scene, level) {
    const { context: c, graph, theme: t, k } = scene;
    c.textAlign = "left"; c.textBaseline = "top";
    c.font = `500 ${Math.min(13, Math.max(9.5, level.tilePixels * 0.1))}px ${FONT}`;
    for (const i of scene.tilesInView) {
      const b = 4 * i, box = graph.tile_box, [px, py] = screen(scene, box[b], box[b + 1]);
      const width = box[b + 2] * k - 12;
      c.fillStyle = t.muted;
      c.fillText(clip(c, netfold.printable(siteLabel(graph, i)), width), px + 6, py + 5);
    }
  }

  function nodeLabels(scene) {
    const { context: c, graph, theme: t, k } = scene;
    const pitch = scene.level.pitch, size = Math.min(12.5, Math.max(8.5, pitch * 0.16));
    c.font = `${size}px ${FONT}`; c.textAlign = "center"; c.textBaseline = "top";
    const { view } = scene.level;
    for (const i of tileNodes(scene)) {
      const x = graph.xy[2 * i], y = graph.xy[2 * i + 1];
      if (x < view.left || x > view.right || y < view.top || y > view.bottom) continue;
      const [px, py] = screen(scene, x, y);
      const name = clip(c, netfold.printable(graph.node_name.get(i)), pitch * 0.96);
      c.globalAlpha = shown(scene, graph.node_network[i]) ? 1 : 0.5;
      halo(c, t, name, px, py + pixels(scene, i) + 3, t.text, t.tile);
    }
    c.globalAlpha = 1;
  }

  function raisedLabels(scene, level) {
    const { context: c, graph, theme: t, k } = scene;
    if (k < 2.1) return;
    c.textAlign = "center"; c.textBaseline = "top"; c.font = `${Math.min(12.5, 4.4 * k)}px ${FONT}`;
    for (const i of graph.raised) {
      const [px, py] = screen(scene, graph.xy[2 * i], graph.xy[2 * i + 1]);
      if (px < -60 || px > scene.width + 60 || py < -20 || py > scene.height + 20) continue;
      const room = graph.radius[i] > 10 ? 44 * k : graph.radius[i] > 5 ? 20 * k : 12.5 * k;
      const full = netfold.printable(graph.node_name.get(i)), wide = c.measureText(full).width;
      if (wide > room && room < 84) continue;
      const name = clip(c, full, room);
      if (name) halo(c, t, name, px, py + pixels(scene, i) + 3, t.text);
    }
  }

  /* Interface names beside the ends of the links in view. */
  function portLabels(scene, level) {
    const { context: c, graph, theme: t } = scene, { view } = level, box = graph.edgeBox;
    c.font = `10.5px ${FONT}`; c.textAlign = "center"; c.textBaseline = "middle";
    let drawn = 0;
    for (const group of graph.groups) {
      if (!edgeVisible(scene, group)) continue;
      for (const e of group.list) {
        const b = 4 * e;
        if (box[b] > view.right || box[b + 2] < view.left || box[b + 1] > view.bottom || box[b + 3] < view.top) continue;
        for (const end of [0, 1]) {
          const i = graph.edges[2 * e + end], x = graph.xy[2 * i], y = graph.xy[2 * i + 1];
          if (x < view.left || x > view.right || y < view.top || y > view.bottom || drawn > 160) continue;
          const text = (end ? graph.edge_b : graph.edge_a).get(e);
          if (!text) continue;
          const [px, py] = screen(scene, x, y), [qx, qy] = screen(scene, graph.bend[2 * e], graph.bend[2 * e + 1]);
          const d = Math.hypot(qx - px, qy - py) || 1, dx = (qx - px) / d, dy = (qy - py) / d, label = netfold.printable(text);
          const half = c.measureText(label).width / 2, reach = pixels(scene, i) + 9 + half * Math.abs(dx) + 7 * Math.abs(dy) + (dy > 0.3 ? 16 : 0);
          if (reach < d * 0.95) halo(c, t, label, px + dx * reach, py + dy * reach, t.muted);
          drawn++;
        }
      }
    }
  }

  Object.assign(netfold, { theme, paint, edgePath, edgeVisible, pixels, screen, halo, colourOf, clip, FONT, isExtranet });
})();
