// What is pressed under a post is seen at once: the server is asked meanwhile, and a refusal takes it back with a sentence.

const REFUSED = inWords("That did not work. Please try again.");

const say = (words, undo, gone) => document.dispatchEvent(new CustomEvent("toast", { detail: { words, undo, gone } }));

/** Send a form's fields to an address of ours; its answer, or a refusal thrown as its sentence. */
async function send(where, data, how = {}) {
  const answer = await fetch(where, { method: "POST", body: new URLSearchParams(data), headers: { "hx-request": "true" }, ...how }).catch(() => null);
  if (answer?.ok) return answer;
  throw new Error(answer?.headers.get("content-type")?.startsWith("text/plain") ? await answer.text() : REFUSED);
}

// Favourite, bookmark, boost and emoji: pressed already while the server is asked, which then shows them as it has them.

function count(element, by) {
  const figure = element.querySelector("[data-figure]");
  if (!figure || !/^\d*$/.test(figure.textContent)) return; // 1.2K stays what it is
  figure.textContent = Math.max(Number(figure.textContent) + by, 0) || "";
}

const opposite = (where) => where.replace(/\/(un)?(\w+)$/, (_, un, verb) => (un ? `/${verb}` : `/un${verb}`));

/** Show the button, or what opens its menu, as pressed or no longer. Whoever presses once more means the opposite. */
function flip(button, shown = button) {
  const name = shown === button ? "aria-pressed" : "data-pressed";
  const on = shown.getAttribute(name) !== "true";
  shown.setAttribute(name, on);
  button.setAttribute("formaction", opposite(button.getAttribute("formaction")));
  if (!shown.dataset.waits) count(shown, on ? 1 : -1); // what waits is not counted yet
}

/** The part of the card that the button changes, and that comes anew with the answer. */
function changed(button) {
  if (button?.name === "sign") return button.closest("form.post__foot")?.querySelector(".feelings__worn");
  return button?.closest(".reactions");
}

/** Show what the button is about to do; call the answer to take it back. */
function foreseen(button, part) {
  const menu = button.closest("details.menu");
  if (menu) menu.open = false;
  const worn = ({ ariaPressed, value }) => ariaPressed === "false" && value === button.value;
  const own = button.ariaPressed || part.matches(".reactions") ? button : [...part.children].find(worn);
  if (own) {
    const shown = own.ariaPressed ? own : menu.querySelector("summary");
    flip(own, shown);
    return () => flip(own, shown);
  }
  const sign = button.value;
  const made = Object.assign(document.createElement("span"), { className: "feelings__sign", textContent: `${sign.startsWith(":") ? "…" : sign} 1` });
  part.append(made);
  return () => made.remove();
}

const asked = new WeakMap(); // the last that was asked for, by the part of the card whose buttons it will show anew
const waiting = new Set(); // what the server has not been asked for yet

document.addEventListener("submit", (event) => {
  const [form, button] = [event.target, event.submitter];
  const part = changed(button);
  if (!part) return;
  event.preventDefault();
  const press = { where: button.getAttribute("formaction"), data: new FormData(form, button) };
  const takeBack = foreseen(button, part);
  waiting.add(press);
  const mine = Promise.resolve(asked.get(part)).then(async () => {
    if (!waiting.delete(press)) return;
    let answer;
    try {
      answer = await send(press.where, press.data, { keepalive: true });
    } catch ({ message }) {
      takeBack();
      say(message);
      return;
    }
    const elsewhere = answer.headers.get("hx-redirect");
    if (elsewhere) return location.assign(elsewhere);
    const text = await answer.text();
    // What has been pressed meanwhile is pressed still: the last answer shows it all.
    if (asked.get(part) === mine) await htmx.swap({ sourceElement: part, target: part, text, swap: "outerMorph" });
    told(press.where, text, form.closest("article").id);
  });
  asked.set(part, mine);
});
addEventListener("pagehide", () => { // what was seen to be pressed is done, though nobody waits for it
  for (const { where, data } of waiting) send(where, data, { keepalive: true }).catch(() => {});
  waiting.clear();
});

/** Say what has come of it, and how it is undone. */
function told(where, text, id) {
  const [, unboosted] = where.match(/^\/posts\/(\d+)\/unboost$/) ?? [];
  for (const own of document.querySelectorAll(`article[data-boost="${unboosted}"]`)) own.remove();
  const [, verb] = where.match(/\/(boost|favourite)$/) ?? [];
  const waits = verb && text.includes(`data-waits="${verb}"`);
  if (verb !== "boost" && !waits) return;
  const undo = () => {
    const back = document.querySelector(`#${id} [formaction="${opposite(where)}"]`);
    if (back) back.form.requestSubmit(back);
  };
  if (!waits) say(inWords("Boosted."), undo);
  else if (verb === "boost") say(inWords("Its author is asked first: until they agree, your boost waits."), undo);
  else say(inWords("Its author is asked first: until they agree, your favourite waits."), undo);
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
