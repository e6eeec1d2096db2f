// <hub-live src="/live">: hears what happens while the page is open. Without it the same is on the page after the next click.

const CHANNEL = "hubbub-live";
const SHOWN = "hubbub-shown"; // the newest notification that this browser has put before anybody's eyes
const SHORTEST = 1_000, LONGEST = 60_000; // milliseconds between tries

// The pieces come from our own server, written by its own templates; nothing else on the page may make HTML of text.
const policy = globalThis.trustedTypes?.createPolicy("hubbub", { createHTML: (piece) => piece }) ?? { createHTML: (piece) => piece };

function element(piece) {
  const template = document.createElement("template");
  template.innerHTML = policy.createHTML(piece);
  return template.content.firstElementChild;
}

class Live extends HTMLElement {
  #source;
  #tries = 0;
  #timer;
  #gone;
  // One tab of a browser listens and tells the others: a server's connections are few, and so are a phone's.
  #others = new BroadcastChannel(CHANNEL);

  connectedCallback() {
    this.#gone = new AbortController();
    this.#others.onmessage = ({ data }) => this.#hear(data.name, data.piece);
    addEventListener("pagehide", () => this.#close(), { signal: this.#gone.signal });
    addEventListener("pageshow", ({ persisted }) => persisted && this.#wait(), { signal: this.#gone.signal });
    this.#wait();
  }

  disconnectedCallback() {
    this.#gone.abort();
    this.#close();
  }

  #wait() {
    if (!navigator.locks) return this.#open();
    navigator.locks.request(CHANNEL, { signal: this.#gone.signal }, () => new Promise((release) => {
      this.release = release;
      this.#open();
    })).catch(() => {});
  }

  #close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.release?.();
  }

  #open() {
    this.#source = new EventSource(this.getAttribute("src"));
    this.#source.onopen = () => { this.#tries = 0; };
    this.#source.onerror = () => this.#again();
    for (const name of ["notification", "feed"]) {
      this.#source.addEventListener(name, ({ data }) => {
        this.#others.postMessage({ name, piece: data });
        this.#hear(name, data);
      });
    }
  }

  // After a lost line everybody comes back at a moment of their own, later and later while it fails.
  #again() {
    this.#source.close();
    const most = Math.min(LONGEST, SHORTEST * 2 ** this.#tries++);
    this.#timer = setTimeout(() => this.#open(), most / 2 + Math.random() * most / 2);
  }

  #hear(name, piece) {
    document.body.dispatchEvent(new CustomEvent("look")); // whatever is open asks for its own news
    if (name === "feed") return;
    const line = element(piece);
    this.#count(Number(line.dataset.count));
    const key = line.dataset.key?.padStart(20, "0");
    if (!key || document.hidden || key <= (localStorage.getItem(SHOWN) ?? "")) return;
    localStorage.setItem(SHOWN, key);
    document.getElementById("toasts").append(line); // role="status": read out when one is listening
    setTimeout(() => line.remove(), 8000);
  }

  #count(unread) {
    for (const badge of document.querySelectorAll("[data-unread]")) {
      badge.hidden = unread === 0;
      (badge.querySelector("[data-unread-figure]") ?? badge).textContent = unread;
    }
  }
}

customElements.define("hub-live", Live);
