// Has the browser keep our worker (offline page, news, sharing), and hands the composer what another app has shared.

const policy = globalThis.trustedTypes?.createPolicy("hubbub-worker", {
  // Nothing but our own worker is ever run by this.
  createScriptURL: (path) => { if (!/^\/sw\.js(\?lang=[\w-]+)?$/.test(path)) throw new TypeError("Not ours."); return path; },
});
// It speaks as the page does: in another language it is another worker, which takes the place of the first.
const { lang } = document.documentElement;
const script = lang === "en" ? "/sw.js" : `/sw.js?lang=${lang}`;
const path = policy ? policy.createScriptURL(script) : script;

if ("serviceWorker" in navigator) navigator.serviceWorker.register(path, { scope: "/" }).catch(() => {});

const field = document.querySelector("hub-composer input[type=file][name=files]");
if (field && new URLSearchParams(location.search).has("shared") && "caches" in globalThis) {
  await customElements.whenDefined("hub-upload");
  const cache = await caches.open("shared");
  const given = new DataTransfer();
  for (const kept of await cache.keys()) {
    const file = await (await cache.match(kept)).blob();
    given.items.add(new File([file], decodeURIComponent(kept.url.split("/").at(-1)), { type: file.type }));
    await cache.delete(kept);
  }
  if (given.files.length) {
    field.files = given.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
