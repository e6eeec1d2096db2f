// A small actor on Fedify: does what it is told at /do, and says at /seen what came to it. For tests/flows/test_fedify.py.
import { createServer } from "node:http";
import { createFederation, generateCryptoKeyPair, InProcessMessageQueue, MemoryKvStore } from "@fedify/fedify";
import * as v from "@fedify/vocab";
import { Temporal } from "@js-temporal/polyfill";

const seen = [], notes = new Map(), stamps = new Map(), followers = new Map();
const federation = createFederation({
  kv: new MemoryKvStore(), queue: new InProcessMessageQueue(), allowPrivateAddress: true,
});
let keys = null, last = 0;

const person = async (ctx, name) => name !== "fay" ? null : new v.Person({
  id: ctx.getActorUri(name), preferredUsername: name, name: "Fay of Fedify",
  inbox: ctx.getInboxUri(name), followers: ctx.getFollowersUri(name), url: ctx.getActorUri(name),
  endpoints: new v.Endpoints({ sharedInbox: ctx.getInboxUri() }),
  publicKey: (await ctx.getActorKeyPairs(name))[0].cryptographicKey,
  assertionMethods: (await ctx.getActorKeyPairs(name)).map((pair) => pair.multikey),
});
federation.setActorDispatcher("/users/{identifier}", person).setKeyPairsDispatcher(async () =>
  keys ??= [await generateCryptoKeyPair("RSASSA-PKCS1-v1_5"), await generateCryptoKeyPair("Ed25519")]);
federation.setFollowersDispatcher("/users/{identifier}/followers", async () => ({ items: [...followers.values()] }));
federation.setObjectDispatcher(v.Note, "/notes/{id}", async (_, values) => notes.get(values.id) ?? null);

federation.setObjectDispatcher(v.QuoteAuthorization, "/stamps/{id}", async (_, values) => stamps.get(values.id) ?? null);

const listeners = federation.setInboxListeners("/users/{identifier}/inbox", "/inbox");
for (const type of ["Follow", "Accept", "Reject", "Undo", "Create", "Update", "Delete", "Announce", "Like", "Block",
  "QuoteRequest"]) {
  listeners.on(v[type], async (ctx, activity) => {
    seen.push(await activity.toJsonLd({ format: "compact" }));
    if (type === "Follow") {
      const from = await activity.getActor(ctx);
      followers.set(from.id.href, { id: from.id, inboxId: from.inboxId, endpoints: from.endpoints });
      await ctx.sendActivity({ identifier: "fay" }, from, new v.Accept({
        id: new URL(`#accepts/${++last}`, ctx.getActorUri("fay")), actor: ctx.getActorUri("fay"), object: activity }));
    }
    if (type === "QuoteRequest") {
      const from = await activity.getActor(ctx), id = String(++last);
      stamps.set(id, new v.QuoteAuthorization({ id: ctx.getObjectUri(v.QuoteAuthorization, { id }),
        attribution: ctx.getActorUri("fay"), interactingObject: activity.instrumentId, interactionTarget: activity.objectId }));
      await ctx.sendActivity({ identifier: "fay" }, from, new v.Accept({
        id: new URL(`#accepts/${++last}`, ctx.getActorUri("fay")), actor: ctx.getActorUri("fay"), object: activity,
        result: ctx.getObjectUri(v.QuoteAuthorization, { id }) }));
    }
  });
}
listeners.onError((_, problem) => console.error("inbox:", problem));

