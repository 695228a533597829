/* Lists: picking rows for bulk verbs, and the preview beside the list. */
(function () {
  "use strict";
  const ROWS = "table[data-keys] tbody tr";

  function picks(table) { return Array.from(table.querySelectorAll("td.pick input[type=checkbox]")); }
  function refresh() {
    const boxes = Array.from(document.querySelectorAll("table td.pick input[type=checkbox]"));
    const chosen = boxes.filter(function (box) { return box.checked; });
    boxes.forEach(function (box) { box.closest("tr").classList.toggle("picked", box.checked); });
    document.querySelectorAll("[data-bulk]").forEach(function (bar) {
      bar.hidden = chosen.length === 0;
      bar.querySelector("[data-picked]").textContent = String(chosen.length);
    });
    document.querySelectorAll("[data-check-all]").forEach(function (all) {
      all.checked = boxes.length > 0 && chosen.length === boxes.length;
      all.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
    });
  }
  let last = null;
  document.addEventListener("click", function (event) {
    const box = event.target.closest("td.pick input[type=checkbox]");
    if (box) {
      if (event.shiftKey && last) { /* a range, as in mail programs */
        const all = picks(box.closest("table")), ends = [all.indexOf(last), all.indexOf(box)].sort(function (a, b) { return a - b; });
        if (ends[0] >= 0) all.slice(ends[0], ends[1] + 1).forEach(function (one) { one.checked = box.checked; });
      }
      last = box; refresh();
      return;
    }
    if (event.target.closest("[data-unpick]")) {
      document.querySelectorAll("table td.pick input:checked").forEach(function (one) { one.checked = false; });
      refresh();
      return;
    }
    const row = event.target.closest(ROWS);
    if (row && !event.target.closest("a, button, input, label, summary, [data-tip]")) setCursor(row, true);
  });
  document.addEventListener("change", function (event) {
    if (!event.target.matches("[data-check-all]")) return;
    picks(event.target.closest("table")).forEach(function (box) { box.checked = event.target.checked; });
    refresh();
  });

  /* the row that keys act on; its preview is fetched a moment after it comes to rest */
  let timer = 0;
  function cursor() { return document.querySelector(ROWS + ".cursor"); }
  function setCursor(row, preview) {
    const old = cursor();
    if (old) { old.classList.remove("cursor"); old.removeAttribute("aria-current"); }
    row.classList.add("cursor"); row.setAttribute("aria-current", "true");
    row.scrollIntoView({ block: "nearest" });
    window.clearTimeout(timer);
    if (preview) timer = window.setTimeout(function () { fetchPreview(row); }, 120);
  }
  function fetchPreview(row) {
    const place = document.getElementById("xem-nhanh");
    if (!place || !row.dataset.preview || !document.documentElement.classList.contains("is-preview") || !place.offsetParent) return;
    if (!window.htmx) return;
    window.htmx.ajax("GET", row.dataset.preview, { target: "#xem-nhanh", swap: "innerHTML" });
  }
  document.addEventListener("congvu:display", function (event) {
    const row = cursor() || document.querySelector(ROWS);
    if (event.detail === "preview" && row) setCursor(row, true);
  });
  document.addEventListener("htmx:load", refresh);
  refresh();
  window.congvu.list = { rows: ROWS, cursor: cursor, setCursor: setCursor };
})();
