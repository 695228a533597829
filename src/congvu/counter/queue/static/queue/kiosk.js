/* The kiosk: a press is sent until the server answers, always with the same key, so that one press
   is one number; the answer is the slip, which prints itself and gives the screen to the next. */
(function () {
  "use strict";
  const AGAIN = 2000, SHOWN = 12000, IDLE = 60000;

  function ask(address, data) {
    const headers = { "X-May-Lay-So": "1" };
    return fetch(address, { method: "POST", body: data, credentials: "same-origin", headers: headers }).then(function (answer) {
      if (answer.status >= 500) throw new Error(String(answer.status));
      return answer.text().then(function (html) { return { place: answer.headers.get("Content-Location"), html: html }; });
    });
  }
  function send(form, data, waiting) {
    ask(form.action, data).then(function (answer) { draw(answer.html, answer.place); }).catch(function () {
      if (waiting) waiting.hidden = false;
      window.setTimeout(function () { send(form, data, waiting); }, AGAIN);
    });
  }
  /* the page that came, in the place of this one: the slip, or the choices with a refusal */
  function draw(html, place) {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    document.title = parsed.title;
    delete document.body.dataset.sent;
    document.body.replaceChildren(...Array.from(parsed.body.childNodes, function (one) { return document.importNode(one, true); }));
    if (place) window.history.replaceState(null, "", place);
    window.scrollTo(0, 0);
    begin();
  }
  function begin() {
    const slip = document.querySelector("[data-print-now]");
    document.querySelectorAll("form[data-take]").forEach(listen);
    if (!slip) return;
    window.setTimeout(function () { window.location.replace(slip.dataset.back); }, SHOWN);
    window.print();
  }
  function listen(form) {
    const waiting = document.querySelector("[data-waiting]");
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      if (document.body.dataset.sent) return;
      document.body.dataset.sent = "1";
      const data = new FormData(form);
      if (event.submitter && event.submitter.name) data.set(event.submitter.name, event.submitter.value);
      document.querySelectorAll("button").forEach(function (button) { button.disabled = true; });
      send(form, data, waiting);
    });
  }
  /* nobody is here: fresh numbers of people waiting, once the server answers */
  let touched = Date.now();
  function touch() { touched = Date.now(); }
  document.addEventListener("pointerdown", touch);
  document.addEventListener("keydown", touch);
  if (document.querySelector("form[data-take]")) {
    window.setInterval(function () {
      if (document.body.dataset.sent || Date.now() - touched < IDLE) return;
      fetch(window.location.href, { credentials: "same-origin" }).then(function (answer) {
        if (answer.ok) window.location.reload();
      }).catch(touch);
    }, 15000);
  }
  begin();
})();
