/* Files for the import page: chosen or dropped, sent one by one as they are, with a bar for each. Names are text, never markup. */
(function () {
  "use strict";
  const box = () => document.getElementById("import-drop");
  const list = () => document.getElementById("import-sent");
  const anew = () => ({ list: list(), batch: null, files: [], busy: false, waiting: [] });
  const say = (name) => (box() && box().getAttribute(`data-${name}`)) || "";

  /* What was sent since the page was opened or cleared. A page that is opened again has another list, and starts anew:
     what the server still holds of an older visit is not sent along as if it had been chosen. */
  let visit = anew();
  const said = ({ batch, files, busy }) => ({ batch, files: files.slice(), busy });
  function publish() { window.dash_clientside.set_props("import-batch", { data: said(visit) }); }
  function clear() {
    visit = anew();
    if (visit.list) visit.list.replaceChildren();
  }
  function row(file) {
    const line = document.createElement("li"), name = document.createElement("span"), note = document.createElement("em");
    const bar = document.createElement("progress");
    name.textContent = file.name; note.textContent = size(file.size); bar.max = Math.max(1, file.size); bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    line.append(name, bar, note);
    visit.list.append(line);
    return { line, bar, note };
  }
  function size(octets) {
    return octets < 1024 ? `${octets} B` : octets < 1048576 ? `${(octets / 1024).toFixed(1)} KiB` : `${(octets / 1048576).toFixed(1)} MiB`;
  }
  function fail(shown, text) { shown.line.className = "bad"; shown.bar.remove(); shown.note.textContent = text; }

  async function open() {
    const answer = await fetch("/api/import/new", { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: "" });
    const found = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(found.text || String(answer.status));
    return found.batch;
  }
  function send(batch, file, shown) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("POST", `/api/import/${batch}?name=${encodeURIComponent(file.name)}`);
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.upload.onprogress = (event) => { shown.bar.value = event.loaded; };
      request.onload = () => {
        let found = {};
        try { found = JSON.parse(request.responseText); } catch (error) { found = {}; }
        if (request.status === 200) { shown.bar.remove(); shown.line.className = "good"; resolve(true); }
        else { fail(shown, found.text || String(request.status)); resolve(false); }
      };
      request.onerror = () => { fail(shown, say("broken")); resolve(false); };
      request.send(file);
    });
  }
  async function take(files) {
    if (visit.list !== list()) visit = anew();
    if (!files.length) return;
    const mine = visit, left = () => mine !== visit || mine.list !== list();
    mine.waiting.push(...files.map((file) => [file, row(file)]));
    if (mine.busy) return; // what is chosen while others are being sent waits for its turn
    mine.busy = true; publish();
    while (mine.waiting.length) {
      const [file, shown] = mine.waiting.shift();
      if (file.size > Number(say("most"))) { fail(shown, say("large")); continue; }
      try {
        if (!mine.batch) mine.batch = await open();
        if (await send(mine.batch, file, shown)) mine.files.push({ name: file.name, size: file.size });
      } catch (error) { fail(shown, error.message || say("broken")); }
      if (left()) return;
    }
    mine.busy = false; publish();
  }

  document.addEventListener("click", (event) => {
    const target = event.target.closest && event.target.closest("#import-pick, #import-clear");
    if (!target) return;
    if (target.id === "import-clear") { clear(); publish(); return; }
    const input = document.createElement("input");
    input.type = "file"; input.multiple = true;
    input.addEventListener("change", () => take([...input.files]));
    input.click();
  });
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      if (!box()) return;
      event.preventDefault();
      box().classList.toggle("over", kind === "dragenter" || kind === "dragover");
      if (kind === "drop" && event.dataTransfer) take([...event.dataTransfer.files]);
    });
  }
  /* What was imported is gone from the server: the list starts anew. */
  Object.assign(window.dash_clientside.netfold, {
    uploaded() { clear(); return said(visit); },
  });
})();
