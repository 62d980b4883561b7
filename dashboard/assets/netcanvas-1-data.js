/* The map's data: decode the binary answer of /api/graph, and index it for drawing and hit-testing.
   The format is described, and read back in tests, by dashboard/payload.py. */
(function () {
  "use strict";
  const netfold = (window.netfold = window.netfold || {});
  const TYPES = {
    xy: Float32Array, tile_box: Float32Array, tile_pitch: Float32Array, bend: Float32Array, edges: Uint32Array, node_tile: Uint32Array,
    node_network: Uint8Array, node_tier: Uint8Array, node_state: Uint8Array, node_cell: Uint8Array,
    edge_network: Uint8Array, edge_route: Uint8Array, edge_state: Uint8Array, edge_layer: Uint8Array,
  };
  const NO_TILE = 0xffffffff;

  /* A table of texts, decoded one at a time and only when a label is drawn. */
  class Texts {
    constructor(buffer, at, text) {
      this.offsets = new Uint32Array(buffer, at[0], at[1] / 4);
      this.bytes = new Uint8Array(buffer, text[0], text[1]);
      this.length = this.offsets.length - 1;
      this.cache = new Map();
    }
    get(index) {
      let text = this.cache.get(index);
      if (text === undefined) {
        text = Texts.decoder.decode(this.bytes.subarray(this.offsets[index], this.offsets[index + 1]));
        this.cache.set(index, text);
      }
      return text;
    }
  }
  Texts.decoder = new TextDecoder();

  /* Control and direction-changing characters are shown as a mark: a device's name may hold anything. */
  netfold.printable = (text) => text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, "\u00b7");

  function decode(buffer) {
    const view = new DataView(buffer);
    if (view.getUint32(0, false) !== 0x4e464731) throw new Error("not a graph payload");
    const size = view.getUint32(4, true);
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, size)));
    const base = 8 + size;
    const place = (name) => [base + head.sections[name][0], head.sections[name][1]];
    const graph = { head };
    for (const [name, Type] of Object.entries(TYPES)) {
      const [start, length] = place(name);
      graph[name] = new Type(buffer, start, length / Type.BYTES_PER_ELEMENT);
    }
    for (const name of ["node_id", "node_name", "tile_site", "tile_name", "edge_id", "edge_a", "edge_b"]) {
      graph[name] = new Texts(buffer, place(name + "_at"), place(name));
    }
    graph.n = graph.xy.length / 2;
    graph.m = graph.edges.length / 2;
    graph.tiles = graph.tile_box.length / 4;
    return index(graph);
  }

  /* Row-compressed lists: items of each bucket, in one array. */
  function buckets(count, size, of) {
    const start = new Uint32Array(size + 1);
    for (let i = 0; i < count; i++) { const b = of(i); if (b < size) start[b + 1]++; }
    for (let b = 0; b < size; b++) start[b + 1] += start[b];
    const fill = start.slice(0, size), items = new Uint32Array(start[size]);
    for (let i = 0; i < count; i++) { const b = of(i); if (b < size) items[fill[b]++] = i; }
    return { start, items };
  }

  function index(graph) {
    const { n, m, edges, node_tile } = graph;
    graph.inTile = buckets(n, graph.tiles, (i) => node_tile[i]);
    graph.raised = [];
    for (let i = 0; i < n; i++) if (node_tile[i] === NO_TILE) graph.raised.push(i);
    const ends = buckets(2 * m, n, (i) => edges[i]);
    for (let i = 0; i < ends.items.length; i++) ends.items[i] >>= 1;
    graph.ofNode = ends;
    graph.edgeBox = new Float32Array(4 * m);
    for (let e = 0; e < m; e++) box(graph, e);
    graph.tileView = new Float32Array(4 * graph.tiles);
    for (let t = 0; t < graph.tiles; t++) {
      const [x, y, w, h] = graph.tile_box.subarray(4 * t, 4 * t + 4);
      graph.tileView.set([x, y, x + w, y + h], 4 * t);
    }
    for (let i = 0; i < n; i++) if (node_tile[i] !== NO_TILE) widen(graph, i);
    graph.pinned = new Set(graph.head.pinned || []);
    graph.radius = new Float32Array(n);
    for (let i = 0; i < n; i++) {
      if (node_tile[i] !== NO_TILE) graph.radius[i] = Math.min(graph.tile_pitch[node_tile[i]] * 0.385, 5) * (graph.node_tier[i] < 2 ? 1.14 : 1);
      else graph.radius[i] = graph.node_cell[i] === 0 ? (isHub(graph, i) ? 5 : 12) : 6.5;
    }
    spatial(graph);
    orderEdges(graph);
    graph.nodeByID = null;
    graph.edgeByID = null;
    return graph;
  }

  function box(graph, e) {
    const { xy, bend, edges } = graph, a = 2 * edges[2 * e], b = 2 * edges[2 * e + 1];
    graph.edgeBox[4 * e] = Math.min(xy[a], xy[b], bend[2 * e]);
    graph.edgeBox[4 * e + 1] = Math.min(xy[a + 1], xy[b + 1], bend[2 * e + 1]);
    graph.edgeBox[4 * e + 2] = Math.max(xy[a], xy[b], bend[2 * e]);
    graph.edgeBox[4 * e + 3] = Math.max(xy[a + 1], xy[b + 1], bend[2 * e + 1]);
  }

  /* What of a tile must be in view for it to be drawn: its square, and its devices that a person put elsewhere. */
  function widen(graph, i) {
    const b = 4 * graph.node_tile[i], x = graph.xy[2 * i], y = graph.xy[2 * i + 1], view = graph.tileView;
    view[b] = Math.min(view[b], x); view[b + 1] = Math.min(view[b + 1], y);
    view[b + 2] = Math.max(view[b + 2], x); view[b + 3] = Math.max(view[b + 3], y);
  }

  /* Put a device elsewhere; its links follow, their bends by half the way. */
  netfold.relocate = (graph, i, x, y) => {
    const dx = x - graph.xy[2 * i], dy = y - graph.xy[2 * i + 1], { start, items } = graph.ofNode;
    graph.xy[2 * i] = x; graph.xy[2 * i + 1] = y;
    for (let j = start[i]; j < start[i + 1]; j++) {
      const e = items[j];
      graph.bend[2 * e] += dx / 2; graph.bend[2 * e + 1] += dy / 2;
      box(graph, e);
    }
    if (graph.node_tile[i] !== NO_TILE) widen(graph, i);
    spatial(graph);
  };

  const isHub = (graph, i) => {
    const network = graph.head.networks[graph.node_network[i]];
    return network !== undefined && network.role === "departmental";
  };

  /* A uniform grid over the nodes: hit-testing looks at a handful, whatever the size of the map. */
  function spatial(graph) {
    const { n, xy } = graph, step = Math.max(8, graph.head.unit);
    let left = Infinity, top = Infinity, right = -Infinity, bottom = -Infinity;
    for (let i = 0; i < n; i++) {
      left = Math.min(left, xy[2 * i]); right = Math.max(right, xy[2 * i]);
      top = Math.min(top, xy[2 * i + 1]); bottom = Math.max(bottom, xy[2 * i + 1]);
    }
    if (!n) { left = top = 0; right = bottom = 1; }
    const columns = Math.floor((right - left) / step) + 1, rows = Math.floor((bottom - top) / step) + 1;
    const spot = (i) => Math.floor((xy[2 * i + 1] - top) / step) * columns + Math.floor((xy[2 * i] - left) / step);
    graph.grid = { left, top, step, columns, rows, ...buckets(n, columns * rows, spot) };
  }

  /* Edges grouped by network and route, so that one path draws many; a plan gives some another colour and strikes others. */
  function orderEdges(graph, tint, struck) {
    const groups = new Map();
    for (let e = 0; e < graph.m; e++) {
      const own = graph.edge_network[e], key = (((tint ? tint(e) : own) * 2 + (struck && struck(e) ? 1 : 0)) * 256 + own) * 64 + graph.edge_route[e] * 16 + graph.edge_state[e];
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(e);
    }
    graph.groups = [...groups.entries()].map(([key, list]) => ({
      network: (key >> 6) & 255, tint: key >> 15, struck: ((key >> 14) & 1) === 1, route: (key >> 4) & 3, state: key & 15, list: Uint32Array.from(list),
    }));
    graph.groups.sort((a, b) => b.route - a.route || b.network - a.network);
  }

  netfold.decode = decode;
  netfold.regroup = orderEdges;
  netfold.NO_TILE = NO_TILE;
  netfold.findNode = (graph, id) => {
    if (!graph.nodeByID) {
      graph.nodeByID = new Map();
      for (let i = 0; i < graph.n; i++) graph.nodeByID.set(graph.node_id.get(i), i);
    }
    return graph.nodeByID.has(id) ? graph.nodeByID.get(id) : -1;
  };
  netfold.findEdge = (graph, id) => {
    if (!graph.edgeByID) {
      graph.edgeByID = new Map();
      for (let i = 0; i < graph.m; i++) graph.edgeByID.set(graph.edge_id.get(i), i);
    }
    return graph.edgeByID.has(id) ? graph.edgeByID.get(id) : -1;
  };
})();
