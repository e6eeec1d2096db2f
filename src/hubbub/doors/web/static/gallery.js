// The pictures of a post over the whole window: arrows and swipes go from one to the next, + and a double press come
// nearer, Escape or a swipe down goes back. Without it a picture is a link to itself.

const NEAR = 2.5, NEAREST = 6, SWIPE = 60; // times its size; pixels

function button(label, icon, press) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "press", ariaLabel: label });
  made.append(Object.assign(document.createElement("i"), { className: `icon icon--${icon}` }));
  made.addEventListener("click", press);
  return made;
}

class Gallery {
  #links = [];
  #at = 0;
  #scale = 1;
  #x = 0;
  #y = 0;
  #fingers = new Map();
  #began;

  constructor() {
    const part = (tag, name) => Object.assign(document.createElement(tag), { className: `gallery__${name}` });
    this.dialog = Object.assign(document.createElement("dialog"), { className: "gallery", ariaLabel: inWords("Pictures") });
    this.stage = part("div", "stage");
    this.image = this.stage.appendChild(new Image());
    this.count = Object.assign(part("p", "count"), { role: "status" });
    this.words = part("p", "words");
    this.words.dir = "auto";
    const bar = part("div", "bar");
    bar.append(this.count, button(inWords("Close"), "close", () => this.dialog.close()));
    this.steps = [[-1, inWords("The picture before"), "back"], [1, inWords("The next picture"), "forward"]].map(([by, label, icon]) => {
      const step = button(label, icon, () => this.step(by));
      step.classList.add("gallery__step");
      step.firstChild.classList.add("icon--turns");
      step.dataset.step = by;
      return step;
    });
    this.dialog.append(this.stage, bar, ...this.steps, this.words);
    this.dialog.addEventListener("keydown", (event) => this.key(event));
    this.dialog.addEventListener("close", () => this.#links[this.#at]?.focus());
    for (const name of ["pointerdown", "pointermove", "pointerup", "pointercancel", "dblclick", "wheel"]) {
      this.stage.addEventListener(name, (event) => this[name](event), { passive: name !== "wheel" });
    }
    document.body.append(this.dialog);
  }

  open(link) {
    this.#links = [...link.closest(".media").querySelectorAll(".media__link")];
    this.#at = this.#links.indexOf(link);
    this.show();
    this.dialog.showModal();
  }

  show() {
    const link = this.#links[this.#at];
    const small = link.querySelector(".media__picture");
    this.image.src = link.href;
    this.image.alt = small.alt;
    [this.image.width, this.image.height] = [link.dataset.width ?? small.width, link.dataset.height ?? small.height];
    this.words.textContent = link.closest(".media__item").querySelector(".media__alt p")?.textContent ?? "";
    this.count.textContent = this.#links.length > 1 ? inWords("{at} of {all}", { at: this.#at + 1, all: this.#links.length }) : "";
    this.steps[0].disabled = this.#at === 0;
    this.steps[1].disabled = this.#at === this.#links.length - 1;
    this.place(1, 0, 0);
    for (const beside of [this.#links[this.#at + 1]]) if (beside) new Image().src = beside.href;
  }

  step(by) {
    const to = this.#at + by;
    if (!this.#links[to]) return;
    this.#at = to;
    this.show();
  }

  place(scale, x, y) {
    const most = [innerWidth, innerHeight].map((side) => side * (scale - 1) / 2);
    [this.#scale, this.#x, this.#y] = [scale, Math.max(-most[0], Math.min(most[0], x)), Math.max(-most[1], Math.min(most[1], y))];
    this.image.style.transform = scale === 1 ? "" : `translate(${this.#x}px, ${this.#y}px) scale(${scale})`;
    this.stage.classList.toggle("gallery__stage--near", scale > 1);
  }

  near(scale, { clientX, clientY } = { clientX: innerWidth / 2, clientY: innerHeight / 2 }) {
    const to = Math.max(1, Math.min(NEAREST, scale));
    const by = to / this.#scale;
    const [x, y] = [clientX - innerWidth / 2, clientY - innerHeight / 2];
    this.place(to, x - (x - this.#x) * by, y - (y - this.#y) * by);
  }

  key(event) {
    const ahead = getComputedStyle(this.dialog).direction === "rtl" ? -1 : 1;
    const acts = {
      ArrowRight: () => this.step(ahead), ArrowLeft: () => this.step(-ahead), Home: () => this.step(-this.#at),
      End: () => this.step(this.#links.length - 1 - this.#at), "+": () => this.near(this.#scale * 1.5),
      "=": () => this.near(this.#scale * 1.5), "-": () => this.near(this.#scale / 1.5), 0: () => this.place(1, 0, 0),
    };
    if (!acts[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    acts[event.key]();
  }

  dblclick(event) { this.near(this.#scale > 1 ? 1 : NEAR, event); }

  wheel(event) {
    event.preventDefault();
    this.near(this.#scale * (event.deltaY < 0 ? 1.15 : 1 / 1.15), event);
  }

  get #spread() {
    const [one, other] = [...this.#fingers.values()];
    return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
  }

  pointerdown(event) {
    this.stage.setPointerCapture(event.pointerId);
    this.#fingers.set(event.pointerId, event);
    this.#began = { x: event.clientX - this.#x, y: event.clientY - this.#y, from: event, scale: this.#scale, spread: this.#fingers.size === 2 ? this.#spread : 0 };
  }

  pointermove(event) {
    if (!this.#fingers.has(event.pointerId)) return;
    this.#fingers.set(event.pointerId, event);
    if (this.#fingers.size === 2) this.near(this.#began.scale * this.#spread / this.#began.spread);
    else if (this.#scale > 1) this.place(this.#scale, event.clientX - this.#began.x, event.clientY - this.#began.y);
  }

  pointerup(event) {
    const alone = this.#fingers.size === 1;
    this.#fingers.delete(event.pointerId);
    if (!alone || this.#scale > 1 || !this.#began || this.#began.spread) return;
    const [x, y] = [event.clientX - this.#began.from.clientX, event.clientY - this.#began.from.clientY];
    if (Math.abs(x) > SWIPE && Math.abs(x) > Math.abs(y)) this.step((x < 0 ? 1 : -1) * (getComputedStyle(this.dialog).direction === "rtl" ? -1 : 1));
    else if (y > SWIPE) this.dialog.close();
  }

  pointercancel(event) { this.#fingers.delete(event.pointerId); }
}

let gallery;
document.addEventListener("click", (event) => {
  const link = event.target.closest(".media__link");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  gallery ??= new Gallery();
  gallery.open(link);
});
