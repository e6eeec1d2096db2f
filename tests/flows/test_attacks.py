"""What strangers may try of docs/attacks.md, where no room alone withstands it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from hubbub.base.bodies import Unreachable
from hubbub.base.errors import Conflict, Refusal
from hubbub.base.limits import Counter
from hubbub.doors.fediverse.address import realm_of
from hubbub.doors.fediverse.wire import Thing
from hubbub.people import accounts, profiles
from hubbub.people.profiles import elsewhere, seeking
from hubbub.reach import posts
from hubbub.trust import domains
from tests.browser import browser
from tests.outside import PUBLIC, Peer
from tests.reach.posts.befriending import befriend, shown, uri_of
from tests.relations.pushes.phones import keys, phone
from tests.town import Town

SPITE = "'; DROP TABLE posts; -- %s $1 {0} `id` $(id) ../../etc \\"


async def test_no_context_is_ever_fetched(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    contexts = [f"{peer.url}/context", {"@import": f"{peer.url}/imported", "x": {"@context": f"{peer.url}/scoped"}}]
    zoe.more = {"@context": contexts}
    await befriend(town, ann, zoe)
    note = zoe.note("Hello", **{"@context": contexts})
    await zoe.sends(town, zoe.create(note) | {"@context": contexts})
    await town.settle()
    assert await shown(town, note, ann)
    assert not {"/context", "/imported", "/scoped"} & set(peer.asked)


@pytest.mark.parametrize("name", ["\u0430dmin", "Admin", "\uff41nn", "ann.", "ann\u200d", "\u202enna", "a\u00f1n",
                                  "ann\n", "xn--nn", "a" * 31, "", "a b", "a@b"])
async def test_no_name_passes_for_another(town: Town, name):
    await town.person("ann")
    with pytest.raises(Refusal):
        await accounts.create(town.db, accounts.SignUp(name, "x@mail.test", "a good password"))


@pytest.mark.parametrize("name", ["BAD.example", "bad.example.", " bad.example ", "@bad.example"])
async def test_a_domain_is_kept_in_one_form_whatever_was_written(town: Town, name):
    async with town.db.write() as tx:
        await domains.block(tx, name, domains.Wanted("suspend"))
        with pytest.raises(Conflict):
            await domains.block(tx, "bad.example", domains.Wanted("suspend"))
    for host in ("bad.example", "BAD.example", "very.bad.example", "bad.example:8443", "x.BAD.example:444"):
        stance = await domains.stance_to(town.db, host)
        assert stance, host
    assert await domains.stance_to(town.db, "notbad.example") is None


async def test_a_domain_of_other_letters_is_kept_as_the_web_spells_it(town: Town):
    async with town.db.write() as tx:
        made = await domains.block(tx, "b\u00fccher.example", domains.Wanted("suspend"))
    assert made.domain == "xn--bcher-kva.example"


async def test_the_name_of_somebody_removed_or_suspended_is_never_given_again(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    async with town.db.write() as tx:
        await profiles.remove(tx, ann.profile)
        await profiles.suspend(tx, bob.profile)
    town.forward(days=400)
    await town.settle()
    for name in ("ann", "ANN", "bob", "Bob"):
        with pytest.raises(profiles.NameTaken):
            await accounts.create(town.db, accounts.SignUp(name, f"{name}2@mail.test", "a good password"))


async def test_a_consent_for_one_quote_is_none_for_another(town: Town, peer: Peer, third: Peer):
    """A stamp that names another quoting post, another quoted one, or another author is not believed.

    Nor is one that says all that is right but stands on the server of whoever quotes.
    """
    ann, zoe, far = await town.person("ann"), peer.person("zoe"), third.person("far")
    await befriend(town, ann, zoe)
    quoted, other = far.note("Quote me"), far.note("Quote me not")
    notes = [zoe.note(f"Look {number}", quote=quoted["id"]) for number in range(5)]
    lies: list[dict[str, str]] = [{"interactingObject": notes[0]["id"] + "x"}, {"interactionTarget": other["id"]},
                                  {"attributedTo": zoe.uri}, {}, {}]
    for number, (note, lie) in enumerate(zip(notes, lies, strict=True)):
        shows = peer if number == 3 else third
        note["quoteAuthorization"] = f"{shows.url}/stamps/{number}"
        shows.documents[f"/stamps/{number}"] = {
            "id": f"{shows.url}/stamps/{number}", "type": "QuoteAuthorization", "attributedTo": far.uri,
            "interactingObject": note["id"], "interactionTarget": quoted["id"]} | lie
        await zoe.sends(town, zoe.create(note))
    for _ in range(3):
        await town.settle()
    states = [((await shown(town, note, ann)) or {})["quote"]["state"] for note in notes]
    assert states == ["pending"] * 4 + ["accepted"]


async def test_spiteful_strings_are_only_strings(town: Town, peer: Peer):
    ann = await town.person("ann")
    zoe = peer.person("zoe", name=SPITE, summary=SPITE, attachment=[
        {"type": "PropertyValue", "name": SPITE, "value": SPITE}], type=["Person", SPITE])
    await befriend(town, ann, zoe)
    note = zoe.note(SPITE, summary=SPITE, contentMap={SPITE: SPITE}, tag=[
        {"type": "Hashtag", "name": f"#{SPITE}"}, {"type": SPITE}, {"type": "Emoji", "name": SPITE, "icon": SPITE}],
        attachment=[{"type": "Document", "mediaType": SPITE, "url": SPITE, "name": SPITE}])
    assert (await zoe.sends(town, zoe.create(note))).status == 202
    await zoe.sends(town, zoe.activity(SPITE, SPITE))
    await town.settle()
    status = await shown(town, note, ann)
    assert status
    assert "DROP TABLE" in status["spoiler_text"]
    assert "DROP TABLE" in status["account"]["display_name"]
    for path in ("/api/v2/search", "/api/v1/accounts/search"):
        assert (await ann.get(f"{path}?q=%27%3B%20DROP%20TABLE%20posts%3B--%25s&resolve=true")).status == 200


async def test_a_sign_that_stands_for_any_letter_elsewhere_stands_for_itself_here(town: Town):
    ann, axb = await town.person("a_b"), await town.person("axb")
    await town.settle()
    found = [each["id"] for each in (await ann.get("/api/v1/accounts/search?q=a_b")).json]
    assert (str(ann.profile) in found, str(axb.profile) in found) == (True, False)
    assert (await ann.get("/api/v1/accounts/search?q=%25")).json == []


def test_hosts_are_counted_by_the_domain_that_they_lie_in():
    assert {host: realm_of(host) for host in (
        "x.bad.example", "y.x.bad.example:8443", "bad.example", "a.b.co.uk", "b.co.uk", "127.0.0.1", "localhost")
    } == {"x.bad.example": "bad.example", "y.x.bad.example:8443": "bad.example", "bad.example": "bad.example",
          "a.b.co.uk": "b.co.uk", "b.co.uk": "b.co.uk", "127.0.0.1": "127.0.0.1", "localhost": "localhost"}


async def test_a_domain_cannot_make_up_servers_without_end(town: Town, peer: Peer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(elsewhere, "_hosts", Counter())
    limited = replace(town.db.here, settings=replace(town.db.here.settings, rate_limits=True))
    monkeypatch.setattr(town.db, "here", limited)
    for number in range(10):
        await elsewhere._check_host(town.db, f"h{number}.wild.example")
    actor = json.loads(json.dumps(peer.person("zoe").document).replace(peer.host, "h11.wild.example"))
    with pytest.raises(Unreachable, match="too many servers"):
        await elsewhere.believe(town.db, Thing(actor))
    await elsewhere._check_host(town.db, "h1.calm.example")
    await elsewhere._check_host(town.db, "wild.example")


async def test_of_a_server_where_somebody_is_known_more_may_be_met(town: Town, peer: Peer):
    await town.person("ann")
    assert not await seeking.knows_host(town.db, peer.host)
    await profiles.seek(town.db, peer.person("zoe").handle)
    assert await seeking.knows_host(town.db, peer.host)
    assert not await seeking.knows_host(town.db, peer.host[:-1])


async def test_one_activity_makes_no_more_than_a_handful_of_letters(town: Town, peer: Peer, third: Peer):
    """However many follow whom it speaks to: an answer and its end are passed on to each of their servers, once."""
    ann = await town.person("ann")
    for number in range(6):
        who = (peer, third)[number % 2].person(f"p{number}")
        await who.sends(town, who.activity("Follow", uri_of(ann)))
    status = await ann.posts("Hello")
    await town.settle()
    zoe = peer.person("zoe")
    before = len(peer.inbox) + len(third.inbox)
    note = zoe.note("Hm", inReplyTo=status["uri"], tag=[{"type": "Mention", "href": uri_of(ann)}])
    sent: list[dict[str, Any]] = [
        zoe.activity("Follow", uri_of(ann)), zoe.create(note), zoe.activity("Like", status["uri"]),
        zoe.activity("Announce", status["uri"], to=[PUBLIC]), zoe.activity("Block", uri_of(ann)),
        zoe.activity("Delete", {"id": note["id"], "type": "Tombstone"}), zoe.activity("Delete", zoe.uri)]
    for each in sent:
        await zoe.sends(town, each)
    await town.settle()
    assert len(peer.inbox) + len(third.inbox) - before <= len(sent)


async def test_a_key_is_made_after_the_answer_not_before(town: Town):
    """Signing up costs no second of anybody's time: the key is a job, and a flood of them only queues."""
    ann = await town.person("ann")
    assert await profiles.keys.key_of(town.db, ann.profile) is None
    await town.settle()
    assert await profiles.keys.key_of(town.db, ann.profile)


