/* Letters: phrases that fill the remark, the matrix of parts, due dates, suggestions, Ctrl+Enter. */
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
    const issuer = event.target.closest("[data-issuer]");
    if (issuer) chooseIssuer(issuer);
  });

  /* a place has one part: choosing another takes the first away */
  document.addEventListener("change", function (event) {
    const line = event.target.closest("tr[data-desk]");
    if (line && event.target.checked) {
      line.querySelectorAll("input").forEach(function (box) { if (box !== event.target) box.checked = false; });
    }
    if (event.target.id === "id_secrecy") secrecy(event.target);
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
    if (event.key === "Escape") document.querySelectorAll(".found-box").forEach(function (box) { box.replaceChildren(); });
    const found = event.target.closest(".issuer");
    if (found && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const all = Array.from(found.querySelectorAll(".found-one")), now = all.indexOf(document.activeElement);
      if (!all.length) return;
      event.preventDefault();
      all[(now + (event.key === "ArrowDown" ? 1 : all.length - 1) + all.length) % all.length].focus();
    }
  });

  /* the issuer: a chosen agency is remembered by its id until its name is typed over */
  function chooseIssuer(button) {
    const name = document.getElementById("id_issuer_name"), id = document.getElementById("id_issuer_id");
    name.value = button.dataset.name; id.value = button.dataset.issuer;
    button.closest(".found-box").replaceChildren();
    name.dataset.chosen = name.value;
    fire(name, "change");
    const next = document.getElementById("id_code");
    if (next) next.focus();
  }
  document.addEventListener("input", function (event) {
    if (event.target.id !== "id_issuer_name" || event.target.value === event.target.dataset.chosen) return;
    document.getElementById("id_issuer_id").value = "";
  });

  /* a secret letter is an entry only: no files, its own numbers */
  function secrecy(select) {
    const secret = select.value !== "0" && select.value !== "", files = document.getElementById("tep"), note = document.getElementById("mat");
    if (note) note.hidden = !secret;
    if (files) { files.hidden = secret; files.querySelectorAll("input[type=file]").forEach(function (box) { box.disabled = secret; }); }
    const number = document.querySelector(".next-number");
    if (number) number.querySelector("strong").textContent = secret ? number.dataset.nextSecret + " (sổ mật)" : number.dataset.next;
  }
  const select = document.getElementById("id_secrecy");
  if (select) secrecy(select);
  const first = document.querySelector("form.register [aria-invalid=true], form.register #id_issuer_name");
  if (first) {
    if (first.id === "id_issuer_name" && first.value) { first.dataset.chosen = first.value; (document.getElementById("id_code").value ? document.getElementById("id_subject") : document.getElementById("id_code")).focus(); }
    else first.focus();
  }
  document.addEventListener("htmx:load", function (event) {
    const box = event.detail.elt.querySelector && event.detail.elt.closest("#viec") && event.detail.elt.querySelector("textarea, input[type=radio], input[type=text]");
    if (box) box.focus();
  });
})();
