/* A form that is data: shows and hides, computes, marks what is required, adds and removes rows.
   The rules are those of rules.js; the server decides again. */
(function () {
  "use strict";
  const root = document.querySelector("[data-schema-form]");
  if (!root) return;
  const plan = JSON.parse(root.dataset.plan);
  let engine = null;

  function boxes(wrap) { return Array.from(wrap.querySelectorAll("input, select, textarea")).filter(function (one) { return one.type !== "hidden"; }); }
  function marked(wrap) { return boxes(wrap).filter(function (one) { return one.checked; }).map(function (one) { return one.value; }); }
  const READERS = {
    yes_no: function (wrap) { const said = marked(wrap)[0]; return said === undefined ? null : said === "co"; },
    consent: function (wrap) { return marked(wrap).length ? true : null; },
    checks: function (wrap) { return marked(wrap); },
    signature: function (wrap) { return marked(wrap).length ? { by: "account" } : null; },
    file: function (wrap) {
      const fresh = wrap.querySelector("input[type=file]");
      return marked(wrap).concat(Array.from(fresh ? fresh.files : []).map(function (one) { return one.name; }));
    },
    address: function (wrap) {
      const found = {};
      boxes(wrap).forEach(function (one) { if (one.dataset.part && one.value.trim()) found[one.dataset.part] = one.value.trim(); });
      return found;
    },
  };
  function read(wrap) {
    const own = READERS[wrap.dataset.widget];
    if (own) return own(wrap);
    const all = boxes(wrap);
    if (!all.length) return null;
    const text = all[0].type === "radio" ? marked(wrap)[0] || "" : all[0].value;
    return text.trim() ? (engine.READ[wrap.dataset.kind] || engine.READ.text)(text) : null;
  }

  /* rows of the page in order, so that the rules see them as 0, 1, 2 */
  function rowsOf(table) { return Array.from(table.querySelectorAll("[data-rows] > [data-row]")); }
  function fieldsOf(holder) { return Array.from(holder.querySelectorAll(".schema-field[data-path], .schema-heading, .schema-notice")); }
  function column(wrap) { return wrap.dataset.path.split(".").pop(); }
  function isBlank(one) {
    if (one === null || one === undefined || one === "") return true;
    return typeof one === "object" && Object.values(one).every(isBlank);
  }
  function cellsOf(row) {
    const cells = {};
    fieldsOf(row).forEach(function (one) { cells[column(one)] = read(one); });
    return cells;
  }
  /* a row counts once something is in it, as on the server */
  function liveRows(table) { return rowsOf(table).filter(function (row) { return !isBlank(cellsOf(row)); }); }
  function collect() {
    const data = {};
    root.querySelectorAll("[data-path]").forEach(function (wrap) {
      if (wrap.closest("[data-row]") || wrap.dataset.kind === undefined) return;
      if (wrap.dataset.kind !== "table") { data[wrap.dataset.path] = read(wrap); return; }
      data[wrap.dataset.path] = liveRows(wrap).map(cellsOf);
    });
    return data;
  }

  function turn(wrap, on) { if (on) wrap.removeAttribute("data-off"); else wrap.setAttribute("data-off", ""); }
  function show(wrap, path, value, found) {
    turn(wrap, found.shown.has(path));
    const must = wrap.querySelector("[data-req]");
    if (must) must.hidden = !found.required.has(path);
    const said = wrap.querySelector("[data-check]"), failed = found.failed.get(path) || "";
    if (said && said.textContent !== failed) { said.textContent = failed; }
    if (said) said.hidden = !failed || wrap.querySelector('.error-text[id]') !== null;
    const output = wrap.querySelector("output");
    if (output) {
      const text = engine.show(wrap.dataset.kind, value, wrap.dataset.show === "money");
      if (output.textContent !== text) output.textContent = text;
    }
  }
  function refresh() {
    const told = engine.run(plan, collect(), root.dataset.today);
    const found = { shown: new Set(told.shown), required: new Set(told.required), failed: new Map(told.failed) };
    const sections = new Set(told.sections);
    root.querySelectorAll("[data-section]").forEach(function (part) { turn(part, sections.has(part.dataset.section)); });
    root.querySelectorAll("[data-path]").forEach(function (wrap) {
      if (wrap.closest("[data-row]")) return;
      const path = wrap.dataset.path;
      if (wrap.dataset.kind !== "table") { show(wrap, path, told.data[path], found); return; }
      turn(wrap, found.shown.has(path));
      const must = wrap.querySelector("[data-req]");
      if (must) must.hidden = !found.required.has(path);
      const live = liveRows(wrap);
      rowsOf(wrap).forEach(function (row, place) {
        row.querySelector("[data-place]").textContent = place + 1;
        const number = live.indexOf(row), cells = (told.data[path] || [])[number] || {};
        fieldsOf(row).forEach(function (one) {
          if (number >= 0) show(one, path + "." + number + "." + column(one), cells[column(one)], found);
          else turn(one, plan.fields[path].columns[column(one)].show === null);
        });
      });
      const add = wrap.querySelector("[data-add]");
      add.disabled = rowsOf(wrap).length >= Number(wrap.dataset.most);
    });
  }

  function addRow(table) {
    const used = rowsOf(table).map(function (row) { return Number(row.dataset.row); });
    const next = used.length ? Math.max.apply(null, used) + 1 : 0;
    const fresh = table.querySelector("template").content.cloneNode(true);
    fresh.querySelectorAll("*").forEach(function (one) {
      Array.from(one.attributes).forEach(function (attribute) {
        if (attribute.value.includes("__i__")) one.setAttribute(attribute.name, attribute.value.split("__i__").join(next));
      });
    });
    const row = fresh.firstElementChild;
    table.querySelector("[data-rows]").appendChild(row);
    document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: row } }));
    refresh();
    const first = row.querySelector("input:not([type=hidden]), select, textarea");
    if (first) first.focus();
  }
  root.addEventListener("click", function (event) {
    const add = event.target.closest("[data-add]"), remove = event.target.closest("[data-remove]");
    if (!engine || (!add && !remove)) return;
    event.preventDefault();
    const table = event.target.closest(".schema-table");
    if (add) { addRow(table); return; }
    const row = remove.closest("[data-row]"), near = row.previousElementSibling || row.nextElementSibling;
    row.remove();
    refresh();
    (near ? near.querySelector("[data-remove]") : table.querySelector("[data-add]")).focus();
  });
  root.addEventListener("input", function () { if (engine) refresh(); });
  root.addEventListener("change", function () { if (engine) refresh(); });

  import(root.dataset.rules).then(function (loaded) { engine = loaded; refresh(); root.dataset.live = ""; });
})();
