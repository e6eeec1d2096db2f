// A picture cut before it is published: a frame over it that is dragged, pulled at its corners, or moved by keys. It is
// cut here, so what is left out need not go anywhere. Loaded only when somebody wants to cut.

const LEAST = 16, QUALITY = 0.92; // pixels of the picture that a frame has on each side; of JPEG and WebP
const RATIOS = () => [["", inWords("Free")], ["1", inWords("Square")], [`${4 / 3}`, "4:3"], [`${16 / 9}`, "16:9"]];
const KEPT = ["image/png", "image/webp"]; // what may be seen through stays so; all else is a photo

const made = (tag, given = {}, ...within) => {
  const element = Object.assign(document.createElement(tag), given);
  element.append(...within);
  return element;
};
const between = (least, value, most) => Math.max(least, Math.min(most, value));

class Crop {
  #from; // where a finger or the mouse began, with the frame as it was then

  constructor(image, frame) {
    this.image = image;
    [this.width, this.height] = [image.naturalWidth, image.naturalHeight]; // upright, whatever the file says of turning
    [this.least, this.ratio] = [Math.min(LEAST, this.width, this.height), 0];
    this.frame = made("div", { className: "crop__frame", tabIndex: 0, role: "application", ariaLabel: inWords("Frame: arrows move it, and with Shift they change its size") });
    for (const corner of ["-1,-1", "1,-1", "-1,1", "1,1"]) {
      const handle = this.frame.appendChild(made("span", { className: "crop__corner" }));
      handle.dataset.corner = corner;
    }
    this.stage = made("div", { className: "crop__stage" }, image, this.frame);
    this.size = made("p", { className: "crop__size", role: "status" });
    this.dialog = this.#dialog();
    for (const name of ["pointerdown", "pointermove", "pointerup"]) this.stage.addEventListener(name, (event) => this[name](event));
    this.stage.addEventListener("pointercancel", (event) => this.pointerup(event));
    this.frame.addEventListener("keydown", (event) => this.key(event));
    this.place(frame ?? this.whole);
  }

