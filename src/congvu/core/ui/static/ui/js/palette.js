/* Ctrl-K: a few letters find a letter, a person, a unit or a verb. */
(function () {
  "use strict";
  const dialog = document.getElementById("tim-nhanh");
  if (!dialog || !dialog.showModal || !dialog.dataset.palette) return;
  const box = dialog.querySelector("input"), found = dialog.querySelector(".palette-found");
  let timer = 0, asked = 0;

  function options() { return Array.from(found.querySelectorAll("[role=option]")); }
  function select(index) {
    const all = options();
    all.forEach(function (one, place) { one.setAttribute("aria-selected", String(place === index)); });
    if (all[index]) { box.setAttribute("aria-activedescendant", all[index].id); all[index].scrollIntoView({ block: "nearest" }); }
    else box.removeAttribute("aria-activedescendant");
  }
  function selected() { return options().findIndex(function (one) { return one.getAttribute("aria-selected") === "true"; }); }
  function search() {
    const mine = asked += 1;
    fetch(dialog.dataset.palette + "?q=" + encodeURIComponent(box.value.slice(0, 100)), { headers: { "HX-Request": "true" }, credentials: "same-origin" })
      .then(function (answer) { if (!answer.ok) throw new Error(String(answer.status)); return answer.text(); })
      .then(function (html) { if (mine === asked) { found.innerHTML = html; select(0); } })
      .catch(function () { if (mine === asked) found.textContent = "Chưa tìm được lúc này. Hãy thử lại."; });
  }
  function open(text) {
    if (document.querySelector("dialog[open]")) return;
    box.value = text || "";
    dialog.showModal(); box.focus(); search();
  }
  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "k") { event.preventDefault(); open(""); }
  });
  box.addEventListener("input", function () { window.clearTimeout(timer); timer = window.setTimeout(search, 150); });
  dialog.addEventListener("keydown", function (event) {
    const all = options(), now = selected();
    if (event.key === "ArrowDown" && all.length) { event.preventDefault(); select((now + 1) % all.length); }
    if (event.key === "ArrowUp" && all.length) { event.preventDefault(); select((now - 1 + all.length) % all.length); }
    if (event.key === "Enter" && all[now]) { event.preventDefault(); all[now].click(); }
  });
})();
