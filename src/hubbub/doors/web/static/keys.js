// Keys for what one does most, shown by `?`. Never while somebody types; they can be switched off, and then do nothing.

const OFF = "keys-off";
const SOON = 1_500; // milliseconds in which the second of two keys has to come
const dialog = document.getElementById("keys");
const on = () => !localStorage.getItem(OFF);
const types = (at) => at.closest?.("input, textarea, select, [contenteditable], [role=textbox], video, audio");

let prefix = 0;

const ENTRY = "article.post, article.notifications__line"; // what one goes through one by one
const posts = () => [...document.querySelectorAll(`main :is(${ENTRY})`)].filter((post) => post.offsetParent);
const current = () => document.activeElement?.closest(ENTRY);

/** To the post so many further on from the one that has the focus, or else to the first that is in sight. */
function step(by) {
  const all = posts(), at = all.indexOf(current());
  const next = at >= 0 ? all[at + by] : all.find((post) => post.getBoundingClientRect().bottom > 80);
  if (!next) return;
  next.tabIndex = -1; // read out by its label, "Post by …"
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

const press = (selector) => current()?.querySelector(selector)?.click();
const go = (path) => location.assign(path);

function search() {
  const field = document.getElementById("search");
  if (!field?.offsetParent) return go("/search");
  field.focus();
}

const DEEDS = {
  j: () => step(1), k: () => step(-1), n: () => go("/compose"), "/": search, "?": () => dialog.showModal(),
  o: () => press(".post__when a:last-of-type, .notifications__post a, .notifications__body a"), x: () => press(".post__spoiler > summary"),
  r: () => press('.post__foot a[href^="/compose?reply_to"]'),
  f: () => press('.post__foot [formaction$="favourite"]'), b: () => press('.post__foot [formaction$="boost"]'),
  Escape: () => current()?.blur(),
};
const AFTER_G = { h: () => go("/home"), n: () => go("/notifications"), e: () => go("/explore") };

document.addEventListener("keydown", (event) => {
  if (!on() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (types(event.target) || document.querySelector("dialog[open]")) return;
  const second = Date.now() < prefix;
  prefix = 0;
  if (event.key === "g" && !second) {
    prefix = Date.now() + SOON;
    return;
  }
  const deed = (second ? AFTER_G : DEEDS)[event.key];
  if (!deed) return;
  if (event.key !== "Escape") event.preventDefault();
  deed();
});

const box = dialog.querySelector("[data-keys-on]");
box.checked = on();
box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys]")) dialog.showModal();
  if (event.target === dialog) dialog.close(); // beside it
});