const named = (ctx) => new URL(`#did/${++last}`, ctx.getActorUri("fay"));
const does = {
  async follow(ctx, { who }) { return new v.Follow({ id: named(ctx), actor: ctx.getActorUri("fay"), object: new URL(who) }); },
  async like(ctx, { what }) { return new v.Like({ id: named(ctx), actor: ctx.getActorUri("fay"), object: new URL(what) }); },
  async boost(ctx, { what }) {
    return new v.Announce({ id: named(ctx), actor: ctx.getActorUri("fay"), object: new URL(what),
      to: v.PUBLIC_COLLECTION, cc: ctx.getFollowersUri("fay") });
  },
  async post(ctx, { words, answers, names, quotes }) {
    const id = String(++last), to = v.PUBLIC_COLLECTION;
    const note = new v.Note({
      id: ctx.getObjectUri(v.Note, { id }), attribution: ctx.getActorUri("fay"), content: words, to,
      ccs: [ctx.getFollowersUri("fay"), ...(names ? [new URL(names)] : [])],
      published: Temporal.Now.instant(), replyTarget: answers ? new URL(answers) : null,
      tags: names ? [new v.Mention({ href: new URL(names), name: "@you" })] : [],
      ...(quotes ? { quote: new URL(quotes) } : {}),
      interactionPolicy: new v.InteractionPolicy({ canQuote: new v.InteractionRule({ automaticApproval: v.PUBLIC_COLLECTION }) }),
    });
    notes.set(id, note);
    if (quotes) {
      return new v.QuoteRequest({ id: named(ctx), actor: ctx.getActorUri("fay"), object: new URL(quotes), instrument: note });
    }
    return new v.Create({ id: named(ctx), actor: ctx.getActorUri("fay"), object: note, to, cc: ctx.getFollowersUri("fay") });
  },
  async edit(ctx, { id, words, stamp }) {
    const note = notes.get(id).clone({ content: words, updated: Temporal.Now.instant(),
      ...(stamp ? { quoteAuthorization: new URL(stamp) } : {}) });
    notes.set(id, note);
    return new v.Update({ id: named(ctx), actor: ctx.getActorUri("fay"), object: note, to: v.PUBLIC_COLLECTION });
  },
  async revoke(ctx, { stamp }) {
    stamps.delete(stamp.split("/").at(-1));
    return new v.Delete({ id: named(ctx), actor: ctx.getActorUri("fay"), object: new URL(stamp), to: v.PUBLIC_COLLECTION });
  },
  async delete(ctx, { id }) {
    const uri = ctx.getObjectUri(v.Note, { id });
    notes.delete(id);
    return new v.Delete({ id: named(ctx), actor: ctx.getActorUri("fay"), object: new v.Tombstone({ id: uri }),
      to: v.PUBLIC_COLLECTION });
  },
};

const undone = new Map();
const server = createServer(async (incoming, outgoing) => {
  try {
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const url = new URL(incoming.url, `http://${incoming.headers.host}`);
    const ctx = federation.createContext(new URL(origin), undefined);
    if (url.pathname === "/seen") return outgoing.end(JSON.stringify(seen));
    if (url.pathname === "/do") {
      const given = JSON.parse(Buffer.concat(chunks).toString());
      const to = await ctx.lookupObject(given.to);
      const activity = given.verb === "undo"
        ? new v.Undo({ id: named(ctx), actor: ctx.getActorUri("fay"), object: undone.get(given.what) })
        : await does[given.verb](ctx, given);
      undone.set(activity.id.href, activity);
      await ctx.sendActivity({ identifier: "fay" }, to, activity);
      return outgoing.end(JSON.stringify({ id: activity.id.href, number: String(last), last: [...notes.keys()].at(-1) }));
    }
    const request = new Request(url, {
      method: incoming.method, headers: Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
      body: chunks.length ? Buffer.concat(chunks) : undefined,
    });
    const answer = await federation.fetch(request, { contextData: undefined });
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
    outgoing.end(Buffer.from(await answer.arrayBuffer()));
  } catch (problem) {
    console.error(problem);
    outgoing.writeHead(500).end(String(problem?.stack ?? problem));
  }
});
let origin = "";
server.listen(0, "127.0.0.1", () => {
  origin = `http://localhost:${server.address().port}`;
  console.log(origin);
});
