// Runs beside the pages, also when none is open. KEPT and HAPPENED are written above by the server.

const SHELL = "shell", SHARED = "shared";

self.addEventListener("install", (event) => event.waitUntil((async () => {
  await caches.delete(SHELL);
  await (await caches.open(SHELL)).addAll(KEPT.map((path) => new Request(path, { cache: "reload" })));
  await self.skipWaiting();
})()));

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// Pages are always asked for: what one person may see is kept nowhere. Only where none can be had stands another.
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, search } = new URL(request.url);
  if (request.method === "POST" && pathname === "/share") return event.respondWith(share(request));
  if (request.mode === "navigate" && request.method === "GET") {
    return event.respondWith(fetch(request).catch(async () => (await caches.match(KEPT[0])) ?? Response.error()));
  }
  if (KEPT.includes(pathname + search) && pathname + search !== KEPT[0]) {
    event.respondWith(caches.match(pathname + search).then((kept) => kept ?? fetch(request)));
  }
});

// What another app shares: the words go along in the address, the files wait until the composer takes them.
async function share(request) {
  const form = await request.formData();
  const words = [...new Set(["title", "text", "url"].map((name) => form.get(name)).filter(Boolean))].join("\n");
  const files = form.getAll("files").filter((file) => file instanceof File && file.size);
  const cache = await caches.open(SHARED);
  for (const old of await cache.keys()) await cache.delete(old);
  await Promise.all(files.map((file, number) => cache.put(`/shared/${number}/${encodeURIComponent(file.name || "file")}`, new Response(file))));
  const asked = new URLSearchParams({ text: words });
  if (files.length) asked.set("shared", String(files.length));
  return Response.redirect(`/compose?${asked}`, 303);
}

self.addEventListener("push", (event) => {
  const told = event.data?.json() ?? {};
  event.waitUntil(self.registration.showNotification(told.title ?? HAPPENED, {
    body: told.body, icon: told.icon, badge: "/icons/192.png", tag: told.tag, data: { url: told.url ?? "/notifications" },
  }));
});

// To the page that it is about: in the tab that is open, or a new one; never to another site.
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const asked = new URL(event.notification.data?.url ?? "/notifications", self.location.origin);
  const where = asked.origin === self.location.origin ? asked.href : "/notifications";
  event.waitUntil((async () => {
    const [open] = await self.clients.matchAll({ type: "window" });
    if (!open) return self.clients.openWindow(where);
    await open.focus().catch(() => {}); // some browsers let nobody be called forward: the page is turned to all the same
    return open.navigate(where);
  })());
});
