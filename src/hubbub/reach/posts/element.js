// <hub-composer>: counts as the server counts, keeps the words as a draft until they are sent, here and on the server,
// takes several posts that follow one another, sends on Ctrl+Enter.

const URL_LENGTH = 23; // a link counts this much however long: base/text.py
const TOKEN = /(https?:\/\/[^\s<>"'`\u200b]+)|(?<![\p{L}\p{N}_/@])@([A-Za-z0-9_]+(?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)(?:@([A-Za-z0-9.-]+(?::[0-9]{2,5})?))?/gu;
const PAUSE = 2_500; // milliseconds without a key after which the words are kept on the server
const FIELD = "input:not([type=checkbox], [type=radio], [type=file])";
const TRAILING = ".,;:!?…'\"”’»)]}*_";

const size = (text) => [...text].length;
const many = (text, letter) => text.split(letter).length - 1;

function trimmed(url) {
  while (url && TRAILING.includes(url.at(-1))) {
    if (url.at(-1) === ")" && many(url, "(") >= many(url, ")")) break;
    url = url.slice(0, -1);
  }
  return url;
}

/** Characters as they count toward the limit: a link is 23, a mention has no host. */
export function length(text) {
  let total = size(text);
  for (const [, link, name, host] of text.matchAll(TOKEN)) {
    const url = link && trimmed(link);
    if (url && /^https?:\/\/[^/?#:]/.test(url)) total += URL_LENGTH - size(url);
    const bare = name && host?.replace(/[.-]+$/, "");
    if (bare) total -= size(bare) + 1;
  }
  return total;
}

class Composer extends HTMLElement {
  #timer;
  #saving;
  #sent = 0; // how many posts have gone out: a draft of one that has gone is none
  resuming = false;

  connectedCallback() {
    this.form = this.querySelector("form");
    this.bind();
    this.given = this.words.value;
    this.restore();
    this.count();
    if (this.closest(".answer") || this.words.autofocus) this.begin();
    this.addEventListener("input", () => { this.count(); this.keep(); });
    this.addEventListener("change", ({ target }) => { this.moot(target); this.later(); });
    this.addEventListener("focusin", () => this.count());
    this.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !this.send.disabled) this.form.requestSubmit(this.send);
      else if (event.key === "Enter" && event.target.matches(FIELD)) event.preventDefault(); // or it pressed the first button of all
    });
    this.addEventListener("click", (event) => {
      if (!event.target.closest(".composer__more")) return;
      event.preventDefault();
      this.more("").focus();
    });
    this.form.addEventListener("reset", () => setTimeout(() => this.count()));
    this.form.addEventListener("submit", () => clearTimeout(this.#timer));
    this.form.addEventListener("htmx:after:request", ({ target, detail }) => target === this.form && this.answered(detail.ctx.response));
    this.leaving = new AbortController();
    addEventListener("pagehide", () => this.#timer && this.save({ keepalive: true }), { signal: this.leaving.signal });
  }

  bind() {
    this.words = this.form.elements.text;
    this.left = this.querySelector(".composer__left");
    this.kept = this.querySelector(".composer__kept");
    this.send = this.querySelector(".composer__send");
  }

  disconnectedCallback() {
    this.leaving.abort();
    clearTimeout(this.#timer);
  }

  /** Where one came to write, the place for it is in sight with its button, and what is typed goes on behind the names. */
  begin() {
    this.words.focus({ preventScroll: true });
    this.words.setSelectionRange(this.words.value.length, this.words.value.length);
    this.scrollIntoView({ block: "nearest" });
  }

  /** A question about what was chosen or attached is none any more when that has changed. */
  moot(changed) {
    if (changed.matches("hub-upload, select, [type=radio]")) this.querySelector(".composer__problem .notice--warn")?.remove();
  }

  get places() {
    return [this.words, ...this.querySelectorAll(".composer__then")];
  }

  /** Where the words are kept: one place for each post that is answered, one for what answers none. */
  get key() {
    return `draft:${this.form.elements.reply_to?.value ?? ""}`;
  }

  get draft() {
    return this.form.elements.draft?.value ?? "";
  }

  set draft(number) {
    const field = this.form.elements.draft ?? this.form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "draft" }));
    if (number) field.value = number;
    else field.remove();
  }

  more(words) {
    const place = document.createElement("textarea");
    const number = this.places.length + 1;
    Object.assign(place, { className: "composer__then", name: "then", rows: 3, dir: "auto", value: words, placeholder: inWords("And then?"), ariaLabel: inWords("Then, post {number}", { number }) });
    this.querySelector(".composer__words").append(place);
    return place;
  }

  /** The words that this device has, at once; then all else of their draft, which the server has. */
  restore() {
    const kept = this.words.getAttribute("aria-invalid") || this.draft ? null : localStorage.getItem(this.key);
    if (!kept) return;
    const local = JSON.parse(kept);
    const begun = this.querySelector(".drafts__unfinished a");
    const words = begun?.textContent.trim() ?? "";
    const same = words === local.text.trim() || (words.length > 40 && words.endsWith("...") && local.text.startsWith(words.slice(0, -3)));
    const draft = local.draft || (begun && same ? new URL(begun.href).searchParams.get("draft") : "");
    this.fill(local);
    this.querySelector(".drafts__unfinished")?.remove();
    if (draft) this.#saving = this.resume(draft);
  }

  fill({ text, spoiler, then }) {
    for (const place of this.querySelectorAll(".composer__then")) place.remove();
    this.words.value = text;
    this.form.elements.spoiler.value = spoiler;
    for (const words of then ?? []) this.more(words);
  }

  /** Go on with a whole draft: pictures, poll and readers too. Without it there are the words, and what is kept of them is another. */
  async resume(draft) {
    const { back, shows } = this.form.elements;
    this.resuming = this.send.disabled = true; // or half of it would go out
    const asking = new AbortController();
    let gone = false;
    for (const name of ["htmx:response:error", "htmx:error"]) {
      this.addEventListener(name, (event) => { event.stopPropagation(); gone = event.detail.ctx?.response?.status === 404; }, { signal: asking.signal });
    }
    await new Promise((begun) => setTimeout(begun)); // with the page's other scripts
    const where = `/compose?${new URLSearchParams({ draft, back: back.value })}`;
    await htmx.ajax("GET", where, { source: this, target: this.form, swap: "innerHTML", select: ".composer__form > *" }).catch(() => {});
    asking.abort();
    this.resuming = false;
    const local = JSON.parse(localStorage.getItem(this.key));
    if (this.draft === draft) {
      if (shows) this.form.prepend(shows);
      this.bind();
      if (local && !local.saved) this.fill(local);
      else if (document.activeElement !== this.words) this.words.selectionStart = this.words.value.length; // to go on behind them
    } else if (gone && local?.saved) { // it went out, or was thrown away, elsewhere
      this.anew();
    }
    this.count();
  }

  keep() {
    this.querySelector(".drafts__unfinished")?.remove(); // now it would be this one
    const [text, ...then] = this.places.map((place) => place.value);
    const spoiler = this.form.elements.spoiler.value;
    if (text.trim() === this.given.trim() && !spoiler && !then.join("").trim()) localStorage.removeItem(this.key);
    else localStorage.setItem(this.key, JSON.stringify({ text, spoiler, then, draft: this.draft }));
    this.later();
  }

  later() {
    clearTimeout(this.#timer);
    this.kept.textContent = "";
    this.#timer = setTimeout(() => this.save(), PAUSE);
  }

  /** Keep it on the server, where another device finds it; what has been sent meanwhile is not kept. */
  async save(how = {}) {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#saving;
    const [sent, data, kept] = [this.#sent, new FormData(this.form), localStorage.getItem(this.key)];
    if (!this.draft && this.words.value.trim() === this.given.trim() && !data.getAll("media").length) return;
    data.delete("files");
    this.#saving = fetch("/drafts/typed", { method: "POST", body: data, headers: { "hx-request": "true" }, ...how })
      .then((answer) => answer.ok && answer.text()).catch(() => false);
    const number = await this.#saving;
    if (number === false) this.tell(inWords("Kept on this device"));
    else if (sent !== this.#sent) this.drop(number);
    else {
      this.tell(number ? inWords("Draft saved") : "", this.draft);
      this.draft = number;
      if (localStorage.getItem(this.key)) this.remember(number, kept);
    }
  }

  /** Where the words are kept. Whoever hears pages is told once that they are, not after each pause. */
  tell(words, again) {
    this.kept.ariaLive = again ? "off" : "polite";
    this.kept.textContent = words;
  }

  /** What is on this device is part of that draft, and the same if nothing was typed since that was `kept`. */
  remember(draft, kept) {
    const local = localStorage.getItem(this.key);
    localStorage.setItem(this.key, JSON.stringify({ ...JSON.parse(local), draft, saved: local === kept }));
  }

  drop(number) {
    if (!number || number === this.draft) return;
    const data = new URLSearchParams({ csrf: this.form.elements.csrf.value });
    fetch(`/drafts/${number}/cancel`, { method: "POST", body: data, headers: { "hx-request": "true" } }).catch(() => {});
  }

  count() {
    const spoiler = size(this.form.elements.spoiler.value);
    const most = Number(this.getAttribute("longest")) - spoiler;
    const lefts = new Map(this.places.map((place) => [place, most - length(place.value)]));
    const shown = lefts.has(document.activeElement) ? document.activeElement : this.words;
    const left = Math.min(...lefts.values()) < 0 ? Math.min(...lefts.values()) : lefts.get(shown);
    this.left.textContent = shown.value ? left.toLocaleString(document.documentElement.lang) : "";
    this.left.classList.toggle("composer__left--near", left < 200);
    this.left.classList.toggle("composer__left--over", left < 0);
    this.send.disabled = left < 0 || this.resuming;
  }

  answered(response) {
    if (!response || response.status >= 400) return;
    this.#sent += 1;
    this.anew();
  }

  anew() {
    localStorage.removeItem(this.key);
    this.draft = "";
    this.kept.textContent = "";
    for (const place of this.querySelectorAll(".composer__then")) place.remove();
    this.querySelector(".composer__problem").replaceChildren();
    this.form.reset();
  }
}

if (!customElements.get("hub-composer")) customElements.define("hub-composer", Composer);
