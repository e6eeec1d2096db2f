// What is pressed under a post is seen at once: the server is asked meanwhile, and a refusal takes it back with a sentence.

const REFUSED = inWords("That did not work. Please try again.");

const say = (words, undo, gone) => document.dispatchEvent(new CustomEvent("toast", { detail: { words, undo, gone } }));

/** Send a form's fields to an address of ours; a refusal is thrown as its sentence. */
async function send(where, data, how = {}) {
  const answer = await fetch(where, { method: "POST", body: new URLSearchParams(data), headers: { "hx-request": "true" }, ...how }).catch(() => null);
  if (answer?.ok) return;
  throw new Error(answer?.headers.get("content-type")?.startsWith("text/plain") ? await answer.text() : REFUSED);
}

// Favourite, bookmark, boost and emoji: pressed already while htmx asks, which then shows them as the server has them.

function count(element, by) {
  const figure = element.querySelector("[data-figure]");
  if (!figure || !/^\d*$/.test(figure.textContent)) return; // 1.2K stays what it is
  figure.textContent = Math.max(Number(figure.textContent) + by, 0) || "";
}

function flip(button) {
  const name = button.matches("summary") ? "data-pressed" : "aria-pressed";
  const on = button.getAttribute(name) !== "true";
  button.setAttribute(name, on);
  if (!button.dataset.waits) count(button, on ? 1 : -1); // what waits is not counted yet
}

/** Show what the button is about to do; call the answer to take it back. */
function foreseen(button) {
  const menu = button.closest("details.menu");
  if (menu) menu.open = false;
  const [strip, sign] = [button.form, button.value];
  const own = button.matches("[aria-pressed]") ? button : strip.matches(".reactions") ? menu.querySelector("summary")
    : [...strip.querySelectorAll("[aria-pressed=false]")].find((each) => each.value === sign);
  if (own) {
    flip(own);
    return () => flip(own);
  }
  const made = Object.assign(document.createElement("span"), { className: "feelings__sign", textContent: `${sign.startsWith(":") ? "…" : sign} 1` });
  strip.querySelector(".feelings__picker").before(made);
  return () => made.remove();
}

// Pressed again, or by Escape, the answer that one had begun under a post is put away; its words are kept.
document.addEventListener("htmx:before:request", (event) => {
  const begun = event.target.matches?.(".post__answer") && event.target.closest("article").nextElementSibling;
  if (!begun || !begun.matches(".answer")) return;
  event.preventDefault();
  begun.remove();
});
const toAnswer = (answer) => answer.previousElementSibling.querySelector(".post__answer").focus();
document.addEventListener("keydown", (event) => {
  const begun = event.key === "Escape" && !event.defaultPrevented && event.target.closest?.(".answer");
  if (!begun || event.target.closest("dialog")) return;
  toAnswer(begun);
  begun.remove();
});

// What was written on this page stands there now: that is said, and whoever has answered is back at the post.
document.addEventListener("htmx:after:request", ({ target, detail }) => {
  if (!target.matches?.(".composer__form") || !target.elements.shows || !(detail.ctx.response?.status < 400)) return;
  const answer = target.closest(".answer");
  if (answer) toAnswer(answer);
  say(inWords("Published."));
});

const taken = new WeakMap(); // how to take it back, by the press

document.addEventListener("submit", (event) => {
  if (event.submitter && event.target.matches(".reactions, .feelings")) taken.set(event, foreseen(event.submitter));
}, { capture: true });
// A form leads where the button says that was pressed.
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  const where = taken.has(ctx.sourceEvent) && ctx.sourceEvent.submitter.getAttribute("formaction");
  if (where) ctx.request.action = where;
});
for (const name of ["htmx:error", "htmx:response:error"]) {
  document.addEventListener(name, ({ detail: { ctx } }) => { taken.get(ctx?.sourceEvent)?.(); taken.delete(ctx?.sourceEvent); }, { capture: true });
}
document.addEventListener("htmx:after:request", ({ target, detail }) => {
  const press = detail.ctx.sourceEvent;
  if (!taken.has(press) || detail.ctx.response?.status >= 400) return;
  taken.delete(press);
  const where = detail.ctx.request.action;
  const [, unboosted] = where.match(/^\/posts\/(\d+)\/unboost$/) ?? [];
  for (const own of document.querySelectorAll(`article[data-boost="${unboosted}"]`)) own.remove();
  const [, verb] = where.match(/\/(boost|favourite)$/) ?? [];
  const waits = verb && detail.ctx.text.includes(`data-waits="${verb}"`);
  if (verb !== "boost" && !waits) return;
  const article = target.closest("article");
  const undo = () => { // whoever is quicker than the page waits until it has the button for it
    const back = document.querySelector(`#${article.id} [formaction="${where.replace(verb, `un${verb}`)}"]`);
    if (back) back.form.requestSubmit(back);
    else document.addEventListener("htmx:after:swap", undo, { once: true });
  };
  if (!waits) say(inWords("Boosted."), undo);
  else if (verb === "boost") say(inWords("Its author is asked first: until they agree, your boost waits."), undo);
  else say(inWords("Its author is asked first: until they agree, your favourite waits."), undo);
});

// <button formaction="/mute/1" data-said="Muted." data-undo="/unmute/1" data-hides="1">: done without leaving the page, and undone
// by its opposite.

document.addEventListener("submit", async (event) => {
  const button = event.submitter;
  const { said, undo, hides } = button?.dataset ?? {};
  if (!said) return;
  event.preventDefault();
  const data = new FormData(event.target);
  const gone = [...document.querySelectorAll(`article[data-author="${hides}"]`)];
  const show = (shown) => { for (const article of gone) article.hidden = !shown; };
  show(false);
  button.closest("details.menu").open = false;
  try {
    await send(button.formAction, data);
    say(said, undo && (() => send(undo, data).then(() => show(true), ({ message }) => say(message))));
  } catch ({ message }) {
    show(true);
    say(message);
  }
});

// The next page may have been made before the server had heard of it: there it is taken away once more.
const GONE = "hubbub-gone";
for (const id of JSON.parse(sessionStorage.getItem(GONE) ?? "[]")) document.getElementById(id)?.remove();
sessionStorage.removeItem(GONE);

// <a data-delete href="/posts/1/delete">: the post goes from the page at once, and from the world when nobody has pressed Undo.

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-delete]");
  const article = link?.closest("article:not(.post--focus)");
  if (!article || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  link.closest("details.menu").open = false;
  article.hidden = true;
  const leaving = new AbortController();
  const back = () => { leaving.abort(); article.hidden = false; };
  const go = () => {
    if (leaving.signal.aborted) return;
    leaving.abort();
    send(link.href, { csrf: link.dataset.delete }, { keepalive: true }).then(() => article.remove(), ({ message }) => { back(); say(message); });
  };
  addEventListener("pagehide", () => {
    sessionStorage.setItem(GONE, JSON.stringify([...JSON.parse(sessionStorage.getItem(GONE) ?? "[]"), article.id]));
    go();
  }, { signal: leaving.signal });
  say(inWords("The post is deleted."), back, go);
});

// <button data-share="https://…">: by the device's own sheet where it has one; beside it stands the link to be copied.

for (const sheet of navigator.share ? [document] : []) {
  document.documentElement.classList.add("can-share");
  sheet.addEventListener("click", (event) => {
    const button = event.target.closest("[data-share]");
    if (!button) return;
    button.closest("details.menu").open = false;
    navigator.share({ url: button.dataset.share }).catch(() => {}); // put away again
  });
}
