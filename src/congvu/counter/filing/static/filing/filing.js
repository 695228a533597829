/* Filling in: every field is saved as it is left, every file goes up in pieces and goes on where it
   stopped. Without scripts the page's own button saves everything. */
(function () {
  "use strict";
  const form = document.querySelector("[data-filing]");
  if (!form || !window.fetch) return;
  const PIECE = 1024 * 1024, TRIES = 5;
  const status = form.querySelector("[data-saved]"), version = form.querySelector("[data-version]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  let queue = Promise.resolve(), waiting = 0;
  function then(step) { waiting += 1; queue = queue.then(step).finally(function () { waiting -= 1; }); }

  function say(text, bad) { status.textContent = text; status.classList.toggle("error-text", !!bad); }
  function fieldOf(box) {
    if (box.name.startsWith("who-")) return box.name;
    return box.name.startsWith("f.") ? box.name.slice(2).split(".")[0] : "";
  }
  function save(name) {
    const data = new FormData();
    new FormData(form).forEach(function (value, key) { if (typeof value === "string") data.append(key, value); });
    data.set("_truong", name);
    say("Đang lưu…");
    return fetch(form.dataset.autosave, { method: "POST", body: data, credentials: "same-origin" })
      .then(function (answer) { return answer.json().then(function (said) { return [answer.ok, said]; }); })
      .then(function (pair) {
        if (!pair[0]) { say("Chưa lưu được: " + pair[1].message, true); return; }
        version.value = pair[1].version;
        say("Đã lưu lúc " + pair[1].saved + ".");
      })
      .catch(function () { say("Chưa lưu được vì mất kết nối. Nội dung vẫn ở trang này; hãy bấm Lưu khi có mạng.", true); });
  }
  form.addEventListener("change", function (event) {
    const box = event.target;
    if (box.type === "file") { if (box.dataset.slot) send(box); return; }
    const name = fieldOf(box);
    if (name) then(function () { return save(name); });
  });
  /* a field left by pressing the button is saved first: the page then carries the latest version */
  form.addEventListener("submit", function (event) {
    if (!waiting) return;
    event.preventDefault();
    queue.then(function () { form.requestSubmit(event.submitter); });
  });

  function wait(ms) { return new Promise(function (done) { setTimeout(done, ms); }); }
  function post(url, body, headers) {
    return fetch(url, { method: "POST", body: body, credentials: "same-origin", headers: Object.assign({ "X-CSRFToken": token }, headers || {}) })
      .then(function (answer) { return answer.json().then(function (said) { return { status: answer.status, said: said }; }); });
  }
  async function pieces(file, key, from, line) {
    const url = form.dataset.upload + key + "/";
    let offset = from, tries = 0;
    for (;;) {
      try {
        const got = await post(url, file.slice(offset, offset + PIECE), { "Upload-Offset": String(offset), "Content-Type": "application/octet-stream" });
        if (got.status === 201) return got.said;
        if (got.said.received === undefined) throw new Refusal(got.said.message);
        offset = got.said.received; tries = 0;
        line.textContent = file.name + ": " + Math.floor(100 * offset / file.size) + " %";
      } catch (fault) {
        if (fault instanceof Refusal || ++tries > TRIES) throw fault;
        line.textContent = "Mất kết nối, đang thử lại…";
        await wait(1000 * tries);
      }
    }
  }
  function Refusal(message) { this.message = message; }
  async function send(box) {
    const line = box.parentElement.querySelector("[data-progress]");
    for (const file of Array.from(box.files)) {
      const start = new FormData();
      start.append("slot", box.dataset.slot); start.append("name", file.name); start.append("size", String(file.size));
      try {
        const begun = await post(form.dataset.upload, start);
        if (begun.status !== 201) throw new Refusal(begun.said.message);
        await pieces(file, begun.said.key, begun.said.received, line);
        line.textContent = "Đã tải lên " + file.name + ".";
      } catch (fault) {
        line.textContent = fault instanceof Refusal ? fault.message : "Chưa tải xong vì mất kết nối. Hãy chọn lại cùng tệp để tải tiếp.";
        box.value = "";
        return;
      }
    }
    box.value = "";
    then(function () { location.hash = "giay-to"; location.reload(); });
  }
})();
