/* Display switches without leaving the page: the same cookie as the form posts. */
(function () {
  "use strict";
  const NAME = "hien-thi", KNOWN = ["compact", "contrast", "large", "preview", "en"];

  function words() {
    const found = document.cookie.split("; ").find(function (one) { return one.startsWith(NAME + "="); });
    return new Set(found ? found.slice(NAME.length + 1).replace(/"/g, "").split(".").filter(Boolean) : []);
  }
  function toggle(word) {
    const now = words();
    if (now.has(word)) now.delete(word); else now.add(word);
    const value = KNOWN.filter(function (one) { return now.has(one); }).join(".");
    document.cookie = NAME + "=" + value + "; path=/; max-age=31536000; samesite=lax" + (location.protocol === "https:" ? "; secure" : "");
    document.documentElement.classList.toggle("is-" + word, now.has(word));
    document.querySelectorAll("[data-display] [value=" + word + "]").forEach(function (button) { button.setAttribute("aria-pressed", String(now.has(word))); });
    document.dispatchEvent(new CustomEvent("congvu:display", { detail: word }));
  }
  window.congvu.toggleDisplay = toggle;
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-display] button");
    if (!button || button.value === "en") return; /* the language needs the server */
    event.preventDefault();
    toggle(button.value);
  });
})();
