"""Quotes on the wire (FEP-044f): requests for consent, stamps that give it, and their end; older forms are read."""

import html
import logging
from collections.abc import Sequence
from datetime import timedelta

from hubbub.base import ids
from hubbub.base.addresses import Refused
from hubbub.base.bodies import Unreachable
from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.errors import NotFound
from hubbub.base.facts import on
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.jobs import Held, errand
from hubbub.doors.fediverse.address import host_of, web_address
from hubbub.doors.fediverse.delivery import inboxes_of, send
from hubbub.doors.fediverse.fetching import fetch
from hubbub.doors.fediverse.inbox import Activity, NotTheirs, receives
from hubbub.doors.fediverse.routes import Inquiry, document
from hubbub.doors.fediverse.vocabulary import (
    ACTIVITYSTREAMS,
    CONSENT_CONTEXT,
    LD_CONTENT_TYPE,
    POSTS,
    PUBLIC,
    Document,
    activity,
    tombstone,
)
from hubbub.doors.fediverse.wire import Thing
from hubbub.people import profiles
from hubbub.people.profiles.activitypub import here
from hubbub.reach import posts, quotes
from hubbub.reach.posts.activitypub import amends, carries, prefaces, send_changed, takes
from hubbub.reach.posts.note import note

log = logging.getLogger("hubbub.fediverse.quotes")

MISSKEY = "https://misskey-hub.net/ns#_misskey_quote"
OLDER = ("_misskey_quote", "quoteUri", "quoteUrl")
_LATER = timedelta(minutes=1)


def _stands(quote: quotes.Quote) -> bool:
    return quote.state in ("pending", "accepted")


def said(db: Read, quote: quotes.Quote) -> Document:
    """What a note says of what it quotes, in the words of all who have one."""
    if not _stands(quote):
        return {}
    made: Document = {name: quote.uri for name in ("quote", *OLDER)}
    return made | ({"quoteAuthorization": quote.stamp} if quote.stamp else {})


def linked(db: Read, quote: quotes.Quote) -> Sequence[Document]:
    """The quoted post as a link among the tags (FEP-e232)."""
    link: Document = {"type": "Link", "mediaType": LD_CONTENT_TYPE, "rel": MISSKEY, "href": quote.uri,
                      "name": f"RE: {quote.uri}"}
    return [link] if _stands(quote) else []


def preface(db: Read, quote: quotes.Quote) -> str:
    """For whoever knows no quotes; whoever does leaves it out by its class."""
    address = html.escape(quote.uri)
    return f'<p class="quote-inline">RE: <a href="{address}">{address}</a></p>' if _stands(quote) else ""


def policy(db: Read, given: quotes.Policy) -> Document:
    """Who may quote a note of ours; whoever names its author alone says that nobody may."""
    author = db.here.settings.url(f"/users/{given.author}")
    names = {"public": PUBLIC, "followers": f"{author}/followers"}
    may = [names[group] for group in given.automatic] or [author]
    return {"interactionPolicy": {"canQuote": {"automaticApproval": may}}}


amends("quote", said)
carries("tag", "quote", linked)
prefaces("quote", preface)
amends("quote_policy", policy)


def read(thing: Thing) -> quotes.Elsewhere | None:
    """What a note quotes: with a consent to be asked for, or by the older words of those who ask nobody."""
    if (uri := thing.ref("quote")) is not None:
        return quotes.Elsewhere(uri, thing.ref("quoteAuthorization"))
    older = [web_address(thing.text(name, 2_048)) for name in OLDER]
    older += [tag.ref("href") for tag in thing.things("tag", "Link") if tag.text("rel", 200) == MISSKEY]
    return next((quotes.Elsewhere(uri, legacy=True) for uri in older if uri), None)


def read_policy(thing: Thing) -> quotes.Declared | None:
    given = thing.thing("interactionPolicy")
    may = given.thing("canQuote") if given else None
    return quotes.Declared(may.refs("automaticApproval"), may.refs("manualApproval"), PUBLIC) if may else None


takes("quote", read)
takes("quote_policy", read_policy)


