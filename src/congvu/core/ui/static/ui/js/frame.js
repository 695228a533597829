/* The frame: menus, print and back buttons, tooltips, dialogs, answers of htmx. Pages work without. */
(function () {
  "use strict";
  document.documentElement.classList.add("js");

  function reveal(root) {
    root.querySelectorAll("[data-print][hidden], [data-back][hidden], [data-help][hidden]").forEach(function (one) { one.hidden = false; });
    const wrong = root.querySelector("[data-focus]");
    if (wrong) wrong.focus();
  }
  reveal(document);

  /* one dropped menu at a time; Escape and a click elsewhere close it */
  function closeMenus(but) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) { if (menu !== but) menu.open = false; });
  }
  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details.menu"));
    if (event.target.closest("[data-print]")) window.print();
    if (event.target.closest("[data-back]")) window.history.back();
    const opener = event.target.closest("[data-dialog]");
    if (opener) open(document.getElementById(opener.dataset.dialog));
    const closer = event.target.closest("[data-close]");
    if (closer) closer.closest("dialog").close();
    if (event.target.nodeName === "DIALOG") {
      const box = event.target.getBoundingClientRect();
      if (event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom) event.target.close();
    }
  });
  function open(dialog) { if (dialog && dialog.showModal && !dialog.open) dialog.showModal(); }
  window.congvu = { openDialog: open };
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
    hideTip();
  });

  /* tooltips with full names: hover, focus, touch; Escape hides; the pointer may rest on them */
  let tip = null, owner = null;
  function showTip(target) {
    if (owner === target) return;
    hideTip();
    if (!target.dataset.tip) return;
    owner = target;
    tip = document.createElement("div");
    tip.className = "tip"; tip.id = "chu-thich"; tip.setAttribute("role", "tooltip");
    tip.textContent = target.dataset.tip;
    if (target.title) target.removeAttribute("title");
    document.body.appendChild(tip);
    place();
    target.setAttribute("aria-describedby", tip.id);
  }
  function place() {
    if (!tip) return;
    const at = owner.getBoundingClientRect(), size = tip.getBoundingClientRect();
    const below = at.bottom + 4 + size.height < window.innerHeight;
    tip.style.top = (below ? at.bottom + 4 : Math.max(0, at.top - size.height - 4)) + "px";
    tip.style.left = Math.max(4, Math.min(at.left, window.innerWidth - size.width - 4)) + "px";
  }
  function hideTip() {
    if (!tip) return;
    tip.remove(); owner.removeAttribute("aria-describedby"); tip = owner = null;
  }
  document.addEventListener("mouseover", function (event) {
    const target = event.target.closest("[data-tip]");
    if (target) showTip(target); else if (tip && !tip.contains(event.target)) hideTip();
  });
  document.addEventListener("focusin", function (event) {
    const target = event.target.closest("[data-tip]");
    if (target && target.matches(":focus-visible")) showTip(target); else hideTip();
  });
  document.addEventListener("scroll", place, { passive: true, capture: true });

  /* htmx: a bar while waiting, a sentence when the server cannot be reached */
  let waiting = 0, bar = null;
  function busy(step) {
    waiting = Math.max(0, waiting + step);
    if (waiting && !bar) { bar = document.createElement("div"); bar.className = "busy-bar"; document.body.appendChild(bar); }
    if (!waiting && bar) { bar.remove(); bar = null; }
  }
  function say(text) {
    const place = document.getElementById("thong-diep");
    if (!place) return;
    const notice = document.createElement("div");
    notice.className = "notice bad"; notice.setAttribute("role", "alert"); notice.textContent = text;
    place.replaceChildren(notice);
    place.scrollIntoView({ block: "nearest" });
  }
  window.congvu.say = say;
  document.addEventListener("htmx:beforeRequest", function () { busy(1); });
  document.addEventListener("htmx:afterRequest", function () { busy(-1); });
  document.addEventListener("htmx:sendError", function () { say("Không kết nối được máy chủ. Hãy kiểm tra mạng rồi thử lại; nội dung đang nhập vẫn còn trên trang."); });
  document.addEventListener("htmx:timeout", function () { say("Máy chủ trả lời quá lâu. Hãy thử lại sau ít phút."); });
  document.addEventListener("htmx:responseError", function (event) {
    if (event.detail.xhr.status === 500) say("Hệ thống gặp lỗi. Sự cố đã được ghi lại; hãy thử lại hoặc báo quản trị.");
  });
  document.addEventListener("htmx:load", function (event) { reveal(event.detail.elt.parentElement || document); });
})();
