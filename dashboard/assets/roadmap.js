/* What a roadmap or the matrix of counties shows stands in the address, so that it can be sent to a colleague. */
(function () {
  "use strict";
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    netfold_plan: Object.assign({}, (window.dash_clientside || {}).netfold_plan, {
      asked(scenario, later) {
        const url = new URL(window.location.href);
        for (const [name, value] of Object.entries({ s: scenario, later })) {
          if (value) url.searchParams.set(name, value);
        }
        window.history.replaceState(window.history.state, "", url);
        return window.dash_clientside.no_update;
      },
      matrix(view, plan, sort) {
        const url = new URL(window.location.href), counties = view === "counties";
        for (const [name, value] of Object.entries({ view: counties && view, plan: counties && plan, sort: counties && sort })) {
          if (value) url.searchParams.set(name, value); else url.searchParams.delete(name);
        }
        window.history.replaceState(window.history.state, "", url);
        return !counties;
      },
    }),
  });
})();
