/* The kiosk: a press is sent until the server answers, always with the same key, so that one press
   is one number; the slip prints itself and gives the screen to the next person. */
(function () {
  "use strict";
  const AGAIN = 2000, SHOWN = 12000, IDLE = 60000;
  const form = document.querySelector("form[data-take]"), slip = document.querySelector("[data-print-now]");

  function ask(address, data) {
    return fetch(address, { method: "POST", body: data, credentials: "same-origin" }).then(function (answer) {
      if (answer.status >= 500) throw new Error(String(answer.status));
      return answer;
    });
  }
  function send(data, waiting) {
    ask(form.action, data).then(function (answer) {
      if (answer.redirected) { window.location.replace(answer.url); return; }
      form.dataset.native = "1";
      const group = document.createElement("input");
      group.type = "hidden"; group.name = "nhom"; group.value = data.get("nhom");
      form.appendChild(group);
      form.submit();
    }).catch(function () {
      waiting.hidden = false;
      window.setTimeout(function () { send(data, waiting); }, AGAIN);
    });
  }
  if (form) {
    const waiting = document.querySelector("[data-waiting]");
    let touched = Date.now();
    document.addEventListener("pointerdown", function () { touched = Date.now(); });
    document.addEventListener("keydown", function () { touched = Date.now(); });
    form.addEventListener("submit", function (event) {
      if (form.dataset.native) return;
      event.preventDefault();
      if (form.dataset.sent) return;
      form.dataset.sent = "1";
      const data = new FormData(form);
      if (event.submitter) data.set(event.submitter.name, event.submitter.value);
      form.querySelectorAll("button").forEach(function (button) { button.disabled = true; });
      send(data, waiting);
    });
    /* nobody is here: fresh numbers of people waiting, once the server answers */
    window.setInterval(function () {
      if (form.dataset.sent || Date.now() - touched < IDLE) return;
      fetch(window.location.href, { credentials: "same-origin" }).then(function (answer) {
        if (answer.ok) window.location.reload();
      }).catch(function () { touched = Date.now(); });
    }, 15000);
  }
  if (slip) {
    window.addEventListener("load", function () { window.print(); });
    window.setTimeout(function () { window.location.replace(slip.dataset.back); }, SHOWN);
  }
})();
