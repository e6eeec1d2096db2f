// <hub-composer>: counts as the server counts, keeps the words until they are sent, sends on Ctrl+Enter.

const URL_LENGTH = 23; // a link counts this much however long: base/text.py
const TOKEN = /(https?:\/\/[^\s<>"'`\u200b]+)|(?<![\p{L}\p{N}_/@])@([A-Za-z0-9_]+(?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)(?:@([A-Za-z0-9.-]+(?::[0-9]{2,5})?))?/gu;
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
  connectedCallback() {
    this.form = this.querySelector("form");
    this.words = this.form.elements.text;
    this.left = this.querySelector(".composer__left");
    this.send = this.querySelector(".composer__send");
    this.given = this.words.value;
    this.restore();
    this.count();
    this.addEventListener("input", () => { this.count(); this.keep(); });
    this.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !this.send.disabled) this.form.requestSubmit(this.send);
    });
    this.form.addEventListener("reset", () => setTimeout(() => this.count()));
    this.form.addEventListener("htmx:after:request", ({ detail }) => this.answered(detail.ctx.response));
  }

  /** Where the words are kept: one place for each post that is answered, one for what answers none. */
  get key() {
    return `draft:${this.form.elements.reply_to?.value ?? ""}`;
  }

  restore() {
    const kept = this.words.getAttribute("aria-invalid") ? null : localStorage.getItem(this.key);
    if (!kept) return;
    const { text, spoiler } = JSON.parse(kept);
    this.words.value = text;
    this.form.elements.spoiler.value = spoiler || this.form.elements.spoiler.value;
  }

  keep() {
    const text = this.words.value;
    const spoiler = this.form.elements.spoiler.value;
    if (text.trim() === this.given.trim() && !spoiler) return localStorage.removeItem(this.key);
    localStorage.setItem(this.key, JSON.stringify({ text, spoiler }));
  }

  count() {
    const left = Number(this.getAttribute("longest")) - length(this.words.value) - size(this.form.elements.spoiler.value);
    this.left.textContent = this.words.value ? left.toLocaleString(document.documentElement.lang) : "";
    this.left.classList.toggle("composer__left--near", left < 200);
    this.left.classList.toggle("composer__left--over", left < 0);
    this.send.disabled = left < 0;
  }

  answered(response) {
    if (!response || response.status >= 400) return;
    localStorage.removeItem(this.key);
    this.querySelector("#composer-problem").replaceChildren();
    this.form.reset();
  }
}

if (!customElements.get("hub-composer")) customElements.define("hub-composer", Composer);
