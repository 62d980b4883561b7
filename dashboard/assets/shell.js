/* The shell: language, theme, the search shortcut, and what Dash's client-side callbacks call by name. */
(function () {
  "use strict";
  const root = document.documentElement;

  const keep = (name, value) => { document.cookie = `${name}=${value}; path=/; max-age=31536000; SameSite=Strict`; };
  function parameter(name, value) {
    const url = new URL(window.location.href);
    if (value) url.searchParams.set(name, value); else url.searchParams.delete(name);
    return url;
  }
  function look(name) {
    const dark = name !== "light";
    root.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
    root.setAttribute("data-contrast", name === "contrast" ? "high" : "normal");
    document.body.setAttribute("data-ag-theme-mode", dark ? "dark" : "light");
    return dark ? "dark" : "light";
  }

  document.addEventListener("DOMContentLoaded", () => look(root.getAttribute("data-look") || "light"));
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
    if (((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") || (event.key === "/" && !typing)) {
      const search = document.getElementById("nf-search");
      if (search) { event.preventDefault(); search.focus(); search.select && search.select(); }
    }
  });

  /* Search results come filtered from the server: an address inside a prefix would not match as text. */
  window.dashMantineFunctions = Object.assign(window.dashMantineFunctions || {}, { netfoldAll: (input) => input.options });

  const none = () => window.dash_clientside.no_update;
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    netfold: {
      language(value) {
        if (!value || value === root.getAttribute("data-lang")) return none();
        keep("netfold_lang", value);
        window.location.assign(parameter("lang", value));
        return none();
      },
      theme(value) {
        if (!value) return none();
        keep("netfold_theme", value);
        if (value !== root.getAttribute("data-look")) {
          root.setAttribute("data-look", value);
          window.history.replaceState(window.history.state, "", parameter("theme", value));
        }
        return look(value);
      },
      current(path) {
        document.querySelectorAll(".nf-nav a").forEach((link) => {
          const to = link.getAttribute("href"), on = to === "/" ? path === "/" : path.startsWith(to);
          if (on) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
        });
        return none();
      },
      snapshot(value) {
        if (!value) return none();
        const url = new URL(window.location.href), newest = document.getElementById("nf-snapshot-newest");
        if (newest && newest.textContent === value) url.searchParams.delete("snapshot"); else url.searchParams.set("snapshot", value);
        window.history.replaceState(window.history.state, "", url);
        return none();
      },
      /* What is compared stands in the address, so that it can be sent to a colleague. */
      compared(before, after, entity, kind, network, known) {
        if (!known || !known.length || !before || !after) return none();
        const url = new URL(window.location.href);
        for (const [name, value] of Object.entries({ before, after, entity, kind, network })) {
          if (value) url.searchParams.set(name, value); else url.searchParams.delete(name);
        }
        window.history.replaceState(window.history.state, "", url);
        return none();
      },
      toggle(clicks, closes, hidden) { return clicks || closes ? !hidden : hidden; },
      same(value) { return value || []; },
      nothing(clicks) { return clicks ? [] : none(); },
      /* A row chosen by hand moves the map; one that the map chose does not move it again. */
      rowToFocus(rows, picked) {
        if (!rows || !rows.length || rows.ids || !rows[0].id || (picked && picked.id === rows[0].id)) return [none(), none()];
        const n = `r${Date.now()}`;
        return [{ id: rows[0].id, n }, { id: rows[0].id, n }];
      },
      pickToRow(picked) { return picked && picked.kind === "device" ? { ids: [picked.id] } : none(); },
    },
  });
})();
