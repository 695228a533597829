/* dd/mm/yyyy: typing 01112026 gives 01/11/2026, a button opens a small calendar; the server checks. */
(function () {
  "use strict";
  const MONTHS = "tháng 1,tháng 2,tháng 3,tháng 4,tháng 5,tháng 6,tháng 7,tháng 8,tháng 9,tháng 10,tháng 11,tháng 12".split(",");
  const DAYS = [["T2", "Thứ Hai"], ["T3", "Thứ Ba"], ["T4", "Thứ Tư"], ["T5", "Thứ Năm"], ["T6", "Thứ Sáu"], ["T7", "Thứ Bảy"], ["CN", "Chủ nhật"]];

  document.addEventListener("input", function (event) {
    const box = event.target;
    if (!box.matches("[data-date], [data-datetime]") || (event.inputType || "").startsWith("delete")) return;
    if (box.selectionStart !== box.value.length) return;
    if (/^\d{1,2}\/(\d{1,2}(\/\d*)?)?$/.test(box.value)) return; /* typed with its slashes */
    const long = box.matches("[data-datetime]");
    const d = box.value.replace(/\D/g, "").slice(0, long ? 12 : 8);
    let text = d.slice(0, 2);
    if (d.length > 2) text += "/" + d.slice(2, 4);
    if (d.length > 4) text += "/" + d.slice(4, 8);
    if (d.length > 8) text += " " + d.slice(8, 10);
    if (d.length > 10) text += ":" + d.slice(10, 12);
    box.value = text;
  });

  function pad(n) { return String(n).padStart(2, "0"); }
  function show(day) { return pad(day.getDate()) + "/" + pad(day.getMonth() + 1) + "/" + day.getFullYear(); }
  function read(text) {
    const m = /^(\d{1,2})\/(\d{1,2})\/(\d{4})/.exec(text.trim());
    if (!m) return null;
    const day = new Date(Number(m[3]), Number(m[2]) - 1, Number(m[1]));
    return day.getDate() === Number(m[1]) && day.getMonth() === Number(m[2]) - 1 ? day : null;
  }
  function same(a, b) { return a && b && a.toDateString() === b.toDateString(); }
  function element(name, props, text) {
    const one = Object.assign(document.createElement(name), props || {});
    if (text) one.textContent = text;
    return one;
  }
  function icon(name) {
    const sample = document.querySelector("svg.icon use");
    if (!sample) return document.createTextNode("…");
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    svg.setAttribute("class", "icon"); svg.setAttribute("aria-hidden", "true");
    use.setAttribute("href", sample.getAttribute("href").split("#")[0] + "#" + name);
    svg.appendChild(use);
    return svg;
  }

  function attach(box) {
    if (box.dataset.ready || box.disabled || box.readOnly) return;
    box.dataset.ready = "1";
    const wrap = element("div", { className: "with-button" });
    box.replaceWith(wrap); wrap.appendChild(box);
    const button = element("button", { type: "button", className: "btn" });
    const label = box.labels && box.labels[0] ? box.labels[0].textContent.trim() : "";
    button.setAttribute("aria-label", "Mở lịch chọn ngày" + (label ? ": " + label : ""));
    button.setAttribute("aria-expanded", "false");
    button.appendChild(icon("calendar"));
    wrap.appendChild(button);
    button.addEventListener("click", function () { if (wrap.querySelector(".calendar")) close(wrap); else open(wrap, box, button); });
  }

  function close(wrap, focus) {
    const panel = wrap.querySelector(".calendar");
    if (!panel) return;
    panel.remove();
    const button = wrap.querySelector("button");
    button.setAttribute("aria-expanded", "false");
    if (focus) button.focus();
  }

  function open(wrap, box, button) {
    document.querySelectorAll(".with-button").forEach(function (other) { close(other); });
    button.setAttribute("aria-expanded", "true");
    const panel = element("div", { className: "calendar" });
    panel.setAttribute("role", "dialog"); panel.setAttribute("aria-label", "Chọn ngày");
    wrap.appendChild(panel);
    let day = read(box.value) || new Date();
    const chosen = read(box.value), today = new Date();

    function put(picked) {
      const clock = /\d{1,2}:\d{2}$/.exec(box.value);
      box.value = show(picked) + (box.matches("[data-datetime]") ? " " + (clock ? clock[0] : "08:00") : "");
      box.dispatchEvent(new Event("input", { bubbles: true })); box.dispatchEvent(new Event("change", { bubbles: true }));
      close(wrap, true);
    }
    function step(days) { day = new Date(day.getFullYear(), day.getMonth(), day.getDate() + days); draw(true); }
    function turn(months) {
      const last = new Date(day.getFullYear(), day.getMonth() + months + 1, 0).getDate();
      day = new Date(day.getFullYear(), day.getMonth() + months, Math.min(day.getDate(), last)); draw(true);
    }
    function arrow(name, label, months) {
      const one = element("button", { type: "button", className: "btn btn-sm btn-plain" });
      one.setAttribute("aria-label", label); one.appendChild(icon(name));
      one.addEventListener("click", function () { turn(months); panel.querySelector("[aria-label='" + label + "']").focus(); });
      return one;
    }
    function draw(focus) {
      panel.replaceChildren();
      const head = element("div", { className: "calendar-head" }), title = element("span", {}, MONTHS[day.getMonth()] + " năm " + day.getFullYear());
      title.setAttribute("aria-live", "polite");
      head.append(arrow("left", "Tháng trước", -1), title, arrow("right", "Tháng sau", 1));
      const table = element("table"), top = element("tr");
      DAYS.forEach(function (name) { const th = element("th", { scope: "col" }, name[0]); th.setAttribute("abbr", name[1]); top.appendChild(th); });
      table.appendChild(element("thead")).appendChild(top);
      const body = table.appendChild(element("tbody"));
      const first = new Date(day.getFullYear(), day.getMonth(), 1), lead = (first.getDay() + 6) % 7;
      const days = new Date(day.getFullYear(), day.getMonth() + 1, 0).getDate();
      let row = null;
      for (let cell = 0; cell < Math.ceil((lead + days) / 7) * 7; cell += 1) {
        if (cell % 7 === 0) row = body.appendChild(element("tr"));
        const td = row.appendChild(element("td")), number = cell - lead + 1;
        if (number < 1 || number > days) continue;
        const this_day = new Date(day.getFullYear(), day.getMonth(), number);
        const one = element("button", { type: "button", tabIndex: number === day.getDate() ? 0 : -1 }, String(number));
        one.setAttribute("aria-label", DAYS[cell % 7][1] + ", ngày " + number + " " + MONTHS[day.getMonth()] + " năm " + day.getFullYear());
        one.setAttribute("aria-pressed", String(Boolean(same(this_day, chosen))));
        if (same(this_day, today)) one.classList.add("today");
        if (cell % 7 > 4) one.classList.add("off");
        one.addEventListener("click", function () { put(this_day); });
        td.appendChild(one);
      }
      const now = element("button", { type: "button", className: "btn btn-sm" }, "Hôm nay");
      now.addEventListener("click", function () { put(today); });
      panel.append(head, table, now);
      if (focus) panel.querySelector("td button[tabindex='0']").focus();
    }
    panel.addEventListener("keydown", function (event) {
      const moves = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
      if (event.key === "Escape") { event.stopPropagation(); close(wrap, true); return; }
      if (!event.target.closest("td")) return;
      if (event.key in moves) { event.preventDefault(); step(moves[event.key]); }
      if (event.key === "PageUp") { event.preventDefault(); turn(-1); }
      if (event.key === "PageDown") { event.preventDefault(); turn(1); }
    });
    draw(true);
  }

  document.addEventListener("click", function (event) {
    document.querySelectorAll(".with-button").forEach(function (wrap) {
      if (document.contains(event.target) && !wrap.contains(event.target)) close(wrap);
    });
  });
  function prepare(root) { root.querySelectorAll("input[data-date], input[data-datetime]").forEach(attach); }
  prepare(document);
  document.addEventListener("htmx:load", function (event) { prepare(event.detail.elt.parentElement || document); });
})();
