// <hub-feed src="/home" newest="123">: before a timeline. What has come since is asked for by htmx into a hidden place and
// held there: nothing moves what one reads. It slides in on request, or by itself where nobody is reading.

const FEW = 20;
const AHEAD = "800px 0px"; // older posts are asked for before one comes to the end of those that are there
const SETTLED = 2_000;     // milliseconds after which a place is where one has read to
const FARTHEST = 10;       // pages of older posts that are asked for to find a place again

const entry = (article) => BigInt(article.id.replace("post-", ""));

class Feed extends HTMLElement {
  #held = this.querySelector("[hidden]");
  #bar = this.querySelector(".newer__bar");
  #form = this.querySelector("form");
  #list = this.parentElement.querySelector(":scope > hub-feed ~ .feed");
  #gone = new AbortController();
  #newest = this.getAttribute("newest");
  #read = 0n;
  #timer;

  connectedCallback() {
    const on = (target, name, call) => target.addEventListener(name, call, { signal: this.#gone.signal });
    on(this.#held, "htmx:config:request", ({ detail }) => { detail.ctx.request.action = this.#since(); });
    this.came = new MutationObserver(() => this.#tell());
    this.came.observe(this.#held, { childList: true });
    this.grew = new MutationObserver(() => { this.#once(); this.#watch(); this.#mark(); });
    this.grew.observe(this.#list, { childList: true });
    for (const name of ["htmx:error", "htmx:response:error"]) {
      on(this, name, (event) => event.stopPropagation()); // nobody has asked
      on(this.#list, name, (event) => this.#failed(event));
    }
    on(window, "pagehide", () => this.#leave());
    on(document, "visibilitychange", () => document.hidden && this.#leave());
    this.seen = new IntersectionObserver((entries) => this.#saw(entries), { threshold: 0.6 });
    this.ends = new IntersectionObserver((entries) => entries.forEach(({ isIntersecting, target }) => isIntersecting && target.click()), { rootMargin: AHEAD });
    this.#watch();
    if (!this.#form) this.#divide();
    this.#return();
  }

  disconnectedCallback() {
    this.#gone.abort();
    for (const watcher of [this.came, this.grew, this.seen, this.ends]) watcher.disconnect();
  }

  get #articles() {
    return [...this.#list.querySelectorAll(":scope > article[id^='post-']")];
  }

  get #key() {
    return `left:${this.getAttribute("src")}`;
  }

  #since() {
    const src = this.getAttribute("src");
    return `${src}${src.includes("?") ? "&" : "?"}above=${this.#newest}`;
  }

  /** What one has just published comes twice, as the answer to its form and as news: it stands here once. */
  #once() {
    const there = new Set();
    for (const article of this.#articles) {
      if (there.has(article.id)) article.remove();
      there.add(article.id);
    }
    this.#tell();
  }

  /** Say how much is held; let it in where that moves nothing. */
  #tell() {
    for (const article of this.#held.querySelectorAll(":scope > article")) {
      if (this.#list.querySelector(`:scope > #${article.id}`)) article.remove();
    }
    const count = this.#held.querySelectorAll(":scope > article").length;
    if (count === 0) return this.#bar.replaceChildren();
    if (!this.#reading()) return this.#letIn(false);
    const button = this.#bar.firstElementChild ?? document.createElement("button");
    button.type = "button";
    button.className = "button newer__show";
    button.textContent = count >= FEW ? inWords("Many new posts") : inWords.many("{num} new post", "{num} new posts", count);
    button.onclick = () => this.#letIn(true);
    if (!button.isConnected) this.#bar.append(button);
  }

  /** Whether letting something in would move what somebody looks at. */
  #reading() {
    return scrollY > 8 || document.hidden || this.#list.matches(":hover, :focus-within, :has(details[open])") || !getSelection().isCollapsed;
  }

  #letIn(asked) {
    const still = this.#anchor();
    const before = this.#articles;
    const first = this.#held.querySelector(":scope > article");
    for (const node of [...this.#held.children]) {
      const under = node.matches("article") ? before.find((old) => entry(old) < entry(node)) : before.find((old) => entry(old) <= BigInt(this.#newest));
      if (under) under.before(node);
      else this.#list.append(node);
    }
    this.#list.querySelector(":scope > .empty")?.remove();
    this.#newest = String(entry(first));
    this.#bar.replaceChildren();
    still();
    if (!asked) return;
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
    first.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }

  /** What stands at the top of the window now: call the answer to bring it back there. */
  #anchor() {
    const shown = this.#articles.find((article) => article.getBoundingClientRect().bottom > 0);
    const top = shown?.getBoundingClientRect().top;
    return () => scrollY > 8 && shown && scrollBy({ top: shown.getBoundingClientRect().top - top, behavior: "instant" });
  }

  #watch() {
    this.seen.disconnect();
    this.ends.disconnect();
    for (const article of this.#articles) this.seen.observe(article);
    const end = this.#list.querySelector(":scope > .more:not(.more--gap, .more--failed):last-child > a");
    if (end) this.ends.observe(end);
  }

  #failed(event) {
    const more = event.target.closest?.(".more");
    if (!more) return;
    event.stopPropagation();
    more.classList.add("more--failed");
    more.querySelector("p")?.remove();
    more.prepend(Object.assign(document.createElement("p"), { role: "alert", textContent: inWords("They did not come. The server may be away for a moment.") }));
    more.querySelector("a").textContent = inWords("Try again");
    this.#watch();
  }

  #saw(entries) {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting && entry(target) > this.#read) this.#read = entry(target);
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#remember(), SETTLED);
  }

  /** How far one has read: at home for all devices, elsewhere for this one. */
  #remember() {
    clearTimeout(this.#timer);
    if (this.#read === 0n) return;
    if (!this.#form) return localStorage.setItem(this.#key, this.#read);
    if (String(this.#read) === this.dataset.told) return;
    this.dataset.told = this.#read;
    const data = new URLSearchParams(new FormData(this.#form));
    data.set("id", this.#read);
    fetch(this.#form.action, { method: "POST", body: data, keepalive: true, headers: { "hx-request": "true" } }).catch(() => { delete this.dataset.told; });
  }

  #divide() {
    this.left = BigInt(localStorage.getItem(this.#key) ?? 0);
    this.#mark();
  }

  #mark() {
    if (!this.left || this.#list.querySelector(".feed__left")) return;
    const articles = this.#articles;
    const at = articles.findIndex((article) => entry(article) <= this.left);
    if (at > 0) articles[at].before(Object.assign(document.createElement("p"), { className: "feed__left", textContent: inWords("Where you left off") }));
  }

  /** The place in the window, kept with this entry of the browser's history. */
  #leave() {
    this.#remember();
    const shown = this.#articles.find((article) => article.getBoundingClientRect().bottom > 0);
    history.replaceState({ ...history.state, place: shown && scrollY > 8 ? { id: shown.id, top: shown.getBoundingClientRect().top } : null }, "");
  }

  async #return() {
    const { place } = history.state ?? {};
    if (!place) return;
    for (let page = 0; page < FARTHEST && !document.getElementById(place.id); page += 1) {
      const end = this.#list.querySelector(":scope > .more:not(.more--gap):last-child > a");
      if (!end) return;
      const came = new Promise((resolve) => new MutationObserver((_, watcher) => { watcher.disconnect(); resolve(); }).observe(this.#list, { childList: true }));
      end.click();
      await came;
    }
    const shown = document.getElementById(place.id);
    if (shown) scrollBy({ top: shown.getBoundingClientRect().top - place.top, behavior: "instant" });
  }
}

if (!customElements.get("hub-feed")) customElements.define("hub-feed", Feed);