  #dialog() {
    const press = (words, kind, value) => {
      const button = made("button", { type: "button", className: `button button--small ${kind}`, textContent: words });
      button.addEventListener("click", () => (value ? this.dialog.close(value) : this.all()));
      return button;
    };
    const ratios = RATIOS().map(([value, words]) => made("label", { className: "check" }, made("input", { type: "radio", name: "ratio", value, checked: !value }), words));
    const shapes = made("fieldset", { className: "crop__ratios" }, made("legend", { className: "visually-hidden", textContent: inWords("Shape") }), ...ratios);
    shapes.addEventListener("change", ({ target }) => this.shape(Number(target.value)));
    const foot = made("div", { className: "crop__foot" }, press(inWords("Whole picture"), "button--quiet"), press(inWords("Cancel"), "button--quiet", "cancel"), press(inWords("Apply"), "", "apply"));
    return made("dialog", { className: "crop", ariaLabel: inWords("Crop the picture") }, this.stage, this.size, shapes, foot);
  }

  get whole() { return { x: 0, y: 0, width: this.width, height: this.height }; }

  get isWhole() { return this.at.width === this.width && this.at.height === this.height; }

  /** Ask; the frame that was chosen, or nothing if it was not applied. */
  ask() {
    document.body.append(this.dialog);
    this.dialog.showModal();
    this.frame.focus();
    return new Promise((done) => this.dialog.addEventListener("close", () => {
      this.dialog.remove();
      done(this.dialog.returnValue === "apply" ? this.at : null);
    }));
  }

  all() {
    this.dialog.querySelector("input").checked = true;
    this.ratio = 0;
    this.place(this.whole);
  }

  /** Show the frame there, within the picture, in whole pixels. */
  place({ x, y, width, height }) {
    width = Math.round(between(this.least, width, this.width));
    height = Math.round(between(this.least, height, this.height));
    x = Math.round(between(0, x, this.width - width));
    y = Math.round(between(0, y, this.height - height));
    this.at = { x, y, width, height };
    const shares = { left: x / this.width, top: y / this.height, right: (x + width) / this.width, bottom: (y + height) / this.height };
    for (const [name, share] of Object.entries(shares)) this.stage.style.setProperty(`--${name}`, `${100 * share}%`);
    this.size.textContent = inWords("{width} by {height} pixels", { width, height });
  }

  /** The largest frame of this shape around the same middle. */
  shape(ratio) {
    this.ratio = ratio;
    if (!ratio) return;
    const [middle, centre] = [this.at.x + this.at.width / 2, this.at.y + this.at.height / 2];
    const width = Math.min(this.width, this.height * ratio);
    this.place({ x: middle - width / 2, y: centre - width / ratio / 2, width, height: width / ratio });
  }

  /** Pull the corner on that side (1: right and below) so that the frame has this size; the opposite corner stays. */
  pull(was, across, down, width, height) {
    const [left, top] = [across > 0 ? was.x : was.x + was.width, down > 0 ? was.y : was.y + was.height];
    const room = [across > 0 ? this.width - left : left, down > 0 ? this.height - top : top];
    width = between(this.least, width, room[0]);
    height = between(this.least, height, room[1]);
    if (this.ratio) {
      width = between(this.least, Math.max(width, height * this.ratio), Math.min(room[0], room[1] * this.ratio));
      height = width / this.ratio;
    }
    this.place({ x: across > 0 ? left : left - width, y: down > 0 ? top : top - height, width, height });
  }

  key(event) {
    const [across, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
    if (!(across || down) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const step = Math.max(1, Math.round(Math.max(this.width, this.height) / 100));
    const { x, y, width, height } = this.at;
    if (!event.shiftKey) this.place({ x: x + across * step, y: y + down * step, width, height });
    else if (!this.ratio) this.pull(this.at, 1, 1, width + across * step, height + down * step);
    else this.pull(this.at, 1, 1, width + (across + down) * step, height + ((across + down) * step) / this.ratio);
  }

  pointerdown(event) {
    if (this.#from || event.button || !this.frame.contains(event.target)) return;
    const [across, down] = (event.target.dataset.corner ?? "0,0").split(",").map(Number);
    this.#from = { finger: event.pointerId, x: event.clientX, y: event.clientY, was: this.at, across, down };
    this.stage.setPointerCapture(event.pointerId);
  }

  pointermove(event) {
    if (this.#from?.finger !== event.pointerId) return;
    const { was, across, down } = this.#from;
    const scale = this.width / this.image.clientWidth;
    const [right, below] = [(event.clientX - this.#from.x) * scale, (event.clientY - this.#from.y) * scale];
    if (across) this.pull(was, across, down, was.width + across * right, was.height + down * below);
    else this.place({ ...was, x: was.x + right, y: was.y + below });
  }

  pointerup(event) { if (this.#from?.finger === event.pointerId) this.#from = null; }
}

async function shown(source) {
  const image = Object.assign(new Image(), { alt: "", draggable: false });
  const address = typeof source === "string" ? source : URL.createObjectURL(source);
  if (typeof source === "string") image.crossOrigin = "anonymous";
  image.src = address;
  try {
    await image.decode();
  } finally {
    if (address !== source) URL.revokeObjectURL(address);
  }
  return image;
}

async function cutOut(image, { x, y, width, height }, given) {
  const canvas = made("canvas", { width, height });
  canvas.getContext("2d").drawImage(image, x, y, width, height, 0, 0, width, height);
  const kind = KEPT.includes(given) ? given : given === "image/gif" ? "image/png" : "image/jpeg";
  const piece = await new Promise((done) => canvas.toBlob(done, kind, QUALITY));
  return new File([piece], `cropped.${piece.type.split("/")[1]}`, { type: piece.type });
}

/** Which files of a <hub-upload> are pieces of others. */
export class Cuts {
  #of = new Map(); // of what is a piece: the whole, and which frame of it

  constructor(upload) { this.upload = upload; }

  /** Ask for a frame on the whole that this is, or is a piece of. Throws if it cannot be shown or cut here. */
  async begin(item) {
    const { whole, frame } = this.#of.get(item) ?? { whole: item };
    const sources = [this.upload.files.get(whole), whole.querySelector("[data-crop]").dataset.crop].filter(Boolean);
    const image = await sources.reduce((before, source) => before.catch(() => shown(source)), Promise.reject());
    const asked = new Crop(image, frame);
    const chosen = await asked.ask();
    if (chosen && !asked.isWhole) this.upload.send(await cutOut(image, chosen, sources[0].type ?? `image/${sources[0].split(".").pop()}`), { item, whole, frame: chosen });
    else if (chosen && item !== whole) this.undo(item);
  }

  came(piece, { item, whole, frame }) {
    if (item !== whole) this.#drop(item);
    this.#of.set(piece, { whole, frame });
    const undo = piece.querySelector("[data-uncrop]");
    undo.hidden = false;
    undo.focus();
  }

  undo(item) {
    const { whole } = this.#of.get(item);
    this.upload.put(item, whole);
    this.#drop(item);
    whole.querySelector("[data-crop]").focus();
  }

  left(item) {
    if (this.#of.has(item)) this.upload.discard(this.#of.get(item).whole);
    this.#of.delete(item);
  }

  forget() {
    for (const item of this.#of.keys()) this.left(item);
  }

  #drop(item) {
    this.#of.delete(item);
    this.upload.discard(item);
  }
}
