// <hub-upload>: takes pictures by choosing, dropping or pasting, sends each at once, and asks what is to be seen on it.

const LEAVES = "A picture is still on its way. Please wait a moment.";

class Upload extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.list = this.querySelector(".media__uploads");
    this.field = this.querySelector("input[type=file]");
    this.most = Number(this.getAttribute("most"));
    this.largest = Number(this.getAttribute("largest"));
    this.ending = new AbortController();
    const on = (target, name, call, how = {}) => target.addEventListener(name, call, { signal: this.ending.signal, ...how });
    on(this.field, "change", () => { this.take([...this.field.files]); this.field.value = ""; });
    on(this, "click", ({ target }) => this.remove(target.closest("[data-remove]")));
    on(this.form, "paste", (event) => this.given(event, event.clipboardData));
    on(this.form, "dragover", (event) => this.over(event));
    on(this.form, "dragleave", (event) => this.form.contains(event.relatedTarget) || this.classList.remove("media__sender--over"));
    on(this.form, "drop", (event) => this.given(event, event.dataTransfer));
    on(this.form, "submit", (event) => this.ask(event), { capture: true });
    on(this.form, "reset", () => { this.list.replaceChildren(); this.say(""); });
  }

  disconnectedCallback() {
    this.ending.abort();
  }

  over(event) {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    this.classList.add("media__sender--over");
  }

  given(event, transfer) {
    this.classList.remove("media__sender--over");
    if (!transfer.files.length) return;
    event.preventDefault();
    this.take([...transfer.files]);
  }

  take(files) {
    this.say("");
    for (const file of files) {
      if (!file.type.startsWith("image/")) this.say("Only pictures can be added.");
      else if (file.size > this.largest) this.say(`${file.name} is too large: at most ${this.largest >> 20} MB.`);
      else if (this.list.children.length >= this.most) this.say(`A post has at most ${this.most} pictures.`);
      else this.send(file);
    }
  }

  /** Send one picture; a bar stands in its place until the server has made it. */
  send(file) {
    const [item, bar, request, data] = [document.createElement("li"), document.createElement("progress"), new XMLHttpRequest(), new FormData()];
    item.className = "media__upload";
    bar.className = "meter";
    bar.setAttribute("aria-label", `Sending ${file.name}`);
    item.append(bar);
    this.list.append(item);
    this.wait();
    data.append("csrf", this.form.elements.csrf.value);
    data.append("files", file);
    request.upload.onprogress = ({ loaded, total }) => { bar.max = total; bar.value = loaded; };
    request.upload.onload = () => bar.removeAttribute("value"); // now it is being made
    request.onloadend = () => this.answered(item, request);
    request.open("POST", "/media");
    request.responseType = "document";
    request.send(data);
  }

  answered(item, request) {
    const made = request.response?.querySelector(".media__upload");
    if (made) item.replaceWith(document.adoptNode(made));
    else {
      item.remove();
      const why = request.response?.querySelector(".media__why");
      this.say(why ? why.textContent : "This picture could not be sent. Please try again.");
    }
    this.wait();
  }

  /** The form waits for what is on its way. */
  wait() {
    this.field.setCustomValidity(this.list.querySelector("progress") ? LEAVES : "");
  }

  async remove(button) {
    if (!button) return;
    const data = new URLSearchParams({ csrf: this.form.elements.csrf.value, id: button.dataset.remove });
    button.closest("li").remove();
    this.field.focus();
    await fetch("/media/remove", { method: "POST", body: data, headers: { "hx-request": "true" } });
  }

  /** Pictures without words: ask once, kindly, and let it go the second time. */
  ask(event) {
    const silent = [...this.list.querySelectorAll(".media__description")].filter((field) => !field.value.trim() && !field.dataset.asked);
    if (!silent.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    for (const field of silent) field.dataset.asked = "yes";
    this.say("Would you say what is to be seen, for those who cannot see it? Or send it again as it is.");
    silent[0].focus();
  }

  say(words) {
    this.querySelector(".media__problem").textContent = words;
  }
}

if (!customElements.get("hub-upload")) customElements.define("hub-upload", Upload);