@document("/users/{id:int}/quotes/{stamp:int}")
async def show(inquiry: Inquiry) -> Document:
    """An author's consent, for whoever wants to be sure of it."""
    author, stamp = ProfileId(inquiry.id()), await quotes.consent(inquiry.db, inquiry.id("stamp"))
    quoted = next(iter(await posts.get(inquiry.db, [stamp.quoted])), None)
    if quoted is None or quoted.author != author:
        raise NotFound
    return {
        "@context": CONSENT_CONTEXT, "id": quotes.stamp_uri(inquiry.db, author, stamp.id),
        "type": "QuoteAuthorization", "attributedTo": (await here(inquiry.db, author)).uri,
        "interactingObject": stamp.quoting_uri, "interactionTarget": quoted.uri,
    }


@on(quotes.QuoteAsked)
async def ask(tx: Tx, fact: quotes.QuoteAsked) -> None:
    """The author elsewhere is asked, and is given the post that quotes."""
    pair = await _pair(tx, fact.post)
    if pair is None:
        return
    quoting, quoted = pair
    both = {who.id: who for who in await profiles.list_by_ids(tx, [quoting.author, quoted.author])}
    me, author = both[quoting.author], both[quoted.author]
    if author.here or author.suspended_at or author.removed_at:
        return
    request = activity(_request(tx, quoting), "QuoteRequest", me.uri, quoted.uri, [author.uri])
    request["@context"], request["instrument"] = CONSENT_CONTEXT, quoting.uri
    public = quoting.visibility in ("public", "quiet")
    if public:  # else the author is not among those whom it is for, and is told no more than that it is there
        instrument = await note(tx, quoting)
        request["@context"] = [*_context(instrument), *CONSENT_CONTEXT[1:]]
        request["instrument"] = instrument
    await send(tx, me.id, request, [author.inbox], quoting.id if public else None)


def _context(instrument: Document) -> list[object]:
    """The note's context moves to the top, where peers look for it."""
    context = instrument.pop("@context")
    return list(context) if isinstance(context, tuple | list) else [ACTIVITYSTREAMS]


async def _pair(tx: Tx, post: PostId) -> tuple[posts.Post, posts.Post] | None:
    """The quoting post and the quoted, if both are still there."""
    quote = (await quotes.find(tx, [post])).get(post)
    found = await posts.get(tx, [post, quote.quoted]) if quote is not None and quote.quoted is not None else []
    return (found[0], found[1]) if len(found) == 2 else None


def _request(db: Read, quoting: posts.Post) -> str:
    return db.here.settings.url(f"/users/{quoting.author}/quote-requests/{quoting.id}")


@receives("QuoteRequest")
async def receive_request(tx: Tx, given: Activity) -> None:
    """Somebody asks whether their post may quote one of ours: the author's policy answers."""
    about, instrument = given.about, given.thing.ref("instrument")
    shown = given.thing.thing("instrument")
    quoted = await posts.find(tx, about) if about else None
    if quoted is None or instrument is None or about is None:
        raise NotFound
    if not given.owns(instrument) or (shown is not None and shown.ref("attributedTo") not in (given.uri, None)):
        raise NotTheirs
    author = await here(tx, (await posts.get(tx, [quoted]))[0].author)
    stamp = await quotes.grant(tx, given.actor, quoted, instrument)
    asked: Document = {"@context": CONSENT_CONTEXT, "type": "QuoteRequest", "actor": given.uri, "object": about,
                       "instrument": instrument}
    if given.thing.id is not None:
        asked["id"] = given.thing.id
    asker = await profiles.get(tx, given.actor)
    if stamp is None:
        answer = activity(f"{author.uri}#rejects/quotes/{given.actor}-{quoted}", "Reject", author.uri, asked,
                          [given.uri])
    else:
        answer = activity(f"{author.uri}#accepts/quotes/{stamp.id}", "Accept", author.uri, asked, [given.uri])
        answer["result"] = quotes.stamp_uri(tx, author.id, stamp.id)
    await send(tx, author.id, answer, [asker.inbox])


@receives("Accept", of={"QuoteRequest", ""})
async def receive_accept(tx: Tx, given: Activity) -> None:
    """The author agrees, and says where that is written; everybody who has the post is told of it."""
    post = await _answered(tx, given)
    stamp = given.thing.ref("result")
    if post is None or not given.owns(stamp):
        return
    await quotes.accept(tx, post, stamp)
    await send_changed(tx, post)