async def test_a_boost_of_old_posts_by_who_is_shut_out_brings_nothing_back(town: Town, peer: Peer, third: Peer):
    ann, zoe, far = await town.person("ann"), peer.person("zoe"), third.person("far")
    await befriend(town, ann, zoe)
    old = zoe.note("Old words")
    await zoe.sends(town, zoe.create(old))
    await town.settle()
    await befriend(town, ann, far)
    async with town.db.write() as tx:
        await domains.block(tx, peer.host, domains.Wanted("suspend"))
    await town.settle()
    peer.asked.clear()
    await far.sends(town, far.activity("Announce", old["id"], to=[PUBLIC]))
    await far.sends(town, far.activity("Announce", f"{peer.url}/notes/unknown", to=[PUBLIC]))
    await far.sends(town, far.create(far.note("Look", inReplyTo=f"{peer.url}/notes/other", quote=old["id"])))
    await town.settle()
    assert peer.asked == []
    assert await posts.find(town.db, f"{peer.url}/notes/unknown") is None
    assert "Old words" not in str((await ann.get("/api/v1/timelines/home")).json)


async def test_neither_an_alias_nor_a_word_of_another_makes_a_move(town: Town, peer: Peer, third: Peer):
    """S13: the target names the account, but its owner says nothing; and one who is shut out says it themselves."""
    ann, zoe = await town.person("ann"), peer.person("zoe")
    eve = third.person("eve", alsoKnownAs=[zoe.uri])
    far = third.person("far", alsoKnownAs=[zoe.uri, eve.uri])
    await befriend(town, ann, zoe)
    await befriend(town, ann, eve)
    third.inbox.clear()
    them = await profiles.find(town.db, uri=zoe.uri)
    assert them
    for said in (eve.activity("Move", zoe.uri, target=eve.uri), eve.activity("Move", zoe.uri, target=far.uri)):
        await eve.sends(town, said)
    await town.settle()
    assert third.received("Follow") == []
    async with town.db.write() as tx:
        await domains.block(tx, peer.host, domains.Wanted("suspend"))
    await zoe.sends(town, zoe.activity("Move", zoe.uri, target=eve.uri))
    await town.settle()
    assert third.received("Follow") == []
    assert (await profiles.get(town.db, them)).moved_to is None


