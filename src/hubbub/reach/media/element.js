// <hub-upload>: takes files by choosing, dropping or pasting, sends each at once, lets one cut them, and asks for words.

class Upload extends HTMLElement {
  files = new WeakMap(); // what was sent from here

  connectedCallback() {
    this.form = this.closest("form");
    this.list = this.querySelector(".media__uploads");
    this.field = this.querySelector("input[type=file]");
    this.most = Number(this.getAttribute("most"));
    this.largest = Number(this.getAttribute("largest"));
    this.ending = new AbortController();
    const on = (target, name, call, how = {}) => target.addEventListener(name, call, { signal: this.ending.signal, ...how });
    on(this.field, "change", () => { this.take([...this.field.files]); this.field.value = ""; });
    on(this, "click", (event) => this.pressed(event));
    on(this.form, "paste", (event) => this.given(event, event.clipboardData));
    on(this.form, "dragover", (event) => this.over(event));
    on(this.form, "dragleave", (event) => this.form.contains(event.relatedTarget) || this.classList.remove("media__sender--over"));
    on(this.form, "drop", (event) => this.given(event, event.dataTransfer));
    on(this.form, "submit", (event) => this.ask(event), { capture: true });
    on(this.form, "reset", () => { this.list.replaceChildren(); this.say(""); this.cuts?.forget(); });
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
      if (!/^(image|video|audio)\//.test(file.type)) this.say(inWords("Only pictures, films and recordings can be added."));
      else if (file.size > this.largest) this.say(inWords("{name} is too large: at most {most} MB.", { name: file.name, most: this.largest >> 20 }));
      else if (this.list.children.length >= this.most) this.say(inWords("A post has at most {most} files.", { most: this.most }));
      else this.send(file);
    }
  }

  /** Send one file; a bar stands in its place, or below what it is a piece of, until the server has made it. */
  send(file, piece) {
    const item = piece?.item ?? Object.assign(document.createElement("li"), { className: "media__upload" });
    const [bar, request, data] = [document.createElement("progress"), new XMLHttpRequest(), new FormData()];
    bar.className = "meter";
    bar.setAttribute("aria-label", inWords("Sending {name}", { name: file.name }));
    item.append(bar);
    if (!piece) this.list.append(item);
    this.wait();
    data.append("csrf", this.form.elements.csrf.value);
    data.append("files", file);
    request.upload.onprogress = ({ loaded, total }) => { bar.max = total; bar.value = loaded; };
    request.upload.onload = () => bar.removeAttribute("value"); // now it is being made
    request.onloadend = () => { bar.remove(); this.answered(item, request, file, piece); };
    request.open("POST", "/media");
    request.responseType = "document";
    request.send(data);
  }

  answered(item, request, file, piece) {
    const made = request.response?.querySelector(".media__upload");
    if (made) {
      this.put(item, document.adoptNode(made));
      if (piece) this.cuts.came(made, piece);
      else this.files.set(made, file);
    } else {
      if (!piece) item.remove();
      const why = request.response?.querySelector(".media__why");
      this.say(why ? why.textContent : inWords("This file could not be sent. Please try again."));
    }
    this.wait();
  }

  /** The form waits for what is on its way. */
  wait() {
    this.field.setCustomValidity(this.list.querySelector("progress") ? inWords("A file is still on its way. Please wait a moment.") : "");
  }

  /** One in the place of another. What was said of a picture is said of its piece, too. */
  put(item, other) {
    const words = item.querySelector(".media__description");
    if (words) other.querySelector(".media__description").value = words.value;
    item.replaceWith(other);
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Cut the picture, or take that back; the script for it comes when it is wanted. */
  async cut(button) {
    const item = button.closest("li");
    this.say("");
    try {
      const { Cuts } = await import(this.getAttribute("crops"));
      this.cuts ??= new Cuts(this);
      await (button.matches("[data-uncrop]") ? this.cuts.undo(item) : this.cuts.begin(item));
    } catch {
      this.say(inWords("This picture cannot be cropped here."));
    }
  }

  /** What nobody will want again is not kept until it is swept away. */
  discard(item) {
    const { csrf, draft } = this.form.elements;
    const data = new URLSearchParams({ csrf: csrf.value, id: item.querySelector("[name=media]").value, draft: draft?.value ?? "" });
    return fetch("/media/remove", { method: "POST", body: data, headers: { "hx-request": "true" } }).catch(() => null);
  }

  pressed(event) {
    const { target } = event;
    if (target.closest("[data-crop], [data-uncrop]")) return this.cut(target.closest("button"));
    if (target.closest("[data-remove]")) return this.remove(target.closest("[data-remove]"));
    if (target.matches(".media__picks")) return this.point(target, event);
    const move = target.closest("[data-move]");
    const item = move?.closest("li");
    const beside = move?.dataset.move === "1" ? item.nextElementSibling : item?.previousElementSibling;
    if (!beside) return;
    if (move.dataset.move === "1") beside.after(item);
    else beside.before(item);
    move.focus();
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** The point of a picture that stays in sight where it is cut. */
  point(image, { offsetX, offsetY }) {
    const [shown, whole] = [image.clientWidth, { width: image.naturalWidth, height: image.naturalHeight }];
    const scale = Math.max(shown / whole.width, shown / whole.height);
    const part = (at, side, given) => Math.max(-1, Math.min(1, 2 * ((at + (side * scale - shown) * given) / (side * scale)) - 1));
    const [left, top] = getComputedStyle(image).objectPosition.split(" ").map((each) => parseFloat(each) / 100);
    const [x, y] = [part(offsetX, whole.width, left), part(offsetY, whole.height, top)];
    const field = image.closest("li").querySelector("select");
    field.querySelector("[data-pressed]")?.remove();
    const option = new Option(inWords("where I pressed"), `${x.toFixed(2)},${(-y).toFixed(2)}`, false, true);
    option.dataset.pressed = "";
    field.append(option);
    image.style.objectPosition = `${50 + 50 * x}% ${50 + 50 * y}%`;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  async remove(button) {
    const item = button.closest("li");
    item.remove();
    this.field.focus();
    this.dispatchEvent(new Event("change", { bubbles: true }));
    this.cuts?.left(item);
    const answer = await this.discard(item);
    if (answer?.status === 409) this.say(await answer.text(), "told"); // another draft has it, and keeps it
  }

  /** Files without words: ask once, kindly, and let it go the second time. */
  ask(event) {
    const silent = [...this.list.querySelectorAll(".media__description")].filter((field) => !field.value.trim() && !field.dataset.asked);
    if (!silent.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    for (const field of silent) field.dataset.asked = "yes";
    this.say(inWords("Would you say what is to be seen or heard, for those who cannot? Or send it again as it is."), "told");
    silent[0].focus();
  }

  /** What is wrong with a file; `told` is what nothing is wrong with. */
  say(words, how = "wrong") {
    const line = this.querySelector(".media__problem");
    line.classList.toggle("media__problem--told", how === "told");
    line.textContent = words;
  }
}

if (!customElements.get("hub-upload")) customElements.define("hub-upload", Upload);
