/* The Dash component: a React function that owns two canvases and an engine.
   Properties in: url, networks, focus, path, plan, words. Properties out: picked. The view itself lives in the address bar. */
(function () {
  "use strict";
  const netfold = (window.netfold = window.netfold || {});

  /* Keep the picture in the address bar, so that it can be sent to a colleague. */
  function remember(changes) {
    const url = new URL(window.location.href);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null || value === "") url.searchParams.delete(name); else url.searchParams.set(name, value);
    }
    window.history.replaceState(window.history.state, "", url);
  }

  function load(url, cache) {
    return fetch(url, { credentials: "same-origin", cache: cache || "default" }).then((answer) => {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.arrayBuffer();
    }).then(netfold.decode);
  }

  netfold.NetCanvas = function NetCanvas(props) {
    const React = window.React, h = React.createElement;
    const root = React.useRef(null), engine = React.useRef(null), live = React.useRef(null), latest = React.useRef(props);
    const [state, setState] = React.useState("loading");
    const [attempt, setAttempt] = React.useState(0);
    const [arranging, setArranging] = React.useState(false);
    const [notice, setNotice] = React.useState("");
    latest.current = props;
    const words = props.words || {};

    React.useEffect(() => {
      let timer = 0, count = 0;
      const view = new netfold.Engine(root.current, {
        moved: (at) => {
          clearTimeout(timer);
          if (!engine.current || !engine.current.graph) return;
          timer = setTimeout(() => remember(at.fitted ? { x: null, y: null, z: null } : { x: at.x.toFixed(1), y: at.y.toFixed(1), z: at.z.toFixed(2) }), 250);
        },
        placed: (spot) => latest.current.setProps({ placed: spot }),
        refused: (text) => setNotice(text),
        said: (text) => { if (live.current) live.current.textContent = text; },
        selected: (target, open) => {
          remember({ sel: target ? target.id : null });
          latest.current.setProps({ picked: { kind: target ? target.kind : null, id: target ? target.id : null, open: !!open, n: ++count } });
        },
      });
      view.words = words;
      engine.current = netfold.view = view;
      return () => { clearTimeout(timer); view.destroy(); if (netfold.view === view) netfold.view = null; };
    }, []);

    const overlay = () => {
      const view = engine.current, plan = latest.current.plan;
      if (!view || !view.graph) return;
      if (!plan) { netfold.showPlan(view, null, -1); return; }
      netfold.loadPlan(plan.url).then((found) => { if (engine.current === view && latest.current.plan === plan) netfold.showPlan(view, found, plan.at); })
        .catch(() => { netfold.showPlan(view, null, -1); setNotice(words.failed); });
    };

    React.useEffect(() => {
      if (!props.url) return undefined;
      let stale = false;
      setState("loading");
      load(props.url, attempt ? "reload" : "default").then((graph) => {
        if (stale) return;
        const view = engine.current, query = new URLSearchParams(window.location.search);
        view.words = latest.current.words || {};
        view.setGraph(graph);
        view.setChosen(latest.current.networks || []);
        overlay();
        const at = ["x", "y", "z"].map((name) => parseFloat(query.get(name)));
        if (at.every(Number.isFinite)) view.lookAt(at[0], at[1], Math.min(60, Math.max(0.5, at[2])) * view.base);
        netfold.showTrail(view, latest.current.path, at.every(Number.isFinite));
        const wanted = query.get("sel");
        if (wanted) {
          if (at.every(Number.isFinite)) view.selected = view.find(wanted); else view.focus(wanted, true);
          view.hooks.selected({ kind: view.selected ? view.selected.kind : null, id: wanted }, true);
        }
        setState(graph.n ? "ready" : "empty");
      }).catch(() => { if (!stale) setState("failed"); });
      return () => { stale = true; };
    }, [props.url, attempt]);

    React.useEffect(() => {
      if (!engine.current) return;
      engine.current.setChosen(props.networks || []);
      if (engine.current.graph) remember({ network: (props.networks || []).join(",") });
    }, [JSON.stringify(props.networks || [])]);

    React.useEffect(() => {
      if (engine.current && engine.current.graph && props.focus && props.focus.id) {
        if (engine.current.focus(props.focus.id, true) && engine.current.selected) remember({ sel: props.focus.of || props.focus.id });
      }
    }, [props.focus && props.focus.n, props.focus && props.focus.id]);

    React.useEffect(() => { if (engine.current) engine.current.arranger.settle(props.settled); }, [props.settled && props.settled.n]);

    React.useEffect(() => { if (engine.current && engine.current.graph) netfold.showTrail(engine.current, props.path); }, [JSON.stringify(props.path || null)]);

    React.useEffect(overlay, [JSON.stringify(props.plan || null)]);

    React.useEffect(() => { if (engine.current) engine.current.arranging = arranging; }, [arranging]);

    React.useEffect(() => { if (engine.current) { engine.current.words = words; engine.current.draw(); } }, [JSON.stringify(words)]);

    const button = (label, sign, act, more) => h("button", { type: "button", key: sign, title: label, "aria-label": label, onClick: act, ...more }, sign);
    const message = { loading: words.loading, failed: words.failed, empty: words.empty }[state];
    return h("div", { id: props.id, className: "nf-map", ref: root, tabIndex: 0, role: "application", "aria-label": words.title, "data-state": state }, [
      h("canvas", { key: "base", className: "nf-base", "aria-hidden": true }),
      h("canvas", { key: "over", className: "nf-over", "aria-hidden": true }),
      h("div", { key: "live", ref: live, className: "nf-hidden", "aria-live": "polite", role: "status" }),
      h("div", { key: "tools", className: "nf-tools" }, [
        button(words.zoom_in, "+", () => engine.current.zoom(1.4)),
        button(words.zoom_out, "−", () => engine.current.zoom(1 / 1.4)),
        button(words.fit, "⤢", () => engine.current.fit()),
        button(words.arrange, "✥", () => setArranging(!arranging), { "aria-pressed": arranging }),
        button(words.put_back, "↶", () => { setNotice(""); engine.current.arranger.putBack(); }),
      ]),
      notice ? h("div", { key: "notice", className: "nf-error nf-mapnotice", role: "alert", onClick: () => setNotice("") }, notice) : null,
      message ? h("div", { key: "state", className: "nf-state", role: state === "failed" ? "alert" : "status" }, [
        state === "loading" ? h("span", { key: "spin", className: "nf-spin", "aria-hidden": true }) : null,
        h("p", { key: "text" }, message),
        state === "failed" ? h("button", { key: "again", type: "button", onClick: () => setAttempt(attempt + 1) }, words.again) : null,
      ]) : null,
    ]);
  };
})();
