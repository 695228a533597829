/* The register form: issuers found while typing, secret letters, where the cursor starts. */
(function () {
  "use strict";
  function fire(box, name) { box.dispatchEvent(new Event(name, { bubbles: true })); }
  document.addEventListener("click", function (event) {
    const issuer = event.target.closest("[data-issuer]");
    if (issuer) chooseIssuer(issuer);
  });
  document.addEventListener("change", function (event) { if (event.target.id === "id_secrecy") secrecy(event.target); });
  document.addEventListener("keydown", function (event) {
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
})();
