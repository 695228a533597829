/* Binds the buttons of the security key pages; the options are in the page as JSON. */
(function () {
  "use strict";
  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    var box = document.querySelector("[data-key-error]");
    if (box) { box.hidden = false; }
  });
  document.querySelectorAll("[data-webauthn]").forEach(function (button) {
    var forms = window.allauth.webauthn.forms;
    var kind = button.dataset.webauthn;
    var ids = { credential: "id_credential", data: "js_data" };
    ids[kind === "addForm" ? "add" : "authenticate"] = button.id;
    forms[kind]({ ids: ids });
  });
})();