@receives("Reject", of={"QuoteRequest", ""})
async def receive_reject(tx: Tx, given: Activity) -> None:
    """The author does not agree, or not any more."""
    post = await _answered(tx, given)
    if post is not None and await quotes.turn_down(tx, post, "rejected"):
        await send_changed(tx, post)


async def _answered(tx: Tx, given: Activity) -> PostId | None:
    """The post of ours that the answer is about, if the one who answers was asked."""
    what = given.object
    uri = what.ref("instrument") if what is not None else None
    number = (given.about or "").rpartition("/quote-requests/")[2] if uri is None else ""
    post = await posts.find(tx, uri) if uri else ids.parse(number)
    pair = await _pair(tx, PostId(post)) if post else None
    if pair is None or pair[1].author != given.actor or not (await profiles.get(tx, pair[0].author)).here:
        return None
    return pair[0].id


@receives("Update", of=POSTS)
async def receive_change(tx: Tx, given: Activity) -> None:
    """A post may have got its consent, or lost what it quoted."""
    thing = given.object
    if thing is None or not given.owns(thing.id) or thing.ref("attributedTo") != given.uri:
        raise NotTheirs
    known = await posts.find(tx, thing.id or "")
    for post in await posts.get(tx, [known] if known else []):
        if post.author == given.actor:
            await quotes.reread(tx, post, read(thing))


@receives("Delete")
async def receive_end(tx: Tx, given: Activity) -> None:
    """The author takes a consent back: what quotes them by it quotes them no longer."""
    if given.about is None or not given.owns(given.about):
        return
    for quote in await quotes.stamped(tx, given.about):
        pair = await _pair(tx, quote.post)
        if pair is not None and pair[1].author == given.actor and await quotes.turn_down(tx, quote.post, "revoked"):
            await send_changed(tx, quote.post)


@on(quotes.QuoteStamped)
async def look_at(tx: Tx, fact: quotes.QuoteStamped) -> None:
    await verify.once(tx, str(fact.post), post=fact.post)


@errand(tries=8)
async def verify(db: Db, post: PostId) -> None:
    """Ask the quoted author's server whether the consent that a post shows is theirs, and is for this."""
    quote = (await quotes.find(db, [post])).get(post)
    if quote is None or quote.state != "pending" or quote.stamp is None or quote.quoted is None:
        return
    found = {row.id: row for row in await posts.get(db, [post, quote.quoted])}
    if len(found) != 2:
        return
    author = await profiles.get(db, found[quote.quoted].author)
    if host_of(quote.stamp) != host_of(author.uri):
        return
    try:
        stamp = await fetch(db, quote.stamp)
    except Unreachable as problem:
        raise Held(str(problem), _LATER) from None
    except Refused as problem:
        log.info("%s is not had: %s", quote.stamp, problem)
        return
    wanted = ("QuoteAuthorization", author.uri, found[post].uri, quote.uri)
    if (stamp.type, *map(stamp.ref, ("attributedTo", "interactingObject", "interactionTarget"))) == wanted:
        async with db.write() as tx:
            await quotes.accept(tx, post)


@on(quotes.QuoteRevoked)
async def send_revoked(tx: Tx, fact: quotes.QuoteRevoked) -> None:
    """Whoever has either post is told that the consent is no more."""
    found = {row.id: row for row in await posts.get(tx, [fact.post, fact.quoted])}
    if fact.stamp is None or len(found) != 2:
        return
    author = await profiles.get(tx, found[fact.quoted].author)
    quoter = await profiles.get(tx, found[fact.post].author)
    inboxes = [] if quoter.here else [quoter.inbox]
    for post in (fact.post, fact.quoted):
        inboxes += [*await posts.inboxes(tx, post), *await inboxes_of(tx, post)]
    uri = quotes.stamp_uri(tx, author.id, fact.stamp)
    await send(tx, author.id, activity(f"{uri}#delete", "Delete", author.uri, tombstone(uri, now()), [PUBLIC]), inboxes)


@on(quotes.QuotePolicyChanged)
async def send_policy(tx: Tx, fact: quotes.QuotePolicyChanged) -> None:
    await send_changed(tx, fact.post)
