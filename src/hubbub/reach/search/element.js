// <hub-suggest src="/search/suggest">: while one writes in the form around it, says what a word that begins with @, # or :
// may become. Arrows choose, Enter or Tab takes, Escape leaves it; without script one writes the word out.

const BEGUN = /(?<![\p{L}\p{N}_@/:])(?:@[\p{L}\p{N}_.-]+(?:@[\p{L}\p{N}.-]*)?|#[\p{L}\p{N}_]+|:[a-z0-9_+-]{2,})$/iu;
const PAUSE = 180; // milliseconds

class Suggest extends HTMLElement {
  #gone = new AbortController();
  #timer;
  #asked;
  #said = Object.assign(document.createElement("p"), { className: "visually-hidden", role: "status" });

  connectedCallback() {
    this.form = this.closest("form");
    this.append(this.#said);
    const on = (name, call, how = {}) => this.form.addEventListener(name, call, { signal: this.#gone.signal, ...how });
    on("input", ({ target }) => target.matches("textarea") && this.#later(target));
    on("keydown", (event) => this.#key(event), { capture: true });
    on("focusout", () => setTimeout(() => this.#close(), 150));
    on("submit", () => this.#close());
    this.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the words keep the focus
      this.#take(event.target.closest("[role=option]"));
    });
  }

  disconnectedCallback() {
    this.#gone.abort();
    clearTimeout(this.#timer);
  }

  get #options() {
    return [...this.querySelectorAll("[role=option]")];
  }

  #later(field) {
    clearTimeout(this.#timer);
    const [begun] = field.value.slice(0, field.selectionStart).match(BEGUN) ?? [];
    if (!begun || field.name.startsWith("alt")) return this.#close();
    this.#timer = setTimeout(() => this.#ask(field, begun), PAUSE);
  }

  /** The answer is read as a document: nothing in it runs. */
  #ask(field, begun) {
    this.#asked?.abort();
    const request = this.#asked = new XMLHttpRequest();
    request.open("GET", `${this.getAttribute("src")}?q=${encodeURIComponent(begun)}`);
    request.setRequestHeader("HX-Request", "true");
    request.responseType = "document";
    request.onload = () => {
      const list = request.response?.querySelector("[role=listbox]");
      if (!list?.childElementCount || document.activeElement !== field) return this.#close();
      this.querySelector("[role=listbox]")?.remove();
      this.append(document.adoptNode(list));
      [this.field, this.begun] = [field, begun];
      field.setAttribute("aria-controls", list.id);
      field.setAttribute("aria-autocomplete", "list");
      this.#choose(0);
      this.#said.textContent = inWords.many("{num} to choose from.", "{num} to choose from.", this.#options.length);
    };
    request.send();
  }

  #choose(at) {
    const options = this.#options;
    this.at = (at + options.length) % options.length;
    options.forEach((option, place) => option.setAttribute("aria-selected", place === this.at));
    options[this.at].scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", options[this.at].id);
  }

  #key(event) {
    if (!this.#options.length || event.target !== this.field || event.isComposing) return;
    const acts = {
      ArrowDown: () => this.#choose(this.at + 1), ArrowUp: () => this.#choose(this.at - 1), Escape: () => this.#close(),
      Enter: () => this.#take(this.#options[this.at]), Tab: () => this.#take(this.#options[this.at]),
    };
    if (!acts[event.key] || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
  }

  #take(option) {
    if (!option) return;
    const { field, begun } = this;
    const end = field.selectionStart;
    field.setRangeText(`${option.dataset.becomes} `, end - begun.length, end, "end");
    this.#close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #close() {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    this.querySelector("[role=listbox]")?.remove();
    this.#said.textContent = "";
    for (const name of ["aria-controls", "aria-activedescendant"]) this.field?.removeAttribute(name);
  }
}

if (!customElements.get("hub-suggest")) customElements.define("hub-suggest", Suggest);