# What people here give names to: the way, and what is sent with the name in the place of `@`.
NAMED: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/api/v1/lists", {"title": "@"}),
    ("POST", "/api/v2/filters", {"title": "@", "context": ["home"]}),
    ("POST", "/api/v2/filters", {"title": "a", "context": ["home"], "keywords_attributes": [{"keyword": "@"}]}),
    ("POST", "/api/v1/filters", {"phrase": "@", "context": ["home"]}),
    ("POST", "/api/v1/featured_tags", {"name": "@"}),
    ("POST", "/api/v1/collections", {"name": "@"}),
    ("POST", "/api/v1/collections", {"name": "a", "description": "@"}),
    ("POST", "/api/v1/accounts/{bob}/note", {"comment": "@"}),
    ("POST", "/api/v1/reports", {"account_id": "{bob}", "comment": "@"}),
    ("PATCH", "/api/v1/accounts/update_credentials", {"display_name": "@"}),
    ("PATCH", "/api/v1/accounts/update_credentials", {"note": "@"}),
    ("PATCH", "/api/v1/accounts/update_credentials", {"fields_attributes": [{"name": "@", "value": "a"}]}),
    ("PATCH", "/api/v1/accounts/update_credentials", {"fields_attributes": [{"name": "a", "value": "@"}]}),
    ("POST", "/api/v1/statuses", {"status": "@"}),
    ("POST", "/api/v1/statuses", {"status": "#@"}),
    ("POST", "/api/v1/statuses", {"status": "a", "spoiler_text": "@"}),
    ("POST", "/api/v1/statuses", {"status": "a", "poll": {"options": ["@", "b"], "expires_in": 600}}),
    ("POST", "/api/v1/apps", {"client_name": "@", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob"}),
    ("POST", "/api/v1/domain_blocks", {"domain": "@.example"}),
]
# One that fits into a request just so, and one that only its own limit keeps out.
SIZES = ((1 << 20) - 200, 6_000)


@pytest.mark.parametrize("size", SIZES)
async def test_no_name_is_a_mebibyte_long(town: Town, size: int):
    ann, bob = await town.person("ann"), await town.person("bob")
    taken = []
    for method, path, given in NAMED:
        said = json.loads(json.dumps(given).replace("@", "x" * size).replace("{bob}", str(bob.profile)))
        answer = await ann.call(method, path.replace("{bob}", str(bob.profile)), said)
        if not 400 <= answer.status < 500:
            taken.append(f"{method} {path} {json.dumps(given)}: {answer.status}")
    assert taken == []


@pytest.mark.parametrize("size", SIZES)
async def test_no_name_of_a_tag_in_an_address_is_a_mebibyte_long(town: Town, size: int):
    ann = await town.person("ann")
    for method, path in (("POST", "/api/v1/tags/@/follow"), ("GET", "/api/v1/tags/@")):
        assert 400 <= (await ann.call(method, path.replace("@", "x" * size))).status < 500, path


FORMS = [
    ("/studio/campaigns", {"name": "@"}), ("/studio/goals", {"name": "@", "value": "1"}), ("/lists", {"title": "@"}),
    ("/settings/filters", {"title": "@", "context": "home", "word_new0": "a"}),
    ("/settings/filters", {"title": "a", "context": "home", "word_new0": "@"}),
    ("/settings/profile", {"display_name": "@"}), ("/settings/profile", {"note": "@"}),
    ("/settings/server/rules", {"text": "@"}),
]


@pytest.mark.parametrize("size", SIZES)
async def test_no_name_in_a_form_is_a_mebibyte_long(town: Town, size: int):
    page = await browser(town, await town.person("ann"))
    for path, given in FORMS:
        answer = await page.sends(path, **{name: value.replace("@", "x" * size) for name, value in given.items()})
        assert 400 <= answer.status < 500, (path, answer.status)


async def test_what_is_short_is_taken_by_all_of_them(town: Town):
    """Or the refusals would prove nothing."""
    ann, bob = await town.person("ann"), await town.person("bob")
    page = await browser(town, ann)
    for path, form in FORMS:
        answer = await page.sends(path, **{name: value.replace("@", "xyz") for name, value in form.items()})
        assert answer.status < 400, (path, answer.status)
    for method, path, given in NAMED:
        said = json.loads(json.dumps(given).replace("@", "xyz").replace("{bob}", str(bob.profile)))
        answer = await ann.call(method, path.replace("{bob}", str(bob.profile)), said)
        assert answer.status < 400, (path, given, answer.text)


async def test_what_a_push_service_answers_is_told_to_nobody(town: Town, peer: Peer):
    """S27: neither its status nor its words, from an address that is called or from one that is not."""
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    secret = "the inside of a network"
    peer.answers["/push"] = lambda _: web.Response(status=500, text=secret)
    wanted = {"endpoint": f"{peer.url}/push", "keys": keys(phone())}
    made = await ann.post("/api/v1/push/subscription", subscription=wanted, data={"alerts": {"favourite": True}})
    await zoe.sends(town, zoe.activity("Like", (await ann.posts("Like me"))["uri"]))
    await town.settle()
    assert "/push" in peer.asked
    assert secret not in made.text + (await ann.get("/api/v1/push/subscription")).text
    async with town.db.alone() as connection:
        assert not await connection.fetchval("SELECT count(*) FROM jobs WHERE error LIKE $1", f"%{secret}%")
    refused = await ann.post("/api/v1/push/subscription", subscription=wanted | {"endpoint": "http://10.0.0.1/push"},
                             data={})
    assert (refused.status, "10.0.0.1" in refused.text) == (422, False)


async def test_what_is_wrong_with_an_address_that_is_asked_for_is_said_in_our_own_words(town: Town, peer: Peer):
    """S27: whoever searches learns that nothing was found, and not what a network answered."""
    ann = await town.person("ann")
    peer.answers["/inside"] = lambda _: web.Response(status=418, text="the inside of a network")
    shown_at = [await ann.get(f"/api/v2/search?resolve=true&q={where}")
                for where in (f"{peer.url}/inside", "http://10.0.0.1/inside", f"{peer.url}/nothing")]
    assert "/inside" in peer.asked
    assert len({answer.body for answer in shown_at}) == 1
