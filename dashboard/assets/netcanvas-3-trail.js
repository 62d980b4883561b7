/* A traced path on the map: its legs over everything else, where it begins, and where each branch ends. */
(function () {
  "use strict";
  const netfold = (window.netfold = window.netfold || {});

  function trail(scene) {
    const path = scene.trail;
    if (!path || !scene.graph) return;
    for (const leg of path.legs) stroke(scene, leg, scene.theme.ground, 9);
    for (const leg of path.legs) stroke(scene, leg, scene.theme.accent, 5);
    for (const i of path.nodes) badge(scene, i, i === path.first ? scene.theme.accent : scene.theme.text, 3);
    for (const [i, arrives] of path.ends) badge(scene, i, arrives ? scene.theme.good : scene.theme.bad, 5);
  }

  /* A leg whose cable is drawn follows it; one whose way is not known is a broken straight line. */
  function stroke(scene, leg, colour, weight) {
    const { over: c, graph, ratio, k, width, height } = scene;
    c.setTransform(ratio * k, 0, 0, ratio * k, ratio * (width / 2 - scene.x * k), ratio * (height / 2 - scene.y * k));
    c.beginPath();
    if (leg.edge >= 0) netfold.edgePath(c, graph, leg.edge);
    else { c.moveTo(graph.xy[2 * leg.a], graph.xy[2 * leg.a + 1]); c.lineTo(graph.xy[2 * leg.b], graph.xy[2 * leg.b + 1]); }
    c.setLineDash(leg.edge >= 0 ? [] : [8 / k, 6 / k]);
    c.lineCap = "round"; c.lineWidth = weight / k; c.strokeStyle = colour; c.stroke();
    c.setLineDash([]); c.lineCap = "butt";
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  function badge(scene, i, colour, gap) {
    const { over: c, graph } = scene, [x, y] = netfold.screen(scene, graph.xy[2 * i], graph.xy[2 * i + 1]), r = Math.max(4, netfold.pixels(scene, i));
    c.beginPath(); c.arc(x, y, r, 0, 6.2832); c.fillStyle = netfold.colourOf(scene, graph.node_network[i]); c.fill();
    c.beginPath(); c.arc(x, y, r + gap, 0, 6.2832); c.lineWidth = 3; c.strokeStyle = colour; c.stroke();
  }

  /* Turn the ids of a path into places on the graph; null for none. */
  function placed(graph, path) {
    if (!graph || !path || !path.legs) return null;
    const node = (id) => netfold.findNode(graph, id), nodes = new Set(), legs = [];
    for (const [from, to, link] of path.legs) {
      const a = node(from), b = node(to);
      if (a < 0 || b < 0) continue;
      nodes.add(a); nodes.add(b);
      legs.push({ a, b, edge: link ? netfold.findEdge(graph, link) : -1 });
    }
    const first = path.first ? node(path.first) : -1, ends = Object.entries(path.ends || {}).map(([id, arrives]) => [node(id), arrives]).filter(([i]) => i >= 0);
    if (first >= 0) nodes.add(first);
    ends.forEach(([i]) => nodes.add(i));
    return nodes.size ? { legs, nodes: [...nodes], first, ends } : null;
  }

  /* Show a path and bring all of it into view, right of the trace box. */
  function show(engine, path, still) {
    engine.trail = placed(engine.graph, path);
    if (engine.trail && !still) {
      let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
      for (const i of engine.trail.nodes) {
        left = Math.min(left, engine.graph.xy[2 * i]); right = Math.max(right, engine.graph.xy[2 * i]);
        top = Math.min(top, engine.graph.xy[2 * i + 1]); bottom = Math.max(bottom, engine.graph.xy[2 * i + 1]);
      }
      const box = engine.width > 900 ? 420 : 0, room = Math.max(200, engine.width - box - 120);
      const k = Math.min(room / Math.max(1, right - left), Math.max(200, engine.height - 160) / Math.max(1, bottom - top), engine.base * 6);
      engine.lookAt((left + right) / 2 - box / 2 / k, (top + bottom) / 2, Math.max(k, engine.base * 0.6));
    }
    engine.drawOver();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-nf-focus]"), view = netfold.view;
    if (!button || !view || !button.dataset.nfFocus) return;
    const target = view.find(button.dataset.nfFocus);
    if (target) { view.focus(button.dataset.nfFocus); view.select(target, true); }
  });

  /* What was asked stands in the address, so that it can be sent to a colleague. */
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    netfold_trace: {
      asked(path, src, dst, place, proto, port, both) {
        const [realm, vrf] = (place || "").split("|"), url = new URL(window.location.href);
        const said = path && path.asked ? { src, dst, realm, vrf, proto, port, both: both ? "1" : "" } : {};
        for (const name of ["src", "dst", "realm", "vrf", "proto", "port", "both"]) {
          if (said[name]) url.searchParams.set(name, said[name]); else url.searchParams.delete(name);
        }
        window.history.replaceState(window.history.state, "", url);
        return window.dash_clientside.no_update;
      },
    },
  });

  Object.assign(netfold, { trail, showTrail: show });
})();
