/* Forms: growing boxes, chosen files, filters over long pickers, confirmation, guards. */
(function () {
  "use strict";

  function grow(box) { box.style.height = "auto"; box.style.height = box.scrollHeight + 2 + "px"; }

  function size(bytes) {
    return bytes < 1048576 ? Math.max(1, Math.round(bytes / 1024)) + " KB" : (bytes / 1048576).toFixed(1).replace(".", ",") + " MB";
  }
  function listFiles(input) {
    const list = input.parentElement.querySelector(".filelist"), most = Number(input.dataset.maxBytes || 0);
    if (!list) return;
    list.replaceChildren();
    Array.from(input.files).forEach(function (file) {
      const line = document.createElement("li"), over = most && file.size > most;
      line.textContent = file.name + " (" + size(file.size) + ")" + (over ? " – vượt quá " + size(most) + ", hãy chọn tệp khác" : "");
      if (over) line.className = "bad";
      list.appendChild(line);
    });
  }

  const MARKS = /[\u0300-\u036f]/g;
  function fold(text) { return text.toLowerCase().replace(/đ/g, "d").normalize("NFD").replace(MARKS, ""); }
  function addFinder(box) {
    const lines = Array.from(box.querySelectorAll("label"));
    if (lines.length < 9 || box.querySelector(".checks-find")) return;
    const find = document.createElement("input");
    find.type = "search"; find.className = "checks-find"; find.placeholder = "Gõ vài chữ để lọc…";
    find.setAttribute("aria-label", "Lọc danh sách chọn"); find.setAttribute("form", "khong-gui");
    box.prepend(find);
    find.addEventListener("input", function () {
      const wanted = fold(find.value.trim());
      lines.forEach(function (line) {
        line.hidden = wanted !== "" && !line.querySelector("input").checked && !fold(line.textContent).includes(wanted);
      });
      box.querySelectorAll(".checks-group").forEach(function (group) {
        group.hidden = !group.querySelector("label:not([hidden])");
      });
    });
    find.addEventListener("keydown", function (event) {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const left = lines.filter(function (line) { return !line.hidden; });
      if (left.length === 1) left[0].querySelector("input").click();
    });
  }

  function prepare(root) {
    root.querySelectorAll("textarea[data-autosize]").forEach(grow);
    root.querySelectorAll("[data-checks]").forEach(addFinder);
  }
  prepare(document);
  document.addEventListener("htmx:load", function (event) { prepare(event.detail.elt.parentElement || document); });

  /* unsaved changes: forms with data-guard ask before the page is left */
  let dirty = false, sending = false;
  document.addEventListener("input", function (event) {
    if (event.target.matches("textarea[data-autosize]")) grow(event.target);
    if (event.target.matches("[data-money]") && event.inputType !== "deleteContentBackward") {
      const digits = event.target.value.replace(/\D/g, "");
      event.target.value = digits.replace(/\B(?=(\d{3})+$)/g, ".");
    }
    if (event.target.closest("form[data-guard]")) dirty = true;
  });
  document.addEventListener("change", function (event) {
    if (event.target.matches("input[type=file]")) listFiles(event.target);
    if (event.target.closest("form[data-guard]")) dirty = true;
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  });
  window.addEventListener("beforeunload", function (event) {
    if (dirty && !sending) { event.preventDefault(); event.returnValue = ""; }
  });

  /* confirmation: data-confirm on a button or form; the sentence says what will happen */
  const dialog = document.getElementById("xac-nhan");
  function ask(sentence, yes) {
    if (!dialog || !dialog.showModal) { if (window.confirm(sentence)) yes(); return; }
    dialog.querySelector("[data-sentence]").textContent = sentence;
    dialog.returnValue = "";
    dialog.showModal();
    dialog.addEventListener("close", function () { if (dialog.returnValue === "co") yes(); }, { once: true });
  }
  document.addEventListener("submit", function (event) {
    const form = event.target, button = event.submitter;
    const sentence = (button && button.dataset.confirm) || form.dataset.confirm;
    if (sentence && !form.dataset.confirmed) {
      event.preventDefault(); event.stopImmediatePropagation();
      ask(sentence, function () { form.dataset.confirmed = "1"; form.requestSubmit(button || undefined); delete form.dataset.confirmed; });
      return;
    }
    /* one press, one submission */
    if ((form.method || "").toLowerCase() !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1"; sending = true;
    window.setTimeout(function () {
      form.querySelectorAll("button[type=submit]").forEach(function (one) { one.disabled = true; });
    }, 0);
  }, true);
  window.addEventListener("pageshow", function () {
    sending = false;
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
      form.querySelectorAll("button[type=submit]").forEach(function (one) { one.disabled = false; });
    });
  });
  document.addEventListener("htmx:confirm", function (event) {
    const sentence = event.detail.elt.dataset.confirm;
    if (!sentence || event.detail.elt.nodeName === "FORM") return;
    event.preventDefault();
    ask(sentence, function () { event.detail.issueRequest(true); });
  });
})();
