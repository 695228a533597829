/* The call screen asks again every two seconds. Without an answer it keeps what it shows, says so,
   and goes on by itself. A new call is read aloud from the live line. */
(function () {
  "use strict";
  const EVERY = 2000, PATIENCE = 5000;
  const place = document.querySelector("[data-board]"), said = document.querySelector("[data-said]");
  const away = document.querySelector("[data-away]"), since = document.querySelector("[data-since]");
  if (!place) return;
  let last = event();

  function event() {
    const board = place.firstElementChild;
    return board ? board.dataset.event : "0";
  }
  function lost() {
    if (!away.hidden) return;
    const now = new Date();
    since.textContent = String(now.getHours()).padStart(2, "0") + ":" + String(now.getMinutes()).padStart(2, "0");
    away.hidden = false;
  }
  function show(html) {
    const parsed = new DOMParser().parseFromString(html, "text/html").querySelector(".board");
    if (!parsed) throw new Error("no board");
    place.replaceChildren(document.importNode(parsed, true));
    away.hidden = true;
    if (event() === last) return;
    last = event();
    said.textContent = "";
    window.setTimeout(function () { said.textContent = place.firstElementChild.dataset.sentence; }, 50);
  }
  function ask() {
    const stop = new AbortController(), late = window.setTimeout(function () { stop.abort(); }, PATIENCE);
    fetch(place.dataset.board, { credentials: "same-origin", signal: stop.signal }).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.text();
    }).then(show).catch(lost).then(function () {
      window.clearTimeout(late);
      window.setTimeout(ask, EVERY);
    });
  }
  window.setTimeout(ask, EVERY);
})();
