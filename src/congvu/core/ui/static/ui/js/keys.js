/* Keys: j k Enter x on lists, / p n b everywhere, ? for help, and a page's own [data-key] links. */
(function () {
  "use strict";
  const list = window.congvu.list;

  function typing(event) {
    return event.ctrlKey || event.altKey || event.metaKey || event.isComposing || Boolean(document.querySelector("dialog[open]")) ||
      Boolean(event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], [role=dialog]"));
  }
  function move(step) {
    const rows = Array.from(document.querySelectorAll(list.rows));
    if (!rows.length) return false;
    const now = rows.indexOf(list.cursor());
    const next = now < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(now + step, 0), rows.length - 1);
    list.setCursor(rows[next], true);
    return true;
  }
  function press(selector) {
    const row = list.cursor(), target = row && row.querySelector(selector);
    if (target) target.click();
    return Boolean(target);
  }
  const KEYS = {
    j: function () { return move(1); },
    k: function () { return move(-1); },
    Enter: function () { return press("a.subject, a[data-open]"); },
    x: function () { return press("td.pick input[type=checkbox]"); },
    p: function () { if (!document.getElementById("xem-nhanh")) return false; window.congvu.toggleDisplay("preview"); return true; },
    "/": function () {
      const box = document.querySelector(".filters input[type=search], .filters input[type=text]") || document.querySelector(".topsearch input");
      if (box) { box.focus(); box.select(); }
      return Boolean(box);
    },
    "?": function () { showHelp(); return true; },
  };
  /* a page names its own keys: <a data-key="d" data-key-label="Duyệt">; within the cursor row first */
  function named(key) {
    const fits = Array.from(document.querySelectorAll("[data-key]")).filter(function (one) { return one.dataset.key === key && !one.disabled; });
    const row = list.cursor();
    return fits.find(function (one) { return row && row.contains(one); }) || fits.find(function (one) { return !one.closest(list.rows); });
  }
  document.addEventListener("keydown", function (event) {
    if (typing(event)) return;
    if (event.key === "Enter" && event.target.closest("a, button, summary, input")) return;
    const own = event.key.length === 1 ? named(event.key) : null;
    if (own) { event.preventDefault(); own.click(); return; }
    if (KEYS[event.key] && KEYS[event.key]()) event.preventDefault();
  });

  function showHelp() {
    const dialog = document.getElementById("phim-tat");
    if (!dialog) return;
    const place = dialog.querySelector("[data-page-keys]"), table = document.createElement("dl"), seen = new Set();
    table.className = "keys";
    document.querySelectorAll("[data-key][data-key-label]").forEach(function (one) {
      if (seen.has(one.dataset.key)) return;
      seen.add(one.dataset.key);
      const dt = document.createElement("dt"), kbd = document.createElement("kbd"), dd = document.createElement("dd");
      kbd.textContent = one.dataset.key; dt.appendChild(kbd); dd.textContent = one.dataset.keyLabel;
      table.append(dt, dd);
    });
    place.replaceChildren(table);
    window.congvu.openDialog(dialog);
  }
  document.addEventListener("click", function (event) { if (event.target.closest("[data-help]")) showHelp(); });
})();
