/* Orders: phrases that fill the remark, the matrix of parts, due dates, suggestions, Ctrl+Enter. */
(function () {
  "use strict";
  function fire(box, name) { box.dispatchEvent(new Event(name, { bubbles: true })); }
  function setDue(day) {
    const box = document.getElementById("id_due_on");
    if (!box || !day) return;
    box.value = day; fire(box, "input"); fire(box, "change");
  }
  function row(key) { return document.querySelector('tr[data-desk="' + key + '"]'); }
  function tick(key, name) {
    const line = key && row(key), box = line && line.querySelector("input[name=" + name + "]");
    if (box && !box.checked) { box.checked = true; fire(box, "change"); }
  }
  function keys(text) { return (text || "").split(",").filter(Boolean); }
  function apply(box) {
    if (!box) return;
    tick(box.dataset.lead, "lead");
    keys(box.dataset.support).forEach(function (key) { tick(key, "support"); });
    keys(box.dataset.inform).forEach(function (key) { tick(key, "inform"); });
    setDue(box.dataset.due);
    box.remove();
  }
  document.addEventListener("click", function (event) {
    const fill = event.target.closest("[data-fill]");
    if (fill) {
      const box = document.querySelector(fill.dataset.fill);
      box.value = box.value.trim() ? box.value.trim() + " " + fill.dataset.text : fill.dataset.text;
      fire(box, "input"); box.focus();
    }
    const due = event.target.closest("button[data-due]");
    if (due) setDue(due.dataset.due);
    const goto = event.target.closest("[data-goto]");
    if (goto) { const box = document.querySelector(goto.dataset.goto); if (box) box.focus(); }
    if (event.target.closest("[data-apply]")) apply(event.target.closest("[data-suggestion]"));
  });

  /* a place has one part: choosing another takes the first away */
  document.addEventListener("change", function (event) {
    const line = event.target.closest("tr[data-desk]");
    if (line && event.target.checked) {
      line.querySelectorAll("input").forEach(function (box) { if (box !== event.target) box.checked = false; });
    }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest("form[data-send]");
      if (form) { event.preventDefault(); form.requestSubmit(); }
    }
    if (event.altKey && event.key.toLowerCase() === "g") {
      const box = document.querySelector("[data-suggestion]");
      if (box) { event.preventDefault(); apply(box); }
    }
  });

  document.addEventListener("htmx:load", function (event) {
    const box = event.detail.elt.querySelector && event.detail.elt.closest("#viec") && event.detail.elt.querySelector("textarea, input[type=radio], input[type=text]");
    if (box) box.focus();
  });
})();
