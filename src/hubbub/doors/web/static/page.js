// What every page's script does. Without it all links and forms work; with it they are smoother.

// Sentences of scripts in the page's language: a page in English has none and says them as they stand here.
const shelf = document.getElementById("in-words");
const known = shelf ? JSON.parse(shelf.content.textContent) : {};
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
globalThis.inWords = (words, values = {}) => fill(known[words]?.[0] ?? words, values);
/** The sentence that fits the number, which is its {num}. */
inWords.many = (one, many, num) => fill(known[one] ? known[one][shelf.dataset.forms[num < 100 ? num : 100 + (num % 100)]] : num === 1 ? one : many, { num });

const LOOK = 60_000; // how often a page asks whether there is something new, while it is looked at

const SHOWN = 6_000, UNDONE = 8_000; // milliseconds that a line stays: longer where one may press

/** Say it at the foot of the page; `undo` makes a button that takes it back, `gone` is called when it is too late for that. */
export function toast(words, undo, gone) {
  const line = document.createElement("p");
  line.className = "toast";
  line.textContent = words;
  document.getElementById("toasts").append(line);
  const end = () => { line.remove(); gone?.(); };
  let timer = setTimeout(end, undo ? UNDONE : SHOWN);
  if (!undo) return;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "toast__undo", textContent: inWords("Undo") });
  button.addEventListener("click", () => { clearTimeout(timer); line.remove(); undo(); });
  for (const name of ["pointerenter", "focusin"]) line.addEventListener(name, () => clearTimeout(timer));
  for (const name of ["pointerleave", "focusout"]) line.addEventListener(name, () => { timer = setTimeout(end, UNDONE); });
  line.append(" ", button);
}
document.addEventListener("toast", ({ detail }) => toast(detail.words, detail.undo, detail.gone));

// A form that htmx sent was refused, or never arrived: the page stays as it is and says so.
document.addEventListener("htmx:response:error", ({ detail }) => {
  const { status, headers } = detail.ctx.response;
  if (status === 422) return; // the form says it beside the field
  const plain = headers.get("content-type")?.startsWith("text/plain");
  toast(plain && detail.ctx.text ? detail.ctx.text : inWords("That did not work. Please try again."));
});
document.addEventListener("htmx:error", ({ detail }) => {
  if (!detail.ctx?.response) toast(inWords("The server did not answer. Your words are still here."));
});

// What a form has found as one typed stands in the page's address: whoever comes back to it finds it again.
document.addEventListener("htmx:after:request", ({ detail, target }) => {
  const { response } = detail.ctx;
  if (target.matches?.("[data-addressed]") && response?.status === 200) history.replaceState(history.state, "", response.raw.url);
});

// Elements with hx-trigger="look from:body" ask for news, but never from a tab that nobody looks at.
let looked = Date.now();
function look() {
  if (document.hidden || Date.now() - looked < LOOK - 1000) return;
  looked = Date.now();
  document.body.dispatchEvent(new CustomEvent("look"));
}
setInterval(look, LOOK);
document.addEventListener("visibilitychange", look);

// A menu closes when one presses elsewhere or Escape, and when the focus goes on; whoever was in it is back at what opened it.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return;
  if (event.key === "Escape") {
    menu.open = false;
    event.preventDefault();
  } else if (["ArrowDown", "ArrowUp"].includes(event.key) && menu.contains(event.target) && !event.target.matches("input, select")) {
    const choices = [...menu.querySelectorAll(".menu__list :is(a, button)")].filter((each) => each.checkVisibility());
    const at = choices.indexOf(document.activeElement);
    const to = choices.at(event.key === "ArrowDown" ? (at + 1) % choices.length : Math.max(at, 0) - 1);
    if (!to) return;
    to.focus();
    event.preventDefault();
  }
});

let focused;
document.addEventListener("focusin", ({ target }) => { focused = target; });
document.addEventListener("focusout", ({ target, relatedTarget }) => {
  const menu = relatedTarget && target.closest("details.menu[open]");
  if (menu && !menu.contains(relatedTarget)) menu.open = false;
});
document.addEventListener("toggle", ({ target }) => {
  const lost = document.activeElement === document.body || target.contains(document.activeElement);
  if (lost && target.matches("details.menu:not([open])") && target.contains(focused)) target.querySelector("summary").focus({ preventScroll: true });
}, { capture: true });

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.closest("details")?.removeAttribute("open");
  toast(inWords("Copied."));
});

// What came of a form is heard at once: the field that was refused has the focus, or else the words about it.
const told = document.querySelector('main [aria-invalid="true"]') ?? document.querySelector("main .notice[role]");
if (told && document.activeElement === document.body && !location.hash) {
  if (told.matches(".notice")) told.tabIndex = -1;
  told.focus();
}

// Forms that wish to know: where the person's clock stands.
for (const field of document.querySelectorAll("input[data-time-zone]")) {
  field.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}
